"""The fast way through a caseload: whatever the tables look like, it answers as matching does."""

import polars as pl
import pytest

from daman.law.facts.tables import household_schema, person_schema
from daman.law.many import FAULTY, answers_and_faults, answers_in_order
from daman.law.many_in_order import answers_of_ordered
from daman.law.people_in_order import people_in_order
from daman.law.plan import plan_of
from daman.law.population import a_population
from tests.law.households import EDITIONS

EDITION = "statutory-2026-07"
COUNT = 400
FULL = a_population(COUNT)
LACKING = a_population(COUNT, unknown=500)


def matched(tables, edition=EDITION):
    lazy = (table.lazy() for table in tables)
    return answers_and_faults(*lazy, edition=edition).collect().sort("household_id")


def in_order(tables, edition=EDITION):
    return answers_in_order(*(table.lazy() for table in tables), edition=edition)


def is_fast(tables):
    return answers_of_ordered(plan_of(EDITION), *(t.lazy() for t in tables)) is not None


def mixed(table):
    return table.sample(fraction=1, shuffle=True, seed=5)


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("tables", [FULL, LACKING], ids=["full", "lacking"])
def test_both_ways_answer_alike(tables, edition):
    assert in_order(tables, edition).equals(matched(tables, edition))
    assert is_fast(tables)


@pytest.mark.parametrize(
    "ordered",
    [
        lambda h, p: (mixed(h), mixed(p)),
        lambda h, p: (h.reverse(), p),
        lambda h, p: (h, p.reverse()),
        lambda h, p: (h, p.sort("household_id", "is_head")),
        lambda h, p: (h, p.with_columns(person_id=pl.int_range(pl.len()))),
        lambda h, p: (h, p.with_columns(person_id=pl.int_range(pl.len()).reverse().cast(str))),
        lambda h, p: tuple(table.cast({"household_id": str}) for table in (h, p)),
        lambda h, p: (h.drop("dependants_known"), p),
    ],
    ids=["mixed", "falling", "people falling", "head last", "ids", "ids fall", "text", "known"],
)  # fmt: skip
def test_any_order_of_sound_households_is_fast_and_answers_alike(ordered):
    tables = ordered(*LACKING)

    assert is_fast(tables)
    assert in_order(tables).equals(matched(tables))


IS_FIRST = pl.col("household_id") == 1


@pytest.mark.parametrize(
    "spoil",
    [
        lambda h, p: (h, p.filter(~(IS_FIRST & pl.col("is_head")))),
        lambda h, p: (h, p.with_columns(is_head=pl.col("is_head") | IS_FIRST)),
        lambda h, p: (pl.concat([h, h.filter(IS_FIRST)]), p),
        lambda h, p: (h.filter(~IS_FIRST), p),
        lambda h, p: (h, p.filter(~IS_FIRST)),
        lambda h, p: (h, p.with_columns(is_head=pl.when(~IS_FIRST).then("is_head"))),
        lambda h, p: (h.with_columns(household_id=pl.when(~IS_FIRST).then("household_id")), p),
        lambda h, p: (h, p.with_columns(person_id=pl.lit(1))),
        lambda h, p: (h, p.with_columns(person_id=pl.lit(None))),
        lambda h, p: (h, p.clear()),
        lambda h, p: (h.clear(), p.clear()),
    ],
    ids=["no head", "heads", "twice", "orphans", "nobody", "head unknown", "nameless"]
    + ["person twice", "person unknown", "no people", "nothing"],
)  # fmt: skip
def test_what_must_be_matched_is_matched(spoil):
    tables = spoil(*FULL)

    found = in_order(tables)

    assert not is_fast(tables)
    assert found.sort("household_id", "eligible").equals(
        matched(tables).sort("household_id", "eligible")
    )


def every_column():
    for number, schema in enumerate((household_schema(), person_schema())):
        for name in schema:
            if name not in ("household_id", "is_head"):
                yield pytest.param(number, name, id=f"{number}-{name}")


@pytest.mark.parametrize(("number", "name"), list(every_column()))
@pytest.mark.parametrize("edition", ["1446-article", EDITION])
def test_a_column_that_lacks_values_answers_alike(number, name, edition):
    tables = list(FULL)
    lacks = pl.int_range(pl.len()) % 3 == 0
    tables[number] = tables[number].with_columns(pl.when(~lacks).then(name).alias(name))

    assert in_order(tables, edition).equals(matched(tables, edition))


@pytest.mark.parametrize(
    ("number", "name"),
    [(0, "assets_cars"), (0, "monthly_income_salary_halalas"), (1, "age")],
)
@pytest.mark.parametrize("value", [-1, 10**15])
def test_a_number_out_of_range_is_a_fault_also_where_nobody_asks(number, name, value):
    tables = list(FULL)
    spoiled = pl.when(pl.int_range(pl.len()) == 7).then(value).otherwise(name)
    tables[number] = tables[number].with_columns(spoiled.alias(name))

    found = in_order(tables)

    assert is_fast(tables)
    assert found[FAULTY].sum() == 1
    assert found.equals(matched(tables))


@pytest.mark.parametrize("kind", [pl.Int32, pl.UInt64, pl.Float64, pl.String])
def test_numbers_of_any_type_answer_alike(kind):
    tables = [
        FULL[0].with_columns(pl.col("assets_cars", "monthly_income_salary_halalas").cast(kind)),
        FULL[1].with_columns(pl.col("age").cast(kind)),
    ]

    assert is_fast(tables)
    assert in_order(tables).equals(matched(FULL))


def test_a_household_of_too_many_people_is_a_fault():
    households, persons = (table.filter(pl.col("household_id") <= 2) for table in FULL)
    extra = persons.filter(~pl.col("is_head")).head(1).select(pl.all().repeat_by(1001).explode())
    tables = households, pl.concat([persons, extra])

    found = in_order(tables)

    assert found[FAULTY].sum() == 1
    assert found.equals(matched(tables))


class TestPeopleInOrder:
    PERSONS = pl.DataFrame(
        {
            "household_id": [3, 3, 3, 5, 8, 8],
            "is_head": [True, False, False, True, True, False],
            "pay": [1_000, 10, 20, 2_000, 3_000, 2**62],
        }
    )

    def order(self):
        return people_in_order(pl.Series([3, 5, 8]), self.PERSONS)

    def test_heads_are_left_out_of_what_is_counted_and_added_up(self):
        order = self.order()

        assert order.of_heads(self.PERSONS["pay"]).to_list() == [1_000, 2_000, 3_000]
        assert order.of_members_count(self.PERSONS["pay"] > 10).to_list() == [1, 0, 1]
        assert order.of_members_sum(self.PERSONS["pay"]).to_list() == [30, 0, 2**62]

    def test_a_running_sum_that_wraps_around_adds_up_all_the_same(self):
        large = pl.Series([2**62] * 6)

        assert self.order().of_members_sum(large.cast(pl.Int64))[1] == 0
        assert self.order().of_members_sum(large.cast(pl.Int64))[2] == 2**62

    def test_another_order_is_seen(self):
        for ids in ([3, 8, 5], [3, 5], [3, 5, 9], [3, 5, 8, 9], [3, 3, 8]):
            assert people_in_order(pl.Series(ids), self.PERSONS) is None
