"""A caseload in PostgreSQL: answered at one moment, whole or not at all, as files are."""

import json
import os

import polars as pl
import psycopg
import pytest

from daman.command import law
from daman.command.caseload.copying import HEAD, TAIL, fields_in, rows_of
from daman.command.caseload.packing import household_layout, person_layout
from daman.command.caseload.run import assess_database
from daman.command.caseload.snapshot import assess_snapshot_into
from daman.kernel.refusal import Refusal
from daman.law.many import answers_in_order
from daman.law.many_files import Files, assess_files
from daman.law.population import a_population
from daman.law.snapshot import make_snapshot, parts_of_files, read_snapshot
from daman.law.snapshot_answers import answer_snapshot
from tests.law.in_databases import type_of
from tests.law.test_many_in_sql import ANSWERED, spoiled

EDITION = "statutory-2026-07"
URL = os.environ.get("DATABASE_URL", "")
TABLES = ("caseload_trial.households", "caseload_trial.persons")
BOTH = pytest.mark.parametrize("inside", [False, True], ids=["here", "inside"])


@pytest.fixture
def database():
    with psycopg.connect(URL, autocommit=True) as connection:
        connection.execute("DROP SCHEMA IF EXISTS caseload_trial CASCADE")
        connection.execute("CREATE SCHEMA caseload_trial")
        yield connection
        connection.execute("DROP SCHEMA caseload_trial CASCADE")


def load(database, *tables, **types):
    for name, table in zip(TABLES, tables, strict=True):
        kinds = {column: types.get(column, type_of(kind)) for column, kind in table.schema.items()}
        columns = ", ".join(f'"{column}" {kind}' for column, kind in kinds.items())
        database.execute(f"CREATE TABLE {name} ({columns})")
        text = table.write_csv(include_header=False, null_value="\\N")
        with database.cursor().copy(f"COPY {name} FROM STDIN (FORMAT csv, NULL '\\N')") as copy:
            copy.write(text)


def assess(into="answers", **given):
    return assess_database(URL, TABLES, f"caseload_trial.{into}", edition=EDITION, **given)


def answers_in(database, into="answers"):
    rows = database.execute(f"SELECT * FROM caseload_trial.{into} ORDER BY household_id")
    return pl.DataFrame(rows.fetchall(), schema=ANSWERED, orient="row")


def names_in(database):
    asked = "SELECT relname FROM pg_class WHERE relnamespace = 'caseload_trial'::regnamespace"
    return {name for (name,) in database.execute(asked)}


@BOTH
def test_answers_are_those_of_columns(database, inside):
    tables = a_population(1500, seed=4, unknown=200)
    load(database, *(table.sample(fraction=1, shuffle=True, seed=6) for table in tables))

    counts = assess(inside=inside, part_households=400)

    expected = answers_in_order(*(table.lazy() for table in tables), edition=EDITION)
    assert answers_in(database).equals(expected.select(*ANSWERED))
    assert (counts["households"], counts["answered"], counts["errors"]) == (1500, 1500, {})
    assert counts["eligible"] + counts["refused"] + counts["open"] == 1500
    assert min(counts["eligible"], counts["refused"], counts["open"]) > 50


def test_the_table_says_under_which_law_it_was_made(database):
    load(database, *a_population(20))

    counts = assess()

    asked = "SELECT obj_description('caseload_trial.answers'::regclass)"
    comment = json.loads(database.execute(asked).fetchone()[0])
    assert comment.items() <= counts.items()
    assert {"edition", "edition_hash", "rules_hash", "digest"} <= comment.keys()


@BOTH
def test_what_cannot_be_read_is_named_as_in_files(database, inside, tmp_path):
    households, persons = spoiled()
    load(database, households, persons)
    files = Files(*(tmp_path / name for name in ("households", "persons", "out")))
    households.write_parquet(files.households)
    persons.write_parquet(files.persons)
    expected = assess_files(files, edition=EDITION)

    counts = assess(inside=inside, part_households=7)

    told = ["households", "answered", "eligible", "unreadable", "errors"]
    told.append("persons_without_household")
    assert {name: counts[name] for name in told} == {name: expected[name] for name in told}
    assert answers_in(database).equals(pl.read_parquet(files.out).cast(ANSWERED))
    rows = database.execute("SELECT * FROM caseload_trial.answers_errors").fetchall()
    beside = pl.read_csv(files.errors, schema_overrides={"household_id": pl.Int64})
    assert sorted(rows, key=str) == sorted(beside.rows(), key=str)
    assert len(rows) > 14


def test_numbers_with_decimals_are_read_where_they_are_whole(database):
    households, persons = a_population(6, seed=8)
    income = "monthly_income_salary_halalas"
    values = ["150.00", "0.5", "-1", "NaN", "7", None]
    households = households.with_columns(pl.Series(income, values), assets_cars=pl.lit(2.0))
    load(database, households, persons, **{income: "numeric(20, 2)", "assets_cars": "float8"})

    counts = assess()

    errors = database.execute("SELECT * FROM caseload_trial.answers_errors ORDER BY 1").fetchall()
    assert errors == [
        (2, "household.type", f"households.{income}"),
        (3, "household.range", f"households.{income}"),
        (4, "household.type", f"households.{income}"),
    ]
    assert counts["answered"] == 3


@BOTH
@pytest.mark.parametrize(
    ("spoil", "code", "field"),
    [
        (lambda h, p: (h.drop("category"), p), "household.missing_field", "households.category"),
        (lambda h, p: (h.with_columns(extra=1), p), "household.unknown_field", "households.extra"),
        (lambda h, p: (h, p.with_columns(age=pl.lit("9"))), "household.type", "persons.age"),
        (lambda h, p: (h, p.with_columns(saudi=pl.lit(1))), "household.type", "persons.saudi"),
        (
            lambda h, p: (h.cast({"household_id": pl.String}), p),
            "household.type",
            "households.household_id",
        ),
    ],
)
def test_a_table_of_another_shape_is_refused_whole(database, inside, spoil, code, field):
    load(database, *spoil(*a_population(3)))

    with pytest.raises(Refusal) as refused:
        assess(inside=inside)

    assert (refused.value.code, refused.value.field) == (code, field)
    assert "answers" not in names_in(database)


def test_tables_that_are_there_are_left_alone(database):
    load(database, *a_population(3))
    database.execute("CREATE TABLE caseload_trial.answers_errors (kept int)")

    with pytest.raises(Refusal) as refused:
        assess()

    assert refused.value.code == "database.table_exists"
    assert names_in(database) == {"households", "persons", "answers_errors"}


def test_a_run_that_is_broken_off_leaves_nothing(database):
    load(database, *a_population(40))

    class BrokenOff(Exception):
        pass

    def say(line):
        if line.startswith("part 3"):
            raise BrokenOff

    with pytest.raises(BrokenOff):
        assess(part_households=10, say=say)

    assert names_in(database) == {"households", "persons"}
    assert assess()["answered"] == 40


def test_a_run_sees_one_moment(database):
    load(database, *a_population(40))

    def say(_):
        database.execute("UPDATE caseload_trial.households SET household_id = household_id + 100")
        database.execute("DELETE FROM caseload_trial.persons")

    counts = assess(part_households=10, say=say)

    assert (counts["answered"], counts["unreadable"]) == (40, 0)
    assert answers_in(database)["household_id"].to_list() == list(range(1, 41))


def test_a_snapshot_is_answered_into_a_table(database, tmp_path):
    tables = spoiled()
    for name, table in zip(("households", "persons"), tables, strict=True):
        table.write_parquet(tmp_path / name)
    parts = parts_of_files(tmp_path / "households", tmp_path / "persons", part_households=9)
    make_snapshot(parts, tmp_path / "snapshot", edition=EDITION)

    counts = assess_snapshot_into(URL, tmp_path / "snapshot", "caseload_trial.answers")

    again = answer_snapshot(read_snapshot(tmp_path / "snapshot"), tmp_path / "again")
    found = pl.concat(map(pl.read_parquet, sorted((tmp_path / "again").glob("*.parquet"))))
    assert answers_in(database).equals(found.cast(ANSWERED).sort("household_id"))
    assert (counts["digest"], counts["errors"]) == (again["digest"], again["errors"])
    assert counts["snapshot"] == again["snapshot"]
    assert database.execute("SELECT count(*) FROM caseload_trial.answers_errors").fetchone() == (
        sum(counts["errors"].values()),
    )


def test_tables_are_frozen_with_what_cannot_be_read(database, tmp_path, capsys):
    load(database, *spoiled())
    words = ["--from-database", URL, "--households-table", TABLES[0], "--persons-table", TABLES[1]]
    words += ["--edition", EDITION, "--part-households", "9", "--made-at", "2026-12-01"]

    status = law.run(["snapshot", "make", str(tmp_path / "snapshot"), *words])

    told = json.loads(capsys.readouterr().out)
    answered = answer_snapshot(read_snapshot(tmp_path / "snapshot"), tmp_path / "out")
    counts = assess(part_households=9)
    assert status == 0
    assert (told["households_count"], told["made_at"], told["parts"]) == (41, "2026-12-01", 5)
    names = ["errors", "digest", "households", "answered", "persons_without_household"]
    assert {name: answered[name] for name in names} == {name: counts[name] for name in names}


def test_a_changed_snapshot_makes_no_table(database, tmp_path):
    make_snapshot([a_population(5), a_population(5, first_id=6)], tmp_path, edition=EDITION)
    file = tmp_path / "persons-00001.parquet"
    file.write_bytes(file.read_bytes()[:-1] + b"?")

    with pytest.raises(Refusal) as refused:
        assess_snapshot_into(URL, tmp_path, "caseload_trial.answers")

    assert refused.value.code == "snapshot.changed"
    assert names_in(database) == set()


def command(*words):
    return ["assess", "--edition", EDITION, *words, "--into", "caseload_trial.answers"]


def test_the_command_prints_the_counts_and_its_progress(database, capsys):
    load(database, *a_population(30))
    words = ["--from-database", URL, "--households-table", TABLES[0], "--persons-table", TABLES[1]]

    status = law.run(command(*words, "--part-households", "10"))

    told = capsys.readouterr()
    assert status == 0
    assert json.loads(told.out)["answered"] == 30
    assert "part 3 of 3: 30 households" in told.err


def test_without_a_url_it_is_the_database_of_the_environment(database, capsys):
    load(database, *a_population(5))
    words = ["--households-table", TABLES[0], "--persons-table", TABLES[1]]

    assert law.run(command("--from-database", *words)) == 0
    assert json.loads(capsys.readouterr().out)["answered"] == 5


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (["--from-database", "host=/run dbname=a", "--into", "t"], "host=/run dbname=a"),
        (["--from-database=postgresql://h/d", "--into", "t"], "postgresql://h/d"),
        (["--from-database", "--into", "t"], ""),
        (["--into", "t", "--from-database"], ""),
        (["folder", "--into", "t", "--database", "postgresql:///d"], "postgresql:///d"),
        (["folder", "--into", "t"], ""),
    ],
)
def test_a_database_is_named_in_either_form(words, named):
    assert law._named_in(words) == named


def test_what_stands_in_the_way_is_one_sentence_with_its_code(database, capsys):
    load(database, *a_population(3))
    nowhere = "postgresql://someone:secret@127.0.0.1:1/nothing"
    for url, households, code in (
        (nowhere, TABLES[0], "database.unreachable"),
        (URL, "caseload_trial.nothing", "database.no_table"),
        (URL, "", "database.refused"),
    ):
        words = ["--from-database", url, "--households-table", households]
        assert law.run(command(*words, "--persons-table", TABLES[1])) == 1
        told = capsys.readouterr().out
        assert json.loads(told)["error"]["code"] == code
        assert "secret" not in told


class TestBinaryCopy:
    def test_rows_come_back_as_they_went(self, database):
        table = pl.DataFrame(
            {
                "a": [1, -1, None, 2**40, -(2**63), 2**63 - 1, 0],
                "b": [True, None, None, False, True, False, None],
                "c": [None, None, None, 7, 0, 255, 256],
            }
        )
        database.execute("CREATE TABLE caseload_trial.copied (a bigint, b boolean, c bigint)")
        asked = "COPY caseload_trial.copied FROM STDIN (FORMAT binary)"
        with database.cursor().copy(asked) as copy:
            copy.write(HEAD + b"".join(rows_of(table)) + TAIL)

        rows = database.execute("SELECT * FROM caseload_trial.copied").fetchall()

        assert sorted(rows, key=str) == sorted(table.rows(), key=str)

    def test_fields_are_read_with_their_nulls(self, database):
        asked = (
            "COPY (VALUES ('a'::bytea, NULL), (''::bytea, 'bc'::bytea)) TO STDOUT (FORMAT binary)"
        )
        with database.cursor().copy(asked) as copy:
            content = b"".join(bytes(part) for part in copy)

        assert list(fields_in(content)) == [b"a", None, b"", b"bc"]

    def test_no_digit_of_a_record_can_spill_into_the_next(self):
        for layout in (household_layout(), person_layout()):
            for number in range(layout.numbers):
                digits = [digit for digit in layout.digits if digit.number == number]
                largest = sum((digit.states - 1) * digit.radix for digit in digits)
                assert largest < 2**63
                assert len({digit.radix for digit in digits}) == len(digits)
