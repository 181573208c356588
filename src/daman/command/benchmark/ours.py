"""Our own candidates, each in a process of its own: `python -m …benchmark.ours KIND WORDS`."""

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl

from daman.command.benchmark.rounds import Digest, serve
from daman.law import assess
from daman.law.many import answers_in_order
from daman.law.many_folders import Job, answer_job
from daman.law.partition_files import Partition, partitions_in

Candidate = tuple[Callable[[], Any], Callable[[Digest], None]]


def in_memory(folder: Path, edition: str) -> Candidate:
    """Return Arrow tables in memory to decision columns."""
    households, persons = tables_in(folder)
    found: list[pl.DataFrame] = []

    def work() -> int:
        found[:] = [answers_in_order(households.lazy(), persons.lazy(), edition=edition)]
        return found[0].height

    return work, lambda made: made.add(*decided(found[0]))


def files(folder: Path, out: Path, share: str, edition: str) -> Candidate:
    """Return Parquet partitions to Parquet; `share` is which of how many processes this is."""
    jobs = [Job(partition, out, edition) for partition in shared(folder, share)]

    def work() -> int:
        return sum(answer_job(job)["households"] for job in jobs)

    def digest(made: Digest) -> None:
        for job in jobs:
            made.part(job.partition.name, *decided(pl.read_parquet(job.answers)))

    return work, digest


def reading(folder: Path, share: str) -> Candidate:
    """Return the mere reading of the same files, every column of them."""
    partitions = shared(folder, share)

    def work() -> int:
        done = 0
        for partition in partitions:
            pl.read_parquet(partition.persons)
            done += pl.read_parquet(partition.households).height
        return done

    return work, lambda _: None


def one(file: Path, edition: str) -> Candidate:
    """Return one household from plain values to its decision with every sentence."""
    cases = json.loads(file.read_text(encoding="utf-8"))
    households = [case["household"] for case in cases]

    def work() -> list[float]:
        taken = []
        for household in households:
            begun = time.perf_counter()
            assess(household, edition=edition).as_dict()
            taken.append(time.perf_counter() - begun)
        return taken

    return work, lambda _: None


def tables_in(folder: Path) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the two Arrow tables of a folder, in memory."""
    households, persons = (
        pl.read_ipc(folder / f"{name}.arrow").rechunk() for name in ("households", "persons")
    )
    return households, persons


def shared(folder: Path, share: str) -> list[Partition]:
    """Return the partitions of one of several processes: `1/2` is the second of two."""
    first, step = map(int, share.split("/"))
    return list(partitions_in(folder, folder))[first::step]


def decided(answers: pl.DataFrame) -> list[list[int]]:
    """Return the decision columns as whole numbers, -1 where they are open."""
    names = ("eligible", "amount_halalas", "reasons", "size")
    return [answers[name].cast(pl.Int64).fill_null(-1).to_list() for name in names]


def main(kind: str, *words: str) -> None:
    """Serve a candidate."""
    match kind, words:
        case "law", [folder, edition]:
            serve(*in_memory(Path(folder), edition))
        case "files", [folder, out, share, edition]:
            serve(*files(Path(folder), Path(out), share, edition))
        case "reading", [folder, share]:
            serve(*reading(Path(folder), share))
        case "one", [file, edition]:
            serve(*one(Path(file), edition))


if __name__ == "__main__":
    main(*sys.argv[1:])
