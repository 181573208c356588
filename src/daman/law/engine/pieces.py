"""
What one number does to a decision: every stretch of it over which the answer follows one line.

The engine itself is asked, once a stretch, with a number that knows its own line and notes where
a comparison would turn. So the stretches are exact in whole numbers, whatever a rule compares.
"""

import operator
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor
from typing import Any

from daman.law.engine.decision import Decision

Exact = int | Fraction


class Varied:
    """
    A number that follows the varied fact along a line: `start` plus `slope` for each one of it.

    It is compared as it stands at `stretch.at`, and each comparison shortens the stretch to where
    its answer stays the same.
    """

    __slots__ = ("is_floored", "slope", "start", "stretch")
    __hash__ = None  # type: ignore[assignment]

    def __init__(
        self, start: Exact, slope: Exact, stretch: "Stretch", *, is_floored: bool = False
    ) -> None:
        self.start = start
        self.slope = slope
        self.stretch = stretch
        self.is_floored = is_floored

    def at(self, place: Exact) -> Exact:
        """Return the number where the varied fact has this value."""
        exact = self.start + self.slope * place
        return floor(exact) if self.is_floored else exact

    def __add__(self, other: "Varied | Exact") -> "Varied":
        start, slope = _line(other)
        return self._moved(self.start + start, self.slope + slope)

    __radd__ = __add__

    def __neg__(self) -> "Varied":
        return self._moved(-self.start, -self.slope)

    def __sub__(self, other: "Varied | Exact") -> "Varied":
        return self + -other

    def __rsub__(self, other: Exact) -> "Varied":
        return -self + other

    def __mul__(self, factor: Exact) -> "Varied":
        if isinstance(factor, Varied):
            raise TypeError("a product of two varied numbers follows no line")
        return self._moved(self.start * factor, self.slope * factor)

    __rmul__ = __mul__

    def __floordiv__(self, divisor: int) -> "Varied":
        share = self * Fraction(1, divisor)
        return Varied(share.start, share.slope, self.stretch, is_floored=True)

    def __lt__(self, other: "Varied | Exact") -> bool:
        return self._is(operator.lt, other)

    def __le__(self, other: "Varied | Exact") -> bool:
        return self._is(operator.le, other)

    def __gt__(self, other: "Varied | Exact") -> bool:
        return self._is(operator.gt, other)

    def __ge__(self, other: "Varied | Exact") -> bool:
        return self._is(operator.ge, other)

    def __eq__(self, other: object) -> bool:
        assert isinstance(other, Varied | int | Fraction), "numbers are compared with numbers"
        return self._is(operator.eq, other)

    def _moved(self, start: Exact, slope: Exact) -> "Varied":
        if self.is_floored:
            raise TypeError("a rounded number is the end of a sum, never a part of one")
        return Varied(start, slope, self.stretch)

    def _is(self, compare: Callable[[Any, Any], bool], other: "Varied | Exact") -> bool:
        above = self - other
        answer = compare(above.at(self.stretch.at), 0)
        if above.slope:
            root = -Fraction(above.start) / above.slope
            self.stretch.turn_at(root, is_last=answer == compare(0, 0))
        return answer


@dataclass
class Stretch:
    """Whole numbers from `at` upwards over which every comparison made so far stays the same."""

    at: int
    highest: int

    def turn_at(self, root: Fraction, *, is_last: bool) -> None:
        """Shorten the stretch at a root; `is_last` when the root still has today's answer."""
        if root < self.at:
            return
        last = floor(root) if is_last and root != self.at else ceil(root) - 1
        self.highest = min(self.highest, max(last, self.at))


@dataclass(frozen=True)
class Piece:
    """One stretch, both ends included, with the decision that holds all over it."""

    lowest: int
    highest: int
    decision: Decision
    line: Varied | int | None

    @property
    def eligible(self) -> bool | None:
        """Return the outcome over the stretch."""
        return self.decision.eligible

    def amount_at(self, place: Exact) -> int | None:
        """Return the amount where the varied fact has this value."""
        if isinstance(self.line, Varied):
            amount = self.line.at(place)
            assert isinstance(amount, int), "an amount is whole"
            return amount
        return self.line

    def continues(self, other: "Piece") -> bool:
        """Return whether the other stretch has the same outcome, reasons and line."""
        ours, theirs = self.decision, other.decision
        same = (ours.eligible, ours.reasons) == (theirs.eligible, theirs.reasons)
        return same and _same_line(self.line, other.line)

    def nearest_to(self, place: Exact) -> int:
        """Return the whole number of the stretch that lies nearest to a value outside it."""
        return self.lowest if place < self.lowest else self.highest


def stretches_of(
    decide_at: Callable[[Varied], Decision], *, lowest: int, highest: int
) -> Iterator[Piece]:
    """
    Yield every stretch of a whole number from lowest to highest, in order.

    `decide_at` asks the engine with the varied number in the place of the fact.
    """
    at = lowest
    while at <= highest:
        stretch = Stretch(at, highest)
        decision = decide_at(Varied(0, 1, stretch))
        yield Piece(at, stretch.highest, decision, decision.amount)
        at = stretch.highest + 1


def joined(stretches: Iterable[Piece]) -> list[Piece]:
    """Return the stretches with neighbours made one where the answer goes on unchanged."""
    pieces: list[Piece] = []
    for piece in stretches:
        if pieces and pieces[-1].continues(piece):
            before = pieces.pop()
            pieces.append(Piece(before.lowest, piece.highest, before.decision, before.line))
        else:
            pieces.append(piece)
    return pieces


def _line(number: Varied | Exact) -> tuple[Exact, Exact]:
    if not isinstance(number, Varied):
        return number, 0
    if number.is_floored:
        raise TypeError("a rounded number is the end of a sum, never a part of one")
    return number.start, number.slope


def _same_line(ours: Varied | int | None, theirs: Varied | int | None) -> bool:
    if isinstance(ours, Varied) and isinstance(theirs, Varied):
        return (ours.start, ours.slope) == (theirs.start, theirs.slope)
    if isinstance(ours, Varied) or isinstance(theirs, Varied):
        return False
    return ours == theirs
