"""Check the papers, ask the citizen for exactly the one that is missing, do without one."""

from datetime import datetime
from typing import Any

from django.db import transaction

from daman.base.actors import Actor
from daman.base.audit import operations as audit
from daman.base.moves import move
from daman.exchange.notices.operations import notify
from daman.journey.applications import operations as applications
from daman.journey.applications import queries as application_queries
from daman.journey.applications.models import AttachedDocument
from daman.journey.applications.requirements import matrix
from daman.journey.casework import queries, rules
from daman.journey.casework.models import Case, CitizenRequest, Waiver
from daman.journey.casework.operations.guarding import held, said
from daman.journey.casework.states import State
from daman.kernel.refusal import Refusal
from daman.kernel.riyadh import riyadh_date
from daman.record.accounts.models import Account

SYSTEM = "system:worker"


@transaction.atomic
def check_document(
    *,
    case: Case,
    attachment: AttachedDocument,
    accept: bool,
    reason: str,
    by: Account,
    at: datetime,
) -> AttachedDocument:
    """
    Accept a paper, or refuse it with a reason and ask the citizen for a better one.

    :raises Refusal: case.not_yours, state.invalid, reason.required, too_long
    """
    locked = held(case, rules.CHECK, by=by)
    if attachment.application_id != locked.application_id:
        raise Refusal("choice.invalid")
    why = said(reason) if not accept else reason
    checked = applications.check_document(
        attachment=attachment, accept=accept, reason=why, by=by, at=at
    )
    if not accept:
        ask_citizen(case=locked, requirement=checked.requirement, text=why, by=by, at=at)
    return checked


@transaction.atomic
def ask_citizen(
    *, case: Case, requirement: str, text: str, by: Account, at: datetime
) -> CitizenRequest:
    """
    Ask the citizen for one paper, saying why and by when; the decision's clock runs on.

    Asked again while it is open, the request standing is returned.

    :raises Refusal: case.not_yours, state.invalid, choice.invalid for an unknown paper,
        reason.required, too_long
    """
    locked = held(case, rules.ASK, by=by)
    if requirement not in matrix():
        raise Refusal("choice.invalid", field="requirement")
    why = said(text, field="text")
    standing = locked.requests.filter(requirement=requirement, answered_at=None, ended_at=None)
    if (known := standing.first()) is not None:
        return known
    request = CitizenRequest.objects.create(
        case=locked,
        requirement=requirement,
        text=why,
        asked_by=by,
        asked_at=at,
        due_on=rules.answer_due_on(riyadh_date(at)),
    )
    move(locked, "ask", by=by, at=at, reason=why, requirement=requirement)
    _tell(request, at=at)
    return request


def _tell(request: CitizenRequest, *, at: datetime) -> None:
    application = request.case.application
    paper = matrix()[request.requirement]
    values: dict[str, Any] = {
        "paper_ar": paper.label_ar,
        "paper_en": paper.label_en,
        "reason": request.text,
        "due": request.due_on,
        "reference": application.ref,
    }
    notify(
        account=application.opened_by,
        template="paper_needed",
        at=at,
        about=application.ref,
        **values,
    )


@transaction.atomic
def answer_request(*, request: CitizenRequest, by: Actor, at: datetime) -> CitizenRequest:
    """
    Keep that the citizen gave the paper; with the last answer the case is studied again.

    :raises Refusal: documents.missing when nothing was attached since it was asked, state.invalid
        when the request no longer stands
    """
    case = Case.objects.select_for_update(of=("self",)).get(pk=request.case_id)
    found = CitizenRequest.objects.select_related("case__application").get(pk=request.pk)
    if found.answered_at is not None or found.ended_at is not None:
        raise Refusal("state.invalid")
    given = application_queries.attachment_of(found.case.application, found.requirement)
    if given is None or given.attached_at < found.asked_at:
        raise Refusal("documents.missing", field=found.requirement)
    CitizenRequest.objects.filter(pk=found.pk).update(answered_at=at)
    found.answered_at = at
    audit.record(
        "casework.request.answer", target=case.ref, by=by, at=at, requirement=found.requirement
    )
    _study_again(case, by=by, at=at)
    return found


def _study_again(case: Case, *, by: Actor, at: datetime) -> None:
    still_open = case.requests.filter(answered_at=None, ended_at=None).exists()
    if case.state == State.WITH_CITIZEN and not still_open:
        move(case, "answer", by=by, at=at)


def collect_answers(at: datetime) -> int:
    """
    Take in every paper that citizens attached to an open request; return how many.

    Safe to call by several at once: what another took in meanwhile is passed by.
    """
    return sum(_could_answer(request, at=at) for request in list(queries.answered_unseen()))


def _could_answer(request: CitizenRequest, *, at: datetime) -> bool:
    try:
        answer_request(request=request, by=SYSTEM, at=at)
    except Refusal:
        return False
    return True


@transaction.atomic
def waive_document(
    *, case: Case, requirement: str, reason: str, by: Account, at: datetime
) -> Waiver:
    """
    Decide a case without one paper, saying why; a request for it no longer stands.

    :raises Refusal: case.not_yours, state.invalid, choice.invalid when the paper is not open,
        reason.required, too_long
    """
    locked = held(case, rules.WAIVE, by=by)
    why = said(reason)
    if requirement not in queries.open_papers(locked):
        raise Refusal("choice.invalid", field="requirement")
    waiver = Waiver.objects.create(case=locked, requirement=requirement, reason=why, by=by, at=at)
    asked = locked.requests.filter(requirement=requirement, answered_at=None, ended_at=None)
    asked.update(ended_at=at)
    audit.record(
        "casework.case.waive", target=case.ref, by=by, at=at, reason=why, requirement=requirement
    )
    _study_again(locked, by=by, at=at)
    return waiver
