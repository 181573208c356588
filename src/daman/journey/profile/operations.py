"""Open a profile with what registries know, save its sections, confirm it as a snapshot."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from daman.base.actors import Actor
from daman.base.audit import operations as audit
from daman.base.outbox import operations as outbox
from daman.base.references import new_reference
from daman.exchange.registries import RegistryUnavailable
from daman.journey.profile import prefill, queries, rules
from daman.journey.profile.gathering import Gathered, dependant_as, gather, kept_as, proposed
from daman.journey.profile.gathering import relation_of as relation_in_registry
from daman.journey.profile.models import Profile, Section, SectionAnswers, Snapshot
from daman.kernel.arabic import clean_line
from daman.kernel.refusal import Refusal
from daman.kernel.riyadh import riyadh_date
from daman.record.circumstances import operations as circumstances
from daman.record.households import queries as households
from daman.record.people import operations as people
from daman.record.people.models import Person

DISPUTE_LENGTH_MAX = 500


def open_profile(*, person: Person, by: Actor, at: datetime) -> Profile:
    """
    Return the person's profile, opened now when there is none, filled from the registries.

    The registries are asked before the transaction. When they do not answer the profile opens
    empty and a promise asks them again; nothing waits for that.
    """
    known = queries.profile_of(person)
    if known is not None:
        return known
    try:
        gathered = gather(person, day=riyadh_date(at))
    except RegistryUnavailable:
        gathered = None
    with transaction.atomic():
        profile, is_new = Profile.objects.get_or_create(
            person=person, defaults={"ref": new_reference("PRO"), "opened_at": at}
        )
        if not is_new:
            return profile
        SectionAnswers.objects.bulk_create(
            SectionAnswers(profile=profile, section=name, answers=_empty(name), saved_at=at)
            for name in queries.SECTIONS
        )
        audit.record("profile.profile.open", target=profile.ref, by=by, at=at)
        if gathered is None:
            _promise_facts(profile, at)
        else:
            _keep_gathered(profile, gathered, by=by, at=at)
    return profile


def fetch_facts(*, profile: Profile, by: Actor, at: datetime) -> None:
    """
    Ask the registries again and fill in what the person has not answered yet.

    :raises RegistryUnavailable: when no usable answer came
    """
    gathered = gather(profile.person, day=riyadh_date(at))
    with transaction.atomic():
        _keep_gathered(profile, gathered, by=by, at=at)


@transaction.atomic
def save_section(
    *,
    profile: Profile,
    section: str,
    given: Mapping[str, Any],
    version: int,
    by: Actor,
    at: datetime,
) -> SectionAnswers:
    """
    Save one page of a section and return the section with its new version.

    `given` holds the answers by question; besides them `page` (1 when left out) and `dispute`
    (what the person says is wrong in a registry).

    :raises Refusal: stale, when another page saved the section meanwhile; the codes of
        `rules.read_answers`; dependant.consent, when an adult was not asked yet
    """
    row = _locked(profile, section, version)
    page = int(given.get("page", 1))
    questions = rules.questions_on(section, page, is_saudi=profile.person.is_saudi)
    answers = row.answers
    answers["values"] |= rules.read_answers(questions, given)
    if given.get("dispute") is not None:
        answers["dispute"] = clean_line(str(given["dispute"]))[:DISPUTE_LENGTH_MAX]
    if section == Section.DEPENDANTS:
        _refuse_open_dependants(answers)
    if section == Section.INCOME and answers["values"].get("has_income") is False:
        answers["values"]["sources"] = []
    answers["pages"] = sorted({*answers.get("pages", []), page})
    row.is_complete = len(answers["pages"]) >= rules.pages_count(section)
    return _saved(row, by, at)


@transaction.atomic
def confirm(*, profile: Profile, by: Actor, at: datetime) -> Snapshot:
    """
    Freeze the eight sections and return the snapshot; what is frozen already is not frozen twice.

    :raises Refusal: profile.incomplete when a section is still open
    """
    locked = Profile.objects.select_for_update(of=("self",)).get(pk=profile.pk)
    if queries.complete_count(locked) < len(queries.SECTIONS):
        raise Refusal("profile.incomplete")
    content = queries.content_of(locked)
    digest = rules.digest(content)
    newest = queries.latest_snapshot(locked)
    if newest is not None and newest.sha256 == digest:
        return newest
    snapshot = Snapshot.objects.create(
        ref=new_reference("SNP"), profile=locked, content=content, sha256=digest, taken_at=at
    )
    audit.record(
        "profile.profile.confirm",
        target=locked.ref,
        by=by,
        at=at,
        snapshot=snapshot.ref,
        sha256=digest,
    )
    return snapshot


def _empty(section: str) -> dict[str, Any]:
    values: dict[str, Any] = {}
    if section == Section.DEPENDANTS:
        values["people"] = []
    if section == Section.INCOME:
        values["sources"] = []
    return {"values": values, "told": {}, "dispute": "", "pages": [], "pending": []}


def _promise_facts(profile: Profile, at: datetime) -> None:
    outbox.promise("fetch_facts", dedupe=f"fetch_facts:{profile.ref}", at=at, profile=profile.ref)


def _locked(profile: Profile, section: str, version: int) -> SectionAnswers:
    row = SectionAnswers.objects.select_for_update().get(profile=profile, section=section)
    if row.version != version:
        raise Refusal("stale")
    row.profile = profile
    return row


def _saved(row: SectionAnswers, by: Actor, at: datetime) -> SectionAnswers:
    row.version += 1
    row.saved_at = at
    row.save(update_fields=["answers", "is_complete", "version", "saved_at"])
    audit.record(
        "profile.section.save",
        target=row.profile.ref,
        by=by,
        at=at,
        section=row.section,
        version=row.version,
    )
    return row


def _refuse_open_dependants(answers: Mapping[str, Any]) -> None:
    if answers.get("pending"):
        raise Refusal("dependant.pending")
    if any(each["accepted_link"] is None for each in answers["values"]["people"]):
        raise Refusal("dependant.consent")


def _keep_gathered(profile: Profile, gathered: Gathered, *, by: Actor, at: datetime) -> None:
    """Keep what the registries said, and fill the answers that the person has not given."""
    day = riyadh_date(at)
    records = [gathered.own] if gathered.own else []
    for record in (*records, *gathered.family):
        kept = people.keep_person(by=by, at=at, **kept_as(record))
        circumstances.keep_facts(
            kept,
            [
                (fact.source, fact.kind, dict(fact.values), fact.as_of)
                for fact in gathered.facts.get(record.national_id, [])
            ],
            at=at,
        )
    profile.person.refresh_from_db()
    told = [
        prefill.Told(number, fact.source, fact.kind, fact.values, fact.as_of)
        for number, facts in gathered.facts.items()
        for fact in facts
    ]
    sources = prefill.income_sources(told)
    own = [fact for fact in told if fact.national_id == profile.person.national_id]
    answered = prefill.told_answers(prefill.Facts(own, asked_on=day), sources)
    if gathered.own is not None and not gathered.own.is_saudi:
        answered["personal"] |= _told_of_residence(gathered, day.isoformat())
    _fill(profile, answered, sources, _relatives(profile, gathered, at), at=at)


def _told_of_residence(gathered: Gathered, as_of: str) -> dict[str, Any]:
    assert gathered.own is not None
    answers = {
        "nationality_basis": gathered.own.nationality_basis,
        "residence_permit_valid": gathered.own.residence_permit_valid,
    }
    return {
        name: {"value": value, "source": prefill.CIVIL_REGISTRY, "as_of": as_of}
        for name, value in answers.items()
        if value is not None
    }


def _relatives(profile: Profile, gathered: Gathered, at: datetime) -> list[dict[str, Any]]:
    """Return the proposed dependants who do not depend on another household (article 11)."""
    day = riyadh_date(at)
    found = proposed(gathered.family, gathered.own, day=day)
    elsewhere = households.numbers_elsewhere(
        [record.national_id for record in found],
        household=households.household_headed_by(profile.person),
        day=day,
    )
    return [
        dependant_as(
            record,
            relation=relation_in_registry(record, gathered.own),
            source=prefill.CIVIL_REGISTRY,
            day=day,
        )
        for record in found
        if record.national_id not in elsewhere
    ]


def _fill(
    profile: Profile,
    answered: Mapping[str, Mapping[str, Any]],
    sources: list[dict[str, Any]],
    relatives: list[dict[str, Any]],
    *,
    at: datetime,
) -> None:
    for row in SectionAnswers.objects.select_for_update().filter(profile=profile):
        row.answers["told"] = dict(answered[row.section])
        # Who answers a section now is not disturbed: only an untouched one gets a new version.
        if not row.answers["pages"]:
            values = row.answers["values"]
            values |= {
                name: told["value"]
                for name, told in answered[row.section].items()
                if values.get(name) is None
            }
            if row.section == Section.INCOME:
                values["sources"] = sources
            if row.section == Section.DEPENDANTS and not values["people"]:
                values["people"] = relatives
            row.version += 1
        row.saved_at = at
        row.save(update_fields=["answers", "version", "saved_at"])
    profile.facts_told_at = at
    profile.save(update_fields=["facts_told_at"])
