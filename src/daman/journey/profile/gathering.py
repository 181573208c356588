"""Ask the registries about a person and the family; outside any transaction."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from daman.exchange import registries
from daman.exchange.registries import CivilRecord, FactRecord, NotMatched
from daman.journey.profile import rules
from daman.journey.profile.prefill import is_proposed
from daman.kernel.ages import age_on
from daman.record.people.models import Person

# From this age a person may have income of their own.
EARNER_YEARS_MIN = 15


@dataclass(frozen=True)
class Gathered:
    """What the registries said of a person, of the family, and of each member's circumstances."""

    own: CivilRecord | None
    family: tuple[CivilRecord, ...]
    facts: dict[str, list[FactRecord]]


def gather(person: Person, *, day: date) -> Gathered:
    """
    Return what the registries say of a person and of the relatives who may be dependants.

    :raises RegistryUnavailable: when any of them gave no usable answer
    """
    asked = registries.current()
    number = person.national_id
    try:
        own = asked.person(national_id=number, born_on=person.born_on)
        family = tuple(asked.family(national_id=number))
    except NotMatched:
        own, family = None, ()
    facts = {number: asked.facts(national_id=number)}
    for relative in proposed(family, own, day=day):
        if age_on(relative.born_on, day) >= EARNER_YEARS_MIN:
            facts[relative.national_id] = asked.facts(national_id=relative.national_id)
    return Gathered(own, family, facts)


def relation_of(relative: CivilRecord, own: CivilRecord | None) -> str:
    """Return what a relative is to the person, as the civil registry has it; empty for none."""
    if own is None:
        return ""
    if relative.national_id in own.spouse_ids:
        return "wife" if relative.sex == "F" else "husband"
    if relative.national_id in own.child_ids:
        return "child"
    if relative.national_id in own.parent_ids:
        return "parent"
    if set(relative.parent_ids) & set(own.parent_ids):
        return "sibling"
    return ""


def proposed(
    family: Iterable[CivilRecord], own: CivilRecord | None, *, day: date
) -> list[CivilRecord]:
    """Return the living relatives who are proposed as dependants."""
    return [
        relative
        for relative in family
        if relative.died_on is None
        and is_proposed(
            relation_of(relative, own),
            relative.born_on,
            is_single=relative.marital_status == "SINGLE",
            day=day,
        )
    ]


def kept_as(record: CivilRecord) -> dict[str, Any]:
    """Return a civil record as the arguments of `people.keep_person`."""
    return {
        "national_id": record.national_id,
        "born_on": record.born_on,
        "name_ar": record.name_ar,
        "name_en": record.name_en,
        "sex": record.sex,
        "marital_status": record.marital_status,
        "is_saudi": record.is_saudi,
        "nationality_basis": record.nationality_basis or "",
        "died_on": record.died_on,
        "region": record.region,
        "city": record.city,
    }


def dependant_as(record: CivilRecord, *, relation: str, source: str, day: date) -> dict[str, Any]:
    """Return a relative as the profile keeps a dependant; an adult's consent is still open."""
    is_adult = rules.needs_consent(record.born_on, day)
    return {
        "national_id": record.national_id,
        "name_ar": record.name_ar,
        "relation": relation,
        "born_on": record.born_on.isoformat(),
        "sex": record.sex,
        "saudi": record.is_saudi,
        "nationality_basis": record.nationality_basis,
        "residence_permit_valid": record.residence_permit_valid,
        "accepted_link": None if is_adult else True,
        "source": source,
    }
