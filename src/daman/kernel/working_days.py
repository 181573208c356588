"""Working days: a «day» of the law is a working day (article 1.22); Friday and Saturday rest."""

from collections.abc import Collection
from datetime import date, timedelta

WEEKEND = frozenset({4, 5})  # date.weekday(): Friday and Saturday.
_LONGEST_SPAN_DAYS = 4000


def is_working_day(day: date, *, holidays: Collection[date]) -> bool:
    """Return whether offices work on that day."""
    return day.weekday() not in WEEKEND and day not in holidays


def add_working_days(start: date, days_count: int, *, holidays: Collection[date]) -> date:
    """
    Return the working day that many working days after the start; the start does not count.

    >>> add_working_days(date(2024, 1, 7), 20, holidays=())
    datetime.date(2024, 2, 4)
    """
    assert 0 <= days_count <= _LONGEST_SPAN_DAYS // 7
    day = start
    for _ in range(_LONGEST_SPAN_DAYS):
        if days_count == 0:
            return day
        day += timedelta(days=1)
        days_count -= is_working_day(day, holidays=holidays)
    raise AssertionError(f"no working day in {_LONGEST_SPAN_DAYS} days after {start}")


def working_days_between(start: date, end: date, *, holidays: Collection[date]) -> int:
    """Return the working days after the start up to and with the end; negative when it is past."""
    if end < start:
        return -working_days_between(end, start, holidays=holidays)
    span = (end - start).days
    return sum(
        is_working_day(start + timedelta(days=offset), holidays=holidays)
        for offset in range(1, span + 1)
    )
