"""Send an application, withdraw it, and close it when it is decided."""

from datetime import date, datetime

from django.db import transaction

from daman.base.actors import Actor
from daman.base.moves import move
from daman.base.outbox import operations as outbox
from daman.exchange.notices.operations import notify
from daman.journey.applications import queries, rules
from daman.journey.applications.models import Application
from daman.journey.applications.states import State
from daman.journey.profile import queries as profiles
from daman.journey.profile.models import Snapshot
from daman.kernel.arabic import clean_line
from daman.kernel.refusal import Refusal
from daman.kernel.riyadh import riyadh_date
from daman.law.rules.deadlines import decision_deadline
from daman.record.households import operations as households
from daman.record.households import queries as household_queries
from daman.record.households.models import Household
from daman.record.people.models import Person


@transaction.atomic
def submit(
    *, application: Application, declared: bool, version: int, by: Actor, at: datetime
) -> Application:
    """
    Send a draft: the household is formed, both clocks start, the person is told.

    Sent again it stays as it is. `declared` is the declaration and consent of article 4, whose
    version is kept.

    :raises Refusal: declaration.required, stale, state.invalid, dependant.elsewhere, or the first
        code of `queries.missing`
    """
    locked = _locked(application)
    if locked.state == State.SUBMITTED:
        return locked
    _refuse_unready(locked, declared=declared, version=version)
    profile = profiles.profile_of(locked.person)
    snapshot = profiles.latest_snapshot(profile) if profile else None
    assert snapshot is not None, "a confirmed profile has a snapshot"
    deadline = decision_deadline(riyadh_date(at))
    locked.household = _household(locked, snapshot, by=by, at=at)
    locked.snapshot, locked.consent_version = snapshot, rules.CONSENT_VERSION
    locked.submitted_at = at
    locked.due_on, locked.legal_due_on = deadline.article_on, deadline.law_on
    locked.version += 1
    locked.save()
    move(locked, "submit", by=by, at=at, snapshot=snapshot.ref, consent=rules.CONSENT_VERSION)
    _tell_of_receipt(locked, deadline.article_on, at=at)
    return locked


def _refuse_unready(locked: Application, *, declared: bool, version: int) -> None:
    if locked.version != version:
        raise Refusal("stale")
    if not declared:
        raise Refusal("declaration.required", field="declared")
    faults = queries.missing(locked)
    if faults:
        raise Refusal(faults[0])


def _tell_of_receipt(locked: Application, due_on: date, *, at: datetime) -> None:
    """Tell casework through a promise, and the person of the reference and the day."""
    outbox.promise(
        "application_submitted",
        dedupe=f"application_submitted:{locked.ref}",
        at=at,
        application=locked.ref,
    )
    notify(
        account=locked.opened_by,
        template="application_received",
        at=at,
        about=locked.ref,
        reference=locked.ref,
        due=due_on,
    )


@transaction.atomic
def withdraw(*, application: Application, reason: str, by: Actor, at: datetime) -> Application:
    """
    Withdraw a draft or an application under study, and let its dependants go.

    :raises Refusal: state.invalid when it is withdrawn or decided already
    """
    locked = _locked(application)
    was_sent = locked.state == State.SUBMITTED
    locked.ended_at = at
    locked.save(update_fields=["ended_at"])
    move(locked, "withdraw", by=by, at=at, reason=clean_line(reason)[:500])
    _let_go(locked, by=by, at=at, reason="withdrawn")
    if was_sent:
        outbox.promise(
            "application_withdrawn", dedupe=f"application_withdrawn:{locked.ref}", at=at
        )
        notify(
            account=locked.opened_by,
            template="application_withdrawn",
            at=at,
            about=locked.ref,
            reference=locked.ref,
        )
    return locked


@transaction.atomic
def settle_decided(
    *, application: Application, by: Actor, at: datetime, is_accepted: bool = True
) -> Application:
    """
    Close an application that was decided; after a refusal its dependants are free again.

    :raises Refusal: state.invalid when it is not under study
    """
    locked = _locked(application)
    locked.ended_at = at
    locked.save(update_fields=["ended_at"])
    move(locked, "decide", by=by, at=at, accepted=is_accepted)
    if not is_accepted:
        _let_go(locked, by=by, at=at, reason="refused")
    return locked


def _locked(application: Application) -> Application:
    found = Application.objects.select_for_update(of=("self",)).select_related(
        "person", "opened_by", "household"
    )
    return found.get(pk=application.pk)


def _household(
    application: Application, snapshot: Snapshot, *, by: Actor, at: datetime
) -> Household:
    """Form the unit of the dependants who agreed; who refused is not counted in it (P11)."""
    told = snapshot.content["sections"]["dependants"]["people"]
    sources = snapshot.content["dependant_sources"]
    agreed = {each["national_id"]: each for each in told if each["accepted_link"]}
    _refuse_elsewhere(application, agreed, at)
    return households.form_household(
        head=application.person,
        dependants=[
            households.Dependant(
                person=person,
                relation=agreed[person.national_id]["relation"],
                has_accepted=True,
                source=sources[person.national_id],
            )
            for person in Person.objects.filter(national_id__in=agreed).order_by("pk")
        ],
        by=by,
        at=at,
    )


def _refuse_elsewhere(
    application: Application, agreed: dict[str, dict[str, str]], at: datetime
) -> None:
    """Name who depends on another household already, without a word about that household."""
    own = household_queries.household_headed_by(application.person)
    held = household_queries.numbers_elsewhere(agreed, household=own, day=riyadh_date(at))
    if held:
        names = [agreed[number]["name_ar"] for number in sorted(held)]
        raise Refusal("dependant.elsewhere", field="dependants", names=names)


def _let_go(application: Application, *, by: Actor, at: datetime, reason: str) -> None:
    """End the memberships, unless another application of the same household was decided."""
    household = application.household
    if household is None:
        return
    others = Application.objects.filter(household=household, state=State.DECIDED)
    if not others.exclude(pk=application.pk).exists():
        households.dissolve(household=household, by=by, at=at, reason=reason)
