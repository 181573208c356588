"""Form a household, change who belongs to it, and end memberships."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from psycopg.types.range import Range

from daman.base.actors import Actor
from daman.base.audit import operations as audit
from daman.base.references import new_reference
from daman.kernel.refusal import Refusal
from daman.kernel.riyadh import riyadh_date
from daman.record.households import queries
from daman.record.households.models import Household, Membership, Unit
from daman.record.people.models import Person


@dataclass(frozen=True)
class Dependant:
    """Who shall belong to a household, as what, and whether they agreed to it."""

    person: Person
    relation: str
    has_accepted: bool | None
    source: str


def form_household(
    *, head: Person, dependants: Sequence[Dependant], by: Actor, at: datetime
) -> Household:
    """
    Return the household of a head with exactly these dependants from today on.

    The head's present household is changed when there is one: who left is ended, who is new is
    added. A dependant of two households at a time is refused by the database itself.

    :raises Refusal: dependant.elsewhere (article 11)
    """
    try:
        with transaction.atomic():
            return _formed(head, dependants, by, at)
    except IntegrityError as problem:
        if "dependant_of_one_household_at_a_time" not in str(problem):
            raise
        raise Refusal("dependant.elsewhere", field="dependants") from None


def _formed(head: Person, dependants: Sequence[Dependant], by: Actor, at: datetime) -> Household:
    day = riyadh_date(at)
    Person.objects.select_for_update().get(pk=head.pk)
    unit = Unit.FAMILY if dependants else Unit.INDEPENDENT
    household = queries.household_headed_by(head)
    if household is None:
        household = Household.objects.create(
            ref=new_reference("HH"), head=head, unit=unit, formed_on=day
        )
    household.unit = unit
    household.save(update_fields=["unit"])
    wanted = {each.person.pk: each for each in dependants}
    for membership in queries.members_on(household, day):
        kept = wanted.pop(membership.person_id, None)
        if kept is None:
            _end(membership, day)
        else:
            membership.relation, membership.has_accepted = kept.relation, kept.has_accepted
            membership.save(update_fields=["relation", "has_accepted"])
    for each in wanted.values():
        _join(household, each, day)
    people = [each.person.pk for each in dependants]
    audit.record("households.household.form", target=household.ref, by=by, at=at, people=people)
    return household


@transaction.atomic
def dissolve(*, household: Household, by: Actor, at: datetime, reason: str) -> None:
    """End every membership of a household from today on, so that nobody is held by it."""
    day = riyadh_date(at)
    for membership in queries.members_on(household, day):
        _end(membership, day)
    audit.record(
        "households.household.dissolve", target=household.ref, by=by, at=at, reason=reason
    )


def _join(household: Household, dependant: Dependant, day: date) -> None:
    Membership.objects.create(
        household=household,
        person=dependant.person,
        relation=dependant.relation,
        during=Range(day, None),
        has_accepted=dependant.has_accepted,
        source=dependant.source,
    )


def _end(membership: Membership, day: date) -> None:
    """End a membership; one of no full day never was, for an empty range has no date."""
    if membership.during.lower == day:
        membership.delete()
        return
    membership.during = Range(membership.during.lower, day)
    membership.save(update_fields=["during"])
