"""Add, remove and ask dependants; a national number is only taken when the registry knows it."""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from daman.base.actors import Actor
from daman.base.audit import operations as audit
from daman.base.outbox import operations as outbox
from daman.exchange import registries
from daman.exchange.registries import CivilRecord, NotMatched, RegistryUnavailable
from daman.journey.profile import prefill, queries, rules
from daman.journey.profile.gathering import dependant_as, kept_as, relation_of
from daman.journey.profile.models import Profile, Section, SectionAnswers
from daman.kernel.refusal import Refusal
from daman.kernel.riyadh import riyadh_date
from daman.record.households import queries as households
from daman.record.people import operations as people

DECLARED = "declared"


def add_dependant(
    *, profile: Profile, national_id: str, born_on: date, relation: str, by: Actor, at: datetime
) -> bool:
    """
    Add a dependant whom the civil registry matches; return False when it did not answer.

    Then the details are kept, and a promise matches them when the registry is back.

    :raises Refusal: dependant.self, dependant.duplicate, dependant.unmatched, dependant.deceased,
        dependant.elsewhere, dependant.too_many or choice.invalid
    """
    if relation not in rules.RELATIONS:
        raise Refusal("choice.invalid", field="relation")
    _refuse_known(profile, national_id)
    try:
        record = registries.current().person(national_id=national_id, born_on=born_on)
        own = _own_record(profile)
    except NotMatched:
        raise Refusal("dependant.unmatched", field="national_id") from None
    except RegistryUnavailable:
        _keep_pending(profile, national_id, born_on, relation, by=by, at=at)
        return False
    _join(profile, record, own, relation, by=by, at=at)
    return True


def match_pending(*, profile: Profile, national_id: str, by: Actor, at: datetime) -> None:
    """
    Match a dependant that was kept while the registry was away.

    :raises RegistryUnavailable: when it still gives no usable answer
    :raises Refusal: as in `add_dependant`; the person is no longer waiting then
    """
    waiting = _pending(profile, national_id)
    if waiting is None:
        return
    try:
        record = registries.current().person(
            national_id=national_id, born_on=date.fromisoformat(waiting["born_on"])
        )
        own = _own_record(profile)
    except NotMatched:
        _drop_pending(profile, national_id, at=at)
        raise Refusal("dependant.unmatched", field="national_id") from None
    _drop_pending(profile, national_id, at=at)
    _join(profile, record, own, waiting["relation"], by=by, at=at)


@transaction.atomic
def remove_dependant(*, profile: Profile, national_id: str, by: Actor, at: datetime) -> None:
    """Remove a dependant, or one who still waits to be matched; nothing when there is none."""
    row = _lock(profile)
    values = row.answers["values"]
    values["people"] = [each for each in values["people"] if each["national_id"] != national_id]
    row.answers["pending"] = [
        each for each in row.answers["pending"] if each["national_id"] != national_id
    ]
    _save(row, at=at)
    audit.record("profile.dependant.remove", target=profile.ref, by=by, at=at)


@transaction.atomic
def answer_consent(
    *, profile: Profile, national_id: str, accepted: bool, by: Actor, at: datetime
) -> None:
    """Keep whether an adult dependant agreed to be linked, as the applicant declares it (P11)."""
    row = _lock(profile)
    for member in row.answers["values"]["people"]:
        if member["national_id"] == national_id:
            member["accepted_link"] = accepted
    _save(row, at=at)
    audit.record(
        "profile.dependant.declare_consent", target=profile.ref, by=by, at=at, accepted=accepted
    )


def _own_record(profile: Profile) -> CivilRecord | None:
    person = profile.person
    try:
        return registries.current().person(national_id=person.national_id, born_on=person.born_on)
    except NotMatched:
        return None


def _refuse_known(profile: Profile, national_id: str) -> None:
    if national_id == profile.person.national_id:
        raise Refusal("dependant.self", field="national_id")
    answers = queries.section_of(profile, Section.DEPENDANTS).answers
    known = {each["national_id"] for each in answers["values"]["people"]}
    known |= {each["national_id"] for each in answers["pending"]}
    if national_id in known:
        raise Refusal("dependant.duplicate", field="national_id")
    if len(known) >= rules.PEOPLE_MAX:
        raise Refusal("dependant.too_many", field="national_id", limit=rules.PEOPLE_MAX)


def _join(
    profile: Profile,
    record: CivilRecord,
    own: CivilRecord | None,
    declared: str,
    *,
    by: Actor,
    at: datetime,
) -> None:
    """Add a matched person; the kinship is the registry's when it has one, else as declared."""
    if record.died_on is not None:
        raise Refusal("dependant.deceased", field="national_id")
    day = riyadh_date(at)
    own_household = households.household_headed_by(profile.person)
    if households.numbers_elsewhere([record.national_id], household=own_household, day=day):
        raise Refusal("dependant.elsewhere", field="national_id")
    registered = relation_of(record, own)
    source = prefill.CIVIL_REGISTRY if registered else DECLARED
    with transaction.atomic():
        row = _lock(profile)
        _refuse_known(profile, record.national_id)
        people.keep_person(by=by, at=at, **kept_as(record))
        added = dependant_as(record, relation=registered or declared, source=source, day=day)
        row.answers["values"]["people"].append(added)
        _save(row, at=at)
        audit.record("profile.dependant.add", target=profile.ref, by=by, at=at, source=source)


def _keep_pending(
    profile: Profile,
    national_id: str,
    born_on: date,
    relation: str,
    *,
    by: Actor,
    at: datetime,
) -> None:
    with transaction.atomic():
        row = _lock(profile)
        row.answers["pending"].append(
            {"national_id": national_id, "born_on": born_on.isoformat(), "relation": relation}
        )
        _save(row, at=at)
        outbox.promise(
            "match_dependant",
            dedupe=f"match_dependant:{profile.ref}:{row.version}",
            at=at,
            profile=profile.ref,
            national_id=national_id,
        )
        audit.record("profile.dependant.keep_for_later", target=profile.ref, by=by, at=at)


def _pending(profile: Profile, national_id: str) -> dict[str, Any] | None:
    waiting = queries.section_of(profile, Section.DEPENDANTS).answers["pending"]
    return next((each for each in waiting if each["national_id"] == national_id), None)


@transaction.atomic
def _drop_pending(profile: Profile, national_id: str, *, at: datetime) -> None:
    row = _lock(profile)
    row.answers["pending"] = [
        each for each in row.answers["pending"] if each["national_id"] != national_id
    ]
    _save(row, at=at)


def _lock(profile: Profile) -> SectionAnswers:
    return SectionAnswers.objects.select_for_update().get(
        profile=profile, section=Section.DEPENDANTS
    )


def _save(row: SectionAnswers, *, at: datetime) -> None:
    """Save the section, to be looked at again: who belongs to the family has changed."""
    row.version += 1
    row.saved_at = at
    row.is_complete = False
    row.save(update_fields=["answers", "is_complete", "version", "saved_at"])
