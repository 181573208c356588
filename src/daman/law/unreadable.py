"""Names what cannot be read in the tables of many households: one code and field for each."""

from collections.abc import Mapping

import polars as pl

from daman.law.engine.columns import MEMBERS_MAX
from daman.law.facts.columns import (
    HOUSEHOLD_ID,
    IS_HEAD,
    PERSON_ID,
    Column,
    household_columns,
    person_columns,
)
from daman.law.facts.tables import faults

_HEADS, _PEOPLE, _REPEATED = "heads", "people", "repeated"
ERROR = (HOUSEHOLD_ID, "code", "field")


def faults_of(
    households: pl.LazyFrame, persons: pl.LazyFrame, *, ids: pl.DataFrame
) -> pl.DataFrame:
    """
    Return one row for each row of a faulty household: its id, a refusal code and the field.

    `ids` holds the ids of the faulty households; rows without an id are faulty in any case. The
    first fault is named: the id, then the household's own columns, then the people in it.
    """
    wanted = ids.lazy().select(HOUSEHOLD_ID).drop_nulls().unique()
    named = households.join(wanted, on=HOUSEHOLD_ID, how="semi")
    nameless = households.filter(pl.col(HOUSEHOLD_ID).is_null())
    rows = pl.concat([nameless, named])
    own = _first_fault(household_columns(), households.collect_schema(), table="households")
    people = _people_of(persons.join(wanted, on=HOUSEHOLD_ID, how="semi"))
    is_unnamed, heads = pl.col(HOUSEHOLD_ID).is_null(), pl.col(_HEADS).fill_null(0)
    fault = pl.coalesce(
        _when(is_unnamed, "household.missing_field", f"households.{HOUSEHOLD_ID}"),
        _when(pl.col(HOUSEHOLD_ID).is_duplicated(), "household.repeated", HOUSEHOLD_ID),
        own,
        _when(heads == 0, "household.no_head", IS_HEAD),
        _when(heads > 1, "household.many_heads", IS_HEAD),
        _when(pl.col(_PEOPLE) > MEMBERS_MAX + 1, "household.range", "persons"),
        _when(pl.col(_REPEATED), "household.person_repeated", f"persons.{PERSON_ID}"),
        pl.col("fault_of_person"),
    )
    found = rows.join(people, on=HOUSEHOLD_ID, how="left").select(HOUSEHOLD_ID, fault=fault)
    return found.select(HOUSEHOLD_ID, pl.col("fault").struct.unnest()).collect()


def persons_without_household(households: pl.LazyFrame, persons: pl.LazyFrame) -> pl.DataFrame:
    """Return one row for each person whose household is not among the households."""
    ids = households.select(HOUSEHOLD_ID).unique()
    alone = persons.select(HOUSEHOLD_ID).join(ids, on=HOUSEHOLD_ID, how="anti")
    field = f"persons.{HOUSEHOLD_ID}"
    return alone.with_columns(code=pl.lit("person.no_household"), field=pl.lit(field)).collect(
        engine="streaming"
    )


def _people_of(persons: pl.LazyFrame) -> pl.LazyFrame:
    schema = persons.collect_schema()
    missing = _when(pl.col(IS_HEAD).is_null(), "household.missing_field", f"persons.{IS_HEAD}")
    fault = pl.coalesce(missing, _first_fault(person_columns(), schema, table="persons"))
    repeated = pl.lit(False)
    if PERSON_ID in schema:
        repeated = pl.col(PERSON_ID).n_unique() < pl.len()
    return persons.group_by(HOUSEHOLD_ID).agg(
        pl.col(IS_HEAD).sum().cast(pl.Int64).alias(_HEADS),
        pl.len().alias(_PEOPLE),
        repeated.alias(_REPEATED),
        fault.drop_nulls().first().alias("fault_of_person"),
    )


def _first_fault(columns: Mapping[str, Column], schema: pl.Schema, *, table: str) -> pl.Expr:
    found = [
        _when(where, code, f"{table}.{column.name}")
        for column in columns.values()
        for code, where in faults(column, schema[column.name]).items()
    ]
    return pl.coalesce(*found)


def _when(where: pl.Expr, code: str, field: str) -> pl.Expr:
    return pl.when(where).then(pl.struct(code=pl.lit(code), field=pl.lit(field)))
