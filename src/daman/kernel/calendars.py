"""Dates and months in words: Hijri first, Gregorian in brackets, in Arabic or English."""

from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import yaml

from daman.kernel.hijri import HijriDate
from daman.kernel.month import Month

Calendar = Literal["hijri", "gregorian"]


@lru_cache(maxsize=1)
def _tables() -> dict[str, Any]:
    text = (Path(__file__).parent / "calendars.yaml").read_text(encoding="utf-8")
    tables: dict[str, Any] = yaml.safe_load(text)
    return tables


def month_names(calendar: Calendar, language: str) -> list[str]:
    """Return the twelve month names of a calendar, in order."""
    names: list[str] = _tables()[calendar]["months"][language]
    return names


def written(year: int, month: int, day: int, *, calendar: Calendar, language: str) -> str:
    """Return one date of one calendar in words."""
    pattern: str = _tables()[calendar]["pattern"][language]
    return pattern.format(day=day, month=month_names(calendar, language)[month - 1], year=year)


def in_gregorian(day: date, language: str) -> str:
    """Return a day in the Gregorian calendar alone, where there is little room."""
    return written(day.year, day.month, day.day, calendar="gregorian", language=language)


def in_both(day: date, language: str) -> str:
    """
    Return a day in both calendars; outside the Hijri tables, in the Gregorian one alone.

    >>> in_both(date(2026, 12, 1), "en")
    '21 Jumada al-Akhirah 1448 AH (1 December 2026)'
    """
    gregorian = in_gregorian(day, language)
    hijri = HijriDate.of(day)
    if hijri is None:
        return gregorian
    of_hijri = written(hijri.year, hijri.month, hijri.day, calendar="hijri", language=language)
    return f"{of_hijri} ({gregorian})"


def month_in_words(month: Month, language: str) -> str:
    """
    Return a pension's month: its Gregorian name and year.

    >>> month_in_words(Month(2026, 12), "en")
    'December 2026'
    """
    pattern: str = _tables()["month_pattern"][language]
    return pattern.format(
        month=month_names("gregorian", language)[month.month - 1], year=month.year
    )
