"""The benchmark answers the same by every candidate, and says how fast and against which goals."""

import re
import shutil
import sys

import pytest

from daman.command import bench
from daman.command.benchmark import peer, report, sections
from daman.command.benchmark.candidates import Candidate, Measured, Running, ours
from daman.command.benchmark.rounds import Digest
from daman.command.benchmark.sections import Goal
from daman.command.obstacle import Obstacle
from daman.law.population import a_population

HAS_COMPILER = shutil.which("cc") is not None


def test_it_prints_rates_ratios_and_digests(capfd, tmp_path):
    status = bench.run(["law", "--households", "4_000", "--rounds", "1", "--data", str(tmp_path)])

    printed = capfd.readouterr().out
    digests = re.findall(r"digest ([0-9a-f]{16})", printed)
    assert status == 0
    assert len(digests) == 2 + HAS_COMPILER
    assert len(set(digests[: 1 + HAS_COMPILER])) == 1
    assert len(re.findall(r"[\d,]+ households a second", printed)) == 4 + HAS_COMPILER
    assert "times as long as the mere reading of the files" in printed
    assert "ms at best" in printed
    assert (tmp_path / "4000-1" / "ours" / "answers-00001.parquet").exists()


def test_other_sections_may_be_chosen_and_added(capfd, monkeypatch):
    monkeypatch.setitem(
        sections.SECTIONS, "own", lambda asked, material: sections.Section("Own", [])
    )

    assert bench.run(["law", "--households", "10", "--only", "own"]) == 0
    assert "\nOwn\n" in capfd.readouterr().out


@pytest.mark.parametrize(
    "words",
    [
        ("--households", "0"),
        ("--rounds", "0"),
        ("--peer", "openfisca", "--edition", "1446-article"),
        ("--only", "nothing"),
    ],
)
def test_what_cannot_be_measured_is_an_obstacle(words):
    with pytest.raises(Obstacle):
        bench.run(["law", *words])


def test_a_peers_program_finds_the_modules_beside_it(tmp_path, monkeypatch):
    (tmp_path / "beside.py").write_text("TOLD = '{\"done\": 7}'")
    program = tmp_path / "program.py"
    program.write_text("import sys, beside\nfor line in sys.stdin: print(beside.TOLD, flush=True)")
    monkeypatch.setenv("PYTHONSAFEPATH", "1")

    command = [sys.executable, str(program)]
    with Running(Candidate("peer", [command], 1, environment=peer.UNSAFE_PATH)) as running:
        assert running.round() == [{"done": 7}]


def test_answers_that_differ_fail(monkeypatch, capfd):
    monkeypatch.setattr(report, "_are_same", lambda digests: False)
    monkeypatch.setitem(
        sections.SECTIONS, "own", lambda asked, material: sections.Section("Own", [])
    )

    assert bench.run(["law", "--households", "10", "--only", "own"]) == 1


def test_digests_are_compared():
    assert report._are_same({"ours": "a" * 64, "theirs": "a" * 64})
    assert not report._are_same({"ours": "a" * 64, "theirs": "b" * 64})
    assert report._are_same({})


def test_a_digest_depends_on_every_column_and_on_its_order():
    def of(*columns):
        made = Digest()
        made.add(*columns)
        return made.parts

    assert of([1, 0], [5, -1]) == of([1, 0], [5, -1])
    assert len({str(of(*c)) for c in ([[1], [5]], [[5], [1]], [[1], [6]], [[-1], [5]])}) == 4


def test_a_goal_is_reached_or_not():
    found = {
        "slow": (Candidate("slow", [], 100), Measured([2.0, 3.0], [1.0, 1.0])),
        "fast": (Candidate("fast", [], 1_000), Measured([2.0, 4.0], [1.0, 1.0])),
    }

    assert "10.00 times" in report._ratio(Goal("times", "slow", "fast", at_least=10), found)
    assert "NOT" not in report._ratio(Goal("times", "slow", "fast", at_least=10), found)
    assert "NOT" in report._ratio(Goal("times", "slow", "fast", at_least=10.1), found)
    assert "NOT" in report._ratio(Goal("times", "slow", "fast", at_most=9.9), found)


def test_a_candidate_that_dies_is_an_obstacle():
    absent = Candidate("absent", [ours("ours", "one", "/nowhere", "1446-article")], 1)

    with Running(absent) as running, pytest.raises(Obstacle):
        running.round()


@pytest.mark.skipif(not HAS_COMPILER, reason="there is no C compiler here")
@pytest.mark.parametrize("unknown", [0, 300])
def test_the_loop_in_c_answers_as_we_do(tmp_path, unknown):
    for name, table in zip(
        ("households", "persons"), a_population(2_000, seed=5, unknown=unknown), strict=True
    ):
        table.write_ipc(tmp_path / f"{name}.arrow")
    digests = []
    for command in (ours("c_loop", tmp_path), ours("ours", "law", tmp_path, "statutory-2026-07")):
        with Running(Candidate("one", [command], 2_000)) as running:
            running.round()
            digests.append(running.digest())

    assert digests[0] == digests[1]
