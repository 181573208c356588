"""
People who stand household by household, each head first: what they add up to, without hashing.

Rows are only filtered, never matched. How many members of a household are counted is how far apart
its head and the next one stand once everybody else has been left out.
"""

from dataclasses import dataclass
from functools import lru_cache

import polars as pl

from daman.law.facts.columns import HOUSEHOLD_ID, IS_HEAD, PERSON_ID


@dataclass(frozen=True)
class PeopleInOrder:
    """The rows of the people of many households: each head's row, then those of the members."""

    is_head: pl.Series
    rows: pl.Series

    def of_heads(self, column: pl.Series) -> pl.Series:
        """Return what stands in the heads' rows, a value for each household."""
        # In one piece, as the households' own columns are: pieces that differ are cut to fit.
        return column.filter(self.is_head).rechunk()

    def people_count(self) -> pl.Series:
        """Return how many people each household has."""
        return self._apart(self.is_head)

    def of_members_count(self, holds: pl.Series) -> pl.Series:
        """Return for how many members of each household a condition holds."""
        return self._apart(self.is_head.filter(self.is_head | holds)) - 1

    def _apart(self, heads: pl.Series) -> pl.Series:
        """Return how far each head is from the next one, or from the end."""
        places = self.rows.head(len(heads)).filter(heads)
        ends = places.slice(1).append(pl.Series([len(heads)], dtype=pl.UInt32))
        return (ends - places).cast(pl.Int64)

    def of_members_sum(self, numbers: pl.Series) -> pl.Series:
        """Return the sum over the members of each household, 64 bits wide."""
        is_last = self.is_head.shift(-1, fill_value=True)
        # A running sum may wrap around 64 bits; the difference of two such sums wraps back.
        ends = numbers.cum_sum().filter(is_last)
        return ends - ends.shift(1, fill_value=0) - self.of_heads(numbers)


def people_in_order(ids: pl.Series, persons: pl.DataFrame) -> PeopleInOrder | None:
    """
    Return the people of these households, or None where the tables do not stand in one order.

    They do when the ids rise, every household has one head, and its people follow its head. A
    person's own id, where there is one, must not be there twice.
    """
    own, is_head = persons[HOUSEHOLD_ID], persons[IS_HEAD]
    if ids.null_count() or own.null_count() or is_head.null_count() or not len(own):
        return None
    if PERSON_ID in persons.columns and not _differ(persons[PERSON_ID]):
        return None
    begins = own.slice(1) != own.head(-1)
    if not is_head[0] or not (begins == is_head.slice(1)).all():
        return None
    if not _rise(ids) or not own.filter(is_head).equals(ids):
        return None
    return PeopleInOrder(is_head, _rows(len(own).bit_length()).head(len(own)))


@lru_cache(maxsize=1)
def _rows(bits: int) -> pl.Series:
    """Return the numbers of rows, kept for the next partition, which is about as long."""
    return pl.int_range(2**bits, dtype=pl.UInt32, eager=True)


def _rise(ids: pl.Series) -> bool:
    return bool((ids.slice(1) > ids.head(-1)).all())


def _differ(ids: pl.Series) -> bool:
    return not ids.null_count() and (_rise(ids) or ids.n_unique() == len(ids))
