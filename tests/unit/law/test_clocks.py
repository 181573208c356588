"""The edges of holidays, of the years they are known for, and what a clock must say."""

from datetime import date, timedelta

import pytest

from daman.kernel.working_days import add_working_days, is_working_day
from daman.law.files import LawFault, read_file
from daman.law.parameters import clocks

DAY = timedelta(days=1)
FOUNDING = {"month": 2, "day": 22, "since": 2024, "name_ar": "يوم", "name_en": "Founding Day"}
EID = {"month": 10, "day": 1, "days": 4, "name_ar": "عيد", "name_en": "Eid al-Fitr"}


@pytest.fixture
def read(monkeypatch):
    """Return a function that reads holidays or clocks from other content than the shipped."""

    def read(what, content):
        monkeypatch.setattr(clocks, "read_file", lambda file: content)
        return getattr(clocks, what).__wrapped__()

    return read


def written(first, end, *, fixed=(), hijri=(), added=(), removed=()):
    return {
        "from": first,
        "until": end,
        "fixed": list(fixed),
        "hijri": list(hijri),
        "added": list(added),
        "removed": list(removed),
    }


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (date(2025, 3, 30), date(2025, 4, 2)),  # 1 to 4 Shawwal 1446, Sunday to Wednesday.
        (date(2026, 3, 20), date(2026, 3, 23)),  # 1 to 4 Shawwal 1447, Friday to Monday.
        (date(2025, 6, 5), date(2025, 6, 9)),  # 9 to 13 Dhu al-Hijja 1446.
    ],
)
def test_an_eid_break_has_a_first_and_a_last_day(first, last):
    days = clocks.holidays()
    length = (last - first).days + 1

    assert [first + offset * DAY in days for offset in range(-1, length + 1)] == [
        False,
        *[True] * length,
        False,
    ]


@pytest.mark.parametrize(
    ("start", "next_working_day"),
    [
        (date(2025, 3, 27), date(2025, 4, 3)),  # The Thursday before the break, the one after.
        (date(2026, 3, 19), date(2026, 3, 24)),  # Friday and Saturday of it rest anyway.
        (date(2025, 4, 2), date(2025, 4, 3)),  # A clock may start on the last day of a break.
        (date(2028, 9, 21), date(2028, 9, 24)),  # National Day on a Saturday costs no day.
        (date(2027, 9, 22), date(2027, 9, 26)),  # National Day on a Thursday costs one.
    ],
)
def test_the_working_day_after_a_holiday(start, next_working_day):
    assert add_working_days(start, 1, holidays=clocks.holidays()) == next_working_day


def test_the_table_begins_and_ends_on_its_days():
    content = read_file("parameters/holidays.yaml")
    days = list(clocks.holidays())

    assert content["from"] <= days[0] < date(2022, 3, 1)
    assert date(2030, 9, 1) < days[-1] < content["until"]


def test_outside_the_table_only_weekends_rest():
    days = clocks.holidays()

    assert is_working_day(date(2021, 5, 13), holidays=days)  # 1 Shawwal 1442.
    assert is_working_day(date(2031, 9, 23), holidays=days)


def test_the_first_day_of_the_table_counts_and_the_end_does_not(read):
    both = date(2024, 2, 22), date(2026, 2, 22)

    assert list(read("holidays", written(*both, fixed=[FOUNDING]))) == [
        date(2024, 2, 22),
        date(2025, 2, 22),
    ]


def test_a_fixed_day_is_none_before_its_year(read):
    content = written(date(2022, 1, 1), date(2025, 1, 1), fixed=[FOUNDING])

    assert list(read("holidays", content)) == [date(2024, 2, 22)]


@pytest.mark.parametrize(
    ("first", "end", "found"),
    [
        (date(2025, 3, 31), date(2025, 4, 2), [date(2025, 3, 31), date(2025, 4, 1)]),
        (date(2025, 4, 3), date(2025, 12, 31), []),
        (date(2025, 1, 1), date(2025, 3, 30), []),
        (date(2025, 4, 2), date(2026, 3, 21), [date(2025, 4, 2), date(2026, 3, 20)]),
    ],
)
def test_a_break_is_cut_where_the_table_is(read, first, end, found):
    assert list(read("holidays", written(first, end, hijri=[EID]))) == found


def test_two_breaks_of_one_gregorian_year_are_both_there(read):
    # 1 Shawwal falls twice in 2000: 1420 on January 8 and 1421 on December 27.
    days = read("holidays", written(date(2000, 1, 1), date(2001, 1, 1), hijri=[EID]))

    assert [day.month for day in days] == [1, 1, 1, 1, 12, 12, 12, 12]


def test_a_decision_adds_and_removes_days_even_outside_the_table(read):
    added = {"on": date(2027, 1, 3), "name_ar": "راحة", "name_en": "Rest"}
    content = written(
        date(2025, 1, 1),
        date(2026, 1, 1),
        hijri=[EID],
        added=[added],
        removed=[date(2025, 4, 2)],
    )

    days = read("holidays", content)

    assert list(days) == [
        date(2025, 3, 30),
        date(2025, 3, 31),
        date(2025, 4, 1),
        date(2027, 1, 3),
    ]
    assert days[date(2027, 1, 3)].name_en == "Rest"


CLOCK = {
    "days": 25,
    "count": "working",
    "sources": ["law-1442/6"],
    "confidence": "high",
    "label_ar": "قرار",
    "label_en": "Decision",
}


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"count": "Working"}, "decision.count"),
        ({"sources": ["law-1442/6", "law-1442/99"]}, "decision.sources"),
        *(({name: None}, f"decision.{name}") for name in CLOCK),
    ],
)
def test_a_clock_that_says_too_little_is_refused(read, change, key):
    clock = {name: value for name, value in (CLOCK | change).items() if value is not None}

    with pytest.raises(LawFault) as fault:
        read("clocks", {"decision": clock})

    assert fault.value.key == key
    assert read("clocks", {"decision": CLOCK})["decision"].working
