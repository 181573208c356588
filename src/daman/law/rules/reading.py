"""Reads an edition into expressions: its conditions and its amount, checked against the text."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property

from daman.law.engine.conditions import Condition, Parameters, ReadCondition, read
from daman.law.engine.decision import ReadAmount
from daman.law.engine.expressions import Expression
from daman.law.facts.vocabulary import HouseholdWords, household_words
from daman.law.files import LawFault
from daman.law.parameters.editions import Edition, edition_of
from daman.law.parameters.texts import check_cited
from daman.law.rules import article_1444, article_1446, pension, statutory
from daman.law.rules.household import counted_dependants


@dataclass(frozen=True)
class Family:
    """The rules that a family of editions shares."""

    conditions: tuple[Condition, ...]
    amount: Callable[[HouseholdWords, Parameters], ReadAmount]


FAMILIES: Mapping[str, Family] = {
    "1444": Family(article_1444.CONDITIONS, pension.pension_by_table),
    "1446": Family(article_1446.CONDITIONS, pension.pension_by_short_table),
    "stat": Family(statutory.CONDITIONS, pension.pension_by_formula),
}


@dataclass(frozen=True)
class Reading:
    """One edition, read once: what the interpreter answers for every household."""

    edition: Edition
    conditions: tuple[ReadCondition, ...]
    amount: ReadAmount
    counted_dependants: Expression

    @cached_property
    def rules_hash(self) -> str:
        """Return the SHA-256 of the rules as read, which changes with any rule's meaning."""
        text = "\n".join(
            [f"{c.code}: {[*map(str, c.expressions)]}" for c in self.conditions]
            + [f"amount: {self.amount.amount}"]
            + [f"{note.code}: {note.test}" for note in self.amount.left_open]
        )
        return hashlib.sha256(text.encode()).hexdigest()


@cache
def reading_of(edition_id: str) -> Reading:
    """
    Return the edition as rules read it.

    :raises Refusal: edition.unknown
    :raises LawFault: when a rule cites what is not in `law/text`

    >>> [condition.code for condition in reading_of("1446-article").conditions][:2]
    ['1446.nationality', '1446.residence']
    """
    return read_edition(edition_of(edition_id))


def read_edition(edition: Edition) -> Reading:
    """Return any edition as rules read it, also one that is still a draft."""
    if edition.family not in FAMILIES:
        raise LawFault(f"{edition.id}.yaml", "family", f"there are no rules {edition.family!r}")
    _check_increment(edition)
    family = FAMILIES[edition.family]
    h, k = household_words(), edition.parameters()
    readings = [read(written, h, k) for written in family.conditions]
    conditions = tuple(reading for reading in readings if reading is not None)
    amount = family.amount(h, k)
    for condition in conditions:
        exceptions = [source for unless in condition.exceptions for source in unless.articles]
        cited = [*condition.articles, *exceptions]
        check_cited(cited, file=f"rules of {edition.family}", key=condition.code)
    for line in amount.lines:
        check_cited([line.source], file=f"rules of {edition.family}", key=line.label)
    return Reading(edition, conditions, amount, counted_dependants(h, k))


def _check_increment(edition: Edition) -> None:
    """Check article 14: the increase for a dependant is not above the basic minimum."""
    base, increment = (
        edition.values.get(name) for name in ("basic_minimum", "dependant_increment")
    )
    if base and increment and increment.value > base.value:
        key = "values.dependant_increment"
        raise LawFault(f"{edition.id}.yaml", key, "is above the basic minimum (article 14)")
