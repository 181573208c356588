"""The form field of a date in either calendar, kept with the numbers as they were typed."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from daman.interfaces.ui.dates import CALENDARS, written
from daman.interfaces.ui.fields import checked_characters, error_of, is_blank
from daman.interfaces.ui.widgets import DualDate
from daman.kernel.arabic import clean_line, western_digits
from daman.kernel.calendars import Calendar
from daman.kernel.hijri import FIRST_DAY, HijriDate
from daman.kernel.refusal import Refusal

OLDEST_AGE_YEARS = 125
Day = date  # TypedDate has a field of that name.


@dataclass(frozen=True)
class TypedDate:
    """A date with the calendar and the three numbers the person gave (kept as given)."""

    date: Day
    calendar: Calendar
    year: int
    month: int
    day: int

    @classmethod
    def of(cls, day: Day, *, calendar: Calendar = "gregorian") -> "TypedDate":
        """Return a stored day as it would have been typed in a calendar."""
        hijri = HijriDate.of(day) if calendar == "hijri" else None
        if hijri is None:
            return cls(day, "gregorian", day.year, day.month, day.day)
        return cls(day, "hijri", hijri.year, hijri.month, hijri.day)

    @property
    def typed(self) -> str:
        """Return the numbers as typed: year-month-day of its calendar."""
        return f"{self.year:04d}-{self.month:02d}-{self.day:02d}"


class DualDateField(forms.Field):
    """
    A date in either calendar; the clean value is a TypedDate.

    `past` and `future` bound it by the day the form was given as `today`; `oldest_years` refuses
    a birth longer ago than anyone has lived.
    """

    widget = DualDate
    component = "date"

    def __init__(
        self,
        *,
        past: bool = False,
        future: bool = False,
        oldest_years: int = OLDEST_AGE_YEARS,
        **kw: Any,
    ) -> None:
        self.past, self.future, self.oldest_years = past, future, oldest_years
        self.today: date | None = None
        super().__init__(**kw)

    def clean(self, value: Any) -> TypedDate | None:
        """Return the date, or None when it may be left out."""
        parts = value if isinstance(value, dict) else {}
        typed = [str(parts.get(part) or "") for part in ("day", "month", "year")]
        if all(is_blank(text) and "\0" not in text for text in typed):
            if self.required:
                raise ValidationError(self.error_messages["required"], code="required")
            return None
        try:
            day, month, year = (_date_number(text) for text in typed)
            return self._bounded(_dated(_calendar(parts), year, month, day))
        except Refusal as refusal:
            raise error_of(refusal) from None

    def _bounded(self, typed: TypedDate) -> TypedDate:
        if not (self.past or self.future):
            return typed
        assert self.today is not None, "a form with a bounded date is made with today="
        is_late = self.past and typed.date > self.today
        is_early = self.future and typed.date < self.today
        if is_late or is_early or _years_before(typed.date, self.today) > self.oldest_years:
            raise Refusal("date.range")
        return typed

    def prepare_value(self, value: Any) -> Any:
        """Return a stored or cleaned date as the parts that the control shows."""
        if isinstance(value, date):
            value = TypedDate.of(value)
        if not isinstance(value, TypedDate):
            return value
        parts = {"day": value.day, "month": value.month, "year": value.year}
        return {"calendar": value.calendar, **{part: str(n) for part, n in parts.items()}}


def _calendar(parts: dict[str, str]) -> Calendar:
    typed = parts.get("calendar") or "hijri"
    for calendar in CALENDARS:
        if typed == calendar:
            return calendar
    raise Refusal("date.invalid")


def _date_number(text: str) -> int:
    digits = western_digits(clean_line(checked_characters(text)))
    if not re.fullmatch(r"[0-9]{1,4}", digits):
        raise Refusal("date.invalid")
    return int(digits)


def _dated(calendar: Calendar, year: int, month: int, day: int) -> TypedDate:
    _refuse_other_calendar(calendar, year, month, day)
    if calendar == "hijri":
        return TypedDate(HijriDate(year, month, day).gregorian, calendar, year, month, day)
    if not FIRST_DAY.year - OLDEST_AGE_YEARS <= year <= 2077:
        raise Refusal("date.range")
    try:
        return TypedDate(date(year, month, day), calendar, year, month, day)
    except ValueError:
        raise Refusal("date.invalid") from None


def _refuse_other_calendar(calendar: Calendar, year: int, month: int, day: int) -> None:
    """Refuse a year that belongs to the other calendar, and say which date it would be there."""
    meant: Calendar | None = None
    if calendar == "hijri" and 1800 <= year <= 2100:
        meant = "gregorian"
    if calendar == "gregorian" and 1300 <= year <= 1500:
        meant = "hijri"
    if meant and 1 <= month <= 12 and 1 <= day <= 31:
        suggestion = written(year, month, day, calendar=meant)
        raise Refusal("date.calendar_suspected", suggestion=suggestion)


def _years_before(day: date, today: date) -> int:
    return today.year - day.year - ((today.month, today.day) < (day.month, day.day))
