"""Ages in both calendars, on the days on which they turn."""

from datetime import date, timedelta

import pytest

from daman.kernel.ages import Calendar, age_on, birthday
from daman.kernel.hijri import HijriDate
from daman.kernel.refusal import Refusal

EDGES = [
    # born, age, calendar, first day of that age
    (date(1966, 11, 26), 60, Calendar.GREGORIAN, date(2026, 11, 26)),
    (date(2000, 2, 29), 18, Calendar.GREGORIAN, date(2018, 3, 1)),
    (date(2000, 2, 29), 20, Calendar.GREGORIAN, date(2020, 2, 29)),
    (date(2000, 12, 31), 25, Calendar.GREGORIAN, date(2025, 12, 31)),
    (date(1979, 11, 20), 47, Calendar.HIJRI, HijriDate(1447, 1, 1).gregorian),
    (date(2024, 7, 7), 1, Calendar.HIJRI, HijriDate(1447, 1, 1).gregorian),
]


@pytest.mark.parametrize(("born_on", "age", "calendar", "day"), EDGES)
def test_a_year_is_full_on_its_day_and_not_the_day_before(born_on, age, calendar, day):
    assert birthday(born_on, age, calendar) == day
    assert age_on(born_on, day, calendar) == age
    assert age_on(born_on, day - timedelta(days=1), calendar) == age - 1


@pytest.mark.parametrize("calendar", list(Calendar))
def test_every_birthday_is_the_first_day_of_its_age(calendar):
    for days in range(0, 4000, 37):
        born_on = date(1958, 2, 25) + timedelta(days=days)
        for age in (0, 1, 17, 18, 25, 60, 65):
            day = birthday(born_on, age, calendar)
            before = age_on(born_on, day - timedelta(days=1), calendar)
            assert (age_on(born_on, day, calendar), before) == (age, age - 1)


def test_the_thirtieth_of_a_shorter_month_turns_on_the_first_of_the_next():
    turned = [
        (born, age)
        for year in range(1390, 1420)
        for born in [HijriDate(year, 12, 29).gregorian + timedelta(days=1)]
        for age in range(1, 30)
        if HijriDate.of(born).day == 30
        and HijriDate.of(birthday(born, age, Calendar.HIJRI)).day == 1
    ]

    assert turned
    assert all(HijriDate.of(birthday(b, a, Calendar.HIJRI)).month == 1 for b, a in turned)


def test_hijri_years_are_shorter():
    born_on, day = date(1961, 11, 26), date(2026, 11, 25)

    assert (age_on(born_on, day), age_on(born_on, day, Calendar.HIJRI)) == (64, 66)


def test_a_day_outside_the_tables_is_refused():
    for asked in (
        lambda: age_on(date(1924, 7, 31), date(2026, 1, 1), Calendar.HIJRI),
        lambda: birthday(date(2020, 1, 1), 100, Calendar.HIJRI),
        lambda: birthday(date(2020, 1, 1), 9000),
    ):
        with pytest.raises(Refusal, match="date.range"):
            asked()
