"""The forms of a case: a reason, a paper to ask for, a finding of the right kind, an outcome."""

from decimal import Decimal
from typing import Any

from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from daman.interfaces.ui import forms
from daman.interfaces.workspace.wording import in_language
from daman.journey.applications import queries as applications
from daman.journey.applications.requirements import matrix
from daman.journey.assessment import wording
from daman.journey.casework.rules import TEXT_LENGTH_MAX
from daman.journey.casework.states import Outcome
from daman.kernel.money import HALALAS_PER_RIYAL, Money
from daman.law.facts.vocabulary import FactWord

OUTCOMES = ((Outcome.ACCEPT, _("Accept the application")), (Outcome.REFUSE, _("Refuse it")))
_NOBODY_SAYS = "none"
SEARCH_LENGTH_MAX = 60


class ReasonForm(forms.Form):
    """Why something is done."""

    reason = forms.TextField(label=_("Reason"), length_max=TEXT_LENGTH_MAX)


class SearchForm(forms.Form):
    """Which cases of a list to show."""

    q = forms.LineField(
        label=_("Name, last digits or reference"), length_max=SEARCH_LENGTH_MAX, required=False
    )
    category = forms.SelectField(label=_("Category"), choices=(), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["category"].choices = [  # type: ignore[attr-defined]
            ("", _("All categories")),
            *(
                (code, lazy(in_language, str)(wording.word_of(code)))
                for code in applications.CATEGORIES
            ),
        ]


class PaperForm(forms.Form):
    """Which paper is asked for, and why; the citizen reads it."""

    requirement = forms.SelectField(label=_("Which paper?"), choices=())
    text = forms.TextField(
        label=_("Why do you need it?"),
        help_text=_("The applicant reads this. Say exactly what is missing or unreadable."),
        length_max=TEXT_LENGTH_MAX,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["requirement"].choices = [  # type: ignore[attr-defined]
            ("", _("Choose a paper")),
            *((code, lazy(in_language, str)(paper, "label")) for code, paper in matrix().items()),
        ]


class RecommendForm(forms.Form):
    """What is recommended, and why."""

    outcome = forms.ChoiceField(label=_("What do you recommend?"), choices=OUTCOMES)
    reasons = forms.TextField(
        label=_("Reasons"),
        help_text=_("The committee reads this. Do not write health details."),
        length_max=TEXT_LENGTH_MAX,
    )


class FindingForm(forms.Form):
    """What was found of one fact; the field for the value fits the fact's kind."""

    reason = forms.TextField(
        label=_("How do you know?"),
        help_text=_("Name the paper, the registry or the call it rests on."),
        length_max=TEXT_LENGTH_MAX,
    )
    field_order = ("value", "reason")

    def found(self) -> Any:
        """Return the value as the law's household carries it: amounts in riyals."""
        value = self.cleaned_data["value"]
        if isinstance(value, Money):
            return _riyals(value)
        return None if value == _NOBODY_SAYS else value


def finding_form(data: Any, *, word: FactWord, label: str) -> FindingForm:
    """Return the form for a finding of one fact, bound to what was sent if anything was."""
    fitting = type("FittingFindingForm", (FindingForm,), {"value": value_field(word, label)})
    form: FindingForm = fitting(data)
    return form


def _riyals(amount: Money) -> int | str:
    whole, rest = divmod(amount.halalas, HALALAS_PER_RIYAL)
    return whole if not rest else str(Decimal(amount.halalas) / HALALAS_PER_RIYAL)


def value_field(word: FactWord, label: str) -> Any:
    """Return the field for a fact's value: yes or no, a number, an amount, or a known word."""
    if word.kind == "flag":
        return forms.YesNoField(label=label)
    if word.kind in ("money", "savings"):
        return forms.MoneyField(label=label)
    if word.kind == "count":
        return forms.CountField(label=label, least=0, most=word.max)
    choices = [(each, lazy(in_language, str)(wording.word_of(each))) for each in word.words]
    if word.null_means == _NOBODY_SAYS:
        choices.append((_NOBODY_SAYS, lazy(in_language, str)(wording.word_of(_NOBODY_SAYS))))
    return forms.SelectField(label=label, choices=choices)
