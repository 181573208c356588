"""What one edition says otherwise than another, value by value, in numbers."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from daman.law.parameters.editions import Edition, Value


@dataclass(frozen=True)
class Change:
    """One number or row of a table, before and after; None where there was or is none."""

    row: int | None
    before: int | None
    after: int | None

    @property
    def by(self) -> int | None:
        """Return how much was added, less than zero when it fell."""
        if self.before is None or self.after is None:
            return None
        return self.after - self.before


@dataclass(frozen=True)
class Difference:
    """One value that differs: its numbers, or the words that came and went."""

    name: str
    before: Value | None
    after: Value | None
    changes: tuple[Change, ...]
    added: tuple[str, ...]
    removed: tuple[str, ...]

    @property
    def shown(self) -> Value:
        """Return the value whose label and unit are shown."""
        shown = self.after or self.before
        assert shown is not None, "a difference has a value before or after"
        return shown


def differences(before: Edition, after: Edition) -> tuple[Difference, ...]:
    """
    Return every value that differs, in the order of the later edition.

    >>> from daman.law.parameters.editions import edition_of
    >>> old, new = edition_of("statutory-2022"), edition_of("statutory-2023-11")
    >>> [(each.name, each.changes[0].by) for each in differences(old, new)]
    [('basic_minimum', 220), ('dependant_increment', 110)]
    """
    names = dict.fromkeys((*after.values, *before.values))
    pairs = ((name, before.values.get(name), after.values.get(name)) for name in names)
    return tuple(_difference(*pair) for pair in pairs if _plain(pair[1]) != _plain(pair[2]))


def _plain(value: Value | None) -> Any:
    return None if value is None else value.value


def _difference(name: str, before: Value | None, after: Value | None) -> Difference:
    unit = (after or before).unit  # type: ignore[union-attr]
    old, new = _plain(before), _plain(after)
    if unit == "words":
        old, new = old or {}, new or {}
        added = tuple(word for word in new if word not in old)
        removed = tuple(word for word in old if word not in new)
        return Difference(name, before, after, (), added, removed)
    return Difference(name, before, after, tuple(_changes(old, new)), (), ())


def _changes(old: Any, new: Any) -> Iterable[Change]:
    if not isinstance(old, dict) and not isinstance(new, dict):
        yield Change(None, old, new)
        return
    old, new = old or {}, new or {}
    for row in sorted({*old, *new}):
        if old.get(row) != new.get(row):
            yield Change(row, old.get(row), new.get(row))
