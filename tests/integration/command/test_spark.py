"""The month on a Spark cluster: the same job and the same law, hence the same answers."""

import json
import os
import re
import subprocess
from pathlib import Path

import polars as pl
import pytest

from daman.command.caseload.spark_environment import LACKING, spark_python
from daman.command.paths import ROOT, python_path
from daman.law.many import ANSWER
from daman.law.partition import digest_of
from daman.law.population import a_population
from daman.law.snapshot import make_snapshot, read_snapshot
from daman.law.snapshot_answers import answer_snapshot

EDITION = "statutory-2026-07"
HOUSEHOLDS = 300


@pytest.mark.skipif(spark_python() is None, reason=LACKING)
@pytest.mark.timeout(900)
def test_workers_and_sparks_own_sql_answer_as_one_machine_does(tmp_path):
    parts = [
        a_population(HOUSEHOLDS, seed=seed, first_id=1 + HOUSEHOLDS * seed, unknown=300)
        for seed in range(2)
    ]
    make_snapshot(parts, tmp_path / "snapshot", edition=EDITION)
    here = answer_snapshot(read_snapshot(tmp_path / "snapshot"), tmp_path / "here")
    answers = pl.concat(map(pl.read_parquet, sorted((tmp_path / "here").glob("*.parquet"))))
    command = [str(spark_python()), "-m", "daman.command.caseload.spark_job"]
    command += [str(tmp_path / "snapshot"), "--out", str(tmp_path / "spark")]
    command += ["--master", "local-cluster[2,1,1024]", "--how", "partitions", "sql"]

    done = subprocess.run(
        command, env=python_path(dict(os.environ)), capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stderr[-3000:]
    told = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    assert [line["how"] for line in told] == ["partitions", "sql"]
    assert {line["digest"] for line in told} == {digest_of(answers)}
    summary = json.loads((tmp_path / "spark" / "partitions-0" / "answers.json").read_text())
    assert summary["digest"] == here["digest"]
    assert (summary["households"], summary["complete"]) == (2 * HOUSEHOLDS, True)
    by_sql = (tmp_path / "spark" / "sql-0").glob("*.parquet")
    found = pl.concat([pl.read_parquet(file).select(ANSWER) for file in by_sql])
    assert found.sort("household_id").cast(dict(answers.schema)).equals(answers)


def test_the_spark_lock_is_hashed_and_agrees_with_the_product():
    def pins(name: str) -> dict[str, str]:
        text = Path(ROOT / name).read_text(encoding="utf-8")
        return dict(re.findall(r"^([a-z0-9._-]+)==([^\s;]+)", text, re.M))

    spark, product = pins("requirements-spark.txt"), pins("requirements.txt")
    text = (ROOT / "requirements-spark.txt").read_text(encoding="utf-8")

    assert {"pyspark", "polars", "pyyaml"} <= spark.keys()
    assert "pyspark" not in pins("requirements-dev.txt")
    assert text.count("--hash=sha256:") > len(spark)
    assert "://" not in text
    assert {name: product[name] for name in spark.keys() & product.keys()}.items() <= spark.items()
