"""The programme's clocks and the holidays on which they stand still, both data."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

from daman.kernel.hijri import HijriDate
from daman.law.files import LawFault, faults_located, read_file, required
from daman.law.parameters.texts import check_cited

_CLOCKS = "parameters/clocks.yaml"
_HOLIDAYS = "parameters/holidays.yaml"


@dataclass(frozen=True)
class Clock:
    """How many days a step may take, and whether they are working days."""

    name: str
    days: int
    working: bool
    sources: tuple[str, ...]
    confidence: str
    label_ar: str
    label_en: str


@dataclass(frozen=True)
class Holiday:
    """A day on which offices rest."""

    on: date
    name_ar: str
    name_en: str


@cache
def clocks() -> Mapping[str, Clock]:
    """
    Return every clock by name.

    :raises LawFault: when one lacks its days, its way of counting or its source

    >>> clocks()["decision_by_law"].days, clocks()["decision_by_law"].working
    (20, True)
    """
    content = read_file(_CLOCKS)
    with faults_located(content):
        return {name: _clock(name, item) for name, item in content.items()}


def _clock(name: str, item: Mapping[str, Any]) -> Clock:
    def given(key: str) -> Any:
        return required(item, key, file=_CLOCKS, at=name)

    count, sources = given("count"), tuple(given("sources"))
    if count not in ("calendar", "working"):
        raise LawFault(_CLOCKS, f"{name}.count", f"{count!r} is not calendar or working")
    check_cited(sources, file=_CLOCKS, key=f"{name}.sources")
    return Clock(
        name=name,
        days=given("days"),
        working=count == "working",
        sources=sources,
        confidence=given("confidence"),
        label_ar=given("label_ar"),
        label_en=given("label_en"),
    )


@cache
def holidays() -> Mapping[date, Holiday]:
    """
    Return every official holiday by its day, for the years the file covers.

    >>> holidays()[date(2026, 9, 23)].name_en
    'National Day'
    """
    content = read_file(_HOLIDAYS)
    first, end = (required(content, key, file=_HOLIDAYS) for key in ("from", "until"))
    days = {day.on: day for day in _yearly(content, first, end) if first <= day.on < end}
    days |= {
        item["on"]: Holiday(item["on"], item["name_ar"], item["name_en"])
        for item in content["added"]
    }
    return {on: day for on, day in sorted(days.items()) if on not in content["removed"]}


def _yearly(content: Mapping[str, Any], first: date, end: date) -> Iterable[Holiday]:
    for item in content["fixed"]:
        for year in range(max(first.year, item["since"]), end.year + 1):
            on = date(year, item["month"], item["day"])
            yield Holiday(on, item["name_ar"], item["name_en"])
    earliest, latest = HijriDate.of(first), HijriDate.of(end)
    assert earliest is not None, f"{first} is outside the Umm al-Qura tables"
    assert latest is not None, f"{end} is outside the Umm al-Qura tables"
    for item in content["hijri"]:
        for year in range(earliest.year, latest.year + 1):
            start = HijriDate(year, item["month"], item["day"]).gregorian
            for offset in range(item["days"]):
                on = start + timedelta(days=offset)
                yield Holiday(on, item["name_ar"], item["name_en"])
