"""Which papers are needed, which a registry proves, which category fits, what is missing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from daman.journey.applications.requirements import Requirement, matrix

# The text a person accepts when sending; a new text has a new version (law article 4).
CONSENT_VERSION = "2026-11-01"
ELDERLY_YEARS = 60  # S003-60 gives no age; the elderly law counts from 60 (L8).
ADULT_YEARS = 18
_SUGGESTED_BY_DEED = {
    "absence": "wife_of_absent",
    "disappearance": "wife_of_missing",
    "suspension": "suspended_wife",
    "no_breadwinner": "woman_no_breadwinner",
}


@dataclass(frozen=True)
class Evidence:
    """What registries prove: facts by kind with their values, kinship and incomes."""

    facts: Sequence[tuple[str, Mapping[str, Any]]] = ()
    is_family_registered: bool = False
    are_incomes_registered: bool = False


def needed(category: str, *, has_income: bool | None, has_dependants: bool) -> list[Requirement]:
    """Return the papers that an application of this kind needs, proven or not."""
    met = {
        "always": True,
        "dependants": has_dependants,
        "income": bool(has_income),
        "request": False,
    }
    return [
        requirement
        for requirement in matrix().values()
        if met.get(requirement.when, category in requirement.categories)
    ]


def is_proven(requirement: Requirement, evidence: Evidence) -> bool:
    """Return whether a registry proves what the paper would, so that nothing is asked."""
    by = requirement.proven_by
    if by.get("identity"):
        return True
    if by.get("family"):
        return evidence.is_family_registered
    if by.get("income"):
        return evidence.are_incomes_registered
    return any(
        kind == by.get("kind") and ("about" not in by or values.get("about") == by["about"])
        for kind, values in evidence.facts
    )


def suggested_categories(
    *,
    sex: str,
    age: int,
    marital_status: str,
    facts: Iterable[tuple[str, Mapping[str, Any]]],
) -> list[str]:
    """Return the categories that what is known speaks for, the strongest first."""
    found = []
    if sex == "F" and marital_status == "WIDOWED":
        found.append("widow")
    if sex == "F" and marital_status == "DIVORCED":
        found.append("divorced")
    for kind, values in facts:
        if kind == "disability":
            found.append("disabled")
        if kind == "court_deed" and sex == "F":
            found.append(_SUGGESTED_BY_DEED.get(str(values.get("about")), ""))
    if age >= ELDERLY_YEARS:
        found.append("elderly")
    return [category for category in dict.fromkeys(found) if category]


@dataclass(frozen=True)
class Draft:
    """The state of an application's parts, as plain values."""

    is_profile_confirmed: bool
    category: str
    has_income: bool | None
    incomes_count: int
    has_account: bool
    account_check: str
    missing_documents: Sequence[str]


def missing(draft: Draft) -> list[str]:
    """Return the code of everything that keeps an application from being sent, in page order."""
    faults = {
        "profile.unconfirmed": not draft.is_profile_confirmed,
        "category.required": not draft.category,
        "income.unanswered": draft.has_income is None,
        "income.sources_missing": draft.has_income is True and not draft.incomes_count,
        "account.required": not draft.has_account,
        "iban.owner": draft.account_check == "NOT_VERIFIED",
        "iban.closed": draft.account_check == "CLOSED",
        "documents.missing": bool(draft.missing_documents),
    }
    return [code for code, is_at_fault in faults.items() if is_at_fault]
