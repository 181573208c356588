"""The conditions of the law of 1442 (articles 9 to 13 and 17), in the order they are reported."""

from daman.law.engine.conditions import Named, Parameters, condition
from daman.law.engine.expressions import Expression, choose
from daman.law.facts.vocabulary import HouseholdWords
from daman.law.rules.household import (
    calculated_minimum,
    counted_income,
    gross_income,
    has_accepted_basis,
    is_able_and_unemployed,
    is_exempt_from_income,
    is_in_institution,
    size,
)


@condition("stat.head", "law-1442/13", "P13")
def head(h: HouseholdWords, _: Parameters) -> Expression:
    """Return whether the head's government services are not suspended."""
    return ~h.head.services_suspended


@condition("stat.nationality", "law-1442/9.1", "law-1442/10", contradictions=["C-12"])
def nationality(h: HouseholdWords, _: Parameters) -> Expression:
    """Return whether the head is Saudi."""
    return h.head.saudi


@nationality.unless("accepted_basis", "law-1442/10")
def is_excepted(h: HouseholdWords, k: Parameters) -> Expression:
    """Return whether the head is in one of the cases of article 10."""
    return has_accepted_basis(h.head, k)


@condition(
    "stat.unit",
    "law-1442/1.8",
    "P13",
    shows=[
        Named("age", "years", lambda h, _: h.head.age),
        Named("age_min", "years", lambda _, k: k.independent_age_min),
        Named("student_age_min", "years", lambda _, k: k.student_independent_age_min),
    ],
)
def unit(h: HouseholdWords, k: Parameters) -> Expression:
    """Return whether an independent is old enough and lives in a dwelling of one's own."""
    return (h.head.age >= independent_age_min(h, k)) & h.own.separate_dwelling


def independent_age_min(h: HouseholdWords, k: Parameters) -> Expression:
    """Return the age from which one is independent, later for a student (P13)."""
    return choose(h.head.student, k.student_independent_age_min, k.independent_age_min)


@unit.applies_when
def is_independent(h: HouseholdWords, _: Parameters) -> Expression:
    """Return whether the application is an independent's."""
    return h.own.unit.equals("independent")


@condition(
    "stat.residence",
    "law-1442/9.1",
    "P1",
    "P2",
    shows=[
        Named("days", "days", lambda h, _: h.residence.longest_consecutive_days_abroad),
        Named("total_days", "days", lambda h, _: h.residence.total_days_abroad_12m),
        Named("days_max", "days", lambda _, k: k.abroad_consecutive_days_max),
    ],
    contradictions=["C-13"],
)
def residence(h: HouseholdWords, k: Parameters) -> Expression:
    """Return whether the head lives in the Kingdom and was not abroad for too long."""
    in_time = h.residence.longest_consecutive_days_abroad <= k.abroad_consecutive_days_max
    in_total = h.residence.total_days_abroad_12m <= k.abroad_total_days_max
    return h.residence.permanent & in_time & in_total


@residence.opens("stat.residence_review")
def is_abroad_for_study(h: HouseholdWords, k: Parameters) -> Expression:
    """Return whether it is a student who is abroad: the regulation's exception was not found."""
    return h.residence.study_abroad & ~residence.question(h, k)


@condition("stat.institution", "law-1442/17.6", "law-1442/1.20")
def institution(h: HouseholdWords, k: Parameters) -> Expression:
    """Return whether the head does not live permanently in a centre."""
    return ~is_in_institution(h, k)


@condition("stat.obligations", "law-1442/9.4", "law-1442/17.5")
def obligations(h: HouseholdWords, k: Parameters) -> Expression:
    """Return whether health, education and, for who is able and unemployed, training are met."""
    trained = ~is_able_and_unemployed(h, k) | h.obligations.training_attended
    return h.obligations.health_education_met & trained


@condition(
    "stat.income",
    "law-1442/9.2",
    "law-1442/14",
    shows=[
        Named("income", "riyal", counted_income),
        Named("minimum", "riyal", calculated_minimum),
        Named("size", "people", size),
    ],
    contradictions=["C-03", "C-28", "C-29"],
)
def income(h: HouseholdWords, k: Parameters) -> Expression:
    """Return whether the counted income is below the calculated minimum; equal is not below."""
    return counted_income(h, k) < calculated_minimum(h, k)


@income.unless("moved_from_old_law", "L2", "L3")
def is_moved_from_old_law(h: HouseholdWords, k: Parameters) -> Expression:
    """Return whether Royal Decree M/35 exempts the household."""
    return is_exempt_from_income(h, k)


@condition(
    "stat.multi_family_income_review",
    "law-1442/12.1",
    shows=[
        Named("families", "count", lambda h, _: h.own.other_families_of_head),
        Named("income", "riyal", gross_income),
    ],
)
def multi_family_income(h: HouseholdWords, k: Parameters) -> Expression:
    """Return whether there is no income that several families of one head would have to share."""
    return ~(gross_income(h, k) > 0)


@multi_family_income.applies_when
def has_other_families(h: HouseholdWords, _: Parameters) -> Expression:
    """Return whether the head has other families."""
    return h.own.other_families_of_head > 0


@multi_family_income.opens("stat.multi_family_income_review")
def is_income_to_share(h: HouseholdWords, k: Parameters) -> Expression:
    """Return whether there is income to share: how, is not published."""
    return gross_income(h, k) > 0


@condition("stat.wealth", "law-1442/9.3", contradictions=["C-09"])
def wealth(h: HouseholdWords, _: Parameters) -> Expression:
    """Return whether the committee found the wealth criteria met."""
    return h.findings.wealth_criteria_met


@wealth.opens("stat.wealth_review")
def is_wealth_undecided(h: HouseholdWords, _: Parameters) -> Expression:
    """Return whether the committee has not decided yet; no threshold is published."""
    return h.findings.wealth_criteria_met.is_undecided()


CONDITIONS = (
    head,
    nationality,
    unit,
    residence,
    institution,
    obligations,
    income,
    multi_family_income,
    wealth,
)
