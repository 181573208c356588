"""Two editions side by side: each value and each rule of one beside its like in the other."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from daman.law.book.contents import ShownEdition, ShownRule, shown_edition
from daman.law.book.values import ShownValue
from daman.law.files import read_file
from daman.law.wording import Text


@dataclass(frozen=True)
class ValuePair:
    """One value in both editions; None where an edition has none."""

    label: Text
    before: ShownValue | None
    after: ShownValue | None
    rows: tuple[tuple[int, Text | None, Text | None], ...]

    @property
    def is_same(self) -> bool:
        """Return whether both editions say the same."""
        both = self.before and self.after
        return bool(both) and self.before.text == self.after.text  # type: ignore[union-attr]


@dataclass(frozen=True)
class RulePair:
    """The rules of both editions on one subject; None where an edition has none."""

    subject: Text
    before: ShownRule | None
    after: ShownRule | None

    @property
    def is_same(self) -> bool:
        """Return whether both editions ask the same, values aside."""
        if self.before is None or self.after is None:
            return False
        return _asked(self.before) == _asked(self.after)


@dataclass(frozen=True)
class Comparison:
    """Everything that two editions say, side by side."""

    before: ShownEdition
    after: ShownEdition
    values: tuple[ValuePair, ...]
    rules: tuple[RulePair, ...]

    @property
    def same_amount(self) -> bool:
        """Return whether the amount is made in the same way."""
        return self.before.amount.place == self.after.amount.place


@cache
def subjects() -> Mapping[str, Mapping[str, Any]]:
    """Return what the rules are about, each subject with the codes of its rules."""
    return read_file("reasons/subjects.yaml")


def compare(before_id: str, after_id: str) -> Comparison:
    """
    Return two editions side by side.

    :raises Refusal: edition.unknown

    >>> [pair.label.en for pair in compare("statutory-2022", "statutory-2023-11").values
    ...  if not pair.is_same]
    ['Basic minimum of the pension', 'Increase for each dependant']
    """
    return side_by_side(shown_edition(before_id), shown_edition(after_id))


def side_by_side(before: ShownEdition, after: ShownEdition) -> Comparison:
    """Return two editions that are already shown, side by side."""
    pairs = tuple(_rule_pair(subject, before, after) for subject in subjects().values())
    return Comparison(
        before=before,
        after=after,
        values=_value_pairs(before, after),
        rules=tuple(pair for pair in pairs if pair.before or pair.after),
    )


def _value_pairs(before: ShownEdition, after: ShownEdition) -> tuple[ValuePair, ...]:
    old = {value.name: value for value in before.values}
    new = {value.name: value for value in after.values}
    return tuple(_value_pair(old.get(name), new.get(name)) for name in {**new, **old})


def _value_pair(before: ShownValue | None, after: ShownValue | None) -> ValuePair:
    shown = after or before
    assert shown is not None, "a pair has a value on one side"
    old, new = (dict(value.rows) if value else {} for value in (before, after))
    rows = [(row, old.get(row), new.get(row)) for row in sorted({*old, *new})]
    return ValuePair(shown.label, before, after, tuple(row for row in rows if row[1] != row[2]))


def _rule_pair(subject: Mapping[str, Any], before: ShownEdition, after: ShownEdition) -> RulePair:
    def of(edition: ShownEdition) -> ShownRule | None:
        return next((rule for rule in edition.rules if rule.code in subject["codes"]), None)

    return RulePair(Text(subject["ar"], subject["en"]), of(before), of(after))


def _asked(rule: ShownRule) -> tuple[Any, ...]:
    # The quantities are left out: a value that changed is shown among the values.
    exceptions = tuple((each.name, each.test) for each in rule.exceptions)
    return rule.requires, rule.applies, rule.review, exceptions
