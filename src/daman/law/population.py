"""
Makes seeded tables of invented households of any size, for benchmarks and trials.

The shares are plausible, not measured: most heads are Saudi, most kinds of income are nothing,
and a family has a head and four dependants on average.
"""

from collections.abc import Mapping
from typing import Any

import polars as pl

from daman.law.facts.columns import (
    HOUSEHOLD_ID,
    IS_HEAD,
    MEMBERS_KNOWN,
    Column,
    household_columns,
    person_columns,
)
from daman.law.facts.tables import household_schema, person_schema, type_of

_OF = 10_000
_DEPENDANTS = (0, 1, 2, 3, 3, 4, 4, 5, 5, 6, 7, 8)  # Four on average.
# How many of ten thousand have a flag that is not simply even.
_TRUE: Mapping[str, int] = {
    "saudi": 9_500,
    "accepted_link": 9_700,
    "services_suspended": 100,
    "residence_permanent": 9_800,
    "residence_study_abroad": 100,
    "obligations_health_education_met": 9_600,
    "obligations_training_attended": 9_000,
    "separate_dwelling": 9_000,
    "assets_main_home_owned": 3_000,
    "assessor_findings_high_value_assets": 400,
    "assessor_findings_wealth_criteria_met": 9_500,
}
_NOTHING: Mapping[str, int] = {
    "monthly_income_salary_halalas": 7_000,
    "assets_liquid_assets_halalas": 5_000,
    "other_families_of_head": 9_700,
    "assets_other_real_estate_count": 9_500,
}
_RICHEST = 400_000


class _Draws:
    """Numbers that look random and depend on the seed, the row and how many were drawn before."""

    def __init__(self, rows: pl.Expr, seed: int) -> None:
        self._rows = rows
        self._next = seed * 1_000

    def below(self, ceiling: int) -> pl.Expr:
        """Return a whole number from 0 up to but not including the ceiling."""
        self._next += 1
        return (self._rows.hash(self._next) % ceiling).cast(pl.Int64)

    def column(self, column: Column, unknown: int) -> pl.Expr:
        """Return values of a column, unknown in so many of ten thousand rows."""
        value = self._value(column)
        known = self.below(_OF) >= unknown
        return pl.when(known).then(value).cast(type_of(column)).alias(column.name)

    def _value(self, column: Column) -> pl.Expr:
        if column.kind == "flag":
            return self.below(_OF) < _TRUE.get(column.name, _OF // 2)
        if column.words:
            usual = column.words.index("none") if "none" in column.words else 0
            place = (
                pl.when(self.below(10) < 7).then(usual).otherwise(self.below(len(column.words)))
            )
            return place.cast(pl.UInt8).cat.to(pl.Enum(column.words))
        ceiling = _RICHEST if column.kind == "money" else min(column.max, 90) + 1
        nothing = _NOTHING.get(column.name, 9_000 if column.kind == "money" else 0)
        return pl.when(self.below(_OF) < nothing).then(0).otherwise(self.below(ceiling))


def a_population(
    households_count: int, *, seed: int = 1, first_id: int = 1, unknown: int = 0
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """
    Return the tables of so many invented households, ids rising, the same for the same seed.

    `unknown` says in how many of ten thousand rows each fact is not known.

    >>> households, persons = a_population(100)
    >>> households.height, persons["is_head"].sum()
    (100, 100)
    """
    ids = pl.select(pl.int_range(first_id, first_id + households_count).alias(HOUSEHOLD_ID))
    draws = _Draws(pl.col(HOUSEHOLD_ID), seed)
    households = ids.select(
        HOUSEHOLD_ID,
        pl.lit(True).alias(MEMBERS_KNOWN),
        *(draws.column(column, unknown) for column in household_columns().values()),
    )
    return households.select(*household_schema()), _persons(ids, draws, seed, unknown)


def _persons(ids: pl.DataFrame, draws: _Draws, seed: int, unknown: int) -> pl.DataFrame:
    sizes: Any = pl.lit(pl.Series(_DEPENDANTS)).gather(draws.below(len(_DEPENDANTS)))
    places = pl.int_ranges(0, sizes + 1).alias("place")
    rows = ids.select(HOUSEHOLD_ID, places).explode("place")
    mixed = _Draws(pl.struct(HOUSEHOLD_ID, "place"), seed + 1)
    return rows.select(
        HOUSEHOLD_ID,
        (pl.col("place") == 0).alias(IS_HEAD),
        *(mixed.column(column, unknown) for column in person_columns().values()),
    ).select(*person_schema())
