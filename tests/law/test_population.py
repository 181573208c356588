"""The invented population: as many as asked, the same for the same seed, plausible throughout."""

import io
import json

import polars as pl
import pytest

from daman.law import command_line, population_shares
from daman.law.many import answers_in_order
from daman.law.population import AGE_BAND, LABELS, PEOPLE, a_population, labels_of

COUNT = 4_000


def run(*words):
    out = io.StringIO()
    status = command_line.main(["population", *map(str, words)], io.StringIO(), out)
    return status, json.loads(out.getvalue()) if out.getvalue() else {}


def test_a_household_has_five_people_and_every_word_comes_up():
    households, persons = a_population(COUNT)

    assert 4.8 < persons.height / households.height < 5.2
    assert persons["is_head"].sum() == COUNT
    assert households["category"].n_unique() == len(population_shares.CATEGORIES)
    assert persons["nationality_basis"].n_unique() == 13
    assert not households.null_count().transpose().sum().item()


def test_everybody_has_every_fact_but_a_relation_to_oneself():
    _, persons = a_population(COUNT)
    lacking = persons.filter(pl.any_horizontal(pl.all().is_null()))

    assert lacking["is_head"].all()
    assert lacking.height == COUNT
    assert [name for name in persons.columns if persons[name].null_count()] == ["relation"]


@pytest.mark.parametrize("edition", ["1446-article", "statutory-2026-07"])
def test_some_are_helped_and_some_are_not(edition):
    tables = (table.lazy() for table in a_population(COUNT))

    answers = answers_in_order(*tables, edition=edition)

    assert not answers["faulty"].any()
    assert 0.3 < answers["eligible"].mean() < 0.8


def test_so_many_facts_are_unknown():
    households, _ = a_population(COUNT, unknown=1_000)

    assert 300 < households["category"].null_count() < 500


def test_parts_make_the_same_people():
    whole = a_population(100, seed=3)
    parts = [a_population(50, seed=3, first_id=first) for first in (1, 51)]

    for table, halves in zip(whole, zip(*parts, strict=True), strict=True):
        assert pl.concat(halves).equals(table)
    assert not a_population(100, seed=4)[0].equals(whole[0])


def test_labels_stand_beside_every_household():
    tables = a_population(COUNT)

    labels = labels_of(*tables)

    assert labels.schema == LABELS
    assert labels["household_id"].equals(tables[0]["household_id"])
    assert labels["category"].equals(tables[0]["category"])
    assert labels["region"].n_unique() == 13
    assert labels[AGE_BAND].n_unique() == 5
    assert labels[PEOPLE].sum() == tables[1].height
    assert not labels_of(*tables, seed=2)["region"].equals(labels["region"])


def test_an_unknown_age_has_no_band():
    households, persons = a_population(3)

    labels = labels_of(households, persons.with_columns(age=pl.lit(None, pl.Int64)))

    assert labels[AGE_BAND].null_count() == 3


def test_the_command_writes_partitions(tmp_path):
    asked = ("--households", 25, "--partition", 10, "--seed", 3, "--out", tmp_path / "made")

    status, counts = run(*asked)

    tables = ("households", "persons", "labels")
    whole = [
        pl.concat(map(pl.read_parquet, sorted((tmp_path / "made").glob(f"{name}-*.parquet"))))
        for name in tables
    ]
    expected = a_population(25, seed=3)
    assert (status, counts["households"], counts["partitions"]) == (0, 25, 3)
    assert counts["persons"] == expected[1].height
    assert all(map(pl.DataFrame.equals, whole, (*expected, labels_of(*expected, seed=3))))
    assert len(list((tmp_path / "made").iterdir())) == 3 * 3 + 1


def test_the_command_goes_on_where_it_was_stopped(tmp_path):
    asked = ("--households", 25, "--partition", 10, "--out", tmp_path)
    run(*asked)
    gone, kept = (tmp_path / f"persons-0000{number}.parquet" for number in (1, 2))
    before = gone.read_bytes(), kept.stat().st_mtime_ns
    gone.unlink()

    status, counts = run(*asked)

    assert (status, counts["persons"]) == (0, a_population(25)[1].height)
    assert (gone.read_bytes(), kept.stat().st_mtime_ns) == before


def test_another_population_is_not_written_over_the_first(tmp_path):
    run("--households", 5, "--out", tmp_path)

    status, answer = run("--households", 5, "--seed", 2, "--out", tmp_path)

    assert (status, answer["error"]["code"]) == (1, "output.unwritable")


@pytest.mark.parametrize(
    "wrong", [("--households", 0), ("--households", "x"), ("--households", 1, "--unknown", 1.1)]
)
def test_what_makes_no_sense_is_refused(wrong, tmp_path, capsys):
    assert run(*wrong, "--out", tmp_path / "made")[0] == 2
    assert not (tmp_path / "made").exists()
