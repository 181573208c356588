"""
Makes seeded tables of invented households of any size, for demonstrations, trials and benchmarks.

The shares are in `population_shares`. The same seed and ids give the same people (with the same
release of Polars, which hashes); what a household is does not depend on how many are made with it.
"""

from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import Any

import polars as pl

from daman.law import population_shares as shares
from daman.law.facts.columns import (
    HOUSEHOLD_ID,
    IS_HEAD,
    MEMBERS_KNOWN,
    Column,
    household_columns,
    person_columns,
)
from daman.law.facts.tables import household_schema, person_schema, type_of

REGION, CATEGORY, AGE_BAND, PEOPLE = "region", "category", "head_age_band", "people"
LABELS: Mapping[str, Any] = {
    HOUSEHOLD_ID: pl.Int64,
    REGION: pl.Enum(list(shares.REGIONS)),
    CATEGORY: pl.Enum([*shares.CATEGORIES]),
    AGE_BAND: pl.Enum(list(shares.AGE_BANDS)),
    PEOPLE: pl.Int64,
}
_PLACE = "place"
_LABELS_FIRST = 900  # Apart from the draws of facts, so that a new fact moves nobody.
_BASES = person_columns()["nationality_basis"].words


class _Draws:
    """Numbers that look random and depend on the seed, the row and how many were drawn before."""

    def __init__(self, rows: pl.Expr, seed: int, *, first: int = 0) -> None:
        self._rows = rows
        self._next = seed * 1_000 + first

    def below(self, ceiling: int) -> pl.Expr:
        """Return a whole number from 0 up to but not including the ceiling."""
        self._next += 1
        return (self._rows.hash(self._next) % ceiling).cast(pl.Int64)

    def holds(self, share: int | pl.Expr) -> pl.Expr:
        """Return true in so many of ten thousand rows."""
        return self.below(shares.OF) < share

    def between(self, lowest: int, highest: int) -> pl.Expr:
        """Return a whole number, both ends included."""
        return self.below(highest - lowest + 1) + lowest

    def word(self, weights: Mapping[str, int]) -> pl.Expr:
        """Return one of the words, each in its share of the rows."""
        *bounds, end = accumulate(weights.values())
        assert end == shares.OF, weights
        drawn, place = self.below(shares.OF), pl.lit(0, pl.UInt8)
        for bound in bounds:
            place = place + (drawn >= bound).cast(pl.UInt8)
        return place.cat.to(pl.Enum(list(weights)))

    def age(self, place: pl.Expr, ranges: Sequence[tuple[int, int]]) -> pl.Expr:
        """Return an age within the range that stands at the place."""
        lowest, widths = (
            pl.lit(pl.Series(numbers, dtype=pl.Int64)).gather(place)
            for numbers in zip(*((low, high - low + 1) for low, high in ranges), strict=True)
        )
        return lowest + self.below(shares.OF) * widths // shares.OF

    def known(self, column: Column, value: pl.Expr, unknown: int) -> pl.Expr:
        """Return the column, unknown in so many of ten thousand rows."""
        if unknown:
            value = pl.when(self.below(shares.OF) >= unknown).then(value)
        return value.cast(type_of(column)).alias(column.name)


def a_population(
    households_count: int, *, seed: int = 1, first_id: int = 1, unknown: int = 0
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """
    Return the tables of so many invented households, ids rising, the same for the same seed.

    A head stands before the dependants. `unknown` says in how many of ten thousand rows each fact
    is not known; everybody has every fact, except that nobody is related to oneself.

    >>> households, persons = a_population(100)
    >>> households.height, persons["is_head"].sum()
    (100, 100)
    """
    ids = pl.select(pl.int_range(first_id, first_id + households_count).alias(HOUSEHOLD_ID))
    draws = _Draws(pl.col(HOUSEHOLD_ID), seed)
    families = ids.select(
        HOUSEHOLD_ID,
        draws.word(shares.CATEGORIES).alias(CATEGORY),
        _dependants(draws).alias(PEOPLE),
        draws.holds(8_000).alias("alone"),
    )
    households = families.select(
        HOUSEHOLD_ID,
        pl.lit(True).alias(MEMBERS_KNOWN),
        *_own(draws, unknown),
    )
    return households.select(*household_schema()), _persons(families, seed, unknown)


def labels_of(households: pl.DataFrame, persons: pl.DataFrame, *, seed: int = 1) -> pl.DataFrame:
    """
    Return what a simulation may group invented households by and no rule asks: `LABELS`.

    The region depends on the seed and the household's id alone. `people` are all in it.

    >>> tables = a_population(1_000)
    >>> labels_of(*tables)["region"].n_unique()
    13
    """
    draws = _Draws(pl.col(HOUSEHOLD_ID), seed, first=_LABELS_FIRST)
    region = draws.word(shares.REGIONS)
    bounds = [low for low in shares.AGE_BANDS.values() if low]
    band = pl.sum_horizontal((pl.col("age") >= low).cast(pl.UInt8) for low in bounds)
    people = persons.group_by(HOUSEHOLD_ID).agg(
        pl.len().cast(pl.Int64).alias(PEOPLE), pl.col("age").filter(IS_HEAD).first()
    )
    labelled = households.select(HOUSEHOLD_ID, CATEGORY, region.alias(REGION)).join(
        people, on=HOUSEHOLD_ID, how="left", maintain_order="left"
    )
    known = pl.when(pl.col("age").is_not_null()).then(band.cast(pl.UInt8))
    banded = known.cat.to(LABELS[AGE_BAND]).alias(AGE_BAND)
    return labelled.with_columns(banded).select(*LABELS).cast(pl.Schema(LABELS))


def _dependants(draws: _Draws) -> pl.Expr:
    table = pl.lit(pl.Series(shares.DEPENDANTS, dtype=pl.Int64))
    return table.gather(draws.below(len(shares.DEPENDANTS)))


def _own(draws: _Draws, unknown: int) -> list[pl.Expr]:
    """Return the household's own facts."""
    is_independent = (pl.col(PEOPLE) == 0) & pl.col("alone")
    values = {
        "unit": is_independent.not_().cast(pl.UInt8).cat.to(pl.Enum(["independent", "family"])),
        "category": pl.col(CATEGORY),
        "institution": draws.word(shares.INSTITUTIONS),
        "legacy_category_m45": draws.word(shares.LEGACY),
        "assets_liquid_assets_halalas": _savings(draws),
    }
    values |= {name: draws.holds(share) for name, share in shares.TRUE.items()}
    for name, (share, highest) in shares.COUNTS.items():
        values[name] = pl.when(draws.holds(share)).then(draws.between(1, highest)).otherwise(0)
    for kind, income in shares.INCOMES.items():
        values[f"monthly_income_{kind}_halalas"] = _income(draws, income)
    columns = household_columns().values()
    assert {column.name for column in columns} == set(values), "every fact is drawn"
    return [draws.known(column, values[column.name], unknown) for column in columns]


def _income(draws: _Draws, income: shares.Income) -> pl.Expr:
    share = pl.lit(income.share)
    for category, more in income.of_category.items():
        share = pl.when(pl.col(CATEGORY) == category).then(more).otherwise(share)
    # The mean of two draws: the middle is likelier than the ends. Whole tens meet the limits.
    tens = (income.highest - income.lowest) // 10
    riyals = income.lowest + (draws.between(0, tens) + draws.between(0, tens)) // 2 * 10
    return pl.when(draws.holds(share)).then(riyals * 100).otherwise(0)


def _savings(draws: _Draws) -> pl.Expr:
    root = draws.below(shares.SAVINGS_ROOT)
    return pl.when(draws.holds(shares.SAVERS)).then(root * root * 100).otherwise(0)


def _persons(families: pl.DataFrame, seed: int, unknown: int) -> pl.DataFrame:
    places = pl.int_ranges(0, pl.col(PEOPLE) + 1).alias(_PLACE)
    rows = families.select(HOUSEHOLD_ID, CATEGORY, places).explode(_PLACE)
    # Households have fewer than a thousand people: each person has a number of one's own.
    draws = _Draws(pl.col(HOUSEHOLD_ID) * 1_000 + pl.col(_PLACE), seed + 1)
    is_head = pl.col(_PLACE) == 0
    drawn = rows.with_columns(
        is_head.alias(IS_HEAD),
        draws.word(shares.RELATIONS).alias("relation"),
        draws.holds(shares.SAUDI).alias("saudi"),
    )
    values = _values_of_person(draws)
    columns = [
        draws.known(column, values[column.name], unknown) for column in person_columns().values()
    ]
    return drawn.select(HOUSEHOLD_ID, IS_HEAD, *columns).select(*person_schema())


def _values_of_person(draws: _Draws) -> Mapping[str, pl.Expr]:
    is_saudi = pl.col("saudi")
    without = len(_BASES) - 1
    based = (
        pl.when(draws.holds(shares.WITHOUT_BASIS)).then(without).otherwise(draws.below(without))
    )
    basis = pl.when(is_saudi).then(without).otherwise(based)
    is_woman = pl.col(CATEGORY).cast(pl.String).is_in(list(shares.WOMEN)) | draws.holds(5_000)
    of_heads = [shares.HEAD_AGES.get(name, shares.WORKING_AGES) for name in shares.CATEGORIES]
    head_age = draws.age(pl.col(CATEGORY).to_physical(), of_heads)
    of_others = [shares.RELATION_AGES[name] for name in shares.RELATIONS]
    age = draws.age(pl.col("relation").to_physical(), of_others)
    return {
        "relation": pl.when(~pl.col(IS_HEAD)).then("relation"),
        "age": pl.when(IS_HEAD).then(head_age).otherwise(age),
        "saudi": is_saudi,
        "nationality_basis": basis.cast(pl.UInt8).cat.to(pl.Enum(_BASES)),
        "residence_permit_valid": ~is_saudi & draws.holds(shares.PERMIT_VALID),
        "accepted_link": pl.col(IS_HEAD) | draws.holds(shares.ACCEPTED),
        "sex": is_woman.cast(pl.UInt8).cat.to(pl.Enum(["M", "F"])),
        "able_to_work": draws.holds(shares.ABLE),
        "student": draws.holds(shares.STUDENTS),
        "services_suspended": draws.holds(shares.SUSPENDED),
    }
