"""The forms of the profile, made from its questions; every fact may be unknown."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from daman.interfaces.portal.profile import wording
from daman.interfaces.ui import forms
from daman.journey.profile.rules import Question
from daman.kernel.money import Money

_FLAGS = {"yes": True, "no": False, "unknown": None}
_FLAG_CHOICES = [("yes", _("Yes")), ("no", _("No")), ("unknown", _("I don't know"))]
SAVINGS_MAX = Money.riyals(1_000_000_000)
DISPUTE_LENGTH_MAX = 500
# More answers than this are offered as a list, not as radios.
RADIOS_MAX = 6


class SectionForm(forms.Form):
    """The questions of one page; `given` turns what was typed into answers of the step."""

    def __init__(
        self,
        *args: Any,
        questions: Sequence[Question],
        answers: Mapping[str, Any],
        **kwargs: Any,
    ) -> None:
        self.questions = questions
        told = answers.get("told", {})
        kwargs["initial"] = {
            _name(question): _shown(question, answers["values"].get(question.name))
            for question in questions
            if question.name in answers["values"]
        } | {"dispute": answers.get("dispute", "")}
        super().__init__(*args, **kwargs)
        for question in questions:
            self.fields[_name(question)] = _field(question, told.get(question.name))
        if any(question.name in told for question in questions):
            self.fields["dispute"] = forms.TextField(
                label=_("What is wrong?"),
                help_text=_("We pass it on, and a caseworker reads it."),
                required=False,
                length_max=DISPUTE_LENGTH_MAX,
            )

    @property
    def asked(self) -> list[dict[str, Any]]:
        """Return the questions as they are shown; a short choice stands in one row."""
        return [
            {"bound": self[_name(question)], "is_row": question.kind == "flag"}
            for question in self.questions
        ]

    @property
    def given(self) -> dict[str, Any]:
        """Return the answers by question."""
        answers = {
            question.name: _read(question, self.cleaned_data[_name(question)])
            for question in self.questions
        }
        if "dispute" in self.fields:
            answers["dispute"] = self.cleaned_data["dispute"]
        return answers


def _name(question: Question) -> str:
    return question.name.removesuffix("_halalas")


def _field(question: Question, told: Mapping[str, Any] | None) -> Any:
    label, hint = wording.QUESTIONS[question.name]
    lines = [str(hint)] if hint else []
    if told is not None:
        lines.append(wording.told_text(question.kind, dict(told)))
    options: dict[str, Any] = {"label": label, "help_text": " ".join(lines)}
    if question.kind == "flag":
        return forms.ChoiceField(choices=_FLAG_CHOICES, **options)
    if question.kind == "word":
        choices = [(word, wording.WORDS[word]) for word in question.words]
        if len(choices) <= RADIOS_MAX:
            return forms.ChoiceField(choices=choices, required=question.must, **options)
        return forms.SelectField(
            choices=[("", _("None of these")), *choices], required=False, **options
        )
    if question.kind == "money":
        return forms.MoneyField(required=False, ceiling=SAVINGS_MAX, **options)
    return forms.CountField(required=False, most=question.most, **options)


def _shown(question: Question, value: Any) -> Any:
    if question.kind == "flag":
        return {True: "yes", False: "no"}.get(value) if value is not None else None
    if question.kind == "money" and value is not None:
        return Money(value)
    return value


def _read(question: Question, typed: Any) -> Any:
    if question.kind == "flag":
        return _FLAGS[typed]
    if question.kind == "money":
        return None if typed is None else typed.halalas
    return None if typed == "" else typed


class DependantForm(forms.Form):
    """One more dependant: number, birth date and what they are to the person."""

    national_id = forms.NationalIdField(
        label=_("National ID or Iqama number"), help_text=_("10 digits, on their card.")
    )
    born_on = forms.DualDateField(label=_("Date of birth"), past=True)
    relation = forms.ChoiceField(
        label=_("What are they to you?"), choices=list(wording.RELATIONS.items())
    )


class ConsentForm(forms.Form):
    """Whether an adult agrees to be linked to the application."""

    accepted = forms.YesNoField(
        label=_("Did they agree to be part of your application?"),
        help_text=_(
            "Ask them first. If they do not agree their income may still count, "
            "but the amount does not grow with them."
        ),
    )
