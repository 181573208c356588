"""Read decisions, letters by their verification code, and the rights in force in a month."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from daman.base.permissions import Role
from daman.journey.applications.models import Application
from daman.journey.casework.models import Case
from daman.journey.committee.models import Sitting, Vote
from daman.journey.committee.states import State as SittingState
from daman.journey.decisions import rules
from daman.journey.decisions.models import Decision, Entitlement, Outcome
from daman.kernel import national_id as nid
from daman.kernel.month import Month
from daman.kernel.refusal import Refusal
from daman.kernel.riyadh import riyadh_date
from daman.law.rules.deadlines import first_payment_month, grievance_due_on
from daman.record.accounts.models import Account
from daman.record.editions.queries import edition_of

PAGE_SIZE = 50
OUTCOMES = {"ACCEPT": Outcome.ACCEPTED, "REFUSE": Outcome.REFUSED}


@dataclass(frozen=True)
class Verified:
    """What anyone with a letter's code is told of it: nothing about the person."""

    ref: str
    outcome: str
    decided_on: date


def decision_for(account: Account, ref: str) -> Decision | None:
    """
    Return a citizen's own decision by its own or its application's reference.

    None for another's, as for one that there is not.
    """
    return _named(_whole().filter(application__opened_by=account), ref)


def decision_on(application: Application) -> Decision | None:
    """Return the decision on an application, or None while there is none."""
    return _whole().filter(application=application).first()


def decision_with_ref(ref: str) -> Decision | None:
    """Return any decision, for staff whose page allows it."""
    return _whole().filter(ref=ref).first()


def _named(found: QuerySet[Decision], ref: str) -> Decision | None:
    return found.filter(Q(ref=ref) | Q(application__ref=ref)).first()


def _whole() -> QuerySet[Decision]:
    return Decision.objects.select_related(
        "application__person", "application__opened_by", "assessment", "decided_by", "sitting"
    )


def seen_by(actor: Account) -> QuerySet[Decision]:
    """
    Return the decisions that a member of staff may read.

    A caseworker reads those studied, a reviewer and a chair those voted on or closed, an auditor
    all, each with a reason.
    """
    roles, found = actor.may_act_as, _whole()
    if Role.AUDITOR in roles:
        return found
    studied = Case.objects.filter(application=OuterRef("application"), assigned_to=actor)
    voted = Vote.objects.filter(sitting=OuterRef("sitting"), member=actor)
    may = Q(pk__in=[])
    if Role.CASEWORKER in roles:
        may |= Q(Exists(studied))
    if roles & {Role.REVIEWER, Role.CHAIR}:
        may |= Q(Exists(voted)) | Q(sitting__closed_by=actor)
    return found.filter(may)


def must_say_why(actor: Account) -> bool:
    """Return whether an actor reads letters of cases they had no part in, and so says why."""
    return Role.AUDITOR in actor.may_act_as


def decision_seen_by(actor: Account, ref: str) -> Decision | None:
    """Return a decision by its own or its application's reference, if the actor may read it."""
    return _named(seen_by(actor), ref)


def newest(actor: Account, *, outcome: str = "", page: int = 1) -> list[Decision]:
    """Return one page of what the actor may read, newest first, and one more if there is more."""
    found = seen_by(actor).order_by("-decided_at", "-pk")
    if outcome in Outcome.values:
        found = found.filter(outcome=outcome)
    start = (max(page, 1) - 1) * PAGE_SIZE
    return list(found[start : start + PAGE_SIZE + 1])


def entitlements_in(month: Month) -> QuerySet[Entitlement]:
    """Return the rights in force in a month, with household, payee and application."""
    return (
        Entitlement.objects.filter(during__contains=month.first_day)
        .select_related("household", "payee", "decision__application", "decision__assessment")
        .order_by("pk")
    )


def entitlement_of(decision: Decision) -> Entitlement | None:
    """Return the right that an acceptance opened, or None."""
    return Entitlement.objects.filter(decision=decision).order_by("pk").first()


def verified(code: str) -> Verified | None:
    """
    Return what may be said of the letter with a code, or None when no letter has it, or the
    letter kept is no longer the one that was issued.

    :raises Refusal: verify.code when it cannot be a code
    """
    kept = rules.read_verify_code(code)
    found = Decision.objects.filter(verify_code=kept).first()
    if found is None or not is_intact(found):
        return None
    return Verified(found.ref, found.outcome, riyadh_date(found.decided_at))


def is_intact(decision: Decision) -> bool:
    """Return whether the letter still is what was issued, by its hash."""
    return rules.sha256_of(decision.content) == decision.content_sha256


def letter_of(
    sitting: Sitting, *, by: Account, at: datetime, reference: str = "", code: str = ""
) -> dict[str, Any]:
    """
    Return the letter that a closed sitting leads to, as the account would issue it now.

    :raises Refusal: decision.not_voted before the sitting is closed
    """
    if sitting.state != SittingState.CLOSED or not sitting.outcome:
        raise Refusal("decision.not_voted")
    recommendation = sitting.recommendation
    application = recommendation.case.application
    assessment, outcome = recommendation.assessment, OUTCOMES[sitting.outcome]
    decided_on, person = riyadh_date(at), application.person
    is_paid = outcome == Outcome.ACCEPTED and bool(assessment.amount_halalas)
    assert application.submitted_at, "a submitted application"
    return rules.content_of(
        rules.Deciding(
            reference=reference,
            application=application.ref,
            submitted_on=riyadh_date(application.submitted_at),
            name_ar=person.name_ar,
            name_en=person.name_en,
            person_masked=nid.masked(person.national_id),
            account_last4=application.iban_last4,
            outcome=outcome,
            decided_on=decided_on,
            answer=assessment.answer,
            edition=edition_of(assessment.edition),
            sources=assessment.sources,
            amount_halalas=assessment.amount_halalas,
            committee_reasons=sitting.reasons,
            verify_code=code,
            first_month=first_payment_month(decided_on) if is_paid else None,
            objection_until_on=grievance_due_on(decided_on),
            decider_ar=by.name_ar,
            decider_en=by.name_en or by.name_ar,
        )
    )
