"""`bench law-database`, `bench law-spark`: a caseload where the data live, beside bare COPY."""

import argparse
import json
import os
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

import polars as pl
import psycopg

from daman.command.caseload.run import assess_database
from daman.command.caseload.snapshot import assess_snapshot_into
from daman.command.caseload.source import PART_HOUSEHOLDS
from daman.command.caseload.spark_environment import install
from daman.command.obstacle import Obstacle
from daman.command.paths import python_path
from daman.command.postgres import temporary_cluster
from daman.law.many import ANSWER
from daman.law.partition import digest_of
from daman.law.population import a_population
from daman.law.snapshot import make_snapshot, read_snapshot
from daman.law.snapshot_answers import answer_snapshot

_UNKNOWN = 100  # Of ten thousand rows, in how many each fact is not known.
_SQL_TYPES: dict[Any, str] = {pl.Int64: "bigint", pl.Boolean: "boolean"}
_TABLES = ("households", "persons")


def run(words: Sequence[str]) -> int:
    """Measure in alternated rounds, print what was found; 1 where any answers differ."""
    parser = argparse.ArgumentParser(prog="daman bench", description=__doc__)
    parser.add_argument("what", choices=["law-database", "law-spark"])
    parser.add_argument("--households", type=int, default=1_000_000)
    parser.add_argument("--edition", default="statutory-2026-07")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--part-households", type=int, default=PART_HOUSEHOLDS)
    asked = parser.parse_args(words)
    if min(asked.households, asked.rounds, asked.part_households) < 1:
        raise Obstacle("Ask for at least one household, one round and one household a part.")
    measure = _measure_database if asked.what == "law-database" else _measure_spark
    with TemporaryDirectory(prefix="daman-bench-") as folder:
        snapshot = Path(folder) / "snapshot"
        make_snapshot(_parts(asked), snapshot, edition=asked.edition)
        return measure(asked, snapshot)


def _parts(asked: argparse.Namespace) -> Iterator[tuple[pl.DataFrame, pl.DataFrame]]:
    for part, first in enumerate(range(0, asked.households, asked.part_households)):
        count = min(asked.part_households, asked.households - first)
        yield a_population(count, seed=asked.seed + part, first_id=first + 1, unknown=_UNKNOWN)


def _measure_database(asked: argparse.Namespace, snapshot: Path) -> int:
    with temporary_cluster(env=dict(os.environ)) as cluster:
        url = cluster.url("daman")
        with psycopg.connect(url, autocommit=True) as connection:
            _load(connection, snapshot)
            bare = _Bare(url, connection)
            ways: dict[str, Callable[[], Any]] = {
                "tables, answered here": lambda: _assess(url, asked, inside=False),
                "tables, answered inside": lambda: _assess(url, asked, inside=True),
                "snapshot into a table": lambda: assess_snapshot_into(url, snapshot, "answers"),
            }
            digests = {}
            for name, work in ways.items():
                _drop(connection)
                work()
                digests[name] = _digest(connection)
            bare.keep()
            ways |= {"bare COPY, one after the other": bare.in_turn}
            ways |= {"bare COPY, both tables at once": bare.at_once}
            seconds = _rounds(asked.rounds, ways, before=lambda: _drop(connection))
    for name, found in seconds.items():
        ratio = min(found) / min(seconds["bare COPY, one after the other"])
        rate = asked.households / min(found)
        print(
            f"{name:<32} {min(found):7.2f} s at best, {median(found):7.2f} in the middle, "
            f"{rate:>10,.0f} households a second, {ratio:5.2f} x bare COPY"
        )
    return _same(digests)


def _assess(url: str, asked: argparse.Namespace, *, inside: bool) -> None:
    assess_database(
        url,
        _TABLES,
        "answers",
        edition=asked.edition,
        inside=inside,
        part_households=asked.part_households,
    )


def _load(connection: psycopg.Connection[Any], snapshot: Path) -> None:
    frozen = read_snapshot(snapshot)
    for number in range(frozen.parts_count):
        for name, table in zip(_TABLES, frozen.part(number), strict=True):
            if number == 0:
                kinds = ((c, _SQL_TYPES.get(kind, "text")) for c, kind in table.schema.items())
                columns = ", ".join(f'"{column}" {kind}' for column, kind in kinds)
                connection.execute(f"CREATE TABLE {name} ({columns})")
            text = table.write_csv(include_header=False, null_value="\\N")
            copy_in = f"COPY {name} FROM STDIN (FORMAT csv, NULL '\\N')"
            with connection.cursor().copy(copy_in) as copy:
                copy.write(text)
    for name in _TABLES:
        connection.execute(f"CREATE INDEX ON {name} (household_id)")
        connection.execute(f"VACUUM ANALYZE {name}")


def _drop(connection: psycopg.Connection[Any]) -> None:
    connection.execute("DROP TABLE IF EXISTS answers, answers_errors, bare_answers")


def _digest(connection: psycopg.Connection[Any]) -> str:
    """Return the digest of the answers in the table, read back from it."""
    columns = ", ".join(f'"{name}"' for name in ANSWER).replace('"eligible"', '"eligible"::int')
    asked = f"COPY (SELECT {columns} FROM answers) TO STDOUT (FORMAT csv)"
    with connection.cursor().copy(asked) as copy:
        text = b"".join(bytes(part) for part in copy)
    types = dict.fromkeys(ANSWER, pl.Int64)
    read = pl.read_csv(text, has_header=False, schema=types)
    return digest_of(read.cast({"eligible": pl.Boolean}))


class _Bare:
    """The same columns read and the same answers written by COPY alone, nothing done to them."""

    def __init__(self, url: str, connection: psycopg.Connection[Any]) -> None:
        self._url = url
        self._connection = connection
        self._answers: bytes = b""

    def in_turn(self) -> None:
        """Read one table, then the other, then write."""
        for name in _TABLES:
            self._read(name)
        self._write()

    def at_once(self) -> None:
        """Read both tables over two connections, then write."""
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(self._read, _TABLES))
        self._write()

    def _read(self, name: str) -> None:
        asked = f"COPY {name} TO STDOUT (FORMAT binary)"
        with psycopg.connect(self._url) as own, own.cursor().copy(asked) as copy:
            while copy.read():
                pass

    def keep(self) -> None:
        """Keep the answers that stand in the table as what is to be written."""
        with self._connection.cursor().copy("COPY answers TO STDOUT (FORMAT binary)") as copy:
            self._answers = b"".join(bytes(part) for part in copy)

    def _write(self) -> None:
        columns = '"household_id" bigint, "eligible" boolean, "amount_halalas" bigint, '
        columns += '"reasons" bigint, "unknown" bigint, "size" bigint'
        self._connection.execute(f"CREATE TABLE bare_answers ({columns})")
        asked = "COPY bare_answers FROM STDIN (FORMAT binary)"
        with self._connection.cursor().copy(asked) as copy:
            copy.write(self._answers)


def _measure_spark(asked: argparse.Namespace, snapshot: Path) -> int:
    python = install()
    here = snapshot.parent / "here"
    begun = time.perf_counter()
    answer_snapshot(read_snapshot(snapshot), here)
    alone = time.perf_counter() - begun
    print(f"without Spark, one process: {alone:.2f} s", flush=True)
    files = (pl.read_parquet(file) for file in sorted(here.glob("*.parquet")))
    digests = {"without Spark": digest_of(pl.concat(files))}
    best: dict[str, float] = {}
    for workers in (1, 2):
        out = snapshot.parent / f"workers-{workers}"
        told = _on_spark(python, snapshot, out, workers, asked.rounds + 1)
        for how in ("partitions", "sql"):
            name = f"{how} on {workers} worker{'s' * (workers > 1)}"
            rounds = [line for line in told if line["how"] == how]
            # The first round warms the machines up.
            best[name] = min(line["seconds"] for line in rounds[1:])
            digests |= {f"{name}, round {line['round']}": line["digest"] for line in rounds}
            print(
                f"{name:<26} {best[name]:7.2f} s, "
                f"{asked.households / best[name]:>10,.0f} households a second",
                flush=True,
            )
    two, by_sql = best["partitions on 2 workers"], best["sql on 2 workers"]
    print(f"speed-up of two workers over one: {best['partitions on 1 worker'] / two:.2f}")
    print(f"partitions over Spark's own SQL: {by_sql / two:.2f} times as fast")
    return _same(digests)


def _on_spark(
    python: Path, snapshot: Path, out: Path, workers: int, rounds: int
) -> list[dict[str, Any]]:
    """Return what the Spark job told of each of its rounds, on so many workers of one core."""
    command = [str(python), "-m", "daman.command.caseload.spark_job", str(snapshot)]
    command += ["--out", str(out), "--master", f"local-cluster[{workers},1,1024]"]
    command += ["--how", "partitions", "sql", "--rounds", str(rounds)]
    done = subprocess.run(
        command, env=python_path(dict(os.environ)), check=False, capture_output=True, text=True
    )
    if done.returncode:
        raise Obstacle(f"Spark did not answer: {done.stderr.strip().splitlines()[-1]}")
    return [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]


@contextmanager
def _timed(found: list[float]) -> Iterator[None]:
    begun = time.perf_counter()
    yield
    found.append(time.perf_counter() - begun)


def _rounds(
    rounds: int, ways: dict[str, Callable[[], Any]], *, before: Callable[[], None]
) -> dict[str, list[float]]:
    """Return the seconds of each way in each round, one after the other, forwards and back."""
    seconds: dict[str, list[float]] = {name: [] for name in ways}
    for number in range(rounds):
        order = list(ways) if number % 2 == 0 else list(reversed(ways))
        for name in order:
            before()
            with _timed(seconds[name]):
                ways[name]()
    return seconds


def _same(digests: dict[str, str]) -> int:
    """Print the digest, or who differs; return the exit status."""
    if len(set(digests.values())) == 1:
        print(f"equal answers, digest {next(iter(digests.values()))}")
        return 0
    for name, digest in digests.items():
        print(f"{name}: digest {digest}")
    print("The answers DIFFER.")
    return 1
