"""Cases that a committee voted on, and the decisions on them."""

from datetime import datetime

from daman.base.permissions import Role
from daman.base.references import new_reference
from daman.journey.assessment import operations as assessments
from daman.journey.casework.models import Case, Recommendation
from daman.journey.committee.models import Sitting, Vote
from daman.journey.decisions import operations as decisions
from daman.record.accounts.models import Account
from tests.conftest import MOMENT
from tests.support import applicants
from tests.support.people import a_member_of_staff

NO_HIGH_VALUE_ASSETS = {"assessor_findings.high_value_assets": False}
REASONS = "اطلعت اللجنة على الملف كاملا."


def a_sitting(
    application, *, outcome="ACCEPT", findings=NO_HIGH_VALUE_ASSETS, at: datetime = MOMENT
) -> Sitting:
    """Return a sitting with three votes for the outcome, on an application that was sent."""
    caseworker = a_member_of_staff(Role.CASEWORKER, at=at)
    assessment = assessments.assess(
        application=application, findings=findings, by=caseworker, at=at
    )
    case = Case.objects.create(
        ref=new_reference("CAS"),
        application=application,
        state="RECOMMENDED",
        assigned_to=caseworker,
        opened_at=at,
        due_on=application.due_on,
    )
    recommendation = Recommendation.objects.create(
        case=case, outcome=outcome, reasons=REASONS, assessment=assessment, by=caseworker, at=at
    )
    sitting = Sitting.objects.create(
        ref=new_reference("SIT"), recommendation=recommendation, opened_at=at
    )
    for _ in range(3):
        member = a_member_of_staff(Role.REVIEWER, at=at)
        Vote.objects.create(sitting=sitting, member=member, choice=outcome, reason="", at=at)
    return sitting


def a_closed_sitting(application, *, at: datetime = MOMENT, **sitting) -> Sitting:
    """Return a sitting that the chair closed with its votes' outcome, lawful or not."""
    made = a_sitting(application, at=at, **sitting)
    made.state, made.outcome, made.reasons = "CLOSED", made.recommendation.outcome, REASONS
    made.closed_by, made.closed_at = a_chair(at=at), at
    made.save()
    return made


def a_chair(*, at: datetime = MOMENT) -> Account:
    """Return the account of a chair of the committee."""
    return a_member_of_staff(Role.CHAIR, at=at)


def a_widow_s_application(*, at: datetime = MOMENT):
    """Return the application that the widow of the register sent."""
    account = applicants.named("noura", at=at)
    return applicants.a_sent_application(account, iban=applicants.iban_of("noura"), at=at)


def a_decision(application=None, *, at: datetime = MOMENT, **sitting):
    """Return a decision; by default the widow's acceptance."""
    application = application or a_widow_s_application(at=at)
    closed = a_closed_sitting(application, at=at, **sitting)
    return decisions.decide(sitting=closed, by=closed.closed_by, at=at)
