"""
The law row by row in plain Python, as a candidate: a dataclass for each household and person.

What a programmer would write first, complete facts only. It is measured on a hundredth of each
partition, which the report says.
"""

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from daman.command.benchmark.ours import Candidate, shared
from daman.command.benchmark.rounds import serve
from daman.law.parameters.editions import edition_of

SHARE = 100
INCOMES = (
    *("salary", "business", "retirement_pension", "survivor_pension", "rent"),
    *("citizen_account", "rural_support", "student_stipend"),
)


@dataclass
class Person:
    """A head or a dependant."""

    is_head: bool
    age: int
    saudi: bool
    basis: str
    linked: bool
    able: bool
    student: bool
    suspended: bool


@dataclass
class Household:
    """A household with its people, as its rows say."""

    facts: dict[str, Any]
    incomes: dict[str, int]
    people: list[Person]

    @property
    def head(self) -> Person:
        """Return the head."""
        return next(person for person in self.people if person.is_head)


def read(households: pl.DataFrame, persons: pl.DataFrame) -> list[Household]:
    """Return objects made of the rows."""
    made = {}
    for row in households.iter_rows(named=True):
        incomes = {kind: row[f"monthly_income_{kind}_halalas"] for kind in INCOMES}
        made[row["household_id"]] = Household(row, incomes, [])
    for row in persons.iter_rows(named=True):
        made[row["household_id"]].people.append(
            Person(
                row["is_head"],
                row["age"],
                row["saudi"],
                row["nationality_basis"],
                row["accepted_link"],
                row["able_to_work"],
                row["student"],
                row["services_suspended"],
            )
        )
    return list(made.values())


class Law:
    """The statutory rules with the values of one edition."""

    def __init__(self, edition: str) -> None:
        values = edition_of(edition).values
        self.k: dict[str, Any] = {name: found.value for name, found in values.items()}
        for name, found in values.items():
            if found.unit.startswith("riyal"):
                self.k[name] *= 100

    def is_national(self, person: Person) -> bool:
        """Return whether a person is Saudi or in a case of article 10."""
        return person.saudi or person.basis in self.k["nationality_bases"]

    def failing(self, h: Household, due: int) -> list[str]:
        """Return the conditions that are not met."""
        facts, head, k = h.facts, h.head, self.k
        adult = k["student_independent_age_min"] if head.student else k["independent_age_min"]
        independent = facts["unit"] == "independent"
        earns = h.incomes["salary"] + h.incomes["business"] > 0
        idle = head.able and not earns and not facts["obligations_training_attended"]
        exempt = facts["legacy_category_m45"] in k.get("income_exempt_groups", ())
        held = {
            "head": head.suspended,
            "nationality": not self.is_national(head),
            "unit": independent and (head.age < adult or not facts["separate_dwelling"]),
            "residence": self.is_abroad(facts) and not facts["residence_study_abroad"],
            "institution": facts["institution"] != "none",
            "obligations": idle or not facts["obligations_health_education_met"],
            "income": due <= 0 and not exempt,
            "wealth": not facts["assessor_findings_wealth_criteria_met"],
        }
        return [name for name, holds in held.items() if holds]

    def is_abroad(self, facts: dict[str, Any]) -> bool:
        """Return whether a household does not live in the Kingdom, or was away for too long."""
        return (
            not facts["residence_permanent"]
            or facts["residence_longest_consecutive_days_abroad"]
            > self.k["abroad_consecutive_days_max"]
            or facts["residence_total_days_abroad_12m"] > self.k["abroad_total_days_max"]
        )

    def decide(self, h: Household) -> tuple[bool | None, list[str], int | None, int]:
        """Return eligible, reasons, halalas and size."""
        k = self.k
        counted = sum(self.is_national(p) and p.linked for p in h.people if not p.is_head)
        earned = h.incomes["salary"] + h.incomes["business"]
        unearned = sum(h.incomes[kind] for kind in INCOMES[2:5])
        minimum = k["basic_minimum"] + k["dependant_increment"] * counted
        income = earned * 6 + unearned * 12 + h.facts["assets_liquid_assets_halalas"]
        due = minimum * 12 - income
        failing = self.failing(h, due)
        if failing:
            return False, failing, 0, counted + 1
        review = []
        if self.is_abroad(h.facts):
            review.append("residence_review")
        if h.facts["other_families_of_head"] > 0 and sum(h.incomes.values()) > 0:
            review.append("multi_family_income_review")
        if review:
            return None, review, None, counted + 1
        if due <= 0:
            return True, ["m35_amount_review"], None, counted + 1
        return True, [], (min(due, 12 * k["family_cap"]) + 6) // 12, counted + 1


def row_by_row(folder: Path, share: str, edition: str) -> Candidate:
    """Return the loop over the first rows of each partition of one of several processes."""
    law, partitions = Law(edition), shared(folder, share)

    def work() -> int:
        done = 0
        for partition in partitions:
            households = pl.read_parquet(partition.households)
            households = households.head(max(households.height // SHARE, 1))
            last = households["household_id"][-1]
            persons = pl.scan_parquet(partition.persons).filter(pl.col("household_id") <= last)
            found = [law.decide(each) for each in read(households, persons.collect())]
            done += len(found)
        return done

    return work, lambda _: None


if __name__ == "__main__":
    serve(*row_by_row(Path(sys.argv[1]), sys.argv[2], sys.argv[3]))
