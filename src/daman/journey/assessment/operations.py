"""Ask the law about an application, and keep the facts, their sources and the whole answer."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from daman.base.actors import Actor, actor_name
from daman.base.audit import operations as audit
from daman.base.references import new_reference
from daman.journey.applications.models import Application
from daman.journey.assessment import queries, rules
from daman.journey.assessment.models import Assessment
from daman.kernel.refusal import Refusal
from daman.kernel.riyadh import riyadh_date
from daman.law.assess import answer as ask_the_law
from daman.law.facts.household import read_household
from daman.record.editions import queries as editions


@transaction.atomic
def assess(
    *, application: Application, findings: Mapping[str, Any], by: Actor, at: datetime
) -> Assessment:
    """
    Return the law's answer on what is known of an application, kept whole.

    The edition is the one in force on the day of submission. `findings` maps the paths of facts
    to what the office established; money in riyals (int, Decimal, Money or text).

    :raises Refusal: assessment.not_submitted, or household.… for a finding that cannot be read
    """
    if application.submitted_at is None:
        raise Refusal("assessment.not_submitted")
    reading = editions.reading_in_force(riyadh_date(application.submitted_at))
    known = queries.known_of(application, findings, found_on=riyadh_date(at))
    facts = rules.beside_each_other(known)
    household = rules.household_of(facts)
    answer = ask_the_law(reading, read_household(household))
    made = Assessment.objects.create(
        ref=new_reference("ASM"),
        application=application,
        edition=reading.edition.id,
        edition_hash=reading.edition.content_hash,
        household=household,
        sources=rules.sources_of(facts),
        answer=answer.as_dict(),
        is_eligible=answer.eligible,
        amount_halalas=None if answer.amount is None else answer.amount.halalas,
        made_at=at,
        made_by=actor_name(by),
    )
    _record(made, sorted(findings), by=by, at=at)
    return made


def _record(made: Assessment, found: list[str], *, by: Actor, at: datetime) -> None:
    audit.record(
        "assessment.assessment.make",
        target=made.application.ref,
        by=by,
        at=at,
        assessment=made.ref,
        edition=made.edition,
        eligible=made.is_eligible,
        findings=found,
    )
