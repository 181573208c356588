"""The invented households that the benchmark answers: in memory, in partitions, one by one."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import polars as pl

from daman.law.facts.columns import Column, head_columns, household_columns, member_columns
from daman.law.facts.vocabulary import vocabulary
from daman.law.partition_files import partitions_in
from daman.law.population_files import Population, write_population

_IN_MEMORY = 1_000_000
_CASES = 200
_OF = 100


@dataclass(frozen=True)
class Material:
    """A folder in which everything is made that is measured, and where the answers go."""

    root: Path
    households: int
    seed: int

    def make(self) -> None:
        """Make what is not there yet."""
        population = Population(self.households, self.seed, 0, self.partition_households)
        write_population(population, self.partitions)
        self.tables.mkdir(exist_ok=True)
        for name in ("households", "persons"):
            file = self.tables / f"{name}.arrow"
            if not file.exists():
                self._first(name).collect().write_ipc(file)
        self.cases.write_text(json.dumps(self._plain_cases()), encoding="utf-8")
        if self.tenth:
            for file in sorted(self.partitions.glob("*-*.parquet")):
                link = self.tenth_folder / file.name
                if int(file.stem.rpartition("-")[2]) < self._count // 10 and not link.exists():
                    link.symlink_to(file)

    @property
    def partition_households(self) -> int:
        """Return how many households a partition has: fewer where there are few in all."""
        return min(250_000, max(self.households // 2, 1))

    @property
    def partitions(self) -> Path:
        """Return the folder of partitions."""
        return self.root / "partitions"

    @property
    def tables(self) -> Path:
        """Return the folder of the tables that are held in memory."""
        return self.root / "tables"

    @property
    def cases(self) -> Path:
        """Return the file of single households."""
        return self.root / "cases.json"

    @property
    def in_memory(self) -> int:
        """Return how many households are held in memory."""
        return min(self.households, _IN_MEMORY)

    @property
    def cases_count(self) -> int:
        """Return how many households are answered one by one."""
        return min(self.households, _CASES)

    @property
    def hundredth(self) -> int:
        """Return how many households are answered row by row."""
        full, rest = divmod(self.households, self.partition_households)
        few = max(self.partition_households // _OF, 1) * full
        return few + (max(rest // _OF, 1) if rest else 0)

    @property
    def tenth(self) -> int:
        """Return how many households are in a tenth of the partitions, or 0 when there is none."""
        whole = self.partition_households * (self._count // 10)
        return whole if self.households >= 10 * self.partition_households else 0

    @property
    def tenth_folder(self) -> Path:
        """Return the folder of a tenth of the partitions."""
        return self.folder("a-tenth")

    def folder(self, name: str) -> Path:
        """Return a folder for answers, made when it is not there."""
        made = self.root / name
        made.mkdir(exist_ok=True)
        return made

    @cached_property
    def _count(self) -> int:
        return len(partitions_in(self.partitions, self.partitions))

    def _first(self, name: str) -> pl.LazyFrame:
        table = pl.scan_parquet(self.partitions / f"{name}-*.parquet")
        return table.filter(pl.col("household_id") <= self.in_memory)

    def _plain_cases(self) -> Sequence[Mapping[str, Any]]:
        tables = [self._first(name) for name in ("households", "persons")]
        within = pl.col("household_id") <= self.cases_count
        households, persons = (table.filter(within).collect() for table in tables)
        people = persons.partition_by("household_id", as_dict=True, maintain_order=True)
        return [
            _case(row, people[row["household_id"],].to_dicts()) for row in households.to_dicts()
        ]


def _case(own: Mapping[str, Any], people: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return a household in the product's own form, beside its rows for who reads those."""
    head, *others = people
    household: dict[str, Any] = {"dependants": [_values(member_columns(), row) for row in others]}
    facts = _values(household_columns(), own) | _values(head_columns(), head)
    for path, value in facts.items():
        *groups, name = path.split(".")
        place = household
        for group in groups:
            place = place.setdefault(group, {})
        place[name] = value
    return {"household": household, "rows": {"household": own, "persons": list(people)}}


def _values(columns: Mapping[str, Column], row: Mapping[str, Any]) -> dict[str, Any]:
    found = {}
    for path, column in columns.items():
        value, word = row[column.name], vocabulary().facts.get(path)
        words = word.words if word else vocabulary().members[path].words
        if column.kind == "money":
            value = value // 100
        found[path] = None if column.words and value not in words else value
    return found
