"""
The law for a whole caseload: the same rules as for one household, over columns.

Needs Polars, which the door for one household (`assess`) does not.
"""

from collections.abc import Mapping

import polars as pl

from daman.law.engine.caseload import codes_of
from daman.law.engine.columns import MEMBERS_MAX
from daman.law.facts.columns import HOUSEHOLD_ID, MEMBERS_KNOWN, household_columns
from daman.law.facts.tables import (
    any_fault,
    check_ids,
    check_schema,
    household_schema,
    whole_column,
)
from daman.law.many_in_order import answers_of_ordered
from daman.law.people import HEADS, PEOPLE, PERSON_FAULT, facts_of_heads, sums_of_people
from daman.law.plan import ANSWER, FAULTY, Plan, plan_in, plan_of
from daman.law.rules.reading import reading_of

__all__ = [
    "ANSWER",
    "FAULTY",
    "Plan",
    "answers_and_faults",
    "answers_by",
    "answers_in_order",
    "assess_many",
    "codes_in",
    "legend",
    "plan_in",
    "plan_of",
]


def assess_many(households: pl.LazyFrame, persons: pl.LazyFrame, *, edition: str) -> pl.LazyFrame:
    """
    Return the law's answers for many households, one row for each that can be read.

    `eligible` is null where a person must decide or a fact is missing; `amount_halalas` is 0 for
    a refusal and null while it is open. `reasons` and `unknown` are bit sets over `legend`: why,
    and what waits for unknown facts. `size` counts the head and the dependants who count.
    Rows that cannot be read are left out here; `unreadable` names them.

    :raises Refusal: edition.unknown, or household.missing_field, household.unknown_field or
        household.type for a table that has not the columns of the schema
    """
    answered = answers_and_faults(households, persons, edition=edition)
    return answered.filter(~pl.col(FAULTY)).select(ANSWER)


def legend(edition: str) -> Mapping[int, str]:
    """
    Return the code that each bit of `reasons` and `unknown` stands for.

    :raises Refusal: edition.unknown

    >>> legend("1446-article")[0]
    '1446.nationality'
    """
    reading = reading_of(edition)
    return dict(enumerate(codes_of(reading.conditions, reading.amount)))


def codes_in(bits: int, edition: str) -> tuple[str, ...]:
    """Return the codes of a bit set, in the order of the edition."""
    return tuple(code for place, code in legend(edition).items() if bits >> place & 1)


def answers_and_faults(
    households: pl.LazyFrame, persons: pl.LazyFrame, *, edition: str
) -> pl.LazyFrame:
    """
    Return a row for every household, `faulty` where what stands beside it means nothing.

    The two tables are matched by id, whatever their order.
    """
    return _matched(plan_of(edition), households, persons)


def answers_in_order(
    households: pl.LazyFrame, persons: pl.LazyFrame, *, edition: str
) -> pl.DataFrame:
    """
    Return the same in the order of ids, several times faster for tables that stand in one order.

    Whether they do is found here; where they do not, they are sorted, and where a household has
    no head, several, or is there twice, they are matched by id.

    :raises Refusal: as `assess_many`
    """
    return answers_by(plan_of(edition), households, persons)


def answers_by(plan: Plan, households: pl.LazyFrame, persons: pl.LazyFrame) -> pl.DataFrame:
    """Return the answers of any plan, also of a draft's, with what the plan adds beside them."""
    check_ids(households.collect_schema(), persons.collect_schema())
    found = answers_of_ordered(plan, households, persons)
    if found is not None:
        return found
    return _matched(plan, households, persons).collect(engine="streaming").sort(HOUSEHOLD_ID)


def _matched(plan: Plan, households: pl.LazyFrame, persons: pl.LazyFrame) -> pl.LazyFrame:
    check_ids(households.collect_schema(), persons.collect_schema())
    columns = plan.columns()
    numbers = columns.measures.numbers
    summed = sums_of_people(persons, numbers)
    joined = _prepared(households).join(summed, on=HOUSEHOLD_ID, how="left")
    joined = joined.with_columns(pl.col(name).fill_null(0) for name in numbers)
    is_alone = pl.col(HEADS).fill_null(0) == 1
    few = pl.col(PEOPLE).fill_null(0) <= MEMBERS_MAX + 1
    person_fault = pl.col(PERSON_FAULT).fill_null(0) > 0
    faulty = pl.col(FAULTY) | person_fault | ~is_alone | ~few
    people = pl.col(PEOPLE).fill_null(0).cast(pl.Int64)
    facts = joined.with_columns(faulty.alias(FAULTY), people, **facts_of_heads())
    return columns.answer(facts)


def _prepared(households: pl.LazyFrame) -> pl.LazyFrame:
    schema = households.collect_schema()
    check_schema(schema, household_schema(), table="households")
    columns = list(household_columns().values())
    known = pl.col(MEMBERS_KNOWN).fill_null(False) if MEMBERS_KNOWN in schema else pl.lit(True)
    household = pl.col(HOUSEHOLD_ID)
    is_nameless, is_repeated = household.is_null(), household.is_duplicated()
    return households.select(
        HOUSEHOLD_ID,
        known.alias(MEMBERS_KNOWN),
        *(whole_column(column, schema[column.name]).alias(column.name) for column in columns),
        (is_nameless | is_repeated | any_fault(columns, schema)).alias(FAULTY),
    )
