"""
The law for a whole caseload as one SQL statement, to be run where the data live.

This writes text and runs nothing. The tables are those of `facts/columns.py`: flags are Boolean,
numbers are whole, words are text. The answers are those of `many.py`, bit for bit.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from daman.law.engine.sql import MEMBERS_MAX, SqlCompiler
from daman.law.engine.sql_decision import decide_in_sql
from daman.law.engine.sql_text import NONE, ONE, Dialect, Written, text_literal, whole_literal
from daman.law.facts.columns import (
    HOUSEHOLD_ID,
    IS_HEAD,
    MEMBERS_KNOWN,
    PERSON_ID,
    Column,
    head_columns,
    household_columns,
    member_columns,
    person_columns,
)
from daman.law.rules.reading import Reading, reading_of

_HEAD = "head_"


@dataclass(frozen=True)
class Source:
    """
    The two tables as the database knows them, names already quoted, and their optional columns.

    `households` and `persons` may be any text that can stand after FROM.
    """

    households: str
    persons: str
    has_dependants_known: bool = True
    has_person_ids: bool = False


def answers_in_sql(edition: str, dialect: Dialect, source: Source) -> str:
    """
    Return the SELECT of one row for each household that can be read, as `assess_many` gives.

    :raises Refusal: edition.unknown
    """
    return _Statement(reading_of(edition), dialect, source).answers


def faulty_in_sql(edition: str, dialect: Dialect, source: Source) -> str:
    """
    Return the SELECT of the id of each household that cannot be read; null where it has none.

    :raises Refusal: edition.unknown
    """
    return _Statement(reading_of(edition), dialect, source).faulty


@dataclass(frozen=True)
class _Statement:
    reading: Reading
    dialect: Dialect
    source: Source

    @property
    def answers(self) -> str:
        compiler, q = self._compiler, self.dialect.named
        decided = decide_in_sql(self.reading.conditions, self.reading.amount, compiler)
        size = f"{compiler.whole(self.reading.counted_dependants)} + {ONE}"
        readable = "SELECT * FROM joined WHERE NOT faulty"
        steps = [*self._steps(compiler.measures), ("readable", readable)]
        for number, stage in enumerate(compiler.sheet.stages):
            columns = "".join(f", {text} AS {name}" for name, text in stage.items())
            before = steps[-1][0]
            fence = self.dialect.fence
            steps.append((f"stage_{number}", f"SELECT *{columns} FROM {before}{fence}"))
        return (
            f"{_with(steps)}\nSELECT {q(HOUSEHOLD_ID)}, {decided.eligible} AS eligible, "
            f"{decided.amount} AS amount_halalas, {decided.reasons} AS reasons, "
            f"{decided.unknown} AS {q('unknown')}, {size} AS {q('size')}\nFROM {steps[-1][0]}"
        )

    @property
    def faulty(self) -> str:
        steps = self._steps({})
        return (
            f"{_with(steps)}\nSELECT {self.dialect.named(HOUSEHOLD_ID)} FROM joined WHERE faulty"
        )

    @cached_property
    def _compiler(self) -> SqlCompiler:
        q = self.dialect.named
        facts = {
            path: _fact(column, q(column.name)) for path, column in household_columns().items()
        }
        facts |= {
            path: _fact(column, q(_HEAD + column.name)) for path, column in head_columns().items()
        }
        members = {
            name: _fact(column, q(column.name)) for name, column in member_columns().items()
        }
        return SqlCompiler(facts, self.dialect, members=members, collection_known=q(MEMBERS_KNOWN))

    def _steps(self, measures: Mapping[str, str]) -> list[tuple[str, str]]:
        return [
            ("persons_read", self._persons_read()),
            ("people", self._people(measures)),
            ("households_read", self._households_read()),
            ("given", self._given()),
            ("joined", self._joined(measures)),
        ]

    def _persons_read(self) -> str:
        q = self.dialect.named
        columns = [
            q(HOUSEHOLD_ID),
            f"COALESCE({q(IS_HEAD)}, FALSE) AS {q(IS_HEAD)}",
            *([q(PERSON_ID)] if self.source.has_person_ids else []),
            *(self._whole(column) for column in person_columns().values()),
            f"({q(IS_HEAD)} IS NULL OR {self._any_fault(person_columns().values())}) AS faulty",
        ]
        return f"SELECT {', '.join(columns)} FROM {self.source.persons}"

    def _people(self, measures: Mapping[str, str]) -> str:
        q, is_head = self.dialect.named, self.dialect.named(IS_HEAD)
        summed = [
            f"{_sum(f'CASE WHEN {is_head} THEN {NONE} ELSE {text} END')} AS {name}"
            for text, name in measures.items()
        ]
        repeated = "FALSE"
        if self.source.has_person_ids:
            missing = f"MAX(CASE WHEN {q(PERSON_ID)} IS NULL THEN 1 ELSE 0 END)"
            repeated = f"(COUNT(DISTINCT {q(PERSON_ID)}) + {missing} < COUNT(*))"
        columns = [
            q(HOUSEHOLD_ID),
            "COUNT(*) AS people",
            f"{_sum(f'CASE WHEN {is_head} THEN {ONE} ELSE {NONE} END')} AS heads",
            f"(BOOL_OR(faulty) OR {repeated}) AS person_fault",
            *(self._of_head(column) for column in head_columns().values()),
            *summed,
        ]
        return f"SELECT {', '.join(columns)} FROM persons_read GROUP BY {q(HOUSEHOLD_ID)}"

    def _of_head(self, column: Column) -> str:
        q, first = self.dialect.named, "BOOL_OR" if column.kind == "flag" else "MAX"
        value = f"CASE WHEN {q(IS_HEAD)} THEN {q(column.name)} END"
        return f"{first}({value}) AS {q(_HEAD + column.name)}"

    def _households_read(self) -> str:
        q, source = self.dialect.named, self.source
        fault = self._any_fault(household_columns().values())
        known = q(MEMBERS_KNOWN) if source.has_dependants_known else "TRUE"
        columns = [
            q(HOUSEHOLD_ID),
            f"COALESCE({known}, FALSE) AS {q(MEMBERS_KNOWN)}",
            *(self._whole(column) for column in household_columns().values()),
            f"({q(HOUSEHOLD_ID)} IS NULL OR {fault}) AS faulty",
        ]
        return f"SELECT {', '.join(columns)} FROM {source.households}"

    def _given(self) -> str:
        name = self.dialect.named(HOUSEHOLD_ID)
        source = self.source.households
        return f"SELECT {name}, COUNT(*) AS times FROM {source} GROUP BY {name}"

    def _joined(self, measures: Mapping[str, str]) -> str:
        q = self.dialect.named
        faults = [
            "h.faulty",
            "COALESCE(g.times, 0) > 1",
            "COALESCE(p.person_fault, FALSE)",
            "COALESCE(p.heads, 0) <> 1",
            f"COALESCE(p.people, 0) > {MEMBERS_MAX + 1}",
        ]
        own = [HOUSEHOLD_ID, MEMBERS_KNOWN, *_names(household_columns().values())]
        heads = [_HEAD + name for name in _names(head_columns().values())]
        columns = [
            *(f"h.{q(name)}" for name in own),
            *(f"p.{q(name)}" for name in heads),
            *(f"COALESCE(p.{name}, {NONE}) AS {name}" for name in measures.values()),
            f"({' OR '.join(faults)}) AS faulty",
        ]
        return (
            f"SELECT {', '.join(columns)} FROM households_read h "
            f"LEFT JOIN people p ON h.{q(HOUSEHOLD_ID)} = p.{q(HOUSEHOLD_ID)} "
            f"LEFT JOIN given g ON h.{q(HOUSEHOLD_ID)} = g.{q(HOUSEHOLD_ID)}"
        )

    def _whole(self, column: Column) -> str:
        name = self.dialect.named(column.name)
        if column.kind == "flag":
            return name
        return f"CAST({name} AS {self.dialect.text if column.words else 'BIGINT'}) AS {name}"

    def _any_fault(self, columns: Iterable[Column]) -> str:
        return " OR ".join(
            f"COALESCE({self._fault(column)}, FALSE)"
            for column in columns
            if column.kind != "flag"
        )

    def _fault(self, column: Column) -> str:
        name = self.dialect.named(column.name)
        if column.words:
            return f"{name} NOT IN ({', '.join(map(text_literal, column.words))})"
        return f"({name} < 0 OR {name} > {whole_literal(column.max)})"


def _with(steps: Sequence[tuple[str, str]]) -> str:
    return "WITH " + ",\n".join(f"{name} AS (\n{text}\n)" for name, text in steps)


def _names(columns: Iterable[Column]) -> list[str]:
    return [column.name for column in columns]


def _sum(text: str) -> str:
    """Return a sum of 64 bits; beyond them databases refuse to add."""
    return f"CAST(SUM({text}) AS BIGINT)"


def _fact(column: Column, name: str) -> Written:
    if column.words:
        return Written(name, "word")
    return Written(name) if column.kind == "flag" else Written.whole(name, column.max)
