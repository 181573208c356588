"""Saudi riyals as whole halalas, so that sums are exact."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from daman.kernel.arabic import ARABIC_DECIMAL_MARK, ARABIC_THOUSANDS_MARK, western_digits
from daman.kernel.refusal import Refusal

HALALAS_PER_RIYAL = 100
_GROUPED = re.compile(r"\d{1,3}(,\d{3})+(\.\d+)?")
_PLAIN = re.compile(r"\d+(\.\d+)?")


@dataclass(frozen=True, order=True)
class Money:
    """
    An amount of Saudi riyals in whole halalas; it may be negative in a difference.

    >>> Money.riyals(1320) - Money(50)
    Money(halalas=131950)
    >>> str(Money(131950))
    '1,319.50'
    """

    halalas: int

    def __post_init__(self) -> None:
        assert type(self.halalas) is int, f"money is whole halalas, not {self.halalas!r}"

    @classmethod
    def riyals(cls, riyals: int) -> "Money":
        """Return the amount of that many whole riyals."""
        return cls(riyals * HALALAS_PER_RIYAL)

    @classmethod
    def parse(cls, text: str, *, ceiling: "Money | None" = None) -> "Money":
        """
        Return the amount a person typed in riyals, at most two decimals, digits of any script.

        :raises Refusal: money.invalid, money.negative, money.precision or money.range

        >>> Money.parse("١٬٠٠٠٫٥٠")
        Money(halalas=100050)
        """
        typed = western_digits(text.strip())
        typed = typed.replace(ARABIC_DECIMAL_MARK, ".").replace(ARABIC_THOUSANDS_MARK, ",")
        typed = typed.replace("\u00a0", "").replace(" ", "")
        if typed.startswith(("-", "\u2212")):
            raise Refusal("money.negative")
        if not (_GROUPED.fullmatch(typed) or _PLAIN.fullmatch(typed)):
            raise Refusal("money.invalid")
        whole, _, part = typed.replace(",", "").partition(".")
        if len(part.rstrip("0")) > 2:
            raise Refusal("money.precision")
        if len(whole.lstrip("0")) > 12:
            raise Refusal("money.range")
        amount = cls(int(whole) * HALALAS_PER_RIYAL + int((part + "00")[:2]))
        if ceiling is not None and amount > ceiling:
            raise Refusal("money.range", ceiling=str(ceiling))
        return amount

    def __add__(self, other: "Money") -> "Money":
        return Money(self.halalas + other.halalas)

    def __sub__(self, other: "Money") -> "Money":
        return Money(self.halalas - other.halalas)

    def __neg__(self) -> "Money":
        return Money(-self.halalas)

    def __mul__(self, times: int) -> "Money":
        return Money(self.halalas * times)

    def __bool__(self) -> bool:
        return self.halalas != 0

    @property
    def decimal_text(self) -> str:
        """Return the amount as bank files write it: plain digits, a point, two decimals."""
        sign = "-" if self.halalas < 0 else ""
        whole, part = divmod(abs(self.halalas), HALALAS_PER_RIYAL)
        return f"{sign}{whole}.{part:02d}"

    def __str__(self) -> str:
        sign = "-" if self.halalas < 0 else ""
        whole, part = divmod(abs(self.halalas), HALALAS_PER_RIYAL)
        return f"{sign}{whole:,}" + (f".{part:02d}" if part else "")

    def split(self, parts_count: int) -> "list[Money]":
        """Return parts that differ by at most one halala and add up to this amount."""
        assert parts_count > 0
        quotient, remainder = divmod(self.halalas, parts_count)
        parts = [Money(quotient + (place < remainder)) for place in range(parts_count)]
        assert sum(part.halalas for part in parts) == self.halalas
        return parts


ZERO = Money(0)


def total(amounts: Iterable[Money]) -> Money:
    """Return the sum of the amounts, zero for none."""
    return Money(sum(amount.halalas for amount in amounts))
