"""Quantities of a household that the rules of several editions share."""

from daman.law.engine.conditions import NotInForce, Parameters, quantity
from daman.law.engine.expressions import Expression, Literal, Words, choose, total
from daman.law.facts.vocabulary import NONE, HouseholdWords

EARNED = ("salary", "business")
RETIREMENT_PENSION = "retirement_pension"


def has_accepted_basis(person: Words, k: Parameters) -> Expression:
    """
    Return whether a non-Saudi relies on a case that this edition's list accepts.

    The 1444 article (S003-49) wants a valid residence permit with it; the others do not ask.
    """
    accepted = person.nationality_basis.one_of(k.nationality_bases)
    try:
        needs_permit = person.nationality_basis.one_of(k.bases_with_permit)
    except NotInForce:
        return accepted
    return accepted & (~needs_permit | person.residence_permit_valid)


def is_accepted_national(person: Words, k: Parameters) -> Expression:
    """Return whether a person is Saudi or in a case the edition accepts (article 10)."""
    return person.saudi | has_accepted_basis(person, k)


@quantity
def counted_dependants(h: HouseholdWords, k: Parameters) -> Expression:
    """Return how many dependants count: of accepted nationality, and agreed to being linked."""
    return h.dependants.count(lambda p: is_accepted_national(p, k) & p.accepted_link)


@quantity
def size(h: HouseholdWords, k: Parameters) -> Expression:
    """Return the family's size: the head and the dependants who count."""
    return counted_dependants(h, k) + 1


@quantity
def gross_income(h: HouseholdWords, _: Parameters) -> Expression:
    """Return all income of the household in a month, of every kind, nothing left out."""
    return total(tuple(h.incomes().values()))


@quantity
def counted_earned_income(h: HouseholdWords, k: Parameters) -> Expression:
    """Return the share of salaries and business income that counts."""
    return total([h.incomes()[kind] for kind in EARNED]) * k.earned_share / 100


def counted_unearned_income(kind: str, h: HouseholdWords, k: Parameters) -> Expression:
    """Return the income of one unearned kind, or zero when the edition leaves that kind out."""
    counted: Expression = h.incomes()[kind]
    if kind == RETIREMENT_PENSION:
        counted = counted * k.retirement_pension_share / 100
    return choose(Literal(kind).one_of(k.income_not_counted), 0, counted)


@quantity
def counted_savings(h: HouseholdWords, k: Parameters) -> Expression:
    """Return the part of savings that counts as income of a month."""
    return h.assets.liquid_assets / k.savings_months


@quantity
def counted_income(h: HouseholdWords, k: Parameters) -> Expression:
    """Return the counted income (articles 1.13 and 14), exact to the fraction of a halala."""
    unearned = [counted_unearned_income(kind, h, k) for kind in h.incomes() if kind not in EARNED]
    return total([counted_earned_income(h, k), *unearned, counted_savings(h, k)])


@quantity
def calculated_minimum(h: HouseholdWords, k: Parameters) -> Expression:
    """Return the calculated minimum: the basic one and an increase for each dependant."""
    return k.basic_minimum + k.dependant_increment * counted_dependants(h, k)


def is_able_and_unemployed(h: HouseholdWords, _: Parameters) -> Expression:
    """
    Return whether the head is able to work and the household earns nothing by work.

    The facts say whose ability it is but not whose salary; a household that lives on a salary is
    not taken for unemployed.
    """
    earned = total([h.incomes()[kind] for kind in EARNED])
    return h.head.able_to_work & earned.equals(0)


def is_in_institution(h: HouseholdWords, _: Parameters) -> Expression:
    """Return whether the head lives permanently in a care home, shelter, hospital or prison."""
    return ~h.own.institution.equals(NONE)


@quantity
def is_exempt_from_income(h: HouseholdWords, k: Parameters) -> Expression:
    """Return whether a group moved over from the old law is exempt from article 9(2)."""
    return h.own.legacy_category_m45.one_of(k.income_exempt_groups)
