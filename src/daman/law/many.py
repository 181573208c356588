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
from daman.law.facts.columns import (
    HOUSEHOLD_ID,
    IS_HEAD,
    MEMBERS_KNOWN,
    PERSON_ID,
    Column,
    head_columns,
    household_columns,
    member_columns,
    person_columns,
)
from daman.law.facts.tables import (
    any_fault,
    check_ids,
    check_schema,
    household_schema,
    person_schema,
    whole_column,
)
from daman.law.rules.reading import reading_of

FAULTY = "faulty"
ANSWER = (HOUSEHOLD_ID, "eligible", "amount_halalas", "reasons", "unknown", "size")
PEOPLE = "people"
_HEADS, _PACK, _PERSON_FAULT = "heads", "pack", "person_fault"


@dataclass(frozen=True)
class Plan:
    """One edition in columns: what to sum over members, and what to add to each household."""

    summed: Mapping[str, pl.Expr]
    stages: Sequence[Mapping[str, pl.Expr]]


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
    plan = plan_of(edition)
    check_ids(households.collect_schema(), persons.collect_schema())
    summed = _sums_of(persons, plan)
    prepared = _prepared(households)
    joined = prepared.join(summed, on=HOUSEHOLD_ID, how="left").with_columns(
        pl.col(name).fill_null(0) for name in plan.summed
    )
    is_alone = pl.col(_HEADS).fill_null(0) == 1
    few = pl.col(PEOPLE).fill_null(0) <= MEMBERS_MAX + 1
    faulty = pl.col(FAULTY) | pl.col(_PERSON_FAULT).fill_null(False) | ~is_alone | ~few
    answered = joined.with_columns(faulty.alias(FAULTY))
    for stage in plan.stages:
        answered = answered.with_columns(**stage)
    return answered.rename({"amount": "amount_halalas"}).select(
        *ANSWER, FAULTY, pl.col(PEOPLE).fill_null(0)
    )


def _prepared(households: pl.LazyFrame) -> pl.LazyFrame:
    schema = households.collect_schema()
    check_schema(schema, household_schema(), table="households")
    columns = list(household_columns().values())
    known = pl.col(MEMBERS_KNOWN).fill_null(False) if MEMBERS_KNOWN in schema else pl.lit(True)
    identified = pl.col(HOUSEHOLD_ID).is_not_null() & ~pl.col(HOUSEHOLD_ID).is_duplicated()
    return households.select(
        HOUSEHOLD_ID,
        known.alias(MEMBERS_KNOWN),
        *(whole_column(column, schema[column.name]).alias(column.name) for column in columns),
        (~identified | any_fault(columns, schema)).alias(FAULTY),
    )


def _sums_of(persons: pl.LazyFrame, plan: Plan) -> pl.LazyFrame:
    schema = persons.collect_schema()
    check_schema(schema, person_schema(), table="persons")
    columns = list(person_columns().values())
    fault = pl.col(IS_HEAD).is_null() | any_fault(columns, schema)
    prepared = persons.select(
        HOUSEHOLD_ID,
        pl.col(IS_HEAD).fill_null(False),
        *([PERSON_ID] if PERSON_ID in schema else []),
        *(whole_column(column, schema[column.name]).alias(column.name) for column in columns),
        fault.alias(_PERSON_FAULT),
    )
    is_head = pl.col(IS_HEAD)
    nothing = pl.lit(0, pl.Int64)
    measured = {
        name: pl.when(is_head).then(nothing).otherwise(column)
        for name, column in plan.summed.items()
    }
    pack = pl.when(is_head).then(_packed()).otherwise(nothing)
    person = [PERSON_ID] if PERSON_ID in schema else []
    narrow = prepared.select(
        HOUSEHOLD_ID, IS_HEAD, *person, _PERSON_FAULT, pack.alias(_PACK), **measured
    )
    repeated = pl.col(PERSON_ID).n_unique() < pl.len() if person else pl.lit(False)
    return narrow.group_by(HOUSEHOLD_ID).agg(
        is_head.cast(pl.Int64).sum().alias(_HEADS),
        pl.len().alias(PEOPLE),
        (pl.col(_PERSON_FAULT).any() | repeated).alias(_PERSON_FAULT),
        pl.col(_PACK).sum(),
        *(pl.col(name).sum() for name in plan.summed),
    )


def _packed() -> pl.Expr:
    """Return the facts of one head as a single whole number: one sum carries them all."""
    packed, radix = pl.lit(0, pl.Int64), 1
    for column in head_columns().values():
        state = (pl.col(column.name).cast(pl.Int64) + 1).fill_null(0)
        packed = packed + state * pl.lit(radix, pl.Int64)
        radix *= column.states
    assert radix < 2**63, "the facts of a head fit one number"
    return packed


def _unpacked() -> Mapping[str, pl.Expr]:
    columns, radix = {}, 1
    for path, column in head_columns().items():
        state = pl.col(_PACK) // pl.lit(radix, pl.Int64) % pl.lit(column.states, pl.Int64)
        known = state > 0
        value = state == 2 if column.kind == "flag" else state - 1
        value = value.cast(pl.UInt8) if column.words else value
        columns[path] = pl.when(known).then(value)
        radix *= column.states
    return columns


@cache
def plan_of(edition: str) -> Plan:
    """
    Return an edition in columns.

    :raises Refusal: edition.unknown
    """
    reading = reading_of(edition)
    facts = {path: _fact(column, column.name) for path, column in household_columns().items()}
    facts |= {path: _fact(column, path) for path, column in head_columns().items()}
    members = {name: _fact(column, column.name) for name, column in member_columns().items()}
    compiler = Compiler(facts, members, pl.col(MEMBERS_KNOWN))
    decided = decide_in_columns(reading.conditions, reading.amount, compiler)
    size = compiler.whole(reading.counted_dependants) + pl.lit(1, pl.Int64)
    return Plan(compiler.measures.summed, (_unpacked(), {"size": size}, *decided))


def _fact(column: Column, name: str) -> FactColumn:
    return FactColumn(pl.col(name), column.max, column.words)
