"""
What a draft would do to a whole population: who gains, who loses, what it costs, the poverty gap.

A part at a time; `simulation_tables` adds the parts up.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from daman.law.engine.conditions import NotInForce
from daman.law.engine.expressions import Expression
from daman.law.facts.columns import HOUSEHOLD_ID
from daman.law.facts.vocabulary import household_words
from daman.law.many import answers_by
from daman.law.plan import FAULTY, Plan, plan_in
from daman.law.population import REGION, a_population, labels_of
from daman.law.rules.household import calculated_minimum, gross_income, size
from daman.law.rules.reading import Reading
from daman.law.simulation_tables import (
    BREAKDOWNS,
    CHANGE_BANDS,
    DRAFTS_MAX,
    FATES,
    INCOME_BANDS,
    SIZE_MAX,
    UNKNOWN,
    Tables,
)

_HALALAS = 100
_INCOME, _MINIMUM = "income", "minimum"


@dataclass(frozen=True)
class Compared:
    """The edition to compare with and the drafts, all in columns."""

    base: Plan
    drafts: tuple[Plan, ...]


def compared(base: Reading, drafts: Sequence[Reading]) -> Compared:
    """Return what a simulation computes with; the base also tells income and minimum."""
    assert 1 <= len(drafts) <= DRAFTS_MAX, "one to four drafts are compared"
    h, k = household_words(), base.edition.parameters()
    told = {_INCOME: gross_income(h, k), _MINIMUM: minimum_of(base)}
    return Compared(plan_in(base, told), tuple(plan_in(draft, {}) for draft in drafts))


def minimum_of(reading: Reading) -> Expression:
    """
    Return what an edition wants a household to live on: the yardstick of the poverty gap.

    The calculated minimum (article 14); the 1444 article has none, so its table stands for it.
    """
    h, k = household_words(), reading.edition.parameters()
    try:
        return calculated_minimum(h, k)
    except NotInForce:
        return k.pension_by_size[size(h, k)]


def simulated(
    households: pl.DataFrame, persons: pl.DataFrame, regions: pl.DataFrame, plans: Compared
) -> Tables:
    """
    Return the tables of one part of a population.

    `regions` has the region of each household by its id; one that is not there is unknown.
    """
    base = _answered(plans.base, households, persons)
    labels = households.select(HOUSEHOLD_ID, pl.col("category").cast(pl.String))
    labels = labels.join(regions, on=HOUSEHOLD_ID, how="left", maintain_order="left")
    told = base.hstack(labels.drop(HOUSEHOLD_ID)) if _same(base, labels) else _joined(base, labels)
    is_read = ~told[FAULTY]
    told = told.filter(is_read).with_columns(**_bands())
    tables: Tables = {
        "households": households.height,
        "unreadable": int((~is_read).sum()),
        "base": _of_edition(told, "eligible", "amount_halalas"),
        "before_help": _gap(told, pl.lit(0, pl.Int64)),
        "drafts": [],
    }
    for plan in plans.drafts:
        answers = _answered(plan, households, persons)
        beside = _beside(told, answers)
        tables["drafts"].append(
            _of_edition(beside, "new_eligible", "new_amount") | _changes(beside)
        )
    return tables


def simulated_population(
    households_count: int, *, first_id: int, seed: int, plans: Compared
) -> Tables:
    """Return the tables of so many invented households, their ids from the first on."""
    tables = a_population(households_count, seed=seed, first_id=first_id)
    regions = labels_of(*tables, seed=seed).select(HOUSEHOLD_ID, REGION)
    return simulated(*tables, regions, plans)


def _answered(plan: Plan, households: pl.DataFrame, persons: pl.DataFrame) -> pl.DataFrame:
    return answers_by(plan, households.lazy(), persons.lazy())


def _same(one: pl.DataFrame, other: pl.DataFrame) -> bool:
    return one[HOUSEHOLD_ID].equals(other[HOUSEHOLD_ID])


def _joined(one: pl.DataFrame, other: pl.DataFrame) -> pl.DataFrame:
    return one.join(other, on=HOUSEHOLD_ID, how="left", maintain_order="left")


def _beside(told: pl.DataFrame, answers: pl.DataFrame) -> pl.DataFrame:
    new = answers.filter(~pl.col(FAULTY)).select(
        HOUSEHOLD_ID,
        pl.col("eligible").alias("new_eligible"),
        pl.col("amount_halalas").alias("new_amount"),
    )
    return told.hstack(new.drop(HOUSEHOLD_ID)) if _same(told, new) else _joined(told, new)


def _bands() -> dict[str, pl.Expr]:
    income = pl.col(_INCOME)
    band = _place_of(income, INCOME_BANDS[1:])
    return {
        "by_size": pl.min_horizontal(pl.col("size"), SIZE_MAX).cast(pl.String),
        "by_category": pl.col("category").fill_null(UNKNOWN),
        "by_region": pl.col("region").cast(pl.String).fill_null(UNKNOWN),
        "by_income": pl.when(income.is_not_null())
        .then(band.cast(pl.String))
        .otherwise(pl.lit(UNKNOWN)),
    }


def _place_of(halalas: pl.Expr, bands: Sequence[int]) -> pl.Expr:
    """Return how many bands are reached; that of one riyal begins with the first halala."""
    reached = [halalas > 0 if low == 1 else halalas >= low * _HALALAS for low in bands]
    return pl.sum_horizontal(each.cast(pl.UInt8) for each in reached)


def _of_edition(told: pl.DataFrame, eligible: str, amount: str) -> Tables:
    """Return the counts, the cost of a month and the poverty gap that one edition leaves."""
    yes = pl.col(eligible)
    found = told.select(
        eligible=(yes.fill_null(False) & pl.col(amount).is_not_null()).sum(),
        refused=(~yes).fill_null(False).sum(),
        cost=pl.col(amount).sum(),
    ).row(0, named=True)
    counts = {name: int(number) for name, number in found.items()}
    review = told.height - counts["eligible"] - counts["refused"]
    help_given = pl.col(amount).fill_null(0)
    return counts | {"review": review, "after_help": _gap(told, help_given)}


def _gap(told: pl.DataFrame, help_given: pl.Expr) -> Tables:
    lack = (pl.col(_MINIMUM) - pl.col(_INCOME) - help_given).clip(lower_bound=0)
    found = told.select(
        households=(lack > 0).sum(), halalas=lack.sum(), measured=lack.is_not_null().sum()
    ).row(0, named=True)
    return {name: int(number) for name, number in found.items()}


def _fate() -> pl.Expr:
    old, new = pl.col("eligible"), pl.col("new_eligible")
    before, after = pl.col("amount_halalas"), pl.col("new_amount")
    places = {name: pl.lit(place, pl.UInt8) for place, name in enumerate(FATES)}
    return (
        pl.when(before.is_null() | after.is_null())
        .then(places["review"])
        .when(~old & new)
        .then(places["newly"])
        .when(old & ~new)
        .then(places["no_longer"])
        .when(~old & ~new)
        .then(places["neither"])
        .when(after > before)
        .then(places["gain"])
        .when(after < before)
        .then(places["lose"])
        .otherwise(places["same"])
    )


def _changes(beside: pl.DataFrame) -> Tables:
    change = pl.col("new_amount") - pl.col("amount_halalas")
    keys = [f"by_{name}" for name in BREAKDOWNS]
    told = beside.select(*keys, fate=_fate(), change=change.fill_null(0))
    cube = told.group_by(*keys, "fate").agg(count=pl.len(), halalas=pl.col("change").sum())
    return {
        "fates": _fates_of(cube),
        "by": {name: _breakdown(cube, f"by_{name}") for name in BREAKDOWNS},
        "spread": _spread(told),
    }


def _fates_of(cube: pl.DataFrame) -> Tables:
    found = cube.group_by("fate").agg(pl.col("count").sum(), pl.col("halalas").sum())
    counted = {FATES[fate]: [int(count), int(halalas)] for fate, count, halalas in found.rows()}
    return {name: counted.get(name, [0, 0]) for name in FATES}


def _breakdown(cube: pl.DataFrame, key: str) -> Tables:
    parts = cube.partition_by(key, as_dict=True)
    return {str(label): _fates_of(part) for (label,), part in sorted(parts.items())}


def _spread(told: pl.DataFrame) -> Tables:
    """Return how many households change by how much; those for review are left out."""
    decided = told.filter(pl.col("fate") != FATES.index("review"))
    places = _place_of(pl.col("change"), CHANGE_BANDS)
    found = dict(decided.select(place=places).group_by("place").len().rows())
    return {str(place): int(found.get(place, 0)) for place in range(len(CHANGE_BANDS) + 1)}
