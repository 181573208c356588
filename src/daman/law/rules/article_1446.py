"""The conditions of the 1446 article (S002), in the order in which they are reported."""

from daman.law.engine.conditions import Named, Parameters, condition
from daman.law.engine.expressions import Expression
from daman.law.facts.vocabulary import HouseholdWords
from daman.law.rules.household import (
    calculated_minimum,
    gross_income,
    has_accepted_basis,
    is_able_and_unemployed,
    is_in_institution,
    size,
)


@condition("1446.nationality", "S002-18", contradictions=["C-12"])
def nationality(h: HouseholdWords, _: Parameters) -> Expression:
    """Return whether the head is Saudi."""
    return h.head.saudi


@nationality.unless("accepted_basis")
def is_excepted(h: HouseholdWords, k: Parameters) -> Expression:
    """Return whether the head is in one of the cases the article excepts."""
    return has_accepted_basis(h.head, k)


@condition("1446.residence", "S002-25", contradictions=["C-13"])
def residence(h: HouseholdWords, _: Parameters) -> Expression:
    """Return whether the applicant lives in the Kingdom permanently; no days are counted."""
    return h.residence.permanent


@residence.unless("study_abroad", "S002-26")
def is_studying_abroad(h: HouseholdWords, _: Parameters) -> Expression:
    """Return whether the stay abroad is for study."""
    return h.residence.study_abroad


@condition(
    "1446.income_limit",
    "S002-27",
    "S002-28",
    shows=[
        Named("income", "riyal", gross_income),
        Named("limit", "riyal", calculated_minimum),
        Named("size", "people", size),
    ],
    contradictions=["C-03", "C-05"],
)
def income_limit(h: HouseholdWords, k: Parameters) -> Expression:
    """Return whether the gross income does not exceed the minimum; being equal is allowed."""
    return gross_income(h, k) <= calculated_minimum(h, k)


@condition("1446.obligations", "S002-29")
def obligations(h: HouseholdWords, _: Parameters) -> Expression:
    """Return whether the children's health and education requirements are met."""
    return h.obligations.health_education_met


@condition("1446.training", "S002-30")
def training(h: HouseholdWords, _: Parameters) -> Expression:
    """Return whether the training that was offered has been attended."""
    return h.obligations.training_attended


training.applies_when(is_able_and_unemployed)


@condition("1446.institution", "S002-31", "law-1442/17.6", contradictions=["C-27"])
def institution(h: HouseholdWords, k: Parameters) -> Expression:
    """Return whether the head does not live permanently in a centre."""
    return ~is_in_institution(h, k)


@condition("1446.assets", "S002-32", contradictions=["C-09"])
def assets(h: HouseholdWords, _: Parameters) -> Expression:
    """Return whether the committee found no asset of high value."""
    return ~h.findings.high_value_assets


@assets.opens("1446.assets_review")
def is_value_undecided(h: HouseholdWords, _: Parameters) -> Expression:
    """Return whether the committee has not decided yet; no threshold is published."""
    return h.findings.high_value_assets.is_undecided()


CONDITIONS = (
    nationality,
    residence,
    income_limit,
    obligations,
    training,
    institution,
    assets,
)
