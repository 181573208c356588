"""Answers the households of two files into a third, a part at a time in steady memory."""

import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import polars as pl

from daman.kernel.refusal import Refusal
from daman.law.facts.columns import HOUSEHOLD_ID
from daman.law.many import ANSWER, FAULTY, answers_and_faults, answers_in_order, legend
from daman.law.people import PEOPLE
from daman.law.table_files import scan_table, sink_table
from daman.law.unreadable import faults_of, persons_without_household

PART_HOUSEHOLDS = 250_000
_ERROR_TYPES = {"code": pl.String, "field": pl.String}


@dataclass
class Tally:
    """How many households were answered how; the parts add up to all of them."""

    households: int
    eligible: int = 0
    refused: int = 0
    open: int = 0
    unreadable: int = 0
    people: int = 0
    persons_without_household: int = 0
    codes: Counter[str] = field(default_factory=Counter)

    @property
    def answered(self) -> int:
        """Return how many got an answer."""
        return self.eligible + self.refused + self.open

    @property
    def done(self) -> int:
        """Return how many were looked at so far."""
        return self.answered + self.unreadable


@dataclass(frozen=True)
class Files:
    """The two tables that are read, the table of answers, and where errors are written."""

    households: Path
    persons: Path
    out: Path

    @property
    def errors(self) -> Path:
        """Return the errors file beside the answers."""
        return self.out.with_name(f"{self.out.stem}.errors.csv")


def assess_files(
    files: Files, *, edition: str, say: Callable[[str], object] = lambda _: None
) -> Mapping[str, Any]:
    """
    Answer every household of the files and return the counts, which add up.

    Both files are read a part at a time when their rows stand in the order of `household_id`; the
    answers stand in that order too. A row that cannot be read is named in the errors file beside
    the answers with its code and field, and the rest is answered. `say` is told the progress.

    :raises Refusal: edition.unknown; input.unreadable or output.unwritable naming the file;
        household.missing_field, household.unknown_field or household.type for a wrong column
    """
    begun = time.monotonic()
    households, persons = scan_table(files.households), scan_table(files.persons)
    if files.out.resolve() in (files.households.resolve(), files.persons.resolve()):
        raise Refusal("output.unwritable", field="out", given=str(files.out))
    answers_and_faults(households, persons, edition=edition)
    ids = households.select(HOUSEHOLD_ID).collect().to_series()
    tally = Tally(len(ids))
    try:
        with TemporaryDirectory(dir=files.out.parent, prefix=".answers-") as folder:
            progress = _Progress(tally, begun, say)
            errors = _answer_parts((households, persons), ids, edition, Path(folder), progress)
            _finish(files, Path(folder), errors)
    except pl.exceptions.PolarsError:
        given = f"{files.households}, {files.persons}"
        raise Refusal("input.unreadable", field="file", given=given) from None
    except OSError:
        raise Refusal("output.unwritable", field="out", given=str(files.out)) from None
    return _summary(files, tally, edition, time.monotonic() - begun)


@dataclass(frozen=True)
class _Progress:
    tally: Tally
    begun: float
    say: Callable[[str], object]

    def tell(self) -> None:
        """Say how far the work is, how fast it goes and how long it still takes."""
        rate = self.tally.done / max(time.monotonic() - self.begun, 1e-6)
        left = (self.tally.households - self.tally.done) / max(rate, 1)
        self.say(
            f"{self.tally.done:,} of {self.tally.households:,} households, "
            f"{rate:,.0f} a second, {left:,.0f} s left"
        )


def _answer_parts(
    tables: tuple[pl.LazyFrame, pl.LazyFrame],
    ids: pl.Series,
    edition: str,
    folder: Path,
    progress: _Progress,
) -> pl.DataFrame:
    """Write the answers a part a file, and return the errors."""
    households, persons = tables
    tally = progress.tally
    errors = [pl.DataFrame(schema={HOUSEHOLD_ID: ids.dtype, **_ERROR_TYPES})]
    for number, within in enumerate(_parts(ids)):
        part = households.filter(within), persons.filter(within)
        answered = answers_in_order(*part, edition=edition)
        is_faulty = answered[FAULTY]
        readable, faulty = answered.filter(~is_faulty), answered.filter(is_faulty)
        readable.select(ANSWER).write_parquet(folder / f"{number:06}.parquet")
        if faulty.height:
            errors.append(faults_of(*part, ids=faulty))
        _count(tally, readable, faulty)
        progress.tell()
    if tally.people != persons.select(pl.len()).collect().item():
        errors.append(persons_without_household(households, persons))
        tally.persons_without_household = errors[-1].height
    found = pl.concat(errors)
    tally.codes.update(dict(found["code"].value_counts().rows()))
    return found


def _parts(ids: pl.Series) -> Iterator[pl.Expr]:
    """Yield what says which rows belong to each part; parts keep every household whole."""
    column, known = pl.col(HOUSEHOLD_ID), ids.drop_nulls()
    if len(ids) <= PART_HOUSEHOLDS or not known.is_sorted():
        yield pl.lit(True)
        return
    ends = known.gather_every(PART_HOUSEHOLDS, offset=PART_HOUSEHOLDS - 1).unique().sort()
    ends = ends.filter(ends < known[-1])
    bounds: list[Any] = [None, *ends.to_list(), None]
    for above, upto in zip(bounds, bounds[1:], strict=False):
        if above is None:
            yield (column <= upto) | column.is_null()
        else:
            yield column > above if upto is None else (column > above) & (column <= upto)


def _count(tally: Tally, readable: pl.DataFrame, faulty: pl.DataFrame) -> None:
    eligible = readable["eligible"]
    tally.eligible += int(eligible.sum())
    tally.open += eligible.null_count()
    tally.refused += len(eligible) - int(eligible.sum()) - eligible.null_count()
    tally.unreadable += faulty.height
    # The people of a household that is given twice are there once.
    once = faulty.unique(HOUSEHOLD_ID)[PEOPLE]
    tally.people += int(readable[PEOPLE].sum()) + int(once.sum())


def _finish(files: Files, folder: Path, errors: pl.DataFrame) -> None:
    """Put the answers and the errors in their places, whole or not at all."""
    whole = folder / "whole"
    parts = sorted(folder.glob("*.parquet"))
    sink_table(pl.scan_parquet(parts, glob=False), whole, like=files.out)
    files.errors.unlink(missing_ok=True)
    if errors.height:
        errors.write_csv(folder / "errors")
        (folder / "errors").replace(files.errors)
    whole.replace(files.out)


def _summary(files: Files, tally: Tally, edition: str, seconds: float) -> Mapping[str, Any]:
    return {
        "edition": edition,
        "households": tally.households,
        "answered": tally.answered,
        "eligible": tally.eligible,
        "refused": tally.refused,
        "open": tally.open,
        "unreadable": tally.unreadable,
        "persons_without_household": tally.persons_without_household,
        "errors": dict(sorted(tally.codes.items())),
        "out": str(files.out),
        "errors_file": str(files.errors) if tally.codes else None,
        "legend": list(legend(edition).values()),
        "seconds": round(seconds, 3),
        "households_a_second": round(tally.households / max(seconds, 1e-6)),
    }
