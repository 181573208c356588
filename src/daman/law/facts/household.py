"""
Reads one household strictly into facts: what is wrong is refused, what is empty is unknown.

Money becomes whole halalas exactly; a number is never read through binary fractions.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from daman.kernel.refusal import Refusal
from daman.law.engine.expressions import Scalar
from daman.law.engine.interpreter import Case, Facts
from daman.law.facts.vocabulary import FactWord, vocabulary

RIYALS_CEILING = 10**12
_DECIMALS_MAX = 1100  # The smallest binary fraction that JSON writers print has 1,074.
_MEMBERS_MAX = 1000
_SHOWN_NAME_LENGTH = 60


@dataclass(frozen=True)
class Household:
    """A household as facts, with the paths of those that are unknown."""

    case: Case
    unknown: tuple[str, ...]


def read_household(given: Any) -> Household:
    """
    Return the household that a mapping in the shape of the schema describes.

    :raises Refusal: household.type, household.unknown_field, household.missing_field,
        household.enum, household.range or household.precision, for the first fault
    """
    reader = _Reader()
    household = reader.household(given)
    if reader.refusals:
        raise reader.refusals[0]
    return household


def refusals_of(given: Any) -> tuple[Refusal, ...]:
    """
    Return every fault of a household, in the order of the schema; none when it can be read.

    >>> [str(refusal) for refusal in refusals_of({"unit": "family"})][0]
    'category: household.missing_field'
    """
    reader = _Reader()
    reader.household(given)
    return tuple(reader.refusals)


class _Reader:
    """One reading, which goes on after a fault so that all faults can be shown together."""

    def __init__(self) -> None:
        self.refusals: list[Refusal] = []
        self.unknown: list[str] = []

    def household(self, given: Any) -> Household:
        known = vocabulary()
        groups = list(dict.fromkeys(path.partition(".")[0] for path in known.facts))
        name = known.collection.path
        content = self._object(given, [*groups, name], path="")
        facts: dict[str, Scalar | None] = {}
        members: Sequence[Facts] | None = None
        if content is not None:
            for group in groups:
                facts |= self._group(group, content)
            members = self._members(content[name]) if name in content else None
        return Household(Case(facts, {name: members}), tuple(self.unknown))

    def _group(self, group: str, content: Mapping[str, Any]) -> dict[str, Scalar | None]:
        words = vocabulary().facts
        if group in words:
            return {group: self._fact(words[group], content, group, path=group)}
        inside = [path for path in words if path.startswith(f"{group}.")]
        names = [path.partition(".")[2] for path in inside]
        given = content.get(group)
        if group not in content:
            return dict.fromkeys(inside)
        if given is None:
            self.unknown += inside
            return dict.fromkeys(inside)
        found = self._object(given, names, path=group)
        if found is None:
            return dict.fromkeys(inside)
        return {
            path: self._fact(words[path], found, name, path=path)
            for path, name in zip(inside, names, strict=True)
        }

    def _members(self, given: Any) -> list[Facts] | None:
        name = vocabulary().collection.path
        if given is None:
            self.unknown.append(name)
            return None
        if not isinstance(given, list | tuple):
            self._refuse("household.type", name, expected="array")
            return None
        if len(given) > _MEMBERS_MAX:
            self._refuse("household.range", name, lowest=0, highest=_MEMBERS_MAX)
            return None
        return [self._member(item, f"{name}[{place}]") for place, item in enumerate(given)]

    def _member(self, given: Any, path: str) -> Facts:
        words = vocabulary().members
        if given is None:
            self.unknown += [f"{path}.{name}" for name in words]
            return dict.fromkeys(words)
        found = self._object(given, list(words), path=path)
        if found is None:
            return dict.fromkeys(words)
        return {
            name: self._fact(word, found, name, path=f"{path}.{name}")
            for name, word in words.items()
        }

    def _object(self, given: Any, names: Sequence[str], *, path: str) -> Mapping[str, Any] | None:
        if not isinstance(given, Mapping):
            self._refuse("household.type", path or "household", expected="object")
            return None
        prefix = f"{path}." if path else ""
        for name in given:
            if name not in names:
                self._refuse("household.unknown_field", prefix + printable(name))
        for name in names:
            if name not in given:
                self._refuse("household.missing_field", prefix + name)
        return given

    def _fact(
        self, word: FactWord, content: Mapping[str, Any], name: str, *, path: str
    ) -> Scalar | None:
        if name not in content:
            return None
        given = content[name]
        if given is None:
            if not word.has_null_meaning:
                self.unknown.append(path)
            return word.null_means
        try:
            read: Scalar = _READERS[word.kind](given, word)
        except Refusal as refusal:
            self.refusals.append(refusal.at(path))
            return None
        return read

    def _refuse(self, code: str, field: str, **values: Any) -> None:
        self.refusals.append(Refusal(code, field=field, **values))


def printable(name: Any) -> str:
    """Return a stranger's key fit to print: short, and without what no text can carry."""
    text = str(name)[:_SHOWN_NAME_LENGTH]
    return "".join(char if char.isprintable() else "\ufffd" for char in text)


def _word(given: Any, word: FactWord) -> str:
    if not isinstance(given, str):
        raise Refusal("household.type", expected="string")
    if given not in word.words:
        raise Refusal("household.enum", given=printable(given), allowed=", ".join(word.words))
    return given


def _flag(given: Any, _: FactWord) -> bool:
    if not isinstance(given, bool):
        raise Refusal("household.type", expected="boolean")
    return given


def _count(given: Any, word: FactWord) -> int:
    number = _number(given, highest=word.max)
    if _decimals_count(number) > 0:
        raise Refusal("household.type", expected="integer")
    return int(number)


def _money(given: Any, _: FactWord) -> int:
    number = _number(given, highest=RIYALS_CEILING)
    if _decimals_count(number) > 2:
        raise Refusal("household.precision", decimals=2)
    return int(Fraction(number) * 100)


def _savings(given: Any, _: FactWord) -> int | Fraction:
    """Savings may be finer than a halala, as the schema sets no step; they stay exact."""
    number = _number(given, highest=RIYALS_CEILING)
    if _decimals_count(number) > _DECIMALS_MAX:
        raise Refusal("household.precision", decimals=_DECIMALS_MAX)
    halalas = Fraction(number) * 100
    return int(halalas) if halalas.denominator == 1 else halalas


def _number(given: Any, *, highest: int) -> Decimal:
    if isinstance(given, bool) or not isinstance(given, int | float | Decimal):
        raise Refusal("household.type", expected="number")
    # A float is taken as the shortest decimal that prints it, which is what its writer meant.
    number = Decimal(repr(given)) if isinstance(given, float) else _decimal(given, highest)
    if number.is_nan():
        raise Refusal("household.type", expected="number")
    if number < 0 or number > highest:
        raise Refusal("household.range", lowest=0, highest=highest)
    return number


def _decimal(given: int | Decimal, highest: int) -> Decimal:
    if isinstance(given, Decimal):
        return given
    return Decimal(given) if -1 <= given <= highest else Decimal("Infinity")


def _decimals_count(number: Decimal) -> int:
    """Return how many decimals a number needs, written without trailing zeros."""
    _, digits, exponent = number.as_tuple()
    assert isinstance(exponent, int), "a finite number"
    if not any(digits):
        return 0
    zeros = len(digits) - len("".join(map(str, digits)).rstrip("0"))
    return max(0, -(exponent + zeros))


_READERS: dict[str, Any] = {
    "word": _word,
    "flag": _flag,
    "count": _count,
    "money": _money,
    "savings": _savings,
}
