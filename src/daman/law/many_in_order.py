"""The fast way through a caseload: both tables in one order of households, no row matched."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import polars as pl

from daman.law.engine.columns import MEMBERS_MAX, Measures
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
from daman.law.facts.tables import (
    can_be_faulty,
    check_schema,
    household_schema,
    person_schema,
    where_faulty,
    whole_values,
)
from daman.law.people import PEOPLE
from daman.law.people_in_order import PeopleInOrder, people_in_order
from daman.law.plan import FAULTY, Known, Plan


def answers_of_ordered(
    plan: Plan, households: pl.LazyFrame, persons: pl.LazyFrame
) -> pl.DataFrame | None:
    """
    Return a row for every household in the order of ids, or None where one must be matched by id.

    Only columns that a rule asks for, or that could hold what cannot be read, are read at all.
    """
    check_schema(households.collect_schema(), household_schema(), table="households")
    check_schema(persons.collect_schema(), person_schema(), table="persons")
    columns = plan.columns()
    of_heads = {column.name for column in _asked(head_columns(), columns.asked).values()}
    own = _read(households, household_columns(), columns.asked, (HOUSEHOLD_ID, MEMBERS_KNOWN))
    kept, asked = (HOUSEHOLD_ID, IS_HEAD, PERSON_ID), columns.asked_of_members | of_heads
    people = _read(persons, person_columns(), asked, kept)
    order = people_in_order(own[HOUSEHOLD_ID], people)
    if order is None:
        own = own.sort(HOUSEHOLD_ID)
        people = people.sort([HOUSEHOLD_ID, IS_HEAD], descending=[False, True])
        order = people_in_order(own[HOUSEHOLD_ID], people)
    return _answered(plan, _Tables(own, people, order)) if order else None


@dataclass(frozen=True)
class _Tables:
    own: pl.DataFrame
    people: pl.DataFrame
    order: PeopleInOrder


def _read(
    table: pl.LazyFrame,
    columns: Mapping[str, Column],
    asked: frozenset[str],
    others: Iterable[str],
) -> pl.DataFrame:
    schema = table.collect_schema()
    wanted = [name for name in others if name in schema]
    for column in columns.values():
        if column.name in asked or can_be_faulty(column, schema[column.name]):
            wanted.append(column.name)
    return table.select(wanted).collect()


def _answered(plan: Plan, tables: _Tables) -> pl.DataFrame:
    all_asked = plan.columns()
    own = _whole(tables.own, _asked(household_columns(), all_asked.asked))
    heads = {
        path: tables.order.of_heads(values)
        for path, values in _whole(tables.people, _asked(head_columns(), all_asked.asked)).items()
    }
    asked_of_members = _asked(member_columns(), all_asked.asked_of_members)
    members = _of_members(_whole(tables.people, asked_of_members), tables.order)
    collection = _collection(tables.own)
    known = Known(
        _without_null(own), _without_null(heads), _without_null(members), collection is None
    )
    columns = plan.columns(known)
    measured = _measured(columns.measures, members, tables.order)
    people = tables.order.people_count()
    facts = {
        HOUSEHOLD_ID: tables.own[HOUSEHOLD_ID],
        FAULTY: _faulty(tables, people),
        PEOPLE: people,
        **{household_columns()[path].name: values for path, values in own.items()},
        **heads,
        **measured,
    }
    if collection is not None:
        facts[MEMBERS_KNOWN] = collection
    return columns.answer(pl.DataFrame(facts).lazy()).collect()


def _asked(columns: Mapping[str, Column], names: frozenset[str]) -> Mapping[str, Column]:
    """Return the columns that are asked for, by path or by the name of the column."""
    return {
        path: column for path, column in columns.items() if path in names or column.name in names
    }


def _whole(table: pl.DataFrame, columns: Mapping[str, Column]) -> dict[str, pl.Series]:
    """Return the columns as they are computed with, by path."""
    return {path: whole_values(table, column) for path, column in columns.items()}


def _of_members(columns: Mapping[str, pl.Series], order: PeopleInOrder) -> Mapping[str, pl.Series]:
    """Return the columns of members; where only heads lack a value, it lacks nowhere."""
    found = dict(columns)
    for name, values in columns.items():
        lacking = values.null_count()
        if lacking and lacking == order.of_heads(values).null_count():
            filler = False if values.dtype == pl.Boolean else 0
            found[name] = values.fill_null(filler)
    return found


def _collection(own: pl.DataFrame) -> pl.Series | None:
    """Return whether the members of each household are known, or None when all are."""
    if MEMBERS_KNOWN not in own.columns:
        return None
    known = own[MEMBERS_KNOWN].fill_null(False)
    return None if known.all() else known


def _without_null(columns: Mapping[str, pl.Series]) -> frozenset[str]:
    return frozenset(name for name, values in columns.items() if not values.null_count())


def _measured(
    measures: Measures, members: Mapping[str, pl.Series], order: PeopleInOrder
) -> Mapping[str, pl.Series]:
    people = pl.DataFrame(members).lazy()
    found = people.select(**measures.counted, **measures.summed).collect()
    counted = {name: order.of_members_count(found[name]) for name in measures.counted}
    return counted | {name: order.of_members_sum(found[name]) for name in measures.summed}


def _faulty(tables: _Tables, people: pl.Series) -> pl.Series:
    order = tables.order
    faulty = people > MEMBERS_MAX + 1
    own = where_faulty(tables.own, _present(tables.own, household_columns()))
    if own is not None:
        faulty = faulty | own
    persons = where_faulty(tables.people, _present(tables.people, person_columns()))
    if persons is not None:
        faulty = faulty | order.of_heads(persons) | (order.of_members_count(persons) > 0)
    return faulty


def _present(table: pl.DataFrame, columns: Mapping[str, Column]) -> list[Column]:
    return [column for column in columns.values() if column.name in table.columns]
