"""Writes an invented population as a folder of partitions, with a note of how it was made."""

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import polars as pl

from daman.kernel.refusal import Refusal
from daman.law.partition_files import PARTITION_HOUSEHOLDS, partition_file
from daman.law.population import a_population, labels_of

NOTE = "population.json"
TABLES = ("households", "persons", "labels")


@dataclass(frozen=True)
class Population:
    """
    How a population is made: whoever makes it again gets the same people.

    `unknown` says in how many of ten thousand rows each fact is not known.
    """

    households: int
    seed: int = 1
    unknown: int = 0
    partition_households: int = PARTITION_HOUSEHOLDS


def write_population(
    population: Population, folder: Path, *, say: Callable[[str], object] = lambda _: None
) -> Mapping[str, Any]:
    """
    Write `households-…`, `persons-…` and `labels-…` in partitions and return the counts.

    A partition that is there already, of the same population, is not made again.

    :raises Refusal: output.unwritable when the folder cannot be written or holds something else
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _claim(population, folder)
        return _write(population, folder, say)
    except OSError:
        raise Refusal("output.unwritable", field="out", given=str(folder)) from None


def _claim(population: Population, folder: Path) -> None:
    note = json.dumps(asdict(population) | {"polars": pl.__version__}, indent=2) + "\n"
    place = folder / NOTE
    if place.exists() and place.read_text(encoding="utf-8") == note:
        return
    if any(folder.iterdir()):
        raise Refusal("output.unwritable", field="out", given=str(folder))
    place.write_text(note, encoding="utf-8")


def _write(
    population: Population, folder: Path, say: Callable[[str], object]
) -> Mapping[str, Any]:
    begun, persons, size = time.monotonic(), 0, population.partition_households
    starts = range(0, population.households, size)
    for number, start in enumerate(starts):
        count = min(size, population.households - start)
        persons += _partition(population, folder, number, range(start + 1, start + count + 1))
        rate = (start + count) / max(time.monotonic() - begun, 1e-6)
        say(f"{start + count:,} of {population.households:,} households, {rate:,.0f} a second")
    return {
        "households": population.households,
        "persons": persons,
        "partitions": len(starts),
        "out": str(folder),
        "seconds": round(time.monotonic() - begun, 3),
    }


def _partition(population: Population, folder: Path, number: int, ids: range) -> int:
    files = [partition_file(folder, table, number) for table in TABLES]
    if not all(file.exists() for file in files):
        made = a_population(
            len(ids),
            seed=population.seed,
            first_id=ids.start,
            unknown=population.unknown,
        )
        labels = labels_of(*made, seed=population.seed)
        for file, table in zip(files, (*made, labels), strict=True):
            half = file.with_suffix(".half")
            # One group of rows, so that each column is read in one piece.
            table.write_parquet(half, row_group_size=table.height)
            half.replace(file)
    return int(pl.scan_parquet(files[1]).select(pl.len()).collect().item())
