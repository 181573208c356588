"""A calendar month, the unit in which a pension is owed and paid (article 16)."""

import re
from dataclasses import dataclass
from datetime import date

_ISO = re.compile(r"(\d{4})-(\d{2})")


@dataclass(frozen=True, order=True)
class Month:
    """
    One Gregorian month.

    >>> Month(2026, 12).next
    Month(year=2027, month=1)
    >>> str(Month.of(date(2026, 11, 25)))
    '2026-11'
    """

    year: int
    month: int

    def __post_init__(self) -> None:
        assert 1 <= self.month <= 12, f"no month {self.month}"
        assert 1 <= self.year <= 9999, f"no year {self.year}"

    @classmethod
    def of(cls, day: date) -> "Month":
        """Return the month a date lies in."""
        return cls(day.year, day.month)

    @classmethod
    def parse(cls, text: str) -> "Month":
        """
        Return the month written as YYYY-MM.

        :raises ValueError: when the text is anything else
        """
        found = _ISO.fullmatch(text)
        if not found or not 1 <= int(found[2]) <= 12 or int(found[1]) < 1:
            raise ValueError(f"not a month: {text!r}")
        return cls(int(found[1]), int(found[2]))

    @property
    def first_day(self) -> date:
        """Return the first day of the month."""
        return date(self.year, self.month, 1)

    @property
    def next(self) -> "Month":
        """Return the month after this one."""
        return self.plus(1)

    def plus(self, months_count: int) -> "Month":
        """Return the month that many months later (or earlier, when negative)."""
        years, place = divmod(self.month - 1 + months_count, 12)
        return Month(self.year + years, place + 1)

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"
