"""From what is known of an application to the household that the law is asked about; pure."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from daman.kernel.ages import age_on
from daman.kernel.money import HALALAS_PER_RIYAL, Money
from daman.kernel.refusal import Refusal
from daman.law.facts.vocabulary import vocabulary

CLAIM = "claim"
FINDING = "finding"
UNKNOWN = "unknown"
CIVIL_REGISTRY = "civil_registry"
MONEY_KINDS = ("money", "savings")
_MEMBER = re.compile(r"dependants\[(\d+)\]\.(\w+)")


@dataclass(frozen=True)
class Income:
    """One monthly income in halalas; `source` is empty for what the citizen declared."""

    earner: str
    kind: str
    halalas: int
    source: str = ""
    as_of: str = ""


@dataclass(frozen=True)
class Known:
    """
    Everything known of one application on the day it was submitted.

    `content` is the frozen snapshot, `told` what registers answer now to the same questions, by
    section; `findings` is what the office established, by the path of the fact.
    """

    content: Mapping[str, Any]
    told: Mapping[str, Mapping[str, Mapping[str, Any]]]
    category: str
    has_income: bool | None
    declared: Sequence[Income]
    registered: Sequence[Income]
    day: date
    person_as_of: date
    findings: Mapping[str, Any] = field(default_factory=dict)
    found_on: date | None = None


@dataclass(frozen=True)
class Beside:
    """
    One fact three times: what was claimed, what a register says, what the office found.

    A finding decides, then the register, then the claim. `added` is what further earners, whom
    the register does not know, declared of the same income.
    """

    claim: Any = None
    told: Any = None
    register: str = ""
    as_of: str = ""
    added: int | Decimal = 0
    is_found: bool = False
    finding: Any = None
    found_on: str = ""

    @property
    def value(self) -> Any:
        """Return the value that the law is given; None when nobody knows."""
        if self.is_found:
            return self.finding
        if self.register:
            return self.told + self.added if self.added else self.told
        return self.claim

    @property
    def source(self) -> dict[str, str]:
        """Return where the value comes from and the day it speaks of."""
        if self.is_found:
            return {"source": FINDING, "as_of": self.found_on}
        if self.register:
            also = {"also": CLAIM} if self.added else {}
            return {"source": self.register, "as_of": self.as_of, **also}
        known = CLAIM if self.claim is not None else UNKNOWN
        return {"source": known, "as_of": self.as_of if known == CLAIM else ""}

    @property
    def is_match(self) -> bool | None:
        """Return whether claim and register agree; None when one of them says nothing."""
        if not self.register or self.claim is None or self.told is None:
            return None
        told = self.told + self.added if self.added else self.told
        return bool(self.claim == told)


def riyals(halalas: int | None) -> int | Decimal | None:
    """
    Return an amount in riyals as the law reads it: exact, whole where it is whole.

    >>> riyals(132000), riyals(9950), riyals(None)
    (1320, Decimal('99.5'), None)
    """
    if halalas is None:
        return None
    whole, part = divmod(halalas, HALALAS_PER_RIYAL)
    return Decimal(halalas) / HALALAS_PER_RIYAL if part else whole


def _none_is_null(word: str | None) -> str | None:
    return None if word == "none" else word


# The law's path of each fact that a question of the profile answers.
_ASKED: dict[str, tuple[str, str]] = {
    "head.able_to_work": ("personal", "able_to_work"),
    "head.student": ("education", "student"),
    "head.services_suspended": ("personal", "services_suspended"),
    "assets.main_home_owned": ("property", "main_home_owned"),
    "assets.other_real_estate_count": ("property", "other_real_estate_count"),
    "assets.liquid_assets": ("property", "liquid_assets_halalas"),
    "assets.cars": ("property", "cars"),
    "residence.permanent": ("housing", "permanent_residence"),
    "residence.longest_consecutive_days_abroad": ("housing", "longest_consecutive_days_abroad"),
    "residence.total_days_abroad_12m": ("housing", "total_days_abroad_12m"),
    "residence.study_abroad": ("housing", "study_abroad"),
    "institution": ("housing", "institution"),
    "obligations.health_education_met": ("education", "health_education_met"),
    "obligations.training_attended": ("employment", "training_attended"),
    "separate_dwelling": ("housing", "separate_dwelling"),
    "other_families_of_head": ("dependants", "other_families_of_head"),
}
_AS_THE_LAW_READS: dict[str, Callable[[Any], Any]] = {
    "assets.liquid_assets": riyals,
    "institution": _none_is_null,
}
_UNASKED = (
    "assessor_findings.high_value_assets",
    "assessor_findings.wealth_criteria_met",
    "legacy_category_m45",
)


def beside_each_other(known: Known) -> dict[str, Beside]:
    """
    Return every fact of the household by its path, in the order of the law's vocabulary.

    :raises Refusal: household.unknown_field for a finding about a fact that there is not
    """
    facts = {
        "unit": _claimed("family" if _people(known) else "independent", known),
        "category": _claimed(known.category or None, known),
        **_head(known),
        **{_income_path(kind): _income(kind, known) for kind in _income_kinds()},
        **{path: _asked(path, known) for path in _ASKED},
        **dict.fromkeys(_UNASKED, Beside()),
    }
    ordered = {path: facts[path] for path in vocabulary().facts} | _members(known)
    found_on = known.found_on.isoformat() if known.found_on else ""
    for path, finding in known.findings.items():
        if path not in ordered:
            raise Refusal("household.unknown_field", field=path)
        found = _as_found(path, finding)
        ordered[path] = replace(ordered[path], is_found=True, finding=found, found_on=found_on)
    return ordered


def household_of(facts: Mapping[str, Beside]) -> dict[str, Any]:
    """Return the household in the shape of the law's schema; None where nobody knows."""
    household: dict[str, Any] = {}
    people: dict[int, dict[str, Any]] = {}
    for path, fact in facts.items():
        member = _MEMBER.fullmatch(path)
        group, _, name = path.partition(".")
        if member:
            people.setdefault(int(member[1]), {})[member[2]] = fact.value
        elif name:
            household.setdefault(group, {})[name] = fact.value
        else:
            household[group] = fact.value
    return household | {"dependants": list(people.values())}


def sources_of(facts: Mapping[str, Beside]) -> dict[str, dict[str, str]]:
    """Return where each fact comes from, by its path."""
    return {path: fact.source for path, fact in facts.items()}


def kind_of(path: str) -> str:
    """
    Return what kind of value a fact has, in the words of the law's vocabulary.

    >>> kind_of("assets.liquid_assets"), kind_of("dependants[0].age")
    ('savings', 'count')
    """
    member = _MEMBER.fullmatch(path)
    return (vocabulary().members[member[2]] if member else vocabulary().facts[path]).kind


def _claimed(claim: Any, known: Known) -> Beside:
    return Beside(claim=claim, as_of=known.day.isoformat())


def _people(known: Known) -> Sequence[Mapping[str, Any]]:
    people: Sequence[Mapping[str, Any]] = known.content["sections"]["dependants"]["people"]
    return people


def _asked(path: str, known: Known) -> Beside:
    section, question = _ASKED[path]
    return _answer(section, question, known, _AS_THE_LAW_READS.get(path, lambda value: value))


def _answer(
    section: str, question: str, known: Known, read: Callable[[Any], Any] = lambda value: value
) -> Beside:
    claim = read(known.content["sections"][section].get(question))
    told = known.told.get(section, {}).get(question)
    if told is None:
        return _claimed(claim, known)
    return Beside(claim, read(told["value"]), told["source"], told["as_of"])


def _head(known: Known) -> dict[str, Beside]:
    person = known.content["person"]
    as_of = known.person_as_of.isoformat()
    age = age_on(date.fromisoformat(person["born_on"]), known.day)
    facts = {
        f"head.{name}": Beside(value, value, CIVIL_REGISTRY, as_of)
        for name, value in (("age", age), ("sex", person["sex"]), ("saudi", person["is_saudi"]))
    }
    for name in ("nationality_basis", "residence_permit_valid"):
        # Only a resident is asked for these; a citizen needs neither.
        is_saudi = person["is_saudi"]
        facts[f"head.{name}"] = Beside() if is_saudi else _answer("personal", name, known)
    return facts


def _members(known: Known) -> dict[str, Beside]:
    sources = known.content.get("dependant_sources", {})
    facts = {}
    for place, member in enumerate(_people(known)):
        register = sources.get(member["national_id"], "")
        is_told = register == CIVIL_REGISTRY
        for name in vocabulary().members:
            value = _of_member(member, name, known.day)
            is_asked = name == "accepted_link" or not is_told or value is None
            facts[f"dependants[{place}].{name}"] = (
                _claimed(value, known)
                if is_asked
                else Beside(value, value, register, known.person_as_of.isoformat())
            )
    return facts


def _of_member(member: Mapping[str, Any], name: str, day: date) -> Any:
    if name == "age":
        return age_on(date.fromisoformat(member["born_on"]), day)
    if name in ("nationality_basis", "residence_permit_valid") and member["saudi"]:
        return None
    return member.get(name)


def _income_kinds() -> list[str]:
    paths = [path for path in vocabulary().facts if path.startswith("monthly_income.")]
    return [path.partition(".")[2] for path in paths]


def _income_path(kind: str) -> str:
    return f"monthly_income.{kind}"


def _income(kind: str, known: Known) -> Beside:
    """A source not named beside a yes or a no to income is none: that is what was declared."""
    declared = [each for each in known.declared if each.kind == kind]
    registered = [each for each in known.registered if each.kind == kind]
    claim = sum(each.halalas for each in declared) if known.has_income is not None else None
    if declared:
        claim = sum(each.halalas for each in declared)
    if not registered:
        return _claimed(riyals(claim), known)
    earners = {each.earner for each in registered}
    unregistered = sum(each.halalas for each in declared if each.earner not in earners)
    return Beside(
        claim=riyals(claim),
        told=riyals(sum(each.halalas for each in registered)),
        register=registered[0].source,
        as_of=max(each.as_of for each in registered),
        added=riyals(unregistered) or 0,
    )


def _as_found(path: str, finding: Any) -> Any:
    """Read a finding: an amount may be given as Money or as written riyals."""
    if kind_of(path) in MONEY_KINDS and isinstance(finding, str):
        finding = Money.parse(finding)
    return riyals(finding.halalas) if isinstance(finding, Money) else finding
