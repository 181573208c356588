"""The command for files of many households: answers, errors beside them, counts that add up."""

import csv
import io
import json
import subprocess
import sys

import polars as pl
import pytest

from daman.law import command_line, many_files
from daman.law.examples import a_widow
from daman.law.facts.tables import tables_of
from daman.law.many import assess_many, codes_in, legend
from daman.law.population import a_population
from tests.law.both_engines import one_by_one

EDITION = "statutory-2023-11"


def run(folder, *words, households="households", persons="persons", out="out"):
    files = {"--households": households, "--persons": persons, "--out": out}
    named = [word for option, name in files.items() for word in (option, str(folder / name))]
    stdout = io.StringIO()
    status = command_line.main(
        ["assess", "--edition", EDITION, *named, *words], io.StringIO(), stdout
    )
    return status, json.loads(stdout.getvalue())


def write(folder, households, persons):
    households.write_parquet(folder / "households")
    persons.write_parquet(folder / "persons")


def errors_in(folder):
    with (folder / "out.errors.csv").open(encoding="utf-8") as file:
        return [tuple(row.values()) for row in csv.DictReader(file)]


def seven():
    return tables_of([a_widow(children_count=2, salary=100 * place) for place in range(7)])


def test_a_clean_file_is_answered_like_one_household_at_a_time(tmp_path):
    families = [a_widow(children_count=place % 5, salary=300 * place) for place in range(9)]
    write(tmp_path, *tables_of([*families, a_widow(age=None)]))

    status, counts = run(tmp_path)

    answers = pl.read_parquet(tmp_path / "out")
    assert status == 0
    assert (counts["answered"], counts["unreadable"], counts["open"]) == (10, 0, 1)
    assert counts["legend"] == list(legend(EDITION).values())
    assert not (tmp_path / "out.errors.csv").exists()
    assert [
        (eligible, amount, codes_in(reasons, EDITION), codes_in(unknown, EDITION), size)
        for _, eligible, amount, reasons, unknown, size in answers.rows()
    ] == one_by_one([*families, a_widow(age=None)], EDITION)


def is_head(number):
    return pl.col("is_head") & (pl.col("household_id") == number)


def test_what_cannot_be_read_is_named_and_the_rest_is_answered(tmp_path):
    households, persons = seven()
    salary = pl.col("monthly_income_salary_halalas")
    place, category = pl.col("household_id"), pl.col("category").cast(str)
    households = households.with_columns(
        monthly_income_salary_halalas=pl.when(place == 1).then(-1).otherwise(salary),
        category=pl.when(place == 2).then(pl.lit("king")).otherwise(category),
        household_id=pl.when(place == 3).then(None).otherwise(place),
    )
    households = pl.concat([households, households.filter(place == 4)])
    persons = persons.filter(~is_head(5)).with_columns(
        pl.col("is_head") | (place == 6),
        pl.when(place == 7).then(130).otherwise(pl.col("age")).alias("age"),
    )
    write(tmp_path, households, persons)

    status, counts = run(tmp_path)

    assert status == 1
    assert sorted(errors_in(tmp_path)) == sorted([
        ("1", "household.range", "households.monthly_income_salary_halalas"),
        ("2", "household.enum", "households.category"),
        ("", "household.missing_field", "households.household_id"),
        ("4", "household.repeated", "household_id"),
        ("4", "household.repeated", "household_id"),
        ("5", "household.no_head", "is_head"),
        ("6", "household.many_heads", "is_head"),
        ("7", "household.range", "persons.age"),
        *[("3", "person.no_household", "persons.household_id")] * 3,
    ])  # fmt: skip
    assert (counts["households"], counts["answered"], counts["unreadable"]) == (8, 0, 8)
    assert counts["persons_without_household"] == 3
    assert sum(counts["errors"].values()) == 8 + 3


def test_a_household_repeated_with_its_people_is_not_answered_twice(tmp_path):
    tables = seven()
    again = [table.filter(pl.col("household_id") == 4) for table in tables]
    write(tmp_path, *(pl.concat(pair) for pair in zip(tables, again, strict=True)))

    _, counts = run(tmp_path)

    assert errors_in(tmp_path) == [("4", "household.repeated", "household_id")] * 2
    assert (counts["answered"], counts["unreadable"]) == (6, 2)


def test_the_order_of_rows_changes_nothing(tmp_path):
    households, persons = a_population(300, unknown=200)
    write(tmp_path, households, persons)
    run(tmp_path, out="ordered")
    mixed = (table.sample(fraction=1, shuffle=True, seed=7) for table in (households, persons))
    write(tmp_path, *mixed)

    run(tmp_path)

    assert pl.read_parquet(tmp_path / "out").equals(pl.read_parquet(tmp_path / "ordered"))


def test_numbers_and_words_given_as_text_are_read_or_refused(tmp_path):
    households, persons = seven()
    income = pl.col("monthly_income_salary_halalas")
    wrong = pl.when(pl.col("household_id") == 2).then(pl.lit("much")).otherwise(income.cast(str))
    number = pl.int_range(pl.len())
    persons = persons.with_columns(
        age=pl.col("age") + pl.when(is_head(3)).then(0.5).otherwise(0.0),
        person_id=pl.when(pl.col("household_id") == 4).then(1).otherwise(number),
    )
    write(tmp_path, households.with_columns(wrong.alias("monthly_income_salary_halalas")), persons)

    _, counts = run(tmp_path)

    assert sorted(errors_in(tmp_path)) == [
        ("2", "household.type", "households.monthly_income_salary_halalas"),
        ("3", "household.type", "persons.age"),
        ("4", "household.person_repeated", "persons.person_id"),
    ]
    assert (counts["answered"], counts["unreadable"], counts["households"]) == (4, 3, 7)


def test_parts_change_nothing(tmp_path, monkeypatch):
    households, persons = a_population(1000, unknown=200)
    households = households.with_columns(
        pl.when(pl.col("household_id") % 97 == 0)
        .then(None)
        .otherwise(pl.col("household_id"))
        .alias("household_id")
    )
    write(tmp_path, households, persons)
    whole_status, whole = run(tmp_path, out="whole")
    monkeypatch.setattr(many_files, "PART_HOUSEHOLDS", 64)

    status, counts = run(tmp_path)

    measured = ("out", "errors_file", "seconds", "households_a_second")
    assert status == whole_status == 1
    assert {k: v for k, v in counts.items() if k not in measured} == {
        k: v for k, v in whole.items() if k not in measured
    }
    assert pl.read_parquet(tmp_path / "out").equals(pl.read_parquet(tmp_path / "whole"))
    assert counts["answered"] + counts["unreadable"] == 1000
    assert min(counts["eligible"], counts["refused"], counts["open"], counts["unreadable"]) > 5


def test_a_folder_may_have_any_name(tmp_path):
    folder = tmp_path / "[all] *.parquet"
    folder.mkdir()
    write(folder, *seven())

    assert run(folder)[1]["answered"] == 7
    assert sorted(path.name for path in folder.iterdir()) == ["households", "out", "persons"]


def test_progress_is_told_with_its_rate(tmp_path, capsys):
    write(tmp_path, *seven())

    run(tmp_path)

    assert "7 of 7 households" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("spoil", "code", "field"),
    [
        (lambda h, p: (h.drop("category"), p), "household.missing_field", "households.category"),
        (lambda h, p: (h.with_columns(extra=1), p), "household.unknown_field", "households.extra"),
        (lambda h, p: (h, p.with_columns(age=True)), "household.type", "persons.age"),
        (lambda h, p: (h, p.with_columns(saudi=1)), "household.type", "persons.saudi"),
        (lambda h, p: (h.with_columns(category=1), p), "household.type", "households.category"),
        (
            lambda h, p: (h, p.with_columns(pl.col("household_id").cast(str))),
            "household.type",
            "persons.household_id",
        ),
    ],
)
def test_a_table_of_another_shape_is_refused_whole(tmp_path, spoil, code, field):
    write(tmp_path, *spoil(*seven()))

    status, answer = run(tmp_path)

    assert (status, answer["error"]["code"], answer["error"]["field"]) == (1, code, field)
    assert not (tmp_path / "out").exists()


def test_files_that_cannot_be_used_are_named(tmp_path):
    write(tmp_path, *seven())
    (tmp_path / "text").write_text("no table", encoding="utf-8")

    assert run(tmp_path, households="absent")[1]["error"]["code"] == "input.unreadable"
    assert run(tmp_path, persons="text")[1]["error"]["code"] == "input.unreadable"
    assert run(tmp_path, out="absent/out")[1]["error"]["code"] == "output.unwritable"
    assert run(tmp_path, out="persons")[1]["error"]["code"] == "output.unwritable"
    assert run(tmp_path, "household.json")[1]["error"]["code"] == "columns.incomplete"


def test_without_polars_it_is_said_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "polars", None)
    for name in [name for name in sys.modules if name.startswith("daman.law.many")]:
        monkeypatch.delitem(sys.modules, name)

    status, answer = run(tmp_path)

    assert (status, answer["error"]["code"]) == (1, "polars.missing")
    assert "pip install polars" in answer["error"]["message"]


def test_one_household_is_answered_without_polars():
    program = "import sys; sys.modules['polars'] = None; import daman.law.command_line"

    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_a_collection_that_is_not_known_or_not_mentioned(tmp_path):
    households, persons = seven()
    without = households.drop("dependants_known")

    known = assess_many(without.lazy(), persons.lazy(), edition=EDITION).collect()
    unknown = assess_many(
        households.with_columns(dependants_known=False).lazy(), persons.lazy(), edition=EDITION
    ).collect()

    assert known["size"].to_list() == [3] * 7
    assert unknown["size"].null_count() == 7
    assert not unknown["eligible"].any()
