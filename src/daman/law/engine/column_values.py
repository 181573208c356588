"""
What compiled expressions are joined from: conditions, words and numbers over Polars columns.

A null is an unknown value and stays so. What can never be null, or is the same in every case, is
known when it is compiled, and costs nothing when it is computed.
"""

from dataclasses import dataclass
from fractions import Fraction

import polars as pl

LARGEST = 2**63 - 1
NOWHERE = 255  # The place of a word that a list does not have.


class NotInColumns(Exception):
    """A rule asks what columns cannot answer, or what could become too large for them."""


@dataclass(frozen=True)
class Truth:
    """A Boolean column; null is unknown. `always` says what it is in every case alike."""

    column: pl.Expr
    is_known: bool = False
    always: bool | None = None

    @staticmethod
    def constant(value: bool) -> "Truth":
        """Return what is the same in every case."""
        return Truth(pl.lit(value), is_known=True, always=value)

    def __and__(self, other: "Truth") -> "Truth":
        for one, another in ((self, other), (other, self)):
            if one.always is not None:
                return another if one.always else one
        return Truth(self.column & other.column, self.is_known and other.is_known)

    def __or__(self, other: "Truth") -> "Truth":
        for one, another in ((self, other), (other, self)):
            if one.always is not None:
                return one if one.always else another
        return Truth(self.column | other.column, self.is_known and other.is_known)

    def __invert__(self) -> "Truth":
        if self.always is not None:
            return Truth.constant(not self.always)
        return Truth(~self.column, self.is_known)

    @property
    def certain(self) -> "Truth":
        """Return where it certainly holds: never null."""
        return self if self.is_known else Truth(self.column.fill_null(False), is_known=True)

    @property
    def unknown(self) -> "Truth":
        """Return where it is not known whether it holds."""
        return unknown_where(self.column, self.is_known)


@dataclass(frozen=True)
class Word:
    """A column of places, of 8 bits, in a list of at most 255 words."""

    column: pl.Expr
    words: tuple[str, ...]
    is_known: bool = False

    def equals(self, word: str) -> Truth:
        """Return whether the column has this word; a word it never has is not unknown."""
        place = self.words.index(word) if word in self.words else NOWHERE
        return Truth(self.column == place_literal(place), self.is_known)


@dataclass(frozen=True)
class Number:
    """An Int64 column times an exact factor; the column is never beyond the bound."""

    column: pl.Expr
    factor: Fraction
    bound: int
    is_known: bool = False

    @staticmethod
    def whole(column: pl.Expr, bound: int, *, is_known: bool = False) -> "Number":
        """
        Return a number of whole units.

        :raises NotInColumns: when it could wrap around
        """
        if bound > LARGEST:
            raise NotInColumns(f"a number up to {bound} does not fit 64 bits")
        return Number(column, Fraction(1), bound, is_known)

    def in_parts(self, denominator: int) -> "Number":
        """Return the whole count of parts: `in_parts(12)` counts twelfths."""
        times = self.factor * denominator
        assert times.denominator == 1, "the denominator is a multiple of the number's own"
        bound, column = self.bound * abs(times.numerator), self.column
        if times != 1:
            column = column * whole_literal(times.numerator)
        return Number.whole(column, bound, is_known=self.is_known)

    def scaled(self, factor: Fraction) -> "Number":
        """Return the number times an exact factor."""
        return Number(self.column, self.factor * factor, self.bound, self.is_known)

    @property
    def unknown(self) -> Truth:
        """Return where the number is not known."""
        return unknown_where(self.column, self.is_known)


Compiled = Truth | Word | Number


@dataclass(frozen=True)
class FactColumn:
    """
    Where a fact stands: a Boolean, a whole number up to `bound`, or the place of a word.

    `is_known` promises that the column has no null.
    """

    column: pl.Expr
    bound: int = 0
    words: tuple[str, ...] = ()
    is_known: bool = False

    @property
    def compiled(self) -> Compiled:
        """Return the column as what compiled expressions are joined from."""
        if self.words:
            return Word(self.column, self.words, self.is_known)
        if self.bound:
            return Number.whole(self.column, self.bound, is_known=self.is_known)
        return Truth(self.column, self.is_known)


def unknown_where(column: pl.Expr, is_known: bool) -> Truth:
    """Return where a column is null."""
    return Truth.constant(False) if is_known else Truth(column.is_null(), is_known=True)


def whole_literal(value: int) -> pl.Expr:
    """Return a literal of 64 bits: Polars makes literals of 32, which wrap around unseen."""
    return pl.lit(value, pl.Int64)


def place_literal(place: int) -> pl.Expr:
    """Return a literal of the 8 bits in which the places of words stand."""
    return pl.lit(place, pl.UInt8)
