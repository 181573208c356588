"""What a draft would do, in columns, against the law asked of one household after another."""

import random
from datetime import date

import polars as pl
import pytest

from daman.law.assess import answer
from daman.law.examples import a_head, a_person, a_widow
from daman.law.facts.household import read_household
from daman.law.facts.tables import tables_of
from daman.law.parameters.drafts import Basis, Head, edition_in, new_document, with_value, written
from daman.law.parameters.editions import edition_of
from daman.law.population import REGION, a_population, labels_of
from daman.law.rules.reading import read_edition, reading_of
from daman.law.simulation import compared, simulated
from daman.law.simulation_tables import FATES, added, digest_of

HEAD = Head("EDN-TRIAL", "تجربة", "A trial", date(2027, 1, 1), Basis("", "", "", None))


def a_draft(base: str, **values):
    edition = edition_of(base)
    document = new_document(edition, HEAD)
    for name, value in values.items():
        document = with_value(document, edition, name, value)
    return read_edition(edition_in(written(document)))


def some_households(count=300, seed=7):
    """Widows of every size around the limits, some with facts that nobody knows."""
    draw = random.Random(seed)
    for _ in range(count):
        salary = draw.choice([0, 0, 900, 1100, 1101, 1650, 1650.5, 2200, 3300, 7000, None])
        household = a_widow(children_count=draw.randrange(12), salary=salary)
        household["head"] = a_head(saudi=draw.choice([True, True, True, False, None]))
        household["category"] = draw.choice(["widow", "divorced", None])
        household["dependants"] = [
            a_person(accepted_link=draw.choice([True, True, False]))
            for _ in household["dependants"]
        ]
        yield household


def told_one_by_one(households, base, draft):
    """Return the fates and sums of the same by asking the law about each household."""
    fates, halalas = dict.fromkeys(FATES, 0), dict.fromkeys(FATES, 0)
    for household in map(read_household, households):
        before, after = answer(base, household), answer(draft, household)
        fate = fate_of(before, after)
        fates[fate] += 1
        if before.amount is not None and after.amount is not None:
            halalas[fate] += after.amount.halalas - before.amount.halalas
    return {name: [fates[name], halalas[name]] for name in FATES}


def fate_of(before, after):
    if before.amount is None or after.amount is None:
        return "review"
    if before.eligible != after.eligible:
        return "newly" if after.eligible else "no_longer"
    if not before.eligible:
        return "neither"
    change = after.amount.halalas - before.amount.halalas
    return "same" if change == 0 else "gain" if change > 0 else "lose"


def table_of(households, base, *drafts):
    tables = tables_of(households)
    regions = pl.DataFrame(schema={"household_id": pl.Int64, "region": pl.String})
    return simulated(*tables, regions, compared(base, drafts))


DRAFTS = [
    ("1446-article", {"pension_by_size": {n: 900 + 260 * n for n in range(1, 13)}}),
    ("1446-article", {"basic_minimum": 1500}),
    ("statutory-2026-07", {"basic_minimum": 1400}),
    ("statutory-2026-07", {"earned_share": 100, "dependant_increment": 700}),
]


@pytest.mark.parametrize(("base", "values"), DRAFTS)
def test_every_household_has_the_fate_that_the_law_gives_it_alone(base, values):
    households, draft = list(some_households()), a_draft(base, **values)

    table = table_of(households, reading_of(base), draft)

    told = table["drafts"][0]
    expected = told_one_by_one(households, reading_of(base), draft)
    assert told["fates"] == expected
    assert sum(count for count, _ in expected.values()) == table["households"] == 300
    assert sum(1 for count, _ in expected.values() if count) >= 3, "the cases tell fates apart"


@pytest.mark.parametrize(("base", "values"), DRAFTS)
def test_every_breakdown_adds_up_to_the_whole(base, values):
    draft = a_draft(base, **values)

    told = table_of(list(some_households()), reading_of(base), draft)["drafts"][0]

    for name, rows in told["by"].items():
        assert added([{"fates": each} for each in rows.values()])["fates"] == told["fates"], name
    decided = sum(count for fate, (count, _) in told["fates"].items() if fate != "review")
    assert sum(told["spread"].values()) == decided


def test_cost_is_what_all_eligible_get_and_its_difference_is_what_the_fates_change():
    base, draft = reading_of("1446-article"), a_draft("1446-article", basic_minimum=1500)
    households = [each for each in some_households() if len(each["dependants"]) < 9]
    households = [each for each in households if each["head"]["saudi"] is not None]
    households = [each for each in households if each["monthly_income"]["salary"] is not None]

    table = table_of(households, base, draft)

    change = table["drafts"][0]["cost"] - table["base"]["cost"]
    assert change == sum(halalas for _, halalas in table["drafts"][0]["fates"].values())
    assert change > 0


def test_the_gap_is_what_households_lack_to_the_minimum_of_the_edition_compared_with():
    households = [a_widow(salary=300), a_widow(salary=1100), a_widow(children_count=1)]
    draft = a_draft("1446-article", pension_by_size={1: 700, 2: 1700})

    table = table_of(households, reading_of("1446-article"), draft)

    # Minimums 1100, 1100, 1650; incomes 300, 1100, 0; help 1000, 1000, 1275 and 700, 700, 1700.
    assert table["before_help"] == {"households": 2, "halalas": 245_000, "measured": 3}
    assert table["base"]["after_help"] == {"households": 1, "halalas": 37_500, "measured": 3}
    after = table["drafts"][0]["after_help"]
    assert after == {"households": 1, "halalas": 10_000, "measured": 3}


def test_parts_in_any_order_give_what_the_whole_gives():
    plans = compared(reading_of("1446-article"), [a_draft("1446-article", basic_minimum=1500)])

    def part(first, count):
        tables = a_population(count, first_id=first, unknown=50)
        return simulated(*tables, labels_of(*tables).select("household_id", REGION), plans)

    whole, parts = part(1, 3_000), [part(1, 1_000), part(1_001, 1_500), part(2_501, 500)]
    assert digest_of(added(parts)) == digest_of(added(parts[::-1])) == digest_of(whole)
    assert set(whole["drafts"][0]["by"]["region"]) > {"riyadh", "makkah", "jazan"}


def test_up_to_four_drafts_are_compared_in_the_order_given():
    base = reading_of("1446-article")
    drafts = [a_draft("1446-article", basic_minimum=amount) for amount in (1100, 1300, 1500, 1700)]

    table = table_of(list(some_households()), base, *drafts)

    costs = [each["cost"] for each in table["drafts"]]
    assert costs == sorted(costs)
    assert costs[0] == table["base"]["cost"] < costs[3]


def test_rows_that_cannot_be_read_are_counted_and_left_out():
    households, persons = tables_of([a_widow(), a_widow(salary=300)])
    broken = persons.filter(pl.col("household_id") != households["household_id"][0])
    regions = pl.DataFrame(schema={"household_id": pl.Int64, "region": pl.String})
    plans = compared(reading_of("1446-article"), [reading_of("1444-article")])

    table = simulated(households, broken, regions, plans)

    assert (table["households"], table["unreadable"]) == (2, 1)
    assert sum(count for count, _ in table["drafts"][0]["fates"].values()) == 1
