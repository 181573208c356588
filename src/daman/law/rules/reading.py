"""Reads an edition into expressions: its conditions and its amount, checked against the text."""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from daman.law.engine.conditions import Condition, Parameters, ReadCondition, read
from daman.law.engine.decision import ReadAmount
from daman.law.engine.expressions import Expression
from daman.law.facts.vocabulary import HouseholdWords, household_words
from daman.law.files import LawFault
from daman.law.parameters.contradictions import check_contradiction
from daman.law.parameters.editions import Edition, edition_of
from daman.law.parameters.texts import check_cited
from daman.law.rules import article_1444, article_1446, law_1427, pension, statutory
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
    "m45": Family(law_1427.CONDITIONS, law_1427.pension_less_income),
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
        raise LawFault(edition.id, "family", f"there are no rules {edition.family!r}")
    family = FAMILIES[edition.family]
    h, k = household_words(), edition.parameters()
    for written in family.conditions:
        check_citations(written)
    readings = [read(written, h, k) for written in family.conditions]
    conditions = tuple(reading for reading in readings if reading is not None)
    amount = family.amount(h, k)
    _check_amount(amount, place_of(family.amount))
    return Reading(edition, conditions, amount, counted_dependants(h, k))


@dataclass(frozen=True)
class Place:
    """Where a rule is written: a file of the law's folder and the line its function begins."""

    file: str
    line: int


def place_of(rule: Callable[..., Any]) -> Place:
    """
    Return where a rule's function is written.

    >>> place_of(statutory.income.question).file
    'rules/statutory.py'
    """
    code = rule.__code__
    return Place(f"rules/{Path(code.co_filename).name}", code.co_firstlineno)


def check_citations(written: Condition) -> None:
    """
    Check that all a rule cites stands in `law/text`, and the contradictions it names are written.

    :raises LawFault: naming the rule's file and line
    """
    for question, cited in (
        (written.question, written.articles),
        *((each.question, each.articles) for each in written.exceptions),
    ):
        with _faults_at(place_of(question)) as file:
            check_cited(cited, file=file, key=written.code)
    with _faults_at(place_of(written.question)) as file:
        for number in written.contradictions:
            check_contradiction(number, file=file, key=written.code)


def _check_amount(amount: ReadAmount, place: Place) -> None:
    with _faults_at(place) as file:
        for line in amount.lines:
            check_cited([line.source], file=file, key=line.label)
        for note in amount.left_open:
            check_cited(note.articles, file=file, key=note.code)
            for number in note.contradictions:
                check_contradiction(number, file=file, key=note.code)


@contextmanager
def _faults_at(place: Place) -> Iterator[str]:
    """Give the rule's file, and put its line into a fault that is raised inside."""
    try:
        yield place.file
    except LawFault as fault:
        raise LawFault(fault.file, fault.key, fault.problem, line=place.line) from None
