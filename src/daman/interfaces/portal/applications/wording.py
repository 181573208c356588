"""What categories, incomes, states and papers are called on the application's pages."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from daman.interfaces.ui.dates import language
from daman.journey.applications.requirements import Requirement
from daman.journey.applications.states import AccountCheck, State

CATEGORIES = {
    "widow": _("Widow"),
    "divorced": _("Divorced woman"),
    "elderly": _("Older person"),
    "disabled": _("Person with a disability, unable to work"),
    "minor_unable": _("Too young to work"),
    "woman_no_breadwinner": _("Woman without anyone to provide for her"),
    "wife_of_addict": _("Wife of a man under addiction treatment"),
    "wife_of_absent": _("Wife of an absent man"),
    "wife_of_missing": _("Wife of a missing man"),
    "suspended_wife": _("Wife left without divorce"),
    "unknown_parentage": _("Person of unknown parentage"),
    "orphan": _("Orphan"),
    "none": _("None of these: my income is low"),
}
INCOMES = {
    "salary": _("Salary"),
    "business": _("Trade or business"),
    "retirement_pension": _("Retirement pension"),
    "survivor_pension": _("Pension after a relative's death"),
    "rent": _("Rent from property"),
    "citizen_account": _("Citizen Account"),
    "rural_support": _("Rural support"),
    "student_stipend": _("Student stipend"),
}
DOCUMENT_STATES = {
    "PROVEN": (_("Nothing needed"), "done"),
    "MISSING": (_("To attach"), "info"),
    "ATTACHED": (_("Attached"), "done"),
    "ACCEPTED": (_("Accepted"), "ok"),
    "REFUSED": (_("Attach it again"), "bad"),
}
STATES = {
    State.DRAFT: (_("Draft"), "info"),
    State.SUBMITTED: (_("Under study"), "info"),
    State.WITHDRAWN: (_("Withdrawn"), "plain"),
    State.DECIDED: (_("Decision made"), "ok"),
}
ACCOUNT_CHECKS = {
    AccountCheck.UNCHECKED: _("Saved. We are waiting for the bank to confirm it."),
    AccountCheck.UNABLE: _("Saved. We are waiting for the bank to confirm it."),
    AccountCheck.VERIFIED: _("The bank confirmed that it is in your name."),
    AccountCheck.NOT_VERIFIED: _("The bank says that it is not in your name."),
    AccountCheck.CLOSED: _("The bank says that it is closed."),
}


def paper(requirement: Requirement) -> str:
    """Return a paper's name in the language of the page."""
    name: str = getattr(requirement, f"label_{language()}")
    return name


def category(word: str) -> Any:
    """Return a category's words, nothing for none chosen."""
    return CATEGORIES.get(word, "")
