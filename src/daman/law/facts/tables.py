"""Reads the two tables of many households: every column into one form, every fault marked."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

import polars as pl

from daman.kernel.refusal import Refusal
from daman.law.engine.interpreter import Facts
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
from daman.law.facts.household import Household, read_household
from daman.law.facts.vocabulary import vocabulary

_TYPES: Mapping[str, Any] = {"flag": pl.Boolean, "count": pl.Int64, "money": pl.Int64}


@cache
def type_of(column: Column) -> Any:
    """Return the Polars type a column is written in; any integer or text type is read."""
    return pl.Enum(column.words) if column.words else _TYPES[column.kind]


def household_schema(id_type: Any = pl.Int64) -> dict[str, Any]:
    """
    Return the columns of the households' table with their types.

    >>> household_schema()["residence_permanent"]
    Boolean
    """
    columns = {column.name: type_of(column) for column in household_columns().values()}
    return {HOUSEHOLD_ID: id_type, MEMBERS_KNOWN: pl.Boolean} | columns


def person_schema(id_type: Any = pl.Int64) -> dict[str, Any]:
    """Return the columns of the persons' table with their types; `person_id` is optional."""
    columns = {column.name: type_of(column) for column in person_columns().values()}
    return {HOUSEHOLD_ID: id_type, IS_HEAD: pl.Boolean} | columns


def tables_of(households: Iterable[Any]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """
    Return the two tables of households in the shape of the schema, numbered from 1.

    :raises Refusal: household.… for the first field that cannot be read, and
        household.precision for savings finer than a halala, which whole columns cannot hold

    >>> from daman.law.examples import a_widow
    >>> households, persons = tables_of([a_widow(children_count=2)])
    >>> households.height, persons.height
    (1, 3)
    """
    rows, people = [], []
    for number, given in enumerate(households, start=1):
        read = read_household(given)
        row, members = _rows(read, number)
        rows.append(row)
        people += members
    return (
        pl.DataFrame(rows, schema=household_schema()),
        pl.DataFrame(people, schema=person_schema()),
    )


def _rows(household: Household, number: int) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    facts = household.case.facts
    members = household.case.collections[vocabulary().collection.path]
    own = _named(household_columns(), facts)
    row = {HOUSEHOLD_ID: number, MEMBERS_KNOWN: members is not None} | own
    head = {HOUSEHOLD_ID: number, IS_HEAD: True} | _named(head_columns(), facts)
    others = [
        {HOUSEHOLD_ID: number, IS_HEAD: False} | _named(member_columns(), member)
        for member in members or ()
    ]
    return row, [head, *others]


def _named(columns: Mapping[str, Column], facts: Facts) -> dict[str, Any]:
    for path, column in columns.items():
        value = facts[path]
        if column.kind == "money" and value is not None and not isinstance(value, int):
            raise Refusal("household.precision", field=path, decimals=2)
    return {column.name: facts[path] for path, column in columns.items()}


def check_schema(found: pl.Schema, expected: Mapping[str, Any], *, table: str) -> None:
    """
    Check that a table has the columns it must have, and no other.

    :raises Refusal: household.missing_field, household.unknown_field or household.type
    """
    for name in expected:
        if name not in found and name != MEMBERS_KNOWN:
            raise Refusal("household.missing_field", field=f"{table}.{name}")
    for name, given in found.items():
        if name not in expected and name != PERSON_ID:
            raise Refusal("household.unknown_field", field=f"{table}.{name}")
        wanted = expected.get(name)
        if wanted == pl.Boolean and given not in (pl.Boolean, pl.Null):
            raise Refusal("household.type", field=f"{table}.{name}", expected="boolean")
        if isinstance(wanted, pl.Enum) and not _is_text(given):
            raise Refusal("household.type", field=f"{table}.{name}", expected="string")
        if wanted == pl.Int64 and name != HOUSEHOLD_ID and not _is_number(given):
            raise Refusal("household.type", field=f"{table}.{name}", expected="number")


def check_ids(households: pl.Schema, persons: pl.Schema) -> None:
    """
    Check that both tables name a household by the same kind of whole number or text.

    :raises Refusal: household.type
    """
    kind = households.get(HOUSEHOLD_ID)
    if kind is not None and not (kind.is_integer() or kind == pl.String):
        raise Refusal("household.type", field=f"households.{HOUSEHOLD_ID}", expected="integer")
    given = persons.get(HOUSEHOLD_ID)
    if kind is not None and given is not None and given != kind:
        expected = "integer" if kind.is_integer() else "string"
        raise Refusal("household.type", field=f"persons.{HOUSEHOLD_ID}", expected=expected)


def _is_text(given: pl.DataType) -> bool:
    return given in (pl.String, pl.Categorical, pl.Enum, pl.Null)


def _is_number(given: pl.DataType) -> bool:
    return given.is_numeric() or given in (pl.String, pl.Null)


def whole_column(column: Column, given: pl.DataType) -> pl.Expr:
    """Return a column as it is computed with: a flag, a number, a word's place or null."""
    raw = pl.col(column.name)
    if column.words:
        if given != type_of(column):
            raw = raw.cast(pl.String).cast(type_of(column), strict=False)
        return raw.to_physical().cast(pl.UInt8)
    if column.kind == "flag":
        return raw.cast(pl.Boolean)
    return raw.cast(pl.Int64, strict=False)


def whole_values(table: pl.DataFrame, column: Column) -> pl.Series:
    """Return a column of a table as it is computed with; what stands so already is not copied."""
    values = table[column.name]
    if values.dtype == type_of(column):
        return values.to_physical() if column.words else values
    return table.select(whole_column(column, values.dtype)).to_series()


def faults(column: Column, given: pl.DataType) -> Mapping[str, pl.Expr]:
    """Return by refusal code where a column holds what cannot be read; a null is no fault."""
    raw, whole = pl.col(column.name), whole_column(column, given)
    if column.words:
        same = given == type_of(column)
        return {} if same else {"household.enum": raw.is_not_null() & whole.is_null()}
    if column.kind == "flag" or given == pl.Null:
        return {}
    out_of_range = (whole < 0) | (whole > column.max)
    if given.is_integer() and given != pl.UInt64:
        return {"household.range": out_of_range.fill_null(False)}
    unread = raw.is_not_null() & whole.is_null()
    if given.is_float() or given.is_decimal():
        unread = unread | (whole.cast(given) != raw).fill_null(False)
    return {"household.type": unread, "household.range": out_of_range.fill_null(False)}


@cache
def can_be_faulty(column: Column, given: pl.DataType) -> bool:
    """Return whether a column of this type could hold what cannot be read."""
    return bool(faults(column, given))


def where_faulty(table: pl.DataFrame, columns: Iterable[Column]) -> pl.Series | None:
    """Return which rows hold what cannot be read, or None when, as mostly, no row does."""
    schema = table.schema
    asked = [column for column in columns if can_be_faulty(column, schema[column.name])]
    if not asked:
        return None
    has_fault = table.select(_has_fault(column, schema) for column in asked).row(0)
    found = [column for column, fault in zip(asked, has_fault, strict=True) if fault]
    return table.select(any_fault(found, schema)).to_series() if found else None


def _has_fault(column: Column, schema: pl.Schema) -> pl.Expr:
    if schema[column.name] == pl.Int64:
        # Read without sign, a negative number is larger than any other: one pass finds both.
        return pl.col(column.name).reinterpret(signed=False).max() > pl.lit(column.max, pl.UInt64)
    return any_fault([column], schema).any().alias(column.name)


def any_fault(columns: Sequence[Column], schema: pl.Schema) -> pl.Expr:
    """Return whether any of these columns holds what cannot be read."""
    found = pl.lit(False)
    for column in columns:
        for fault in faults(column, schema[column.name]).values():
            found = found | fault
    return found
