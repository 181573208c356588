"""Find facts, ask the law again, recommend to the committee, take a case back from it."""

from datetime import datetime
from typing import Any

from django.db import transaction

from daman.base.actors import Actor
from daman.base.audit import operations as audit
from daman.base.moves import move
from daman.base.outbox import operations as outbox
from daman.journey.assessment import operations as assessment
from daman.journey.assessment import queries as assessments
from daman.journey.casework import queries, rules
from daman.journey.casework.models import Case, Finding, Recommendation
from daman.journey.casework.operations.guarding import held, said
from daman.journey.casework.states import Outcome
from daman.kernel.refusal import Refusal
from daman.record.accounts.models import Account


@transaction.atomic
def record_finding(
    *, case: Case, path: str, value: Any, reason: str, by: Account, at: datetime
) -> Finding:
    """
    Keep what the caseworker found of one fact, and ask the law again on the facts as found.

    `path` and `value` are those of the law's household; amounts are riyals.

    :raises Refusal: case.not_yours, state.invalid, reason.required, too_long, or household.… when
        the law cannot read the value
    """
    locked = held(case, rules.FIND, by=by)
    why = said(reason)
    finding = Finding.objects.create(case=locked, path=path, value=value, reason=why, by=by, at=at)
    audit.record("casework.case.find", target=case.ref, by=by, at=at, reason=why, path=path)
    assessment.assess(
        application=locked.application, findings=queries.findings_of(locked), by=by, at=at
    )
    return finding


@transaction.atomic
def recommend(
    *, case: Case, outcome: str, reasons: str, by: Account, at: datetime
) -> Recommendation:
    """
    Recommend an outcome to the committee, resting on the law's newest answer.

    :raises Refusal: case.not_yours, state.invalid, choice.invalid, reason.required, too_long,
        recommendation.documents_open, recommendation.against_law, recommendation.amount_open
    """
    locked = held(case, rules.RECOMMEND, by=by)
    if outcome not in Outcome.values:
        raise Refusal("choice.invalid", field="outcome")
    why = said(reasons, field="reasons")
    if queries.open_papers(locked):
        raise Refusal("recommendation.documents_open")
    answer = assessments.latest(locked.application)
    assert answer is not None, "a case is opened with an assessment"
    law = rules.LawAnswer(answer.is_eligible, has_amount=bool(answer.amount_halalas))
    if fault := rules.fault_of(outcome, law):
        raise Refusal(fault, field="outcome")
    recommendation = Recommendation.objects.create(
        case=locked, outcome=outcome, reasons=why, assessment=answer, by=by, at=at
    )
    move(locked, "recommend", by=by, at=at, reason=why, outcome=outcome, assessment=answer.ref)
    outbox.promise(
        "case_recommended", dedupe=f"case_recommended:{recommendation.pk}", at=at, case=case.ref
    )
    return recommendation


@transaction.atomic
def send_back(*, case: Case, reason: str, by: Actor, at: datetime) -> Case:
    """
    Give a recommended case back to its caseworker, with the committee's reason.

    :raises Refusal: reason.required, too_long, state.invalid
    """
    why = said(reason)
    move(case, "send_back", by=by, at=at, reason=why)
    return case
