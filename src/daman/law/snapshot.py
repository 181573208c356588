"""
A frozen, hashed snapshot of a caseload's facts: what a run decides on and an objection re-runs.

A folder of Parquet partitions of whole households with a manifest that names the edition, the
counts and the SHA-256 of every file and of itself. A byte that was changed is found before
anything is decided.
"""

import hashlib
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from daman.kernel.refusal import Refusal
from daman.law.facts.columns import HOUSEHOLD_ID
from daman.law.facts.tables import check_ids, check_schema, household_schema, person_schema
from daman.law.partition import Answered, answer_partition
from daman.law.partition_files import partitions_in
from daman.law.rules.reading import reading_of

PART_HOUSEHOLDS = 100_000
MANIFEST = "manifest.json"
_FORM = "daman.snapshot.1"
_TABLES = ("households", "persons")
Part = tuple[pl.DataFrame, pl.DataFrame]


@dataclass(frozen=True)
class Snapshot:
    """A snapshot whose manifest is as it was made; its files are checked when they are read."""

    folder: Path
    manifest: Mapping[str, Any]

    @property
    def edition(self) -> str:
        """Return the edition for which it was made."""
        return str(self.manifest["edition"])

    @property
    def parts_count(self) -> int:
        """Return how many partitions there are."""
        return len(self.manifest["parts"])

    def part(self, number: int) -> Part:
        """
        Return the tables of a partition, from the very bytes that were checked.

        :raises Refusal: snapshot.changed or snapshot.incomplete, naming the file
        """
        described = self.manifest["parts"][number]
        read = [pl.read_parquet(io.BytesIO(self._bytes(described[name]))) for name in _TABLES]
        return read[0], read[1]

    def check(self) -> None:
        """
        Check every file.

        :raises Refusal: snapshot.changed or snapshot.incomplete, naming the file
        """
        for described in self.manifest["parts"]:
            for name in _TABLES:
                self._bytes(described[name])

    def check_law(self) -> None:
        """
        Check that the edition and its rules read as they did when the snapshot was made.

        :raises Refusal: snapshot.other_law or edition.unknown
        """
        if any(self.manifest[name] != value for name, value in _law(self.edition).items()):
            raise Refusal("snapshot.other_law", field="edition", given=self.edition)

    def answer_part(self, number: int, *, edition: str) -> Answered:
        """
        Answer one partition.

        :raises Refusal: snapshot.changed, snapshot.incomplete or edition.unknown
        """
        return answer_partition(*self.part(number), edition=edition)

    def _bytes(self, described: Mapping[str, str]) -> bytes:
        file = self.folder / described["file"]
        try:
            content = file.read_bytes()
        except OSError:
            raise Refusal("snapshot.incomplete", field="snapshot", given=str(file)) from None
        if hashlib.sha256(content).hexdigest() != described["sha256"]:
            raise Refusal("snapshot.changed", field="snapshot", given=str(file))
        return content


def read_snapshot(folder: Path, *, seal: str = "") -> Snapshot:
    """
    Return the snapshot in a folder, which must have the seal where one is given.

    :raises Refusal: snapshot.incomplete without a manifest, snapshot.changed when it was altered,
        snapshot.other when it is whole but has another seal
    """
    file = folder / MANIFEST
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, ValueError):
        raise Refusal("snapshot.incomplete", field="snapshot", given=str(file)) from None
    try:
        manifest = json.loads(text)
        sealed = manifest.pop("sha256")
        is_whole = manifest["form"] == _FORM and _seal(manifest) == sealed
        files = [described[name]["file"] for described in manifest["parts"] for name in _TABLES]
    except (ValueError, TypeError, AttributeError, KeyError):
        raise Refusal("snapshot.changed", field="snapshot", given=str(file)) from None
    if not is_whole or any(Path(name).name != name for name in files):
        raise Refusal("snapshot.changed", field="snapshot", given=str(file))
    if seal and seal != sealed:
        raise Refusal("snapshot.other", field="sha256", given=seal)
    return Snapshot(folder, manifest | {"sha256": sealed})


def make_snapshot(
    parts: Iterable[Part],
    folder: Path,
    *,
    edition: str,
    made_at: str = "",
    say: Callable[[str], object] = lambda _: None,
) -> Snapshot:
    """
    Freeze partitions of whole households in a new folder and return the snapshot.

    The manifest is written last: a folder without one is no snapshot. `made_at` is the moment as
    the caller knows it; the same facts at the same moment give the same seal.

    :raises Refusal: edition.unknown; snapshot.exists where the folder holds anything;
        output.unwritable; or what the parts raise
    """
    law = _law(edition)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise Refusal("snapshot.exists", field="snapshot", given=str(folder))
        described = []
        for number, tables in enumerate(parts):
            described.append(_write(folder, number, tables))
            say(f"part {number}: {described[-1]['households']['rows']:,} households")
        manifest = {"form": _FORM, "edition": edition, **law, "made_at": made_at}
        counts = {f"{name}_count": sum(d[name]["rows"] for d in described) for name in _TABLES}
        manifest |= counts | {"parts": described}
        sealed = manifest | {"sha256": _seal(manifest)}
        text = json.dumps(sealed, indent=1, ensure_ascii=False) + "\n"
        (folder / MANIFEST).write_text(text, encoding="utf-8")
    except OSError:
        raise Refusal("output.unwritable", field="snapshot", given=str(folder)) from None
    return Snapshot(folder, sealed)


def parts_of_files(
    households: Path, persons: Path, *, part_households: int = PART_HOUSEHOLDS
) -> Iterator[Part]:
    """
    Yield the partitions of two Parquet files in the order of ids, every household whole.

    Of a folder of partitions each is cut as a file of its own; no household is in two of them.

    Rows that cannot be read stay in, so that the errors can be told again.

    :raises Refusal: input.unreadable naming the file, or household.missing_field,
        household.unknown_field or household.type for a wrong column
    """
    if households.is_dir():
        for pair in partitions_in(households, persons):
            files = pair.households, pair.persons
            yield from parts_of_files(*files, part_households=part_households)
        return
    tables = [_scanned(households), _scanned(persons)]
    schemas = [table.collect_schema() for table in tables]
    check_schema(schemas[0], household_schema(), table="households")
    check_schema(schemas[1], person_schema(), table="persons")
    check_ids(*schemas)
    column = pl.col(HOUSEHOLD_ID)
    try:
        ids = tables[0].select(HOUSEHOLD_ID).collect().to_series()
        for within in ranges_of(ids, column, part_households):
            ordered = [t.filter(within).sort(HOUSEHOLD_ID, maintain_order=True) for t in tables]
            yield ordered[0].collect(), ordered[1].collect()
    except pl.exceptions.PolarsError:
        given = f"{households}, {persons}"
        raise Refusal("input.unreadable", field="file", given=given) from None


def ranges_of(ids: pl.Series, column: pl.Expr, part_households: int) -> Iterator[pl.Expr]:
    """Yield what says which rows belong to each part: every row is in exactly one."""
    known = ids.drop_nulls().sort()
    ends = known.gather_every(part_households, offset=part_households - 1).unique().sort()
    inner = ends.filter(ends < known[-1]).to_list() if len(known) else []
    bounds: list[Any] = [None, *inner, None]
    for above, upto in zip(bounds, bounds[1:], strict=False):
        within = pl.lit(True) if upto is None else column <= upto
        # The first part takes the rows without an id, which no comparison holds for.
        yield (within | column.is_null()) if above is None else (column > above) & within


def _scanned(file: Path) -> pl.LazyFrame:
    try:
        table = pl.scan_parquet(file, glob=False)
        table.collect_schema()
    except (OSError, pl.exceptions.PolarsError):
        raise Refusal("input.unreadable", field="file", given=str(file)) from None
    return table


def _write(folder: Path, number: int, tables: Part) -> dict[str, Any]:
    described = {}
    for name, table in zip(_TABLES, tables, strict=True):
        file = folder / f"{name}-{number:05}.parquet"
        table.write_parquet(file)
        sha256 = hashlib.sha256(file.read_bytes()).hexdigest()
        described[name] = {"file": file.name, "rows": table.height, "sha256": sha256}
    return described


def _law(edition: str) -> Mapping[str, str]:
    reading = reading_of(edition)
    return {"edition_hash": reading.edition.content_hash, "rules_hash": reading.rules_hash}


def _seal(manifest: Mapping[str, Any]) -> str:
    text = json.dumps(manifest, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
