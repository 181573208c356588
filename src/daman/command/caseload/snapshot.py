"""A frozen caseload and PostgreSQL: `snapshot make --from-database`, `snapshot assess --into`."""

import argparse
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import psycopg

from daman.command.caseload.run import refused_by, under
from daman.command.caseload.source import Source
from daman.command.caseload.target import Target
from daman.law.many import legend
from daman.law.partition import digest_of, digest_of_parts, total_of
from daman.law.snapshot import PART_HOUSEHOLDS, Snapshot, make_snapshot, read_snapshot
from daman.law.snapshot_command import at_least_one, told_of


def run_snapshot_from(
    words: Sequence[str], own_url: str, say: Callable[[str], object]
) -> Mapping[str, Any]:
    """
    Freeze two tables, read at one moment, into a new folder; return what its manifest tells.

    :raises Refusal: whatever stands in the way
    :raises SystemExit: when the words make no command
    """
    asked = making_parser().parse_args(words)
    tables = asked.households_table, asked.persons_table
    try:
        with Source(asked.from_database or own_url, *tables) as source:
            parts = source.parts_as_they_stand(source.ranges(asked.part_households))
            folder = Path(asked.snapshot)
            snapshot = make_snapshot(
                parts, folder, edition=asked.edition, made_at=asked.made_at, say=say
            )
    except psycopg.Error as problem:
        raise refused_by(problem) from None
    return told_of(snapshot.manifest)


def run_snapshot_into(
    words: Sequence[str], own_url: str, say: Callable[[str], object]
) -> Mapping[str, Any]:
    """
    Run the command and return its counts.

    :raises Refusal: whatever stands in the way; then no table was made
    :raises SystemExit: when the words make no command
    """
    asked = parser().parse_args(words)
    try:
        return assess_snapshot_into(
            asked.database or own_url,
            Path(asked.snapshot),
            asked.into,
            edition=asked.edition,
            seal=asked.sha256,
            say=say,
        )
    except psycopg.Error as problem:
        raise refused_by(problem) from None


def assess_snapshot_into(
    url: str,
    folder: Path,
    into: str,
    *,
    edition: str = "",
    seal: str = "",
    say: Callable[[str], object] = lambda _: None,
) -> Mapping[str, Any]:
    """
    Answer a snapshot into a new table and its errors into one beside it; return the counts.

    The digest is the one that answering into a folder gives.

    :raises Refusal: snapshot.changed, snapshot.incomplete, snapshot.other_law, snapshot.other,
        edition.unknown, database.unreachable or database.table_exists
    """
    begun = time.monotonic()
    snapshot = read_snapshot(folder, seal=seal)
    if not edition:
        snapshot.check_law()
    edition = edition or snapshot.edition
    with Target(url, into) as target:
        told = _fill(target, snapshot, edition, say)
        target.finish(told)
    seconds = time.monotonic() - begun
    return told | {
        "into": target.name,
        "errors_table": target.errors,
        "legend": list(legend(edition).values()),
        "seconds": round(seconds, 3),
        "households_a_second": round(told["households"] / max(seconds, 1e-6)),
    }


def _fill(
    target: Target, snapshot: Snapshot, edition: str, say: Callable[[str], object]
) -> dict[str, Any]:
    """Answer part after part into the tables; return the counts and the digest."""
    found, digests = [], []
    for number in range(snapshot.parts_count):
        answered = snapshot.answer_part(number, edition=edition)
        target.add(answered.answers)
        if answered.errors.height:
            target.add_errors(answered.errors)
        digests.append(digest_of(answered.answers))
        found.append(answered.counts)
        say(f"part {number + 1} of {snapshot.parts_count} is answered")
    told: dict[str, Any] = {"snapshot": snapshot.manifest["sha256"], **under(edition)}
    return told | total_of(found) | {"digest": digest_of_parts(digests)}


def parser() -> argparse.ArgumentParser:
    """Return the reader of the command's words."""
    made = argparse.ArgumentParser(prog="daman law snapshot assess", description=__doc__)
    made.add_argument("snapshot", metavar="FOLDER")
    made.add_argument(
        "--into", required=True, metavar="TABLE", help="a new one; errors go to TABLE_errors"
    )
    made.add_argument("--database", default="", metavar="URL", help="default: this folder's own")
    made.add_argument("--sha256", default="", metavar="SEAL", help="the one it must have")
    made.add_argument("--edition", default="", metavar="ID", help="default: its own")
    return made


def making_parser() -> argparse.ArgumentParser:
    """Return the reader of the words of `snapshot make --from-database`."""
    made = argparse.ArgumentParser(prog="daman law snapshot make", description=__doc__)
    made.add_argument("snapshot", metavar="FOLDER")
    made.add_argument("--edition", required=True, metavar="ID")
    made.add_argument("--from-database", nargs="?", default="", metavar="URL")
    made.add_argument("--households-table", required=True, metavar="TABLE")
    made.add_argument("--persons-table", required=True, metavar="TABLE")
    made.add_argument("--made-at", default="", metavar="MOMENT", help="kept as it is given")
    made.add_argument("--part-households", type=at_least_one, default=PART_HOUSEHOLDS, metavar="N")
    return made
