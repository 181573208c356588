"""What a household's decision needs of its people: one row for each household, by sums alone."""

from collections.abc import Mapping

import polars as pl

from daman.law.facts.columns import (
    HOUSEHOLD_ID,
    IS_HEAD,
    PERSON_ID,
    head_columns,
    person_columns,
)
from daman.law.facts.tables import any_fault, check_schema, person_schema, whole_column

PEOPLE, HEADS, PERSON_FAULT = "people", "heads", "person_fault"
_PACK = "pack"


def sums_of_people(persons: pl.LazyFrame, summed: Mapping[str, pl.Expr]) -> pl.LazyFrame:
    """
    Return for each household in the persons' table, in no order, what its people add up to.

    :raises Refusal: household.missing_field, household.unknown_field or household.type
    """
    has_ids = PERSON_ID in persons.collect_schema()
    repeated = pl.col(PERSON_ID).n_unique() < pl.len() if has_ids else pl.lit(False)
    fault = (pl.col(PERSON_FAULT).sum() + repeated.cast(pl.Int64)).alias(PERSON_FAULT)
    added = [pl.col(name).sum() for name in (HEADS, _PACK, *summed)]
    narrow = _narrow(persons, summed)
    return narrow.group_by(HOUSEHOLD_ID).agg(pl.len().alias(PEOPLE), fault, *added)


def _narrow(persons: pl.LazyFrame, summed: Mapping[str, pl.Expr]) -> pl.LazyFrame:
    """Return each person as the few whole numbers that are added up."""
    schema = persons.collect_schema()
    check_schema(schema, person_schema(), table="persons")
    columns = list(person_columns().values())
    is_head, nothing = pl.col(IS_HEAD).fill_null(False), pl.lit(0, pl.Int64)
    fault = pl.col(IS_HEAD).is_null() | any_fault(columns, schema)
    whole = [whole_column(column, schema[column.name]).alias(column.name) for column in columns]
    prepared = persons.select(
        HOUSEHOLD_ID,
        is_head,
        *([PERSON_ID] if PERSON_ID in schema else []),
        *whole,
        fault.cast(pl.Int64).alias(PERSON_FAULT),
    )
    of_members = {
        name: pl.when(is_head).then(nothing).otherwise(column) for name, column in summed.items()
    }
    return prepared.select(
        HOUSEHOLD_ID,
        *([PERSON_ID] if PERSON_ID in schema else []),
        PERSON_FAULT,
        is_head.cast(pl.Int64).alias(HEADS),
        pl.when(is_head).then(_packed()).otherwise(nothing).alias(_PACK),
        **of_members,
    )


def _packed() -> pl.Expr:
    """Return the facts of one head as a single whole number: one sum carries them all."""
    packed, radix = pl.lit(0, pl.Int32), 1
    for column in head_columns().values():
        state = pl.col(column.name).cast(pl.Int32, strict=False) + pl.lit(1, pl.Int32)
        packed = packed + state.fill_null(pl.lit(0, pl.Int32)) * pl.lit(radix, pl.Int32)
        radix *= column.states
    assert radix < 2**31, "the facts of a head fit one number"
    return packed.cast(pl.Int64)


def facts_of_heads() -> Mapping[str, pl.Expr]:
    """Return the facts of the head, by path, out of the number that carries them."""
    columns, radix = {}, 1
    for path, column in head_columns().items():
        state = pl.col(_PACK) // pl.lit(radix, pl.Int64) % pl.lit(column.states, pl.Int64)
        known = state > 0
        value = state == 2 if column.kind == "flag" else state - 1
        value = value.cast(pl.UInt8) if column.words else value
        columns[path] = pl.when(known).then(value)
        radix *= column.states
    return columns
