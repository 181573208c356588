"""The conditions of the 1444 article (S003), in the order in which they are reported."""

from daman.law.engine.conditions import Named, Parameters, condition
from daman.law.engine.expressions import Expression
from daman.law.facts.vocabulary import HouseholdWords
from daman.law.rules.household import gross_income, has_accepted_basis, size


@condition("1444.nationality", "S003-44", "S003-49", contradictions=["C-12"])
def nationality(h: HouseholdWords, _: Parameters) -> Expression:
    """Return whether the head is Saudi."""
    return h.head.saudi


@nationality.unless("family_of_saudi_man", "S003-49")
def is_family_of_saudi_man(h: HouseholdWords, k: Parameters) -> Expression:
    """Return whether the head is of a Saudi man's family, with a valid residence permit."""
    return has_accepted_basis(h.head, k)


@condition("1444.residence", "S003-45", contradictions=["C-13"])
def residence(h: HouseholdWords, _: Parameters) -> Expression:
    """Return whether the head lives in the Kingdom permanently; the article counts no days."""
    return h.residence.permanent


@condition("1444.assets", "S003-46", contradictions=["C-09"])
def assets(h: HouseholdWords, _: Parameters) -> Expression:
    """Return whether nothing is owned, not even the home; of cars the article says nothing."""
    owns_real_estate = h.assets.main_home_owned | (h.assets.other_real_estate_count > 0)
    return ~(owns_real_estate | (h.assets.liquid_assets > 0))


@condition(
    "1444.income_limit",
    "S003-47",
    "S003-6",
    shows=[
        Named("income", "riyal", gross_income),
        Named("limit", "riyal", lambda h, k: k.income_ceiling_by_size[size(h, k)]),
        Named("size", "people", size),
        Named("rows", "people", lambda _, k: k.income_ceiling_by_size.rows_count),
    ],
    contradictions=["C-03"],
)
def income_limit(h: HouseholdWords, k: Parameters) -> Expression:
    """Return whether the gross income does not exceed the ceiling of the family's size."""
    return gross_income(h, k) <= k.income_ceiling_by_size[size(h, k)]


@income_limit.opens("1444.size_beyond_table")
def is_beyond_table(h: HouseholdWords, k: Parameters) -> Expression:
    """Return whether the family is larger than the table."""
    return size(h, k) > k.income_ceiling_by_size.rows_count


@condition(
    "1444.divorcee_age",
    "S003-48",
    shows=[
        Named("age", "years", lambda h, _: h.head.age),
        Named("age_max", "years", lambda _, k: k.divorcee_age_max),
    ],
    contradictions=["C-11"],
)
def divorcee_age(h: HouseholdWords, k: Parameters) -> Expression:
    """Return whether a divorcee is not older than the article allows."""
    return h.head.age <= k.divorcee_age_max


@divorcee_age.applies_when
def is_filed_as_divorced(h: HouseholdWords, _: Parameters) -> Expression:
    """Return whether the application was filed in the divorcees' category."""
    return h.own.category.equals("divorced")


@condition("1444.category", "S003-59", "S003-60", "S003-61", contradictions=["C-10"])
def category(h: HouseholdWords, k: Parameters) -> Expression:
    """Return whether the filed category stands in the article's list."""
    return h.own.category.one_of(k.categories)


CONDITIONS = (nationality, residence, assets, income_limit, divorcee_age, category)
