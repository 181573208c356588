"""The age of a person on a day, in either calendar: the day counts by which a year is full."""

from datetime import date, timedelta
from enum import Enum

from daman.kernel.hijri import HijriDate
from daman.kernel.refusal import Refusal


class Calendar(Enum):
    """Which years are counted; a Hijri year is some eleven days shorter."""

    GREGORIAN = "gregorian"
    HIJRI = "hijri"


def age_on(born_on: date, day: date, calendar: Calendar = Calendar.GREGORIAN) -> int:
    """
    Return the full years of a life on a day.

    Who is born on 29 February, or on the 30th of a Hijri month, is a year older on the first day
    of the next month where the month is shorter.

    :raises Refusal: date.range for a Hijri age outside the tables (1924-08-01..2077-11-16)

    >>> age_on(date(1966, 11, 26), date(2026, 11, 25))
    59
    >>> age_on(date(1966, 11, 26), date(2026, 11, 25), Calendar.HIJRI)
    61
    """
    born, today = _parts(born_on, calendar), _parts(day, calendar)
    return today[0] - born[0] - (today[1:] < born[1:])


def birthday(born_on: date, age: int, calendar: Calendar = Calendar.GREGORIAN) -> date:
    """
    Return the first day on which a person has that many full years.

    :raises Refusal: date.range for a day that the calendar's tables do not reach

    >>> str(birthday(date(2000, 2, 29), 25)), str(birthday(date(2000, 2, 29), 24))
    ('2025-03-01', '2024-02-29')
    """
    year, month, day = _parts(born_on, calendar)
    try:
        return _day_of(calendar, year + age, month, day)
    except ValueError:  # The month is a day shorter in that year.
        return _day_of(calendar, year + age, month, day - 1) + timedelta(days=1)


def _day_of(calendar: Calendar, year: int, month: int, day: int) -> date:
    if calendar is Calendar.GREGORIAN:
        if year > date.max.year:
            raise Refusal("date.range")
        return date(year, month, day)
    try:
        return HijriDate(year, month, day).gregorian
    except Refusal as refusal:
        if refusal.code == "date.invalid":
            raise ValueError from None
        raise


def _parts(day: date, calendar: Calendar) -> tuple[int, int, int]:
    if calendar is Calendar.GREGORIAN:
        return day.year, day.month, day.day
    hijri = HijriDate.of(day)
    if hijri is None:
        raise Refusal("date.range")
    return hijri.year, hijri.month, hijri.day
