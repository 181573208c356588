"""Open a sitting on a recommendation, vote, close it, send it back, end it when withdrawn."""

from datetime import datetime

from django.db import IntegrityError, transaction

from daman.base.actors import Actor
from daman.base.audit import operations as audit
from daman.base.moves import move
from daman.base.permissions import Role
from daman.base.references import new_reference
from daman.journey.applications.states import State as ApplicationState
from daman.journey.casework import operations as casework
from daman.journey.casework.models import Case, Recommendation
from daman.journey.casework.operations.guarding import said
from daman.journey.casework.states import State as CaseState
from daman.journey.committee import queries
from daman.journey.committee.models import Sitting, Vote
from daman.journey.committee.states import Choice, State
from daman.kernel.refusal import Refusal
from daman.record.accounts.models import Account

SYSTEM = "system:worker"
WITHDRAWN = "withdrawn"
PULL_MAX = 200
_FAULTS = {
    "vote_once_a_member": "votes.twice",
    "who recommended does not vote": "votes.recommender",
    "the sitting is closed": "votes.closed",
}


@transaction.atomic
def open_sitting(*, recommendation: Recommendation, by: Actor, at: datetime) -> Sitting:
    """
    Return the sitting on a recommendation, opened if it is new.

    :raises Refusal: state.invalid when the recommendation no longer stands
    """
    case = Case.objects.select_for_update(of=("self",)).get(pk=recommendation.case_id)
    known = Sitting.objects.filter(recommendation=recommendation).first()
    if known is not None:
        return known
    if case.state != CaseState.RECOMMENDED:
        raise Refusal("state.invalid", step="open", state=case.state)
    sitting = Sitting.objects.create(
        ref=new_reference("SIT"), recommendation=recommendation, opened_at=at
    )
    audit.record("committee.sitting.open", target=sitting.ref, by=by, at=at, case=case.ref)
    return sitting


def open_waiting_sittings(at: datetime, *, by: Actor = SYSTEM) -> int:
    """
    Open a sitting for every recommendation without one, end those of withdrawn applications, and
    return how many waited. Safe to call by several at once, and again.
    """
    for sitting in queries.withdrawn_sittings()[:PULL_MAX]:
        cancel(sitting=sitting, by=by, at=at)
    waiting = list(queries.recommendations_without_sitting()[:PULL_MAX])
    for recommendation in waiting:
        try:
            open_sitting(recommendation=recommendation, by=by, at=at)
        except Refusal as refusal:
            if refusal.code != "state.invalid":
                raise
    return len(waiting)


@transaction.atomic
def cast_vote(*, sitting: Sitting, choice: str, reason: str, by: Account, at: datetime) -> Vote:
    """
    Cast a member's one vote; a refusal or an abstention says why.

    Quorum, who recommended and voting twice are held by the database itself, so that two votes
    at the same moment are both kept and a second one never is.

    :raises Refusal: votes.not_member, votes.recommender, votes.twice, votes.closed,
        choice.invalid, reason.required, too_long
    """
    if not queries.is_member(by):
        raise Refusal("votes.not_member")
    if choice not in Choice.values:
        raise Refusal("choice.invalid", field="choice")
    why = said(reason) if reason.strip() or choice != Choice.ACCEPT else ""
    _refuse_over(sitting)
    try:
        with transaction.atomic():
            vote = Vote.objects.create(
                sitting=sitting, member=by, choice=choice, reason=why, at=at
            )
    except IntegrityError as problem:
        raise Refusal(_fault(problem)) from None
    audit.record(
        "committee.vote.cast", target=sitting.ref, by=by, at=at, reason=why, choice=choice
    )
    return vote


def _refuse_over(sitting: Sitting) -> None:
    application = sitting.recommendation.case.application
    application.refresh_from_db(fields=["state"])
    if application.state == ApplicationState.WITHDRAWN:
        raise Refusal("votes.closed")


def _fault(problem: IntegrityError) -> str:
    for words, code in _FAULTS.items():
        if words in str(problem):
            return code
    raise problem


@transaction.atomic
def close(*, sitting: Sitting, reasons: str, by: Account, at: datetime) -> Sitting:
    """
    Close a sitting with its majority's outcome and the committee's reasons.

    At least three members have voted without abstaining; the decision is made by the step after.

    :raises Refusal: votes.not_chair, votes.recommender, votes.closed, votes.quorum, votes.tie,
        votes.against_law, reason.required, too_long
    """
    locked = _held_by_chair(sitting, by=by)
    why = said(reasons, field="reasons")
    standing = queries.standing_of(locked)
    if standing.fault:
        raise Refusal(standing.fault)
    locked.outcome, locked.reasons = standing.tally.outcome, why
    locked.closed_by, locked.closed_at = by, at
    locked.save(update_fields=["outcome", "reasons", "closed_by", "closed_at"])
    move(
        locked,
        "close",
        by=by,
        at=at,
        reason=why,
        outcome=locked.outcome,
        accept=standing.tally.accept,
        refuse=standing.tally.refuse,
        abstain=standing.tally.abstain,
    )
    return locked


@transaction.atomic
def send_back(*, sitting: Sitting, reason: str, by: Account, at: datetime) -> Sitting:
    """
    End a sitting without an outcome and give the case back to its caseworker.

    :raises Refusal: votes.not_chair, votes.recommender, votes.closed, reason.required, too_long
    """
    locked = _held_by_chair(sitting, by=by)
    why = said(reason)
    locked.closed_by, locked.closed_at = by, at
    locked.save(update_fields=["closed_by", "closed_at"])
    move(locked, "send_back", by=by, at=at, reason=why)
    casework.send_back(case=locked.recommendation.case, reason=why, by=by, at=at)
    return locked


@transaction.atomic
def cancel(*, sitting: Sitting, by: Actor, at: datetime) -> Sitting:
    """
    End a sitting whose application was withdrawn; nothing when it has ended already.

    The database refuses it while the application still stands.
    """
    locked = Sitting.objects.select_for_update(of=("self",)).get(pk=sitting.pk)
    if locked.state != State.OPEN:
        return locked
    locked.closed_at = at
    locked.save(update_fields=["closed_at"])
    move(locked, "cancel", by=by, at=at, reason=WITHDRAWN)
    return locked


def _held_by_chair(sitting: Sitting, *, by: Account) -> Sitting:
    if Role.CHAIR not in by.may_act_as:
        raise Refusal("votes.not_chair")
    found = Sitting.objects.select_for_update(of=("self",)).select_related(
        "recommendation__case__application", "recommendation__assessment"
    )
    locked = found.get(pk=sitting.pk)
    _refuse_over(locked)
    if locked.state != State.OPEN:
        raise Refusal("votes.closed")
    if locked.recommendation.by_id == by.pk:
        raise Refusal("votes.recommender")
    return locked


def record_reading(*, sitting: Sitting, by: Actor, at: datetime) -> None:
    """Record that a member read the file of a person for a sitting."""
    audit.record(
        "committee.sitting.read",
        target=sitting.ref,
        by=by,
        at=at,
        case=sitting.recommendation.case.ref,
    )
