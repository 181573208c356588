"""Dates as people read them: Hijri first, Gregorian in brackets, in the language of the page."""

from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import yaml
from django.utils.translation import get_language

from daman.kernel.hijri import HijriDate
from daman.kernel.month import Month
from daman.kernel.riyadh import riyadh_date

Calendar = Literal["hijri", "gregorian"]
CALENDARS: tuple[Calendar, ...] = ("hijri", "gregorian")


@lru_cache(maxsize=1)
def _tables() -> dict[str, Any]:
    text = (Path(__file__).parent / "calendars.yaml").read_text(encoding="utf-8")
    tables: dict[str, Any] = yaml.safe_load(text)
    return tables


def language() -> str:
    """Return the language of the page being made: `ar` or `en`."""
    return "en" if (get_language() or "ar").startswith("en") else "ar"


def month_names(calendar: Calendar) -> list[str]:
    """Return the twelve month names of a calendar, in order."""
    names: list[str] = _tables()[calendar]["months"][language()]
    return names


def written(year: int, month: int, day: int, *, calendar: Calendar) -> str:
    """Return one date of one calendar in words."""
    pattern: str = _tables()[calendar]["pattern"][language()]
    return pattern.format(day=day, month=month_names(calendar)[month - 1], year=year)


def day_of(moment: date | datetime) -> date:
    """Return the Riyadh date of a moment, or the date itself."""
    return riyadh_date(moment) if isinstance(moment, datetime) else moment


def dual_date_text(moment: date | datetime) -> str:
    """Return a date in both calendars; outside the Hijri tables, in the Gregorian one alone."""
    day = day_of(moment)
    gregorian = written(day.year, day.month, day.day, calendar="gregorian")
    hijri = HijriDate.of(day)
    if hijri is None:
        return gregorian
    return f"{written(hijri.year, hijri.month, hijri.day, calendar='hijri')} ({gregorian})"


def month_text(month: Month) -> str:
    """Return a pension's month in words: its Gregorian name and year."""
    pattern: str = _tables()["month_pattern"][language()]
    return pattern.format(month=month_names("gregorian")[month.month - 1], year=month.year)
