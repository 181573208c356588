"""An edition or a draft in columns: what is added up over members, then stage after stage."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property

import polars as pl

from daman.law.engine.caseload import decide_in_columns
from daman.law.engine.column_stages import shared_quantities
from daman.law.engine.column_values import FactColumn, Truth, whole_literal
from daman.law.engine.columns import Compiler, Measures
from daman.law.engine.expressions import Expression
from daman.law.facts.columns import (
    HOUSEHOLD_ID,
    MEMBERS_KNOWN,
    Column,
    head_columns,
    household_columns,
    member_columns,
)
from daman.law.people import PEOPLE
from daman.law.rules.reading import Reading, reading_of

FAULTY = "faulty"
ANSWER = (HOUSEHOLD_ID, "eligible", "amount_halalas", "reasons", "unknown", "size")


@dataclass(frozen=True)
class Known:
    """
    Which columns of the tables at hand have no null; what would ask for one is left out then.

    A household's facts and a head's are named by path, a dependant's by name.
    """

    households: frozenset[str] = frozenset()
    heads: frozenset[str] = frozenset()
    members: frozenset[str] = frozenset()
    are_members_known: bool = False


NOTHING_KNOWN = Known()


@dataclass(frozen=True)
class Columns:
    """A reading in columns: what to add up over members, and what to add to each household."""

    measures: Measures
    stages: Sequence[Mapping[str, pl.Expr]]
    added: tuple[str, ...]

    def answer(self, facts: pl.LazyFrame) -> pl.LazyFrame:
        """Return the answers for households of which all that is asked stands in a row."""
        for stage in self.stages:
            facts = facts.with_columns(**stage)
        return facts.select(*ANSWER, *self.added, FAULTY, PEOPLE)

    @cached_property
    def asked(self) -> frozenset[str]:
        """Return the names of all columns that the stages ask for."""
        return _roots(column for stage in self.stages for column in stage.values())

    @cached_property
    def asked_of_members(self) -> frozenset[str]:
        """Return the names of all columns that are asked of members."""
        return _roots([*self.measures.counted.values(), *self.measures.summed.values()])


@dataclass(frozen=True, eq=False)
class Plan:
    """A reading that is put into columns once for each set of columns that have no null."""

    reading: Reading
    added: Mapping[str, Expression] = field(default_factory=dict)
    _made: dict[Known, Columns] = field(default_factory=dict)

    def columns(self, known: Known = NOTHING_KNOWN) -> Columns:
        """Return the reading in columns, for tables of which so much is known."""
        if known not in self._made:
            self._made[known] = _compiled(self.reading, self.added, known)
        return self._made[known]


@cache
def plan_of(edition: str) -> Plan:
    """
    Return an edition's plan.

    :raises Refusal: edition.unknown
    """
    return Plan(reading_of(edition))


def plan_in(reading: Reading, added: Mapping[str, Expression]) -> Plan:
    """Return any reading's plan, also a draft's, with whole numbers added to each answer."""
    return Plan(reading, added)


def _compiled(reading: Reading, added: Mapping[str, Expression], known: Known) -> Columns:
    facts = {
        path: _fact(column, column.name, path in known.households)
        for path, column in household_columns().items()
    }
    facts |= {
        path: _fact(column, path, path in known.heads) for path, column in head_columns().items()
    }
    members = {
        name: _fact(column, column.name, name in known.members)
        for name, column in member_columns().items()
    }
    collection = Truth(pl.col(MEMBERS_KNOWN), is_known=True)
    if known.are_members_known:
        collection = Truth.constant(True)
    asked = [expression for each in reading.conditions for expression in each.expressions]
    asked += [reading.amount.amount, *(note.test for note in reading.amount.left_open)]
    compiler = Compiler(facts, members, collection, shared=shared_quantities(asked))
    size = compiler.whole(reading.counted_dependants).column + whole_literal(1)
    more = {name: compiler.whole(expression).column for name, expression in added.items()}
    *stages, answer = decide_in_columns(reading.conditions, reading.amount, compiler)
    named = {name if name != "amount" else "amount_halalas": answer[name] for name in answer}
    last = {"size": size, **more, **named}
    return Columns(compiler.measures, (*stages, last), tuple(more))


def _fact(column: Column, name: str, is_known: bool) -> FactColumn:
    return FactColumn(pl.col(name), column.max, column.words, is_known)


def _roots(columns: Iterable[pl.Expr]) -> frozenset[str]:
    return frozenset(name for column in columns for name in column.meta.root_names())
