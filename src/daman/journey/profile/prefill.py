"""What the registries say, as answers to the profile's questions, each with source and day."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from daman.kernel.ages import age_on
from daman.kernel.money import Money
from daman.kernel.refusal import Refusal

CIVIL_REGISTRY = "civil_registry"
# Sons and daughters are proposed as dependants below this age (a student under 25 is one, P13).
PROPOSED_CHILD_YEARS_MAX = 25
_PENSIONS = {"retirement": "retirement_pension", "survivor": "survivor_pension"}
_SUPPORTS = ("citizen_account", "rural_support", "student_stipend")
_INSTITUTIONS = ("care_home", "shelter", "hospital", "prison")


@dataclass(frozen=True)
class Told:
    """One fact about one person, as a registry told it."""

    national_id: str
    source: str
    kind: str
    values: Mapping[str, Any]
    as_of: date


class Facts:
    """The facts about one person by kind, and the day the registries were asked."""

    def __init__(self, told: Iterable[Told], *, asked_on: date) -> None:
        self._by_kind: dict[str, list[Told]] = defaultdict(list)
        self._asked_on = asked_on
        for fact in told:
            self._by_kind[fact.kind].append(fact)

    def all(self, kind: str) -> list[Told]:
        """Return every fact of a kind."""
        return self._by_kind[kind]

    def said(self, value: Any, kind: str, *, source: str) -> dict[str, Any]:
        """Return an answer with its source and the day it speaks of."""
        found = self._by_kind[kind]
        as_of = max((fact.as_of for fact in found), default=self._asked_on)
        return {"value": value, "source": source, "as_of": as_of.isoformat()}


def told_answers(facts: Facts, sources: Sequence[Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    """
    Return by section what the registries answer to its questions.

    A register that knows nothing of a person answers no where it would know, such as a car; it
    says nothing where its silence means nothing, such as the ability to work.
    """
    return {
        "personal": _personal(facts),
        "housing": _housing(facts),
        "income": _income(facts, sources),
        "education": {"student": facts.said(_is_active(facts, "enrolment"), "enrolment",
                                            source="education")},
        "employment": _employment(facts),
        "licences": {
            "commercial_register": facts.said(
                bool(facts.all("commercial_registration")),
                "commercial_registration",
                source="commerce",
            )
        },
        "property": _property(facts),
        "dependants": {},
    }  # fmt: skip


def _personal(facts: Facts) -> dict[str, Any]:
    certificates = facts.all("disability")
    suspended = any(fact.values.get("suspended") is True for fact in facts.all("services"))
    told = {
        "has_disability": facts.said(bool(certificates), "disability", source="health"),
        "services_suspended": facts.said(suspended, "services", source="interior"),
    }
    if certificates and isinstance(certificates[-1].values.get("able_to_work"), bool):
        able = certificates[-1].values["able_to_work"]
        told["able_to_work"] = facts.said(able, "disability", source="health")
    return told


def _housing(facts: Facts) -> dict[str, Any]:
    told = {}
    if any(fact.values.get("main_home") is True for fact in facts.all("real_estate")):
        told["dwelling"] = facts.said("owned", "real_estate", source="justice")
    elif facts.all("rent_contract"):
        told["dwelling"] = facts.said("rented", "rent_contract", source="housing")
    lived = [fact.values.get("of") for fact in facts.all("institution")]
    institution = next((word for word in lived if word in _INSTITUTIONS), "none")
    told["institution"] = facts.said(institution, "institution", source="interior")
    for fact in facts.all("travel"):
        for name in ("longest_consecutive_days_abroad", "total_days_abroad_12m"):
            if type(fact.values.get(name)) is int and 0 <= fact.values[name] <= 366:
                told[name] = facts.said(fact.values[name], "travel", source="borders")
        is_study = fact.values.get("purpose") == "study"
        told["study_abroad"] = facts.said(is_study, "travel", source="borders")
    return told


def _income(facts: Facts, sources: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    return {"has_income": facts.said(bool(sources), "employment", source="social_insurance")}


def _employment(facts: Facts) -> dict[str, Any]:
    told = {
        "employed": facts.said(
            _is_active(facts, "employment"), "employment", source="social_insurance"
        )
    }
    if facts.all("job_search"):
        told["seeking_work"] = facts.said(True, "job_search", source="labour")
    return told


def _property(facts: Facts) -> dict[str, Any]:
    deeds = facts.all("real_estate")
    homes = [fact for fact in deeds if fact.values.get("main_home") is True]
    told = {
        "main_home_owned": facts.said(bool(homes), "real_estate", source="justice"),
        "other_real_estate_count": facts.said(
            len(deeds) - len(homes), "real_estate", source="justice"
        ),
        "cars": facts.said(len(facts.all("vehicle")), "vehicle", source="traffic"),
    }
    balances = [halalas_of(fact.values.get("balance")) for fact in facts.all("savings")]
    if balances:
        told["liquid_assets_halalas"] = facts.said(sum(balances), "savings", source="finance")
    return told


def _is_active(facts: Facts, kind: str) -> bool:
    return any(fact.values.get("active") is not False for fact in facts.all(kind))


def halalas_of(riyals: Any) -> int:
    """Return an amount that a registry gives in riyals as halalas, zero when it is none."""
    try:
        return Money.parse(str(riyals)).halalas
    except Refusal:
        return 0


def income_sources(told: Iterable[Told]) -> list[dict[str, Any]]:
    """Return the incomes that the registries know, by earner and kind, in halalas a month."""
    sums: dict[tuple[str, str], int] = defaultdict(int)
    for fact in told:
        kind, amount = _income_of(fact)
        if kind and amount > 0:
            sums[fact.national_id, kind] += amount
    return [
        {"earner": earner, "kind": kind, "monthly_halalas": amount}
        for (earner, kind), amount in sorted(sums.items())
    ]


def _income_of(fact: Told) -> tuple[str, int]:
    values = fact.values
    of = str(values.get("of", ""))
    if fact.kind == "employment" and values.get("active") is not False:
        return "salary", halalas_of(values.get("monthly_wage"))
    if fact.kind == "commercial_registration":
        return "business", halalas_of(values.get("monthly_income"))
    if fact.kind == "real_estate":
        return "rent", halalas_of(values.get("monthly_rent"))
    if fact.kind == "pension":
        return _PENSIONS.get(of, ""), halalas_of(values.get("monthly_amount"))
    if fact.kind == "other_support" and of in _SUPPORTS:
        return of, halalas_of(values.get("monthly_amount"))
    return "", 0


def is_proposed(relation: str, born_on: date, *, is_single: bool, day: date) -> bool:
    """Return whether a living relative is proposed as a dependant: wives and young children."""
    if relation == "wife":
        return True
    return relation == "child" and is_single and age_on(born_on, day) < PROPOSED_CHILD_YEARS_MAX
