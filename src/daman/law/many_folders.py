"""
Answers a folder of partitions into another, each by itself, in several processes.

A partition whose answers are written has a marker beside them: whatever stops a run, the next one
does only what has no true marker. Memory depends on a partition's size and not on how many.
"""

import hashlib
import json
import os
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from daman.kernel.refusal import Refusal
from daman.law.facts.columns import HOUSEHOLD_ID
from daman.law.many import ANSWER, FAULTY, answers_in_order, legend, plan_of
from daman.law.partition import Answered, answered_of, no_errors, total_of
from daman.law.partition_files import Partition, partitions_in
from daman.law.people import PEOPLE
from daman.law.table_files import scan_table, sink_table
from daman.law.unreadable import faults_of, persons_without_household
from daman.law.workers import each_in_processes

SUMMARY = "answers.json"


@dataclass(frozen=True)
class Folders:
    """Where the partitions of households and of persons stand, and where answers go."""

    households: Path
    persons: Path
    out: Path


@dataclass(frozen=True)
class Job:
    """One partition to be answered under an edition, complete in itself."""

    partition: Partition
    out: Path
    edition: str

    @property
    def answers(self) -> Path:
        """Return the file of answers, in the form of the households' file."""
        return self.out / f"answers-{self.partition.name}{self.partition.households.suffix}"

    @property
    def errors(self) -> Path:
        """Return the file of what cannot be read, which is there when anything is."""
        return self.out / f"answers-{self.partition.name}.errors.csv"

    @property
    def marker(self) -> Path:
        """Return the file that says that the answers are written, and from what."""
        return self.out / f"answers-{self.partition.name}.json"

    @property
    def under(self) -> Mapping[str, Any]:
        """Return what the answers depend on: the law, and the two files as they stand."""
        reading = plan_of(self.edition).reading
        law = {"edition_hash": reading.edition.content_hash, "rules_hash": reading.rules_hash}
        tables = self.partition.households, self.partition.persons
        stands = {file.name: [file.stat().st_size, file.stat().st_mtime_ns] for file in tables}
        return {"edition": self.edition, **law, "tables": stands}


def assess_folders(
    folders: Folders,
    *,
    edition: str,
    processes: int = 1,
    say: Callable[[str], object] = lambda _: None,
) -> Mapping[str, Any]:
    """
    Answer every partition that is not answered yet and return the counts of all, which add up.

    :raises Refusal: edition.unknown; input.unreadable or output.unwritable naming the file;
        household.missing_field, household.unknown_field or household.type for a wrong column
    """
    begun = time.monotonic()
    plan_of(edition)
    partitions = partitions_in(folders.households, folders.persons)
    jobs = [Job(partition, folders.out, edition) for partition in partitions]
    _make(folders.out)
    done = {job: found for job in jobs if (found := counts_written(job)) is not None}
    left = [job for job in jobs if job not in done]
    before = sum(counts["households"] for counts in done.values())
    progress = _Progress(before + sum(map(_households_in, left)), before, say)
    for job, counts in each_in_processes(answer_job, left, processes=processes):
        done[job] = counts
        progress.tell(counts["households"])
    seconds = max(time.monotonic() - begun, 1e-6)
    summary = {
        "edition": edition,
        **total_of([done[job] for job in jobs]),
        "partitions": len(jobs),
        "partitions_done_before": len(jobs) - len(left),
        "out": str(folders.out),
        "legend": list(legend(edition).values()),
        "seconds": round(seconds, 3),
        "households_a_second": round(progress.done_now / seconds),
    }
    _write_json(folders.out / SUMMARY, summary)
    return summary


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        raise Refusal("output.unwritable", field="out", given=str(folder)) from None


def _households_in(job: Job) -> int:
    return int(scan_table(job.partition.households).select(pl.len()).collect().item())


def answer_job(job: Job) -> Mapping[str, Any]:
    """
    Answer one partition, write its answers, errors and marker, and return the counts.

    :raises Refusal: as `assess_folders`
    """
    under = job.under
    answered = _answered(job)
    try:
        _write(job, answered, under)
    except OSError:
        raise Refusal("output.unwritable", field="out", given=str(job.answers)) from None
    return answered.counts


def counts_written(job: Job) -> Mapping[str, Any] | None:
    """Return the counts of a partition that is answered so, its answers as they were written."""
    try:
        marker: dict[str, Any] = json.loads(job.marker.read_text(encoding="utf-8"))
        is_same = marker["sha256"] == hashlib.sha256(job.answers.read_bytes()).hexdigest()
        is_same = is_same and dict(job.under).items() <= marker.items()
        counts: Mapping[str, Any] = marker["counts"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return counts if is_same else None


def _answered(job: Job) -> Answered:
    households, persons = (
        scan_table(file) for file in (job.partition.households, job.partition.persons)
    )
    try:
        found = answers_in_order(households, persons, edition=job.edition)
        has_faults = bool(found[FAULTY].any())
        faulty = found.filter(FAULTY)
        answers = found.filter(~found[FAULTY]) if has_faults else found
        errors = [no_errors(found[HOUSEHOLD_ID].dtype)]
        if has_faults:
            errors.append(faults_of(households, persons, ids=faulty))
        # The people of a household that is given twice are there once.
        people = int(answers[PEOPLE].sum()) + int(faulty.unique(HOUSEHOLD_ID)[PEOPLE].sum())
        if people != persons.select(pl.len()).collect().item():
            errors.append(persons_without_household(households, persons))
    except pl.exceptions.PolarsError:
        raise Refusal(
            "input.unreadable", field="file", given=str(job.partition.households)
        ) from None
    return answered_of(answers.select(ANSWER), pl.concat(errors), unreadable=faulty.height)


def _write(job: Job, answered: Answered, under: Mapping[str, Any]) -> None:
    made = job.answers.with_name(f".{job.answers.name}.{os.getpid()}")
    sink_table(answered.answers.lazy(), made, like=job.answers)
    sha256 = hashlib.sha256(made.read_bytes()).hexdigest()
    made.replace(job.answers)
    job.errors.unlink(missing_ok=True)
    if answered.errors.height:
        answered.errors.write_csv(job.errors)
    _write_json(job.marker, {**under, "sha256": sha256, "counts": answered.counts})


def _write_json(file: Path, content: Mapping[str, Any]) -> None:
    made = file.with_name(f".{file.name}.{os.getpid()}")
    made.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    made.replace(file)


class _Progress:
    """How far a run is: what was done before counts as done, but not for the rate."""

    def __init__(self, households: int, before: int, say: Callable[[str], object]) -> None:
        self._households, self._before, self._say = households, before, say
        self._begun = time.monotonic()
        self.done_now = 0

    def tell(self, answered: int) -> None:
        """Say how far the work is, how fast it goes and how long it still takes."""
        self.done_now += answered
        done = self._before + self.done_now
        rate = self.done_now / max(time.monotonic() - self._begun, 1e-6)
        left = f"{(self._households - done) / max(rate, 1):,.0f} s left"
        self._say(f"{done:,} of {self._households:,} households, {rate:,.0f} a second, {left}")
