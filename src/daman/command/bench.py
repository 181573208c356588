"""`bench`: how fast the law answers a whole caseload on this machine, in seeded rounds."""

import argparse
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from daman.command.obstacle import Obstacle

_PART = 250_000
_UNKNOWN = 100  # Of ten thousand rows, in how many each fact is not known.


def run(words: Sequence[str]) -> int:
    """Measure the law on so many invented households and print what was found."""
    if words and words[0] in ("law-database", "law-spark"):
        from daman.command.caseload.bench import run as run_caseload

        return run_caseload(words)
    parser = argparse.ArgumentParser(prog="daman bench", description=__doc__)
    parser.add_argument("what", choices=["law"])
    parser.add_argument("--households", type=int, default=1_000_000)
    parser.add_argument("--edition", default="statutory-2026-07")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--in-folder", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args(words)
    if asked.households < 1 or asked.rounds < 1:
        raise Obstacle("Ask for at least one household and one round.")
    if asked.in_folder:
        return _measure(asked)
    with TemporaryDirectory(prefix="daman-bench-") as folder:
        _make(asked, Path(folder))
        child = [sys.executable, "-m", "daman", "bench", *words, "--in-folder", folder]
        # Polars reads how many threads it may have when it is imported.
        one_core = dict(os.environ, POLARS_MAX_THREADS="1")
        return max(
            subprocess.run(child, env=env, check=False).returncode for env in (one_core, None)
        )


def _make(asked: argparse.Namespace, folder: Path) -> None:
    try:
        import polars as pl
    except ModuleNotFoundError as missing:
        raise Obstacle("The benchmark needs Polars: run pip install polars.") from missing
    from daman.law.population import a_population

    for part, first in enumerate(range(0, asked.households, _PART)):
        count = min(_PART, asked.households - first)
        tables = a_population(count, seed=asked.seed + part, first_id=first + 1, unknown=_UNKNOWN)
        for name, table in zip(("households", "persons"), tables, strict=True):
            table.write_parquet(folder / f"{name}-{part:05}")
    for name in ("households", "persons"):
        pl.scan_parquet(folder / f"{name}-*").sink_parquet(folder / name)
        for made in folder.glob(f"{name}-*"):
            made.unlink()


def _measure(asked: argparse.Namespace) -> int:
    import polars as pl

    from daman.law.many import answers_in_order
    from daman.law.many_files import Files, assess_files

    folder = asked.in_folder
    files = Files(folder / "households", folder / "persons", folder / "answers")
    threads = f"{pl.thread_pool_size()} thread" + "s" * (pl.thread_pool_size() > 1)
    file_to_file = _best(asked.rounds, lambda: assess_files(files, edition=asked.edition))
    _print(f"{threads}, Parquet to Parquet", asked, file_to_file)
    counts = assess_files(files, edition=asked.edition)
    households, persons = (
        pl.read_parquet(table).lazy() for table in (files.households, files.persons)
    )
    in_memory = _best(
        asked.rounds, lambda: answers_in_order(households, persons, edition=asked.edition)
    )
    _print(f"{threads}, in memory", asked, in_memory)
    digest = int(pl.read_parquet(files.out).hash_rows().sum())
    print(
        f"  {counts['eligible']:,} eligible, {counts['refused']:,} refused, "
        f"{counts['open']:,} open; digest {digest:016x}"
    )
    return 0


def _best(rounds: int, work: Callable[[], object]) -> tuple[float, float]:
    """Return the least wall and processor seconds of so many rounds."""
    found = []
    for _ in range(rounds):
        wall, processor = time.perf_counter(), time.process_time()
        work()
        found.append((time.perf_counter() - wall, time.process_time() - processor))
    return min(wall for wall, _ in found), min(processor for _, processor in found)


def _print(name: str, asked: argparse.Namespace, seconds: tuple[float, float]) -> None:
    wall, processor = seconds
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(
        f"{name}: {wall:.2f} s, {asked.households / wall:,.0f} households a second "
        f"({processor:.2f} s of processor, {peak} MB at most)",
        flush=True,
    )
