"""Open cases for what was submitted, let caseworkers take them, close them."""

import logging
from datetime import datetime

from django.db import transaction

from daman.base.actors import Actor
from daman.base.audit import operations as audit
from daman.base.moves import move
from daman.base.references import new_reference
from daman.journey.applications.models import Application
from daman.journey.applications.states import State as ApplicationState
from daman.journey.assessment import operations as assessment
from daman.journey.casework import queries, rules
from daman.journey.casework.models import Case
from daman.journey.casework.operations.guarding import held
from daman.kernel.refusal import Refusal
from daman.record.accounts.models import Account

log = logging.getLogger(__name__)
SYSTEM = "system:worker"
PULL_MAX = 200


@transaction.atomic
def open_case(*, application: Application, by: Actor, at: datetime) -> Case:
    """
    Return the case of a submitted application, opened with the law's first answer if it is new.

    :raises Refusal: state.invalid when the application has no case and is not under study
    """
    locked = Application.objects.select_for_update(of=("self",)).get(pk=application.pk)
    known = queries.case_of(locked)
    if known is not None:
        return known
    if locked.state != ApplicationState.SUBMITTED or locked.due_on is None:
        raise Refusal("state.invalid", step="open", state=locked.state)
    case = Case.objects.create(
        ref=new_reference("CAS"), application=locked, opened_at=at, due_on=locked.due_on
    )
    audit.record("casework.case.open", target=case.ref, by=by, at=at, application=locked.ref)
    assessment.assess(application=locked, findings={}, by=by, at=at)
    return case


def open_waiting_cases(at: datetime, *, by: Actor = SYSTEM) -> int:
    """
    Open a case for every submitted application without one, close those of withdrawn ones, and
    return how many were opened. Safe to call by several at once, and again.
    """
    for case in queries.withdrawn_cases()[:PULL_MAX]:
        close(case=case, by=by, at=at, reason="withdrawn")
    waiting = list(queries.applications_without_case()[:PULL_MAX])
    return sum(_could_open(application, by=by, at=at) for application in waiting)


def _could_open(application: Application, *, by: Actor, at: datetime) -> bool:
    """Open one of many; one that cannot be opened is logged and keeps nobody else waiting."""
    try:
        open_case(application=application, by=by, at=at)
    except Refusal:
        log.exception("the case of %s could not be opened", application.ref)
        return False
    return True


@transaction.atomic
def take(*, case: Case, by: Account, at: datetime) -> Case:
    """
    Assign a waiting case to the caseworker.

    :raises Refusal: case.not_yours or state.invalid when someone else was quicker
    """
    locked = held(case, rules.TAKE, by=by)
    return _assigned(locked, by=by, at=at)


@transaction.atomic
def take_next(*, by: Account, at: datetime) -> Case | None:
    """Assign the waiting case that is due first to the caseworker; None when none waits."""
    waiting = queries.next_waiting()
    return None if waiting is None else _assigned(waiting, by=by, at=at)


def _assigned(case: Case, *, by: Account, at: datetime) -> Case:
    Case.objects.filter(pk=case.pk).update(assigned_to=by)
    case.assigned_to = by
    move(case, "take", by=by, at=at)
    return case


@transaction.atomic
def close(*, case: Case, by: Actor, at: datetime, reason: str = "") -> Case:
    """
    Close a case that is decided or withdrawn; nothing when it is closed already.

    :raises Refusal: state.invalid when the case cannot be closed from its state
    """
    locked = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    if locked.state not in Case.STEPS["close"][0]:
        return locked
    locked.requests.filter(answered_at=None, ended_at=None).update(ended_at=at)
    move(locked, "close", by=by, at=at, reason=reason)
    return locked


def record_reading(*, case: Case, by: Actor, at: datetime) -> None:
    """Record that a member of staff read the file of a person (PDPL: who opened my file)."""
    audit.record(
        "casework.case.read", target=case.ref, by=by, at=at, application=case.application.ref
    )
