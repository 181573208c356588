"""
The month on a Spark cluster: the very same job of a partition, or the law as Spark's own SQL.

Run by a Python that has PySpark (`requirements-spark.txt`) and `daman` on its path:
`python -m daman.command.caseload.spark_job SNAPSHOT --out FOLDER [--master URL] [--how sql]`.
The folders must be the same for all machines.
"""

import argparse
import json
import os
import sys
import time
from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

import polars as pl

from daman.law.engine.sql_text import DIALECTS
from daman.law.many import ANSWER
from daman.law.many_sql import Source, answers_in_sql
from daman.law.partition import digest_of
from daman.law.snapshot import read_snapshot
from daman.law.snapshot_answers import answer_one, answer_snapshot


def session(master: str) -> Any:
    """Return a Spark session whose workers run this Python with this path, one core for each."""
    builder: Any = import_module("pyspark.sql").SparkSession.builder
    settings = {
        "spark.master": master,
        "spark.app.name": "daman-law",
        "spark.ui.enabled": "false",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.sql.session.timeZone": "Asia/Riyadh",
        "spark.sql.ansi.enabled": "true",
        "spark.executorEnv.PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
        "spark.executorEnv.POLARS_MAX_THREADS": "1",
    }
    os.environ["PYSPARK_PYTHON"] = sys.executable
    for name, value in settings.items():
        builder = builder.config(name, value)
    return builder.getOrCreate()


def answer_parts(spark: Any, folder: Path, out: Path, *, edition: str = "") -> Mapping[str, Any]:
    """
    Let the workers answer the parts of a snapshot, each by itself, and sum up.

    :raises Refusal: as `answer_snapshot`
    """
    snapshot = read_snapshot(folder)
    numbers = range(snapshot.parts_count)

    def job(number: int) -> int:
        answer_one(read_snapshot(folder), out, number, edition=edition)
        return number

    context = spark.sparkContext
    context.parallelize(numbers, max(len(numbers), 1)).map(job).collect()
    return answer_snapshot(snapshot, out, edition=edition)


def answer_in_sql(spark: Any, folder: Path, out: Path, *, edition: str = "") -> None:
    """
    Let Spark's own engine answer a snapshot: the same law, written as SQL.

    :raises Refusal: snapshot.changed, snapshot.incomplete or edition.unknown
    """
    snapshot = read_snapshot(folder)
    snapshot.check()
    # As many as the snapshot has: Spark's own two hundred are for far larger tables.
    spark.conf.set("spark.sql.shuffle.partitions", str(max(2, snapshot.parts_count)))
    for name in ("households", "persons"):
        files = [str(snapshot.folder / part[name]["file"]) for part in snapshot.manifest["parts"]]
        spark.read.parquet(*files).createOrReplaceTempView(name)
    statement = answers_in_sql(
        edition or snapshot.edition, DIALECTS["spark"], Source("households", "persons")
    )
    spark.sql(statement).write.mode("overwrite").parquet(str(out))


def digest_in(folder: Path) -> str:
    """Return the digest of the answers in a folder of Parquet files, all together."""
    files = sorted(folder.glob("[!.]*.parquet"))
    found = pl.concat([pl.read_parquet(file).select(ANSWER) for file in files])
    return digest_of(found)


def _in_partitions(spark: Any, folder: Path, out: Path, edition: str) -> str:
    answer_parts(spark, folder, out, edition=edition)
    return digest_in(out)


def _in_sql(spark: Any, folder: Path, out: Path, edition: str) -> str:
    answer_in_sql(spark, folder, out, edition=edition)
    return digest_in(out)


_WAYS = {"partitions": _in_partitions, "sql": _in_sql}


def main(words: Sequence[str]) -> int:
    """Answer a snapshot on Spark and print the seconds and the digest of all answers together."""
    parser = argparse.ArgumentParser(prog="spark_job", description=__doc__)
    parser.add_argument("snapshot", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--master", default="local-cluster[2,1,1024]")
    parser.add_argument("--edition", default="")
    parser.add_argument("--how", nargs="+", choices=_WAYS, default=["partitions"])
    parser.add_argument("--rounds", type=int, default=1, help="the first warms up")
    asked = parser.parse_args(words)
    spark = session(asked.master)
    try:
        for number in range(asked.rounds):
            for how in asked.how:
                out = asked.out / f"{how}-{number}"
                begun = time.perf_counter()
                digest = _WAYS[how](spark, asked.snapshot, out, asked.edition)
                seconds = round(time.perf_counter() - begun, 3)
                told = {"how": how, "round": number, "seconds": seconds, "digest": digest}
                print(json.dumps(told), flush=True)
    finally:
        spark.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
