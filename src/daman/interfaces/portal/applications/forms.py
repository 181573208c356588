"""The forms of an application, one question or a few on a page."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from daman.interfaces.portal.applications import wording
from daman.interfaces.ui import forms
from daman.journey.applications import queries
from daman.journey.applications.requirements import matrix
from daman.kernel.money import Money

INCOME_MAX = Money.riyals(1_000_000)
REASON_LENGTH_MAX = 500
_NOTHING_CHOSEN = ("", _("Choose"))


class CategoryForm(forms.Form):
    """Which of the twelve categories of the articles describes the person."""

    category = forms.ChoiceField(
        label=_("Which of these describes you best?"),
        error_messages={"required": _("Choose the category that describes you.")},
    )

    def __init__(self, *args: Any, suggested: Sequence[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = list(dict.fromkeys((*suggested, *queries.CATEGORIES)))
        field: Any = self.fields["category"]
        field.choices = [(word, wording.CATEGORIES[word]) for word in words]
        field.hints = {word: _hint(word, is_suggested=word in suggested) for word in words}


def _hint(category: str, *, is_suggested: bool) -> str:
    papers = [
        wording.paper(requirement)
        for requirement in matrix().values()
        if category in requirement.categories
    ]
    lines = [gettext("The registries suggest this.")] if is_suggested else []
    if papers:
        lines.append(gettext("You may need: %(papers)s.") % {"papers": ", ".join(papers)})
    return " ".join(lines)


class IncomeForm(forms.Form):
    """Whether anyone of the family has income."""

    has_income = forms.YesNoField(
        label=_("Do you or the people you provide for have any income?"),
        help_text=_("If you answer no, you declare that no money comes in from any source."),
    )


class IncomeSourceForm(forms.Form):
    """One income of one member, as an average of the past twelve months."""

    earner = forms.SelectField(label=_("Whose income is it?"))
    kind = forms.SelectField(
        label=_("What kind of income?"), choices=[_NOTHING_CHOSEN, *wording.INCOMES.items()]
    )
    amount = forms.MoneyField(
        label=_("How much a month?"),
        help_text=_("Add up what came in over the past 12 months and divide it by 12."),
        ceiling=INCOME_MAX,
    )

    def __init__(self, *args: Any, earners: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["earner"]
        people = list(earners)
        field.choices = people if len(people) == 1 else [_NOTHING_CHOSEN, *people]


class AccountForm(forms.Form):
    """The account to be paid to."""

    iban = forms.IbanField(
        label=_("IBAN"),
        help_text=_("24 characters that begin with SA. Spaces are fine. You find it in the "
                    "app of your bank."),
    )  # fmt: skip


class DocumentForm(forms.Form):
    """One file for one requirement."""

    document = forms.UploadField(
        label=_("Choose a file or take a photo"),
        help_text=_("A clear JPG or PNG picture, or a PDF of up to 30 pages. 5 MB at the most."),
        accept=(".pdf", ".jpg", ".jpeg", ".png"),
    )

    def clean(self) -> dict[str, Any]:
        """Refuse several files where one is asked."""
        cleaned = super().clean()
        listed = getattr(self.files, "getlist", None)
        if listed is not None and len(listed("document")) > 1:
            self.add_error("document", forms.error("file.count"))
        return cleaned


class DeclarationForm(forms.Form):
    """The declaration and consent of article 4, accepted when the application is sent."""

    declared = forms.ConfirmField(
        label=_("I declare this, and I agree to it"), code="declaration.required"
    )


class WithdrawForm(forms.Form):
    """Why the person withdraws; they need not say."""

    reason = forms.TextField(
        label=_("Why do you withdraw?"), required=False, length_max=REASON_LENGTH_MAX
    )
