"""Dates as people read them: Hijri first, Gregorian in brackets, in the language of the page."""

from datetime import date, datetime

from django.utils.translation import get_language

from daman.kernel import calendars
from daman.kernel.calendars import Calendar
from daman.kernel.month import Month
from daman.kernel.riyadh import riyadh_date

CALENDARS: tuple[Calendar, ...] = ("hijri", "gregorian")


def language() -> str:
    """Return the language of the page being made: `ar` or `en`."""
    return "en" if (get_language() or "ar").startswith("en") else "ar"


def month_names(calendar: Calendar) -> list[str]:
    """Return the twelve month names of a calendar, in order."""
    return calendars.month_names(calendar, language())


def written(year: int, month: int, day: int, *, calendar: Calendar) -> str:
    """Return one date of one calendar in words."""
    return calendars.written(year, month, day, calendar=calendar, language=language())


def day_of(moment: date | datetime) -> date:
    """Return the Riyadh date of a moment, or the date itself."""
    return riyadh_date(moment) if isinstance(moment, datetime) else moment


def dual_date_text(moment: date | datetime) -> str:
    """Return a date in both calendars; outside the Hijri tables, in the Gregorian one alone."""
    return calendars.in_both(day_of(moment), language())


def month_text(month: Month) -> str:
    """Return a pension's month in words: its Gregorian name and year."""
    return calendars.month_in_words(month, language())
