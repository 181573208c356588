"""Read a person's profile: sections, how far they are, what is confirmed, what it would freeze."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, Subquery

from daman.base.sealing import blind_index
from daman.journey.profile import rules
from daman.journey.profile.models import Profile, Section, SectionAnswers, Snapshot
from daman.journey.profile.prefill import Told
from daman.journey.profile.states import SectionState
from daman.record.circumstances.models import RegistryFact
from daman.record.people.models import Person

SECTIONS = tuple(str(section) for section in Section)
_HIDDEN_OF_DEPENDANTS = ("source",)
_ANSWERS = ("section", "answers")


@dataclass(frozen=True)
class Progress:
    """One section's place in the task list."""

    section: str
    state: SectionState


def profile_of(person: Person) -> Profile | None:
    """Return a person's profile, or None before it is opened."""
    return Profile.objects.filter(person=person).select_related("person").first()


def section_of(profile: Profile, section: str) -> SectionAnswers:
    """Return one section with its answers."""
    return profile.sections.get(section=section)


def values_of(person: Person, *sections: str) -> dict[str, dict[str, Any]]:
    """Return the answers of these sections by question; empty before the profile is opened."""
    found = SectionAnswers.objects.filter(profile__person=person, section__in=sections)
    return {section: answers["values"] for section, answers in found.values_list(*_ANSWERS)}


def progress_of(profile: Profile) -> list[Progress]:
    """Return the state of the eight sections, in their order."""
    rows = {row.section: row for row in profile.sections.all()}
    is_told = profile.facts_told_at is not None
    return [Progress(name, _state(rows[name], is_told=is_told)) for name in SECTIONS]


def _state(row: SectionAnswers, *, is_told: bool) -> SectionState:
    if row.is_complete:
        return SectionState.COMPLETE
    if row.answers.get("pages"):
        return SectionState.STARTED
    if row.answers.get("told") or row.answers["values"].get("people"):
        return SectionState.PREFILLED
    return SectionState.NOT_STARTED if is_told else SectionState.WAITING


def complete_count(profile: Profile) -> int:
    """Return how many of the eight sections are complete."""
    return profile.sections.filter(is_complete=True).count()


def first_open_section(profile: Profile) -> str:
    """Return the first section that is not complete, empty when all are."""
    found = {row.section for row in profile.sections.all() if not row.is_complete}
    return next((name for name in SECTIONS if name in found), "")


def latest_snapshot(profile: Profile) -> Snapshot | None:
    """Return the newest confirmation, or None."""
    return profile.snapshots.order_by("-taken_at", "-pk").first()


def is_confirmed(profile: Profile) -> bool:
    """Return whether the newest confirmation holds exactly what the profile says now."""
    snapshot = latest_snapshot(profile)
    if snapshot is None:
        return False
    rows = list(profile.sections.all())
    is_complete = sum(row.is_complete for row in rows) == len(SECTIONS)
    return is_complete and snapshot.sha256 == rules.digest(_content(profile, rows))


def content_of(profile: Profile) -> dict[str, Any]:
    """
    Return what a confirmation freezes: the person, the answers of all sections, and beside them
    `told` (what registries say), `disputes` and `dependant_sources`.
    """
    return _content(profile, profile.sections.all())


def _content(profile: Profile, kept: Iterable[SectionAnswers]) -> dict[str, Any]:
    person = profile.person
    rows = {row.section: row.answers for row in kept}
    sections = {name: dict(rows[name]["values"]) for name in SECTIONS}
    people = sections["dependants"].pop("people", [])
    sections["dependants"]["people"] = [_dependant(member) for member in people]
    return {
        "person": {
            "national_id": person.national_id,
            "name_ar": person.name_ar,
            "born_on": person.born_on.isoformat(),
            "sex": person.sex,
            "is_saudi": person.is_saudi,
            "marital_status": person.marital_status,
        },
        "sections": sections,
        "told": {name: rows[name].get("told", {}) for name in SECTIONS},
        "disputes": {
            name: rows[name]["dispute"] for name in SECTIONS if rows[name].get("dispute")
        },
        "dependant_sources": {each["national_id"]: each["source"] for each in people},
        "faults": rules.family_faults(person.born_on, people),
    }


def _dependant(member: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in member.items() if name not in _HIDDEN_OF_DEPENDANTS}


def dependants_of(profile: Profile) -> list[dict[str, Any]]:
    """Return the dependants as the profile holds them, each with the `key` of its page."""
    people = section_of(profile, Section.DEPENDANTS).answers["values"].get("people", [])
    return [{**member, "key": dependant_key(member["national_id"])} for member in people]


def dependant_key(national_id: str) -> str:
    """Return what stands for a dependant in an address, instead of the national number."""
    return blind_index(national_id, purpose="profile.dependant")[:16]


def told_of(*people: Person) -> list[Told]:
    """Return the facts of the newest answer of the registries about each person, in order."""
    said = RegistryFact.objects.filter(person=OuterRef("person")).order_by("-fetched_at")
    newest = Subquery(said.values("fetched_at")[:1])
    found = list(RegistryFact.objects.filter(person__in=people, fetched_at=newest).order_by("pk"))
    return [
        Told(person.national_id, fact.source, fact.kind, fact.told, fact.as_of)
        for person in people
        for fact in found
        if fact.person_id == person.pk
    ]


def earners_of(profile: Profile) -> list[tuple[str, str]]:
    """Return who may have income, the person first: national number and name."""
    own = (profile.person.national_id, profile.person.name_ar)
    return [own, *((each["national_id"], each["name_ar"]) for each in dependants_of(profile))]
