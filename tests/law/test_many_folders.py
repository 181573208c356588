"""Folders of partitions: answered as one file is, in any number of processes, and never twice."""

import io
import json
import os
import signal
import subprocess
import sys
import time

import polars as pl
import pytest

from daman.law import command_line, many_folders
from daman.law.population import a_population
from daman.law.workers import each_in_processes

EDITION = "statutory-2026-07"
COUNT, SIZE = 300, 100


def run(*words):
    out = io.StringIO()
    asked = ["assess", "--edition", EDITION, *map(str, words)]
    status = command_line.main(asked, io.StringIO(), out)
    return status, json.loads(out.getvalue())


@pytest.fixture
def made(tmp_path):
    folder = tmp_path / "made"
    folder.mkdir()
    for number in range(COUNT // SIZE):
        tables = a_population(SIZE, first_id=number * SIZE + 1, unknown=200)
        for name, table in zip(("households", "persons"), tables, strict=True):
            table.write_parquet(folder / f"{name}-{number:05}.parquet")
    return folder


def answers_in(folder, suffix=".parquet"):
    read = pl.read_ipc if suffix == ".arrow" else pl.read_parquet
    return pl.concat([read(file) for file in sorted(folder.glob(f"answers-*{suffix}"))])


def whole(folder, tmp_path):
    """Return the answers to the same households from one pair of files."""
    for name in ("households", "persons"):
        pl.scan_parquet(folder / f"{name}-*.parquet").sink_parquet(tmp_path / name)
    words = ("--households", tmp_path / "households", "--persons", tmp_path / "persons")
    run(*words, "--out", tmp_path / "whole")
    return pl.read_parquet(tmp_path / "whole")


@pytest.mark.parametrize("processes", [1, 2])
def test_partitions_are_answered_like_one_file(made, tmp_path, processes):
    out = tmp_path / "out"

    status, counts = run("--households", made, "--out", out, "--processes", processes)

    answers = answers_in(out)
    assert status == 0
    assert answers.equals(whole(made, tmp_path))
    assert (counts["households"], counts["answered"], counts["partitions"]) == (COUNT, COUNT, 3)
    assert counts["eligible"] == answers["eligible"].sum()
    assert counts["open"] == answers["eligible"].null_count()
    assert json.loads((out / "answers.json").read_text()) == counts


def test_what_is_answered_is_not_answered_again(made, tmp_path, monkeypatch):
    out = tmp_path / "out"
    _, first = run("--households", made, "--out", out)
    (out / "answers-00001.json").unlink()
    done = []
    answer = many_folders.answer_job
    monkeypatch.setattr(
        many_folders, "answer_job", lambda job: done.append(job.partition.name) or answer(job)
    )

    _, again = run("--households", made, "--out", out)

    assert done == ["00001"]
    assert again["partitions_done_before"] == 2
    measured = ("partitions_done_before", "seconds", "households_a_second")
    assert {k: v for k, v in again.items() if k not in measured} == {
        k: v for k, v in first.items() if k not in measured
    }


@pytest.mark.parametrize("spoil", ["answers", "table", "edition"])
def test_what_changed_is_answered_again(made, tmp_path, spoil):
    out = tmp_path / "out"
    run("--households", made, "--out", out)
    words = ["--households", made, "--out", out]
    if spoil == "answers":
        (out / "answers-00001.parquet").write_bytes(b"half")
    elif spoil == "table":
        table = pl.read_parquet(made / "persons-00001.parquet").with_columns(saudi=False)
        table.write_parquet(made / "persons-00001.parquet")
    else:
        words += ["--edition", "1446-article"]

    _, counts = run(*words)

    assert counts["partitions_done_before"] == (0 if spoil == "edition" else 2)


def test_a_run_that_is_killed_goes_on_with_the_next(made, tmp_path):
    out = tmp_path / "out"
    program = [sys.executable, "-m", "daman", "law", "assess", "--edition", EDITION]
    words = ["--households", made, "--out", out, "--processes", "2"]
    killed = subprocess.Popen([*program, *map(str, words)], stderr=subprocess.DEVNULL)
    while not list(out.glob("answers-*.json")) and killed.poll() is None:
        time.sleep(0.01)
    killed.send_signal(signal.SIGKILL)
    killed.wait()

    _, counts = run(*words)

    assert counts["partitions_done_before"] > 0
    assert answers_in(out).equals(whole(made, tmp_path))


def test_arrow_and_parquet_answer_alike(made, tmp_path):
    arrow = tmp_path / "arrow"
    arrow.mkdir()
    for file in made.glob("*.parquet"):
        pl.read_parquet(file).write_ipc(arrow / f"{file.stem}.arrow")

    run("--households", arrow, "--out", tmp_path / "out")

    assert answers_in(tmp_path / "out", ".arrow").equals(whole(made, tmp_path))


def test_one_file_of_arrow_answers_alike(made, tmp_path):
    expected = whole(made, tmp_path)
    for name in ("households", "persons"):
        pl.read_parquet(tmp_path / name).write_ipc(tmp_path / f"{name}.any", compression="zstd")
    words = ("--households", tmp_path / "households.any", "--persons", tmp_path / "persons.any")

    run(*words, "--out", tmp_path / "answers.feather")

    assert pl.read_ipc(tmp_path / "answers.feather").equals(expected)


def test_persons_may_stand_in_a_folder_of_their_own(made, tmp_path):
    apart = tmp_path / "apart"
    apart.mkdir()
    for file in made.glob("persons-*"):
        file.rename(apart / file.name)

    status, _ = run("--households", made, "--persons", apart, "--out", tmp_path / "out")

    assert status == 0


def test_what_cannot_be_read_is_named_beside_its_partition(made, tmp_path):
    file = made / "households-00001.parquet"
    table = pl.read_parquet(file)
    cars = pl.when(pl.int_range(pl.len()) == 3).then(-1).otherwise("assets_cars")
    table.with_columns(assets_cars=cars).write_parquet(file)

    status, counts = run("--households", made, "--out", tmp_path / "out")

    assert (status, counts["unreadable"], counts["answered"]) == (1, 1, COUNT - 1)
    assert (tmp_path / "out" / "answers-00001.errors.csv").read_text().splitlines() == [
        "household_id,code,field",
        "104,household.range,households.assets_cars",
    ]


@pytest.mark.parametrize("processes", [1, 2])
def test_a_partition_of_another_shape_is_refused(made, tmp_path, processes):
    file = made / "households-00002.parquet"
    pl.read_parquet(file).drop("category").write_parquet(file)

    status, answer = run("--households", made, "--out", tmp_path / "out", "--processes", processes)

    assert (status, answer["error"]["code"]) == (1, "household.missing_field")


@pytest.mark.parametrize(
    ("gone", "named"),
    [
        ("persons-00001.parquet", "persons-00001"),
        ("households-00001.parquet", "households-00001"),
        ("*.parquet", "households-00000"),
    ],
)
def test_half_a_partition_is_refused(made, tmp_path, gone, named):
    for file in made.glob(gone):
        file.unlink()

    status, answer = run("--households", made, "--out", tmp_path / "out")

    assert (status, answer["error"]["code"]) == (1, "input.unreadable")
    assert named in answer["error"]["message"]


def _parent_of(_):
    return os.getppid(), os.environ["POLARS_MAX_THREADS"]


def test_processes_have_one_thread_each_and_this_one_is_as_before(monkeypatch):
    monkeypatch.delenv("POLARS_MAX_THREADS", raising=False)

    found = dict(each_in_processes(_parent_of, [1, 2], processes=2))

    assert found == {1: (os.getpid(), "1"), 2: (os.getpid(), "1")}
    assert "POLARS_MAX_THREADS" not in os.environ


def _dies_but_in(job):
    if os.getpid() != job[0]:
        os._exit(9)
    return os.getpid()


def test_when_a_process_is_killed_this_one_does_the_rest():
    here = os.getpid()
    jobs = [(here, number) for number in range(3)]

    assert dict(each_in_processes(_dies_but_in, jobs, processes=2)) == dict.fromkeys(jobs, here)
