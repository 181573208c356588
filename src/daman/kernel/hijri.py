"""The Umm al-Qura calendar, computed on the server only: browsers are wrong before 1420."""

from dataclasses import dataclass
from datetime import date

from hijridate import Gregorian, Hijri

from daman.kernel.refusal import Refusal

FIRST_DAY = date(1924, 8, 1)
LAST_DAY = date(2077, 11, 16)


@dataclass(frozen=True, order=True)
class HijriDate:
    """
    A date of the Umm al-Qura calendar.

    >>> HijriDate.of(date(1979, 11, 20))
    HijriDate(year=1400, month=1, day=1)
    >>> HijriDate(1400, 1, 1).gregorian
    datetime.date(1979, 11, 20)
    """

    year: int
    month: int
    day: int

    @classmethod
    def of(cls, day: date) -> "HijriDate | None":
        """Return the Hijri date of a Gregorian day, or None outside 1924-08-01..2077-11-16."""
        if not FIRST_DAY <= day <= LAST_DAY:
            return None
        return cls(*Gregorian(day.year, day.month, day.day).to_hijri().datetuple())

    @property
    def gregorian(self) -> date:
        """
        Return the Gregorian day.

        :raises Refusal: date.invalid or date.range when there is no such day in the tables
        """
        if not 1343 <= self.year <= 1500:
            raise Refusal("date.range")
        try:
            return date(*Hijri(self.year, self.month, self.day).to_gregorian().datetuple())
        except (ValueError, OverflowError):
            raise Refusal("date.invalid") from None

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}-{self.day:02d}"
