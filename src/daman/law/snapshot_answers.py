"""
Answers a snapshot into a folder, a part at a time: what is done stays done, by whomever.

Each part has its answers as Parquet and a marker that says on which snapshot, under which law and
with which digest; a part without a true marker is answered again. Several machines that share the
folder may each take some parts, and the last to finish sums up.
"""

import hashlib
import json
import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from daman.kernel.refusal import Refusal
from daman.law.many import legend
from daman.law.partition import Answered, digest_of, digest_of_parts, total_of
from daman.law.rules.reading import reading_of
from daman.law.snapshot import Snapshot

SUMMARY = "answers.json"


def answer_snapshot(
    snapshot: Snapshot,
    out: Path,
    *,
    edition: str = "",
    numbers: Sequence[int] | None = None,
    say: Callable[[str], object] = lambda _: None,
) -> Mapping[str, Any]:
    """
    Answer the parts of a snapshot that are not answered yet, or only those named.

    Without an edition it is the snapshot's own, which must read as it did then. Returns the
    counts and the digest; `complete` says whether every part is there, and then they are also
    written to `answers.json`.

    :raises Refusal: snapshot.changed, snapshot.incomplete, snapshot.other_law, snapshot.no_part,
        edition.unknown or output.unwritable
    """
    under = _under(snapshot, edition)
    every = range(snapshot.parts_count)
    for number in every if numbers is None else numbers:
        answer_one(snapshot, out, number, edition=edition)
        say(f"part {number + 1} of {len(every)} is answered")
    found = [_marker(out, number, under) for number in every]
    done = [marker for marker in found if marker is not None]
    summary = under | total_of([marker["counts"] for marker in done])
    summary |= {"parts": len(every), "complete": len(done) == len(every)}
    summary |= {"digest": digest_of_parts([marker["digest"] for marker in done])}
    summary |= {"legend": list(legend(under["edition"]).values()), "out": str(out)}
    if summary["complete"]:
        _write_json(out / SUMMARY, summary)
    return summary


def answer_one(snapshot: Snapshot, out: Path, number: int, *, edition: str = "") -> None:
    """
    Answer one part unless it is answered already: the job that any scheduler may run anywhere.

    :raises Refusal: as `answer_snapshot`
    """
    if number not in range(snapshot.parts_count):
        raise Refusal("snapshot.no_part", field="part", given=number)
    under = _under(snapshot, edition)
    if _marker(out, number, under) is None:
        write_part(snapshot.answer_part(number, edition=under["edition"]), out, number, under)


def write_part(answered: Answered, out: Path, number: int, under: Mapping[str, str]) -> None:
    """
    Write the answers of a part and then its marker, each whole or not at all.

    :raises Refusal: output.unwritable
    """
    file, errors = out / f"answers-{number:05}.parquet", out / f"errors-{number:05}.csv"
    try:
        out.mkdir(parents=True, exist_ok=True)
        made = out / f".{file.name}.{os.getpid()}"
        answered.answers.write_parquet(made)
        sha256 = hashlib.sha256(made.read_bytes()).hexdigest()
        made.replace(file)
        errors.unlink(missing_ok=True)
        if answered.errors.height:
            answered.errors.write_csv(errors)
    except OSError:
        raise Refusal("output.unwritable", field="out", given=str(out)) from None
    marker = {"sha256": sha256, "digest": digest_of(answered.answers), "counts": answered.counts}
    _write_json(file.with_suffix(".json"), {**under, "part": number, **marker})


def _under(snapshot: Snapshot, edition: str) -> dict[str, str]:
    if not edition:
        snapshot.check_law()
    edition = edition or snapshot.edition
    reading = reading_of(edition)
    return {
        "snapshot": snapshot.manifest["sha256"],
        "edition": edition,
        "edition_hash": reading.edition.content_hash,
        "rules_hash": reading.rules_hash,
    }


def _marker(out: Path, number: int, under: Mapping[str, str]) -> Mapping[str, Any] | None:
    """Return the marker of a part that is answered so, and whose answers are as written."""
    file = out / f"answers-{number:05}.parquet"
    try:
        marker: dict[str, Any] = json.loads(file.with_suffix(".json").read_text(encoding="utf-8"))
        sha256 = hashlib.sha256(file.read_bytes()).hexdigest()
    except (OSError, ValueError):
        return None
    wanted = {**under, "part": number, "sha256": sha256}
    return marker if wanted.items() <= marker.items() else None


def _write_json(file: Path, content: Mapping[str, Any]) -> None:
    made = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        made.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", "utf-8")
        made.replace(file)
    except OSError:
        raise Refusal("output.unwritable", field="out", given=str(file)) from None
