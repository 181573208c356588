"""
Packs the facts of a row into few whole numbers in the database, and unpacks them into columns.

What a database spends on a table it sends is spent per field, so thirty facts travel as a dozen
numbers. Each fact is a digit: 0 is unknown, 1 is a value that cannot be read, then the values.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import polars as pl

from daman.law.engine.sql_text import text_literal
from daman.law.facts.columns import (
    HOUSEHOLD_ID,
    IS_HEAD,
    MEMBERS_KNOWN,
    PERSON_ID,
    Column,
    household_columns,
    person_columns,
)
from daman.law.facts.tables import type_of

_ROOM = 2**63
_UNKNOWN, _UNREAD, _FIRST = 0, 1, 2


@dataclass(frozen=True)
class Digit:
    """Where one column stands: in which number, and times what."""

    column: Column
    number: int
    radix: int

    @property
    def states(self) -> int:
        """Return how many digits there are: two and one for each value."""
        return _states(self.column)


@dataclass(frozen=True)
class Layout:
    """How the rows of one table are packed: an id, then so many numbers of 64 bits."""

    digits: Sequence[Digit]
    numbers: int
    optional: str

    @property
    def width(self) -> int:
        """Return how many numbers of 64 bits a record has, the id first."""
        return self.numbers + 1

    def sql(self, found: Mapping[str, pl.DataType]) -> str:
        """Return the record of a row as SQL of type bytea, for the columns that were found."""
        sums = [
            " + ".join(
                f"({_digit_sql(digit.column, found)})::int8 * {digit.radix}"
                for digit in self.digits
                if digit.number == number
            )
            for number in range(self.numbers)
        ]
        return " || ".join(f"int8send({text})" for text in [f"{HOUSEHOLD_ID}::int8", *sums])

    def unpacked(self, records: bytes) -> pl.DataFrame:
        """
        Return the table of these records, in their order.

        A row with a value that cannot be read comes back as one that cannot be read; what was
        wrong with it is told from the row itself.
        """
        rows = len(records) // (8 * self.width)
        numbers = pl.Array(pl.Int64, rows * self.width)
        packed = pl.DataFrame({"records": [records]}, schema={"records": pl.Binary}).select(
            pl.col("records").bin.reinterpret(dtype=numbers, endianness="big").explode()
        )
        names = [HOUSEHOLD_ID, *(f"number_{place}" for place in range(self.numbers))]
        table = packed.lazy().select(
            pl.col("records").gather_every(self.width, place).alias(name)
            for place, name in enumerate(names)
        )
        return table.select(HOUSEHOLD_ID, *self._columns()).collect()

    def _columns(self) -> Iterable[pl.Expr]:
        unread = pl.any_horizontal(_state(digit) == _UNREAD for digit in self.digits)
        for digit in self.digits:
            value = _value(digit)
            if digit is self._spoilt:
                nothing = None if digit.column.kind == "flag" else -1
                value = pl.when(unread).then(nothing).otherwise(value)
            yield value.alias(digit.column.name)

    @property
    def _spoilt(self) -> Digit:
        """Return the column that makes a row unreadable: no person lacks `is_head`."""
        named = (digit for digit in self.digits if digit.column.name == IS_HEAD)
        return next(named, self.digits[0])

    def has_unread(self, table: pl.DataFrame) -> bool:
        """Return whether an unpacked table has a row that cannot be read."""
        spoilt = table[self._spoilt.column.name]
        return bool((spoilt.is_null() if spoilt.dtype == pl.Boolean else spoilt == -1).any())

    def nameless(self, rows: int) -> pl.DataFrame:
        """Return so many rows without an id, which cannot be read."""
        empty = self.unpacked(b"")
        return pl.DataFrame({HOUSEHOLD_ID: [None] * rows}, schema={HOUSEHOLD_ID: pl.Int64}).join(
            empty, on=HOUSEHOLD_ID, how="left"
        )


@cache
def household_layout() -> Layout:
    """Return how the households' table is packed."""
    known = _flag(MEMBERS_KNOWN)
    return _layout([*household_columns().values(), known], optional=MEMBERS_KNOWN)


@cache
def person_layout() -> Layout:
    """Return how the persons' table is packed."""
    return _layout([*person_columns().values(), _flag(IS_HEAD)], optional=PERSON_ID)


def _flag(name: str) -> Column:
    return Column(name=name, kind="flag", max=0, words=(), label_ar="", label_en="")


def _layout(columns: Iterable[Column], *, optional: str) -> Layout:
    """Put each column into the first number with room for it, the largest first."""
    taken: list[int] = []
    digits = []
    for column in sorted(columns, key=_states, reverse=True):
        states = _states(column)
        number = next((n for n, used in enumerate(taken) if used * states < _ROOM), len(taken))
        if number == len(taken):
            taken.append(1)
        digits.append(Digit(column, number, taken[number]))
        taken[number] *= states
    return Layout(digits, len(taken), optional)


def _states(column: Column) -> int:
    values = len(column.words) or (2 if column.kind == "flag" else column.max + 1)
    return _FIRST + values


def _digit_sql(column: Column, found: Mapping[str, pl.DataType]) -> str:
    name = f'"{column.name}"'
    if column.name not in found:
        return str(_FIRST + 1)  # Dependants are known where no column says otherwise.
    if column.kind == "flag":
        return f"COALESCE({name}::int4 + {_FIRST}, {_UNKNOWN})"
    if column.words:
        # The word that an empty value stands for is by far the most frequent: it goes first.
        places = list(enumerate(column.words, start=_FIRST))
        tests = [f"WHEN {text_literal(word)} THEN {place}" for place, word in reversed(places)]
        known = f"CASE {name} {' '.join(tests)} ELSE {_UNREAD} END"
        return f"CASE WHEN {name} IS NULL THEN {_UNKNOWN} ELSE {known} END"
    is_whole = "" if found[column.name] == pl.Int64 else f" AND {name} = trunc({name})"
    return (
        f"CASE WHEN {name} BETWEEN 0 AND {column.max}{is_whole} THEN {name}::int8 + {_FIRST} "
        f"WHEN {name} IS NULL THEN {_UNKNOWN} ELSE {_UNREAD} END"
    )


def _state(digit: Digit) -> pl.Expr:
    number = pl.col(f"number_{digit.number}")
    return number // pl.lit(digit.radix, pl.Int64) % pl.lit(digit.states, pl.Int64)


def _value(digit: Digit) -> pl.Expr:
    state = _state(digit)
    is_known = state != _UNKNOWN
    if digit.column.kind == "flag":
        return pl.when(is_known).then(state == _FIRST + 1)
    value = pl.when(is_known & (state != _UNREAD)).then(state - _FIRST)
    if digit.column.words:
        return value.cast(pl.UInt8).cat.to(type_of(digit.column))
    return value
