"""Decide: the letter, the right it opens, the end of the case, in one transaction."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from psycopg.types.range import Range

from daman.base.audit import operations as audit
from daman.base.references import new_reference
from daman.exchange.notices.operations import notify
from daman.journey.applications import operations as applications
from daman.journey.applications.models import Application
from daman.journey.casework import operations as casework
from daman.journey.committee.models import Sitting
from daman.journey.decisions import queries, rules
from daman.journey.decisions.models import Decision, Entitlement, Outcome
from daman.kernel.money import Money
from daman.kernel.month import Month
from daman.kernel.refusal import Refusal
from daman.record.accounts.models import Account


@transaction.atomic
def decide(*, sitting: Sitting, by: Account, at: datetime) -> Decision:
    """
    Issue the decision of a closed sitting, by a named person, once.

    Stores the letter with its hash and verification code, opens the right from the month after an
    acceptance (article 16), closes application and case, and tells the citizen (article 6).

    :raises Refusal: decision.not_a_person, decision.own_recommendation, decision.not_voted,
        decision.exists, decision.eligible, decision.not_eligible, decision.amount_open,
        decision.no_reasons, entitlement.exists
    """
    _refuse_decider(sitting, by)
    locked = _locked(sitting)
    recommendation = locked.recommendation
    application, assessment = recommendation.case.application, recommendation.assessment
    reference, code = new_reference("DEC"), rules.new_verify_code()
    content = queries.letter_of(locked, by=by, at=at, reference=reference, code=code)
    reasons = rules.reasons_count(assessment.answer, locked.reasons)
    rules.refuse_unlawful(
        content["outcome"],
        assessment.answer,
        amount_halalas=assessment.amount_halalas,
        reasons=reasons,
    )
    decision = Decision.objects.create(
        ref=reference,
        application=application,
        assessment=assessment,
        sitting=locked,
        outcome=content["outcome"],
        content=content,
        content_sha256=rules.sha256_of(content),
        verify_code=code,
        objection_until_on=date.fromisoformat(content["objection"]["until_on"]),
        decided_at=at,
        decided_by=by,
        reasons_count=reasons,
    )
    _follow(decision, locked, by=by, at=at)
    return decision


def record_reading(*, decision: Decision, by: Account, at: datetime, reason: str = "") -> None:
    """
    Record that a member of staff read a person's letter.

    :raises Refusal: reason.required when the reader had no part in the case and does not say why
    """
    if queries.must_say_why(by) and not reason:
        raise Refusal("reason.required", field="reason")
    audit.record(
        "decisions.decision.read",
        target=decision.ref,
        by=by,
        at=at,
        reason=reason,
        application=decision.application.ref,
    )


def _refuse_decider(sitting: Sitting, by: Account) -> None:
    if not isinstance(by, Account) or not by.is_staff_member:
        raise Refusal("decision.not_a_person")
    if sitting.recommendation.by_id == by.pk:
        raise Refusal("decision.own_recommendation")


def _locked(sitting: Sitting) -> Sitting:
    """Return the sitting, held so that a second decision waits and is then refused."""
    found = Sitting.objects.select_for_update(of=("self",)).select_related(
        "recommendation__assessment",
        "recommendation__case__application__person",
        "recommendation__case__application__opened_by",
        "recommendation__case__application__household",
    )
    locked = found.get(pk=sitting.pk)
    application = locked.recommendation.case.application
    Application.objects.select_for_update().get(pk=application.pk)
    if Decision.objects.filter(application=application).exists():
        raise Refusal("decision.exists")
    return locked


def _follow(decision: Decision, sitting: Sitting, *, by: Account, at: datetime) -> None:
    """Do what follows from a decision: right, application, case, audit and notice."""
    application = decision.application
    is_accepted = decision.outcome == Outcome.ACCEPTED
    audit.record(
        "decisions.decision.issue",
        target=decision.ref,
        by=by,
        at=at,
        application=application.ref,
        sitting=sitting.ref,
        outcome=decision.outcome,
        sha256=decision.content_sha256,
    )
    if decision.content["first_month"]:
        _open_entitlement(decision, by=by, at=at)
    applications.settle_decided(application=application, by=by, at=at, is_accepted=is_accepted)
    casework.close(case=sitting.recommendation.case, by=by, at=at, reason=decision.ref)
    notify(
        account=application.opened_by,
        template="decision_accepted" if is_accepted else "decision_refused",
        at=at,
        about=decision.ref,
        **_told(decision),
    )


def _told(decision: Decision) -> dict[str, Any]:
    return {
        "reference": decision.ref,
        "amount": str(Money(decision.assessment.amount_halalas or 0)),
        "until": decision.objection_until_on,
    }


def _open_entitlement(decision: Decision, *, by: Account, at: datetime) -> Entitlement:
    application, amount = decision.application, decision.assessment.amount_halalas
    assert application.household is not None, "a submitted application has a household"
    assert amount is not None, "an accepted application has an amount"
    first = Month.parse(decision.content["first_month"]).first_day
    during = Range[date](first, None)
    if Entitlement.objects.filter(
        household=application.household, during__overlap=during
    ).exists():
        raise Refusal("entitlement.exists")
    opened = Entitlement.objects.create(
        ref=new_reference("ENT"),
        decision=decision,
        household=application.household,
        payee=application.person,
        amount_halalas=amount,
        during=during,
        opened_at=at,
    )
    audit.record(
        "decisions.entitlement.open",
        target=opened.ref,
        by=by,
        at=at,
        decision=decision.ref,
        halalas=amount,
        since=first.isoformat(),
    )
    return opened
