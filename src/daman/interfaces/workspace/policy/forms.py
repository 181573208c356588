"""The forms of the workshop: a draft's head, one value, a reason, a signature, a day."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from daman.insight.simulation.rules import HOUSEHOLDS_MAX, SEED_MAX
from daman.interfaces.ui import forms
from daman.interfaces.workspace.policy import words
from daman.interfaces.workspace.wording import in_language
from daman.law.parameters.drafts import Basis
from daman.law.parameters.editions import Edition
from daman.record.editions.rules import NUMBER_MAX, ROWS_MAX, known_words

ROWS_TO_ADD = 2


class AmountField(forms.CountField):
    """A whole number with room for a large one."""

    input_attributes = {**forms.CountField.input_attributes, "class": "num width-10"}


class HeadForm(forms.Form):
    """Title, first day and legal basis of a draft."""

    title_ar = forms.LineField(label=_("Title in Arabic"), length_max=120)
    title_en = forms.LineField(label=_("Title in English"), length_max=120)
    valid_from = forms.DualDateField(
        label=_("Valid from"), help_text=_("It can be adopted from this day or a later one.")
    )
    basis_ar = forms.LineField(
        label=_("Legal basis in Arabic"),
        help_text=_("The decision that sets these values."),
        required=False,
        length_max=200,
    )
    basis_en = forms.LineField(label=_("Legal basis in English"), required=False, length_max=200)
    basis_number = forms.LineField(
        label=_("Number of the decision"), required=False, length_max=40
    )
    basis_on = forms.DualDateField(label=_("Date of the decision"), required=False)

    def head(self) -> dict[str, Any]:
        """Return what the operations take."""
        told = self.cleaned_data
        basis_on = told["basis_on"]
        return {
            "title_ar": told["title_ar"],
            "title_en": told["title_en"],
            "valid_from": told["valid_from"].date,
            "basis": Basis(
                told["basis_ar"],
                told["basis_en"],
                told["basis_number"],
                basis_on.date if basis_on else None,
            ),
        }


class NewDraftForm(HeadForm):
    """A new draft: which edition it extends, and its head."""

    extends = forms.SelectField(label=_("Which edition does it extend?"), choices=())
    field_order = ("extends",)

    def __init__(self, *args: Any, editions: list[Edition], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["extends"].choices = [  # type: ignore[attr-defined]
            (each.id, in_language(each, "title")) for each in editions
        ]


def date_parts(day: date | None) -> dict[str, str]:
    """Return a day as the date field shows it at first."""
    if day is None:
        return {}
    parts = {"day": day.day, "month": day.month, "year": day.year}
    return {"calendar": "gregorian", **{name: str(part) for name, part in parts.items()}}


def head_of(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the form of a draft's head shows at first."""
    basis = document["basis"]
    return {
        "title_ar": document["title_ar"],
        "title_en": document["title_en"],
        "valid_from": date_parts(document["valid_from"]),
        "basis_ar": basis["text_ar"],
        "basis_en": basis["text_en"],
        "basis_number": basis["number"],
        "basis_on": date_parts(basis["on"]),
    }


class ValueForm(forms.Form):
    """One value of a draft: a number, a table with a field a row, or the words of a list."""

    def __init__(self, *args: Any, edition: Edition, name: str, base: Edition, **kw: Any) -> None:
        super().__init__(*args, **kw)
        self.value = edition.values[name]
        self.before = base.values.get(name)
        if self.value.unit == "words":
            self._ask_words(edition, name)
        elif isinstance(self.value.value, dict):
            self._ask_rows()
        else:
            self._ask_number()

    def _ask_words(self, edition: Edition, name: str) -> None:
        self.fields["value"] = forms.ChoicesField(
            label=in_language(self.value, "label"),
            choices=[(each, words.word(each)) for each in known_words(edition, name)],
            hints={each: self._was(each) for each in known_words(edition, name)},
            initial=list(self.value.value),
            required=False,
        )

    def _was(self, name: str) -> str:
        is_in = self.before is not None and name in self.before.value
        return gettext("In the edition it extends") if is_in else ""

    def _ask_rows(self) -> None:
        rows: dict[int, int] = self.value.value
        last = min(len(rows) + ROWS_TO_ADD, ROWS_MAX)
        for row in range(1, last + 1):
            self.fields[f"row_{row}"] = AmountField(
                label=gettext("Family of %(size)s") % {"size": row},
                most=NUMBER_MAX,
                initial=rows.get(row),
                required=row == 1,
                help_text=self._before(row),
            )

    def _ask_number(self) -> None:
        self.fields["value"] = AmountField(
            label=in_language(self.value, "label"),
            most=NUMBER_MAX,
            initial=self.value.value,
            help_text=self._before(None),
        )

    def _before(self, row: int | None) -> str:
        known = self.before.value if self.before is not None else None
        number = known.get(row) if isinstance(known, dict) else known
        if number is None:
            return gettext("Not in the edition it extends")
        text = words.measured(number, self.value.unit)
        return gettext("In the edition it extends: %(value)s") % {"value": text}

    def given(self) -> Any:
        """Return the value as the operation takes it; rows left empty are not in the table."""
        if "value" in self.fields:
            return self.cleaned_data["value"]
        rows = {int(name[4:]): number for name, number in self.cleaned_data.items()}
        return {row: number for row, number in rows.items() if number is not None}


class ReasonForm(forms.Form):
    """Why a draft goes back or is withdrawn."""

    reason = forms.TextField(label=_("Reason"), length_max=500)


class SignForm(forms.Form):
    """The digest of the text that the signer read, and what she found."""

    reason = forms.TextField(
        label=_("What you checked"),
        help_text=_("It stands beside your signature in the history."),
        length_max=500,
    )
    document_sha256 = forms.LineField(label=_("Digest of the text"), length_max=64)


class AdoptForm(forms.Form):
    """From which day an edition decides."""

    from_day = forms.DualDateField(
        label=_("From which day?"),
        help_text=_("Applications submitted from this day on are decided by it."),
    )


class SimulationForm(forms.Form):
    """Which drafts, and over whom."""

    drafts = forms.ChoicesField(
        label=_("Which drafts?"),
        help_text=_("One to four; each is compared with what is in force."),
    )
    population = forms.ChoiceField(
        label=_("Over whom?"),
        choices=[
            ("SYNTHETIC", _("Invented households")),
            ("CASELOAD", _("The caseload: every application's latest assessment")),
        ],
        hints={
            "SYNTHETIC": _("Shares are plausible, not measured. The same seed gives the same."),
            "CASELOAD": _("Where each household lives is not known."),
        },
        initial="SYNTHETIC",
    )
    households = AmountField(
        label=_("How many invented households?"),
        least=1,
        most=HOUSEHOLDS_MAX,
        initial=10_000,
        required=False,
    )
    seed = AmountField(label=_("Seed"), most=SEED_MAX, initial=1, required=False)

    def __init__(self, *args: Any, drafts: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["drafts"].choices = [  # type: ignore[attr-defined]
            (draft.ref, f"{in_language(draft, 'title')} ({draft.ref})") for draft in drafts
        ]

    def clean(self) -> dict[str, Any]:
        """Ask for a number of households where they are to be invented."""
        told = super().clean()
        is_wanting = told.get("population") == "SYNTHETIC" and told.get("households") is None
        if is_wanting and "households" not in self.errors:
            bounds = {"least": 1, "most": f"{HOUSEHOLDS_MAX:,}"}
            self.add_error("households", forms.error("simulation.size", **bounds))
        return told
