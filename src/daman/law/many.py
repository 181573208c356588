"""
The law for a whole caseload: the same rules as for one household, over columns.

Needs Polars, which the door for one household (`assess`) does not.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import polars as pl

from daman.law.engine.caseload import codes_of, decide_in_columns
from daman.law.engine.columns import MEMBERS_MAX, Compiler, FactColumn
from daman.law.engine.expressions import Expression
from daman.law.facts.columns import (
    HOUSEHOLD_ID,
    MEMBERS_KNOWN,
    Column,
    head_columns,
    household_columns,
    member_columns,
)
from daman.law.facts.tables import (
    any_fault,
    check_ids,
    check_schema,
    household_schema,
    whole_column,
)
from daman.law.people import (
    HEADS,
    PEOPLE,
    PERSON_FAULT,
    facts_of_heads,
    sums_of_ordered_people,
    sums_of_people,
)
from daman.law.rules.reading import Reading, reading_of

FAULTY = "faulty"
ANSWER = (HOUSEHOLD_ID, "eligible", "amount_halalas", "reasons", "unknown", "size")


@dataclass(frozen=True)
class Plan:
    """One edition in columns: what to sum over members, and what to add to each household."""

    summed: Mapping[str, pl.Expr]
    stages: Sequence[Mapping[str, pl.Expr]]
    added: tuple[str, ...] = ()


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
    """Return a row for every household, `faulty` where what stands beside it means nothing."""
    return _answers_and_faults(households, persons, plan_of(edition))


def _answers_and_faults(
    households: pl.LazyFrame, persons: pl.LazyFrame, plan: Plan
) -> pl.LazyFrame:
    check_ids(households.collect_schema(), persons.collect_schema())
    is_repeated = pl.col(HOUSEHOLD_ID).is_duplicated()
    summed = sums_of_people(persons, plan.summed)
    joined = _prepared(households, is_repeated).join(summed, on=HOUSEHOLD_ID, how="left")
    return _decided(joined.with_columns(pl.col(name).fill_null(0) for name in plan.summed), plan)


def answers_in_order(
    households: pl.LazyFrame, persons: pl.LazyFrame, *, edition: str
) -> pl.DataFrame:
    """
    Return the same, faster where both tables stand in the same order of households.

    Whether they do is found here: the ids of the households rise, and the people of each stand
    together in the same order. Where they do not, the tables are matched by id.
    """
    return answers_by(plan_of(edition), households, persons)


def answers_by(plan: Plan, households: pl.LazyFrame, persons: pl.LazyFrame) -> pl.DataFrame:
    """Return the answers of any plan, also of a draft's, with what the plan adds beside them."""
    check_ids(households.collect_schema(), persons.collect_schema())
    summed = sums_of_ordered_people(persons, plan.summed)
    if summed is not None:
        people = summed.collect()
        own = _prepared(households, pl.lit(False)).collect()
        ids = own[HOUSEHOLD_ID]
        rise = ids.null_count() == 0 and bool((ids > ids.shift(1)).all())
        if rise and ids.equals(people[HOUSEHOLD_ID]):
            joined = own.hstack(people.drop(HOUSEHOLD_ID))
            return _decided(joined.lazy(), plan).collect(engine="streaming")
    found = _answers_and_faults(households, persons, plan)
    return found.collect(engine="streaming").sort(HOUSEHOLD_ID)


def _decided(joined: pl.LazyFrame, plan: Plan) -> pl.LazyFrame:
    is_alone = pl.col(HEADS).fill_null(0) == 1
    few = pl.col(PEOPLE).fill_null(0) <= MEMBERS_MAX + 1
    person_fault = pl.col(PERSON_FAULT).fill_null(0) > 0
    faulty = pl.col(FAULTY) | person_fault | ~is_alone | ~few
    answered = joined.with_columns(faulty.alias(FAULTY))
    for stage in plan.stages:
        answered = answered.with_columns(**stage)
    people = pl.col(PEOPLE).fill_null(0).cast(pl.Int64)
    return answered.rename({"amount": "amount_halalas"}).select(
        *ANSWER, *plan.added, FAULTY, people
    )


def _prepared(households: pl.LazyFrame, is_repeated: pl.Expr) -> pl.LazyFrame:
    schema = households.collect_schema()
    check_schema(schema, household_schema(), table="households")
    columns = list(household_columns().values())
    known = pl.col(MEMBERS_KNOWN).fill_null(False) if MEMBERS_KNOWN in schema else pl.lit(True)
    is_nameless = pl.col(HOUSEHOLD_ID).is_null()
    return households.select(
        HOUSEHOLD_ID,
        known.alias(MEMBERS_KNOWN),
        *(whole_column(column, schema[column.name]).alias(column.name) for column in columns),
        (is_nameless | is_repeated | any_fault(columns, schema)).alias(FAULTY),
    )


@cache
def plan_of(edition: str) -> Plan:
    """
    Return an edition in columns.

    :raises Refusal: edition.unknown
    """
    return plan_in(reading_of(edition), {})


def plan_in(reading: Reading, added: Mapping[str, Expression]) -> Plan:
    """Return any reading in columns, also of a draft, with whole numbers added to each answer."""
    facts = {path: _fact(column, column.name) for path, column in household_columns().items()}
    facts |= {path: _fact(column, path) for path, column in head_columns().items()}
    members = {name: _fact(column, column.name) for name, column in member_columns().items()}
    compiler = Compiler(facts, members, pl.col(MEMBERS_KNOWN))
    decided = decide_in_columns(reading.conditions, reading.amount, compiler)
    size = compiler.whole(reading.counted_dependants) + pl.lit(1, pl.Int64)
    more = {name: compiler.whole(expression) for name, expression in added.items()}
    stages = (facts_of_heads(), {"size": size, **more}, *decided)
    return Plan(compiler.measures.summed, stages, tuple(more))


def _fact(column: Column, name: str) -> FactColumn:
    return FactColumn(pl.col(name), column.max, column.words)
