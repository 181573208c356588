"""The law written for databases: the answers of columns and of one household at a time."""

import re

import polars as pl
import pytest

from daman.law.cases.worked import case_tables
from daman.law.engine.decision import decide
from daman.law.engine.interpreter import Case, Interpreter
from daman.law.engine.sql_text import DIALECTS
from daman.law.facts.columns import head_columns, household_columns, member_columns
from daman.law.facts.tables import tables_of
from daman.law.facts.vocabulary import vocabulary
from daman.law.many import FAULTY, answers_and_faults, answers_in_order, assess_many, codes_in
from daman.law.many_sql import Source, answers_in_sql, faulty_in_sql
from daman.law.parameters.editions import editions
from daman.law.population import a_population
from daman.law.rules.reading import reading_of
from tests.law.both_engines import one_by_one
from tests.law.in_databases import InDuckDB, InPostgreSQL
from tests.law.test_many_households import is_finer_than_a_halala

EDITIONS = tuple(editions())
SOURCE = Source("households", "persons")
ANSWERED = {
    "household_id": pl.Int64,
    "eligible": pl.Boolean,
    "amount_halalas": pl.Int64,
    "reasons": pl.UInt64,
    "unknown": pl.UInt64,
    "size": pl.Int64,
}


@pytest.fixture(params=["duckdb", "postgresql"], scope="module")
def database(request, tmp_path_factory):
    if request.param == "duckdb":
        yield InDuckDB(tmp_path_factory.mktemp("duckdb"))
        return
    opened = InPostgreSQL()
    yield opened
    opened.close()


def in_database(database, households, persons, edition, source=SOURCE):
    database.load(households=households, persons=persons)
    answers = answers_in_sql(edition, database.dialect, source)
    return database.ask(answers, ANSWERED).sort("household_id")


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("unknown", [0, 300])
def test_thousands_of_random_households(database, edition, unknown):
    households, persons = a_population(4000, seed=7 + unknown, unknown=unknown)

    answers = in_database(database, households, persons, edition)

    expected = assess_many(households.lazy(), persons.lazy(), edition=edition)
    assert answers.equals(expected.sort("household_id").collect())
    assert (answers["unknown"].sum() > 0) == (unknown > 0)
    assert min(answers["eligible"].value_counts()["count"]) > 20


@pytest.mark.parametrize("edition", EDITIONS)
def test_own_cases_answer_alike(database, edition):
    written = [case.household for table in case_tables() for case in table.cases]
    households = [each for each in written if not is_finer_than_a_halala(each)]

    answers = in_database(database, *tables_of(households), edition)

    assert [
        (eligible, amount, codes_in(reasons, edition), codes_in(unknown, edition), size)
        for _, eligible, amount, reasons, unknown, size in answers.rows()
    ] == one_by_one(households, edition)


def cases_of(households, persons):
    """Return each household of two tables as the interpreter's case."""
    people = persons.partition_by("household_id", as_dict=True)
    for row in households.iter_rows(named=True):
        rows = people[(row["household_id"],)].to_dicts()
        head = next(person for person in rows if person["is_head"])
        facts = {path: row[column.name] for path, column in household_columns().items()}
        facts |= {path: head[column.name] for path, column in head_columns().items()}
        others = [
            {name: person[column.name] for name, column in member_columns().items()}
            for person in rows
            if not person["is_head"]
        ]
        members = others if row["dependants_known"] else None
        yield Case(facts, {vocabulary().collection.path: members})


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("unknown", [0, 300])
def test_one_at_a_time_all_at_once_and_in_a_database(database, edition, unknown):
    households, persons = a_population(400, seed=3, unknown=unknown)
    reading = reading_of(edition)

    answers = in_database(database, households, persons, edition)

    in_columns = answers_in_order(households.lazy(), persons.lazy(), edition=edition)
    assert answers.equals(in_columns.select(*ANSWERED))
    for case, row in zip(cases_of(households, persons), answers.rows(named=True), strict=True):
        decision = decide(reading.conditions, reading.amount, Interpreter(case))
        assert row["eligible"] is decision.eligible
        assert row["amount_halalas"] == decision.amount
        assert codes_in(row["reasons"], edition) == decision.reasons


def spoiled():
    """Return tables with each kind of fault, and a few households that can be read."""
    households, persons = a_population(40, seed=5)
    place, salary = pl.col("household_id"), pl.col("monthly_income_salary_halalas")
    category, number = pl.col("category").cast(str), pl.int_range(pl.len())
    is_head, age = pl.col("is_head"), pl.col("age")
    households = households.with_columns(
        monthly_income_salary_halalas=pl.when(place == 1).then(-1).otherwise(salary),
        category=pl.when(place == 2).then(pl.lit("king")).otherwise(category),
        assets_cars=pl.when(place == 8).then(10**9 + 1).otherwise("assets_cars"),
        household_id=pl.when(place == 3).then(None).otherwise(place),
    )
    households = pl.concat([households, households.filter(place == 4)])
    persons = persons.filter(~(is_head & (place == 5)), place != 9).with_columns(
        is_head=pl.when(place == 10).then(None).otherwise(is_head | (place == 6)),
        age=pl.when(place == 7).then(130).otherwise(age),
        sex=pl.when(place == 11).then(pl.lit("X")).otherwise(pl.col("sex").cast(str)),
        person_id=pl.when(place == 12).then(1).otherwise(number),
    )
    return households, pl.concat([persons, persons.filter(place == 13)])


def test_faulty_households_are_left_out_and_named(database):
    edition, source = "statutory-2026-07", Source("households", "persons", has_person_ids=True)
    households, persons = spoiled()

    answers = in_database(database, households, persons, edition, source)

    found = answers_and_faults(households.lazy(), persons.lazy(), edition=edition).collect()
    faulty = database.ask(
        faulty_in_sql(edition, database.dialect, source), {"household_id": pl.Int64}
    )
    assert answers.equals(found.filter(~pl.col(FAULTY)).select(*ANSWERED).sort("household_id"))
    assert answers.height == 40 - 13
    assert (
        faulty["household_id"]
        .sort()
        .equals(found.filter(FAULTY)["household_id"].sort(), check_names=False)
    )


@pytest.mark.parametrize("dialect", DIALECTS.values(), ids=list(DIALECTS))
@pytest.mark.parametrize("edition", EDITIONS)
def test_no_statement_has_what_means_another_thing_elsewhere(dialect, edition):
    statement = answers_in_sql(edition, dialect, SOURCE)

    assert not re.search(r"&|\||<<|\bLEAST\b|\bROUND\b|\bDECIMAL\b", statement)


def test_a_table_need_not_say_that_dependants_are_known(database):
    households, persons = a_population(50, seed=5)
    source = Source("households", "persons", has_dependants_known=False)

    answers = in_database(
        database, households.drop("dependants_known"), persons, EDITIONS[0], source
    )

    assert answers.equals(
        answers_in_order(households.lazy(), persons.lazy(), edition=EDITIONS[0]).select(*ANSWERED)
    )
