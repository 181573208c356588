"""Folders of partitions: many households cut into files of whole households, the unit of work."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from daman.kernel.refusal import Refusal

PARTITION_HOUSEHOLDS = 250_000
SUFFIXES = (".parquet", ".arrow", ".feather", ".ipc")
_HOUSEHOLDS, _PERSONS = "households-", "persons-"


@dataclass(frozen=True)
class Partition:
    """Some whole households: the file of their own facts and the file of their people."""

    name: str
    households: Path
    persons: Path


def partition_file(folder: Path, table: str, number: int) -> Path:
    """
    Return where a table's part of so many partitions before it stands.

    >>> partition_file(Path("caseload"), "persons", 7).name
    'persons-00007.parquet'
    """
    return folder / f"{table}-{number:05}.parquet"


def partitions_in(households: Path, persons: Path) -> Sequence[Partition]:
    """
    Return the partitions of a folder in the order of their names: `households-…`, `persons-…`.

    The persons may stand in a folder of their own. No household is in two partitions.

    :raises Refusal: input.unreadable when a folder has no such pair, or half of one
    """
    pairs = _named(households, _HOUSEHOLDS), _named(persons, _PERSONS)
    missing = sorted(pairs[0].keys() ^ pairs[1].keys())
    if missing or not pairs[0]:
        name = missing[0] if missing else "00000"
        table, folder = (_PERSONS, persons) if name in pairs[0] else (_HOUSEHOLDS, households)
        raise Refusal("input.unreadable", field="file", given=str(folder / f"{table}{name}"))
    return [Partition(name, pairs[0][name], pairs[1][name]) for name in sorted(pairs[0])]


def _named(folder: Path, prefix: str) -> dict[str, Path]:
    try:
        files = [file for file in folder.iterdir() if file.suffix in SUFFIXES]
    except OSError:
        raise Refusal("input.unreadable", field="file", given=str(folder)) from None
    return {file.stem.removeprefix(prefix): file for file in files if file.stem.startswith(prefix)}
