"""
The law row by row in plain Python, as a candidate: a dataclass for each household and person.

What a programmer would write first, complete facts only. It is measured on a hundredth of each
partition, which the report says.
"""

import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl

from daman.command.benchmark.ours import Candidate, shared
from daman.command.benchmark.rounds import serve
from daman.law.parameters.editions import edition_of

SHARE = 100


@dataclass
class Person:
    """A head or a dependant, as the row says."""

    household_id: int
    is_head: bool
    relation: str | None
    age: int
    saudi: bool
    nationality_basis: str
    residence_permit_valid: bool
    accepted_link: bool
    sex: str
    able_to_work: bool
    student: bool
    services_suspended: bool


@dataclass
class Household:
    """A household with its people, as the rows say."""

    household_id: int
    dependants_known: bool
    unit: str
    category: str
    monthly_income_salary_halalas: int
    monthly_income_business_halalas: int
    monthly_income_retirement_pension_halalas: int
    monthly_income_survivor_pension_halalas: int
    monthly_income_rent_halalas: int
    monthly_income_citizen_account_halalas: int
    monthly_income_rural_support_halalas: int
    monthly_income_student_stipend_halalas: int
    assets_main_home_owned: bool
    assets_other_real_estate_count: int
    assets_liquid_assets_halalas: int
    assets_cars: int
    assessor_findings_high_value_assets: bool
    assessor_findings_wealth_criteria_met: bool
    residence_permanent: bool
    residence_longest_consecutive_days_abroad: int
    residence_total_days_abroad_12m: int
    residence_study_abroad: bool
    institution: str
    obligations_health_education_met: bool
    obligations_training_attended: bool
    separate_dwelling: bool
    other_families_of_head: int
    legacy_category_m45: str
    people: list[Person] = field(default_factory=list)

    @property
    def head(self) -> Person:
        """Return the head."""
        return next(person for person in self.people if person.is_head)

    @property
    def earned(self) -> int:
        """Return salaries and business income."""
        return self.monthly_income_salary_halalas + self.monthly_income_business_halalas

    @property
    def unearned(self) -> int:
        """Return the unearned income that counts."""
        return (
            self.monthly_income_retirement_pension_halalas
            + self.monthly_income_survivor_pension_halalas
            + self.monthly_income_rent_halalas
        )

    @property
    def support(self) -> int:
        """Return the income that does not count."""
        return (
            self.monthly_income_citizen_account_halalas
            + self.monthly_income_rural_support_halalas
            + self.monthly_income_student_stipend_halalas
        )


def read(households: pl.DataFrame, persons: pl.DataFrame) -> list[Household]:
    """Return objects made of the rows."""
    made = {row["household_id"]: Household(**row) for row in households.iter_rows(named=True)}
    for row in persons.iter_rows(named=True):
        made[row["household_id"]].people.append(Person(**row))
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
        return person.saudi or person.nationality_basis in self.k["nationality_bases"]

    def failing(self, h: Household, due: int) -> list[str]:
        """Return the conditions that are not met."""
        head, k = h.head, self.k
        adult = k["student_independent_age_min"] if head.student else k["independent_age_min"]
        idle = head.able_to_work and h.earned == 0 and not h.obligations_training_attended
        is_exempt = h.legacy_category_m45 in k.get("income_exempt_groups", ())
        held = {
            "head": head.services_suspended,
            "nationality": not self.is_national(head),
            "unit": h.unit == "independent" and (head.age < adult or not h.separate_dwelling),
            "residence": self.is_abroad(h) and not h.residence_study_abroad,
            "institution": h.institution != "none",
            "obligations": idle or not h.obligations_health_education_met,
            "income": due <= 0 and not is_exempt,
            "wealth": not h.assessor_findings_wealth_criteria_met,
        }
        return [name for name, holds in held.items() if holds]

    def is_abroad(self, h: Household) -> bool:
        """Return whether a household does not live in the Kingdom, or was away for too long."""
        return (
            not h.residence_permanent
            or h.residence_longest_consecutive_days_abroad > self.k["abroad_consecutive_days_max"]
            or h.residence_total_days_abroad_12m > self.k["abroad_total_days_max"]
        )

    def decide(self, h: Household) -> tuple[bool | None, list[str], int | None, int]:
        """Return eligible, reasons, halalas and size."""
        k = self.k
        counted = [p for p in h.people if not p.is_head and self.is_national(p)]
        size = 1 + sum(p.accepted_link for p in counted)
        minimum = k["basic_minimum"] + k["dependant_increment"] * (size - 1)
        income = h.earned * 6 + h.unearned * 12 + h.assets_liquid_assets_halalas
        due = minimum * 12 - income
        failing = self.failing(h, due)
        if failing:
            return False, failing, 0, size
        review = []
        if self.is_abroad(h):
            review.append("residence_review")
        if h.other_families_of_head > 0 and h.earned + h.unearned + h.support > 0:
            review.append("multi_family_income_review")
        if review:
            return None, review, None, size
        if due <= 0:
            return True, ["m35_amount_review"], None, size
        return True, [], (min(due, 12 * k["family_cap"]) + 6) // 12, size


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
