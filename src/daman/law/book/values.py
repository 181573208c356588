"""The values of an edition as the book shows them: with unit, day, sources and misprints."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from daman.law.book.phrases import number_text
from daman.law.book.words import heading, joined, said
from daman.law.engine.decision import ReadAmount
from daman.law.engine.expressions import Expression
from daman.law.engine.interpreter import parameters_used
from daman.law.parameters.editions import Value
from daman.law.parameters.texts import Article, articles
from daman.law.rules.reading import Reading
from daman.law.wording import Text, word_text


@dataclass(frozen=True)
class ShownValue:
    """One value: a number, the rows of a table, or the words of a list with their sources."""

    name: str
    label: Text
    number: Text | None
    rows: tuple[tuple[int, Text], ...]
    words: tuple[tuple[Text, Article], ...]
    since: date | None
    sources: tuple[Article, ...]
    confidence: Text
    note: Text
    errata: tuple[Text, ...]
    used_by: tuple[str, ...]

    @property
    def word_sources(self) -> tuple[Article, ...]:
        """Return the passages that the words of a list stand on."""
        return tuple(article for _, article in self.words)

    @property
    def text(self) -> Text:
        """Return the whole value in one line."""
        if self.number is not None:
            return self.number
        if self.rows:
            return joined([Text(f"{row}: {t.ar}", f"{row}: {t.en}") for row, t in self.rows])
        return joined([word for word, _ in self.words])


def shown_values(reading: Reading) -> tuple[ShownValue, ...]:
    """Return every value of an edition, in its order."""
    users, values = _users(reading), reading.edition.values
    return tuple(_shown(value, users.get(value.name, ())) for value in values.values())


def _shown(value: Value, used_by: tuple[str, ...]) -> ShownValue:
    known = articles()
    rows: Mapping[int, int] = {}
    words: Mapping[str, str] = {}
    if isinstance(value.value, dict):
        rows, words = (value.value, {}) if value.unit != "words" else ({}, value.value)
    return ShownValue(
        name=value.name,
        label=Text(value.label_ar, value.label_en),
        number=None if rows or words else number_text(value, value.value),
        rows=tuple((row, number_text(value, amount)) for row, amount in rows.items()),
        words=tuple((word_text(word), known[source]) for word, source in words.items()),
        since=value.since,
        sources=tuple(known[source] for source in value.sources),
        confidence=heading(value.confidence),
        note=Text(value.note_ar, value.note_en),
        errata=tuple(_erratum(value, row) for row in range(len(value.errata))),
        used_by=used_by,
    )


def _erratum(value: Value, place: int) -> Text:
    erratum = value.errata[place]
    printed: Any = value.value[erratum.row]
    return said(
        "erratum",
        row=str(erratum.row),
        printed=f"{printed:,}",
        coherent=f"{erratum.coherent_value:,}",
        number=erratum.contradiction,
    )


def _users(reading: Reading) -> Mapping[str, tuple[str, ...]]:
    """Return the codes of the rules that ask for each value; `amount` where the amount does."""
    asked: dict[str, list[str]] = {}
    for condition in reading.conditions:
        shown = [expression for _, expression in condition.shows.values()]
        for name in _names([*condition.expressions, *shown]):
            asked.setdefault(name, []).append(condition.code)
    for name in _names(_of_amount(reading.amount)):
        asked.setdefault(name, []).append("amount")
    return {name: tuple(codes) for name, codes in asked.items()}


def _of_amount(amount: ReadAmount) -> list[Expression]:
    notes = [note.test for note in amount.left_open]
    return [amount.amount, *(line.part for line in amount.lines), *notes]


def _names(expressions: list[Expression]) -> list[str]:
    return list(dict.fromkeys(name for each in expressions for name in parameters_used(each)))
