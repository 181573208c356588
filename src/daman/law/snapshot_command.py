"""`daman law snapshot make|check|assess`: freeze the facts of a caseload and decide on them."""

import argparse
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from daman.kernel.refusal import Refusal


def run_snapshot(words: Sequence[str], say: Callable[[str], object]) -> Mapping[str, Any]:
    """
    Run a command on a snapshot and return what it has to tell.

    :raises Refusal: whatever stands in the way
    :raises SystemExit: when the words make no command
    """
    asked = parser().parse_args(words)
    try:
        import polars  # noqa: F401
    except ModuleNotFoundError:
        raise Refusal("polars.missing", field="snapshot") from None
    told: Mapping[str, Any] = _COMMANDS[asked.command](asked, say)
    return told


def _make(asked: argparse.Namespace, say: Callable[[str], object]) -> Mapping[str, Any]:
    from daman.law.snapshot import make_snapshot, parts_of_files

    files = Path(asked.households), Path(asked.persons or asked.households)
    parts = parts_of_files(*files, part_households=asked.part_households)
    snapshot = make_snapshot(
        parts, Path(asked.snapshot), edition=asked.edition, made_at=asked.made_at, say=say
    )
    return told_of(snapshot.manifest)


def _check(asked: argparse.Namespace, _: Callable[[str], object]) -> Mapping[str, Any]:
    from daman.law.snapshot import read_snapshot

    snapshot = read_snapshot(Path(asked.snapshot), seal=asked.sha256)
    snapshot.check()
    return told_of(snapshot.manifest)


def _assess(asked: argparse.Namespace, say: Callable[[str], object]) -> Mapping[str, Any]:
    from daman.law.snapshot import read_snapshot
    from daman.law.snapshot_answers import answer_snapshot

    snapshot = read_snapshot(Path(asked.snapshot), seal=asked.sha256)
    return answer_snapshot(
        snapshot, Path(asked.out), edition=asked.edition, numbers=asked.part, say=say
    )


def told_of(manifest: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return what a person is told of a snapshot: all but its files."""
    return {**manifest, "parts": len(manifest["parts"])}


_COMMANDS = {"make": _make, "check": _check, "assess": _assess}


def parser() -> argparse.ArgumentParser:
    """Return the reader of the command's words."""
    made = argparse.ArgumentParser(prog="daman law snapshot", description=__doc__)
    commands = made.add_subparsers(dest="command", required=True)
    making = commands.add_parser("make", help="freeze Parquet files into a new folder")
    making.add_argument("snapshot", metavar="FOLDER")
    making.add_argument("--edition", required=True, metavar="ID")
    making.add_argument(
        "--households", required=True, metavar="FILE", help="Parquet, or a folder of partitions"
    )
    making.add_argument("--persons", metavar="FILE", help="Parquet; default: the same folder")
    making.add_argument("--made-at", default="", metavar="MOMENT", help="kept as it is given")
    making.add_argument("--part-households", type=at_least_one, default=100_000, metavar="N")
    checking = commands.add_parser("check", help="find a byte that was changed")
    assessing = commands.add_parser("assess", help="answer it, part by part, into a folder")
    for reading in (checking, assessing):
        reading.add_argument("snapshot", metavar="FOLDER")
        reading.add_argument("--sha256", default="", metavar="SEAL", help="the one it must have")
    assessing.add_argument("--out", required=True, metavar="FOLDER")
    assessing.add_argument("--edition", default="", metavar="ID", help="default: its own")
    assessing.add_argument(
        "--part", type=int, nargs="+", metavar="N", help="only these, counted from 0"
    )
    return made


def at_least_one(word: str) -> int:
    """
    Return a whole number of households.

    :raises argparse.ArgumentTypeError: for less than one
    """
    number = int(word)
    if number < 1:
        raise argparse.ArgumentTypeError("at least 1")
    return number
