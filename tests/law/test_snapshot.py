"""A frozen caseload: sealed by its bytes, answered part by part, and again the same."""

import io
import json

import polars as pl
import pytest

from daman.law import command_line
from daman.law.many import ANSWER, answers_in_order
from daman.law.partition import digest_of
from daman.law.population import a_population
from daman.law.snapshot import MANIFEST, _seal, read_snapshot
from tests.law.test_many_in_sql import spoiled

EDITION = "statutory-2026-07"


def law(*words):
    stdout = io.StringIO()
    status = command_line.main([str(word) for word in words], io.StringIO(), stdout)
    return status, json.loads(stdout.getvalue())


def make(folder, tables, *words, part_households=100):
    for name, table in zip(("households", "persons"), tables, strict=True):
        table.write_parquet(folder / name)
    files = ["--households", folder / "households", "--persons", folder / "persons"]
    files += ["--part-households", part_households, "--made-at", "2026-11-25T10:00:00+03:00"]
    return law("snapshot", "make", folder / "snapshot", "--edition", EDITION, *files, *words)


def assess(folder, *words, out="answers"):
    return law("snapshot", "assess", folder / "snapshot", "--out", folder / out, *words)


@pytest.fixture
def frozen(tmp_path):
    tables = a_population(430, seed=2, unknown=200)
    assert make(tmp_path, tables)[0] == 0
    return tmp_path


def answers_in(folder):
    return pl.concat(pl.read_parquet(part) for part in sorted(folder.glob("*.parquet")))


def test_a_snapshot_tells_what_it_holds(frozen):
    status, told = law("snapshot", "check", frozen / "snapshot")

    assert status == 0
    assert (told["households_count"], told["parts"]) == (430, 5)
    assert told["persons_count"] == pl.read_parquet(frozen / "persons").height
    assert (told["edition"], told["made_at"]) == (EDITION, "2026-11-25T10:00:00+03:00")
    assert len({told["edition_hash"], told["rules_hash"], told["sha256"]}) == 3


def test_the_same_facts_have_the_same_seal_in_any_order(frozen, tmp_path_factory):
    other = tmp_path_factory.mktemp("other")
    tables = [pl.read_parquet(frozen / name) for name in ("households", "persons")]

    _, told = make(other, [tables[0].sample(fraction=1, shuffle=True, seed=3), tables[1]])

    assert told["sha256"] == read_snapshot(frozen / "snapshot").manifest["sha256"]


def test_answers_are_those_of_the_whole_caseload_and_again_the_same(frozen):
    status, first = assess(frozen)
    _, again = assess(frozen, out="again")

    tables = [pl.scan_parquet(frozen / name) for name in ("households", "persons")]
    whole = answers_in_order(*tables, edition=EDITION).select(ANSWER)
    assert status == 0
    assert first["complete"]
    assert first["digest"] == again["digest"]
    assert (first["households"], first["answered"]) == (430, 430)
    assert first["eligible"] + first["refused"] + first["open"] == 430
    assert answers_in(frozen / "answers").equals(whole)
    assert json.loads((frozen / "answers" / "answers.json").read_text()) == first


def test_a_digest_names_the_answers_whatever_their_order(frozen):
    assess(frozen)
    answers = answers_in(frozen / "answers")

    assert digest_of(answers.reverse()) == digest_of(answers)
    changed = answers.with_columns(pl.col("amount_halalas").fill_null(0))
    assert digest_of(changed) != digest_of(answers)


@pytest.mark.parametrize("name", ["households-00002.parquet", "persons-00004.parquet"])
def test_a_byte_that_was_changed_is_found(frozen, name):
    file = frozen / "snapshot" / name
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)

    for status, told in (law("snapshot", "check", frozen / "snapshot"), assess(frozen)):
        assert (status, told["error"]["code"]) == (1, "snapshot.changed")
        assert name in told["error"]["message"]
    assert not (frozen / "answers" / "answers.json").exists()


def test_a_file_that_is_gone_and_a_folder_without_a_manifest_are_incomplete(frozen):
    (frozen / "snapshot" / "persons-00001.parquet").unlink()
    _, told = law("snapshot", "check", frozen / "snapshot")
    assert told["error"]["code"] == "snapshot.incomplete"

    (frozen / "snapshot" / MANIFEST).unlink()
    _, told = law("snapshot", "check", frozen / "snapshot")
    assert told["error"]["code"] == "snapshot.incomplete"


def with_manifest(frozen, change, *, sealed=False):
    file = frozen / "snapshot" / MANIFEST
    manifest = json.loads(file.read_text())
    change(manifest)
    if sealed:
        manifest.pop("sha256")
        manifest["sha256"] = _seal(manifest)
    file.write_text(json.dumps(manifest))


@pytest.mark.parametrize(
    "change",
    [
        lambda m: m.update(edition="1446-article"),
        lambda m: m.update(households_count=429),
        lambda m: m["parts"].pop(),
        lambda m: m.pop("sha256"),
        lambda m: m.clear(),
    ],
)
def test_a_changed_manifest_is_found(frozen, change):
    with_manifest(frozen, change)

    assert assess(frozen)[1]["error"]["code"] == "snapshot.changed"


def test_a_manifest_may_not_lead_out_of_its_folder(frozen):
    with_manifest(
        frozen, lambda m: m["parts"][0]["persons"].update(file="../persons"), sealed=True
    )

    assert assess(frozen)[1]["error"]["code"] == "snapshot.changed"


def test_a_snapshot_made_anew_has_another_seal(frozen):
    seal = read_snapshot(frozen / "snapshot").manifest["sha256"]
    with_manifest(frozen, lambda m: m.update(made_at="later"), sealed=True)

    status, told = assess(frozen, "--sha256", seal)

    assert (status, told["error"]["code"]) == (1, "snapshot.other")


def test_an_edition_that_reads_otherwise_today_is_refused_unless_named(frozen):
    with_manifest(frozen, lambda m: m.update(rules_hash="of another day"), sealed=True)

    status, told = assess(frozen)

    assert (status, told["error"]["code"]) == (1, "snapshot.other_law")
    assert assess(frozen, "--edition", EDITION)[0] == 0


def test_parts_may_be_answered_apart_and_what_is_done_stays(frozen):
    _, some = assess(frozen, "--part", 1, 3)
    assert (some["complete"], some["households"]) == (False, 200)
    kept = frozen / "answers" / "answers-00003.parquet"
    stamp = kept.stat().st_mtime_ns
    half = frozen / "answers" / "answers-00001.parquet"
    half.write_bytes(half.read_bytes()[:-7])

    _, whole = assess(frozen)

    assert whole["complete"]
    assert whole["digest"] == assess(frozen, out="again")[1]["digest"]
    assert kept.stat().st_mtime_ns == stamp
    assert pl.read_parquet(half).height == 100


def test_a_part_that_is_not_there_is_named(frozen):
    assert assess(frozen, "--part", 5)[1]["error"]["code"] == "snapshot.no_part"


def test_another_edition_answers_the_same_facts_anew(frozen):
    _, first = assess(frozen)

    _, other = assess(frozen, "--edition", "1446-article")

    assert other["edition"] == "1446-article"
    assert other["digest"] != first["digest"]
    assert assess(frozen)[1]["digest"] == first["digest"]


def test_what_cannot_be_read_is_frozen_too_and_named_at_every_answer(tmp_path):
    make(tmp_path, spoiled(), part_households=7)

    status, told = assess(tmp_path)

    errors = pl.concat(
        pl.read_csv(file, infer_schema=False) for file in (tmp_path / "answers").glob("*.csv")
    )
    assert status == 1
    assert (told["households"], told["answered"], told["unreadable"]) == (41, 27, 14)
    assert told["persons_without_household"] > 0
    assert sum(told["errors"].values()) == errors.height
    files = [f"--{n}={tmp_path / n}" for n in ("households", "persons")]
    _, counts = law("assess", "--edition", EDITION, *files, f"--out={tmp_path / 'out'}")
    assert counts["errors"] == told["errors"]
    beside = pl.read_csv(tmp_path / "out.errors.csv", infer_schema=False)
    assert errors.sort(errors.columns).equals(beside.sort(beside.columns))


def test_a_folder_that_holds_anything_is_not_overwritten(frozen):
    status, told = make(frozen, a_population(3))

    assert (status, told["error"]["code"]) == (1, "snapshot.exists")
    assert law("snapshot", "check", frozen / "snapshot")[1]["households_count"] == 430


def test_nothing_is_frozen_of_a_table_of_another_shape(tmp_path):
    households, persons = a_population(3)

    _, told = make(tmp_path, [households.drop("category"), persons])

    assert told["error"]["code"] == "household.missing_field"
    assert not (tmp_path / "snapshot" / MANIFEST).exists()


def test_a_folder_of_partitions_is_frozen_as_it_is_cut(tmp_path):
    law("population", "--households", 60, "--partition", 20, "--out", tmp_path / "people")

    words = ["--households", tmp_path / "people", "--edition", EDITION, "--part-households", 15]
    _, told = law("snapshot", "make", tmp_path / "snapshot", *words)

    assert (told["households_count"], told["parts"]) == (60, 6)
    _, answered = assess(tmp_path)
    assert (answered["households"], answered["unreadable"]) == (60, 0)


def test_no_households_are_a_snapshot_too(tmp_path):
    make(tmp_path, a_population(0))

    status, told = assess(tmp_path)

    assert (status, told["households"], told["complete"]) == (0, 0, True)
