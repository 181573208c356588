"""How made-up people come to be: named, numbered, married, born; every draw from one seed."""

import random
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import yaml

from daman.kernel import iban, national_id
from daman.kernel.hijri import HijriDate
from simulators.registry import facts

Person = dict[str, Any]
NAMES = yaml.safe_load((Path(__file__).parent / "names.yaml").read_text("utf-8"))
ADULT = 18
OWN_MOBILE = 15


class Census:
    """People in the making; the same seed, day and calls give the same people."""

    def __init__(self, *, seed: int, as_of: date) -> None:
        self.people: list[Person] = []
        self.serial = 0
        self.as_of = as_of
        self.households = 0
        self._draw = random.Random(seed)
        self._place: dict[str, Any] = {}

    def pick(self, kind: str) -> Any:
        """Return one entry of a list in names.yaml."""
        return self._draw.choice(NAMES[kind])

    def between(self, low: int, high: int) -> int:
        """Return a whole number from low to high, both included."""
        return self._draw.randint(low, high)

    def chance(self, percent: int) -> bool:
        """Return true as often as the percentage says."""
        return self._draw.randrange(100) < percent

    def settle(self) -> None:
        """Begin a household: a new number and a place to live."""
        self.households += 1
        place = self.pick("places")
        self._place = {
            "region_code": place["code"],
            "region": place["region"],
            "city": self._draw.choice(place["cities"]),
        }

    def person(self, sex: str, age: int, **known: Any) -> Person:
        """
        Return a new person of the household.

        `known` may give given_name, father, mother, saudi, nationality_basis, born_on, role.
        """
        self.serial += 1
        saudi = known.get("saudi", True)
        born = known.get("born_on") or self._birthday(age)
        made = {
            "id": national_id.synthetic(self.serial, of="citizen" if saudi else "resident"),
            "sex": sex,
            **_birth(born),
            **self._name(sex, saudi, known),
            "marital_status": "single",
            "saudi": saudi,
            "nationality": "SAU" if saudi else self.pick("nationalities"),
            "nationality_basis": known.get("nationality_basis"),
            "permit_valid": None if saudi else True,
            "died_on": None,
            **self._reach(age),
            "spouses": [],
            "children": [],
            "parents": [],
            **self._place,
            "household": self.households,
            "role": known.get("role", "member"),
            "category": None,
            "facts": [facts.travel(self.as_of, total=0, longest=0, purpose="none")],
            "synthetic": True,
        }
        self._born_to(made, known)
        self.people.append(made)
        return made

    def couple(self, husband_age: int, wife_age: int, **of_wife: Any) -> tuple[Person, Person]:
        """Return a married couple."""
        husband = self.person("M", husband_age)
        wife = self.person("F", wife_age, **of_wife)
        self.marry(husband, wife)
        return husband, wife

    def marry(self, one: Person, other: Person) -> None:
        """Join two people."""
        for person, spouse in ((one, other), (other, one)):
            person["spouses"].append(spouse["id"])
            person["marital_status"] = "married"

    def divorce(self, one: Person, other: Person) -> None:
        """Part two people; the registry no longer links them."""
        for person, spouse in ((one, other), (other, one)):
            person["spouses"].remove(spouse["id"])
            person["marital_status"] = "divorced"

    def bury(self, person: Person, spouse: Person | None = None, *, years: int = 2) -> None:
        """Record a death, and the spouse's widowhood."""
        died = self.as_of - timedelta(days=365 * years + self.between(0, 300))
        person["died_on"] = max(died, date.fromisoformat(person["born_on"])).isoformat()
        person["mobiles"] = []
        if spouse is not None:
            spouse["marital_status"] = "widowed"

    def children(
        self, father: Person, mother: Person, ages: list[int], **known: Any
    ) -> list[Person]:
        """Return their children, each at school when old enough."""
        return [self._child(father, mother, age, known) for age in ages]

    def head(self, person: Person, category: str) -> Person:
        """Name who would apply, and by which category."""
        person["role"] = "head"
        person["category"] = category
        return person

    def employ(self, person: Person, monthly_wage: int) -> None:
        """Give the person a job."""
        job = facts.employment(
            self.as_of, employer=self.pick("employers"), monthly_wage=monthly_wage
        )
        person["facts"].append(job)

    def number(self) -> str:
        """Return a made-up deed or contract number."""
        return f"{self.between(10**9, 10**10 - 1)}"

    def _child(self, father: Person, mother: Person, age: int, known: dict[str, Any]) -> Person:
        child = self.person(
            "M" if self.chance(50) else "F", age, father=father, mother=mother, **known
        )
        if 6 <= age < ADULT:
            school = {
                "institution": NAMES["schools"][min((age - 6) // 6, 2)],
                "level": "school",
                "active": True,
            }
            child["facts"].append(facts.fact("enrolment", self.as_of, school))
        return child

    def _birthday(self, age: int) -> date:
        """Return a birthday that keeps the person this old for a month around today."""
        latest = self.as_of.replace(year=self.as_of.year - age, day=1)
        return latest - timedelta(days=self.between(60, 300) if age else self.between(30, 250))

    def _name(self, sex: str, saudi: bool, known: dict[str, Any]) -> dict[str, Any]:
        father = known.get("father")
        own = known.get("given_name") or self.pick("men" if sex == "M" else "women")
        if father is not None:
            line = [father["names"][0], father["names"][1]]
            family = father["names"][-1]
        else:
            line = [self.pick("men"), self.pick("men")]
            family = self.pick("families" if saudi else "foreign_families")
        names = [list(own), *map(list, line), list(family)]
        return {
            "names": names,
            "name_ar": " ".join(arabic for arabic, _ in names),
            "name_en": " ".join(latin for _, latin in names),
        }

    def _reach(self, age: int) -> dict[str, Any]:
        """Return the mobile and the bank account that go with the person's age."""
        return {
            "mobiles": [f"+96659{self.serial:07d}"] if age >= OWN_MOBILE else [],
            "iban": iban.synthetic(self.serial) if age >= OWN_MOBILE else None,
            "account": "active" if age >= OWN_MOBILE else None,
        }

    def _born_to(self, child: Person, known: dict[str, Any]) -> None:
        for parent in (known.get("father"), known.get("mother")):
            if parent is not None:
                parent["children"].append(child["id"])
                child["parents"].append(parent["id"])


def _birth(born: date) -> dict[str, str]:
    return {"born_on": born.isoformat(), "born_hijri": str(HijriDate.of(born))}
