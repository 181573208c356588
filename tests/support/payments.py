"""Households with a right to be paid, staff who sign, and runs at each stage."""

import itertools
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange

from daman.base.permissions import Role
from daman.base.sealing import blind_index
from daman.journey.applications.models import Application
from daman.journey.assessment.models import Assessment
from daman.journey.casework.models import Case, Recommendation
from daman.journey.committee.models import Sitting, Vote
from daman.journey.decisions.models import Decision, Entitlement
from daman.journey.payroll import operations
from daman.journey.payroll.models import Payment, Run
from daman.journey.profile.models import Profile, Snapshot
from daman.kernel import iban as ibans
from daman.kernel import national_id as nid
from daman.kernel.month import Month
from daman.record.accounts.models import Account
from daman.record.households.models import Household
from daman.record.people.models import Person
from tests.conftest import MOMENT
from tests.support.people import a_citizen, a_member_of_staff, a_person

DECEMBER = Month(2026, 12)
_serial = itertools.count(1)
LINES = [
    {"kind": "base", "label": {"ar": "المعاش الأساسي", "en": "Base"}, "halalas": 110_000,
     "article": None},
    {"kind": "addition", "label": {"ar": "عن فردين", "en": "For two members"}, "halalas": 22_000,
     "article": None},
]  # fmt: skip


def _ref(prefix: str) -> str:
    return f"{prefix}-T{next(_serial):07d}"


def an_application(account: Account, *, at: datetime = MOMENT, **account_of: Any) -> Application:
    """Return a decided application; `account_of` may give iban and check."""
    person = account.person
    iban = account_of.get("iban", ibans.synthetic(1_000_000 + next(_serial)))
    profile = Profile.objects.create(ref=_ref("PRF"), person=person, opened_at=at)
    snapshot = Snapshot.objects.create(
        ref=_ref("SNP"), profile=profile, content={}, sha256="0" * 64, taken_at=at
    )
    household = Household.objects.create(
        ref=_ref("HH"), head=person, unit="family", formed_on=date(2026, 1, 1)
    )
    return Application.objects.create(
        ref=_ref("APP"),
        person=person,
        opened_by=account,
        household=household,
        state="DECIDED",
        category="widow",
        has_income=False,
        iban=iban,
        iban_index=blind_index(iban, purpose="iban") if iban else "",
        iban_last4=iban[-4:] if iban else "",
        bank_name="بنك المحاكاة",
        account_check=account_of.get("check", "VERIFIED"),
        snapshot=snapshot,
        opened_at=at,
        submitted_at=at,
        due_on=date(2026, 12, 20),
        legal_due_on=date(2026, 12, 25),
    )


def an_entitlement(
    *,
    halalas: int = 132_000,
    person: Person | None = None,
    first: date = DECEMBER.first_day,
    at: datetime = MOMENT,
    **account_of: Any,
) -> Entitlement:
    """Return the right of a new household of a citizen to be paid from a month on."""
    account = a_citizen(at=at, person=person or a_person(at=at))
    application = an_application(account, at=at, **account_of)
    assessment = Assessment.objects.create(
        ref=_ref("ASM"), application=application, edition="statutory-2026-07",
        edition_hash="0" * 64, household={}, sources={}, answer={}, is_eligible=True,
        amount_halalas=halalas, made_at=at, made_by="system:test",
    )  # fmt: skip
    case = Case.objects.create(
        ref=_ref("CAS"), application=application, state="CLOSED", opened_at=at,
        due_on=date(2026, 12, 20),
    )  # fmt: skip
    caseworker, chair = a_member_of_staff(at=at), a_member_of_staff(at=at)
    recommendation = Recommendation.objects.create(
        case=case, outcome="ACCEPT", reasons="met", assessment=assessment, by=caseworker, at=at
    )
    sitting = _a_sitting_that_accepted(recommendation, chair, at=at)
    decision = Decision.objects.create(
        ref=_ref("DEC"), application=application, assessment=assessment, sitting=sitting,
        outcome="ACCEPTED", content={"amount": {"lines": LINES, "total_halalas": halalas}},
        content_sha256="0" * 64, verify_code=_ref("V"), objection_until_on=date(2027, 1, 24),
        decided_at=at, decided_by=chair, reasons_count=1,
    )  # fmt: skip
    return Entitlement.objects.create(
        ref=_ref("ENT"), decision=decision, household=application.household,
        payee=account.person, amount_halalas=halalas, during=DateRange(first, None), opened_at=at,
    )  # fmt: skip


def _a_sitting_that_accepted(
    recommendation: Recommendation, chair: Account, *, at: datetime
) -> Sitting:
    sitting = Sitting.objects.create(ref=_ref("SIT"), recommendation=recommendation, opened_at=at)
    for member in (chair, a_member_of_staff(at=at), a_member_of_staff(at=at)):
        Vote.objects.create(sitting=sitting, member=member, choice="ACCEPT", reason="", at=at)
    sitting.state, sitting.outcome, sitting.reasons = "CLOSED", "ACCEPT", "met"
    sitting.closed_by, sitting.closed_at = chair, at
    sitting.save()
    return sitting


def account_of(entitlement: Entitlement) -> Account:
    """Return the citizen's account behind a right."""
    return entitlement.decision.application.opened_by


def signers(*, at: datetime = MOMENT) -> tuple[Account, Account, Account]:
    """Return an officer and two approvers."""
    return (
        a_member_of_staff(Role.PAYMENTS_OFFICER, at=at),
        a_member_of_staff(Role.PAYMENTS_APPROVER, at=at),
        a_member_of_staff(Role.PAYMENTS_APPROVER, at=at),
    )


def a_released_run(
    *, month: Month = DECEMBER, at: datetime = MOMENT, people: Sequence[Account] = ()
) -> Run:
    """Return the month's run, built and signed by three people."""
    officer, approver, releaser = people or signers(at=at)
    run = operations.build(month=month, by=officer, at=at)
    run = operations.prepare(run=run, by=officer, at=at)
    run = operations.approve(run=run, by=approver, at=at)
    return operations.release(run=run, by=releaser, at=at)


def payment_of(entitlement: Entitlement) -> Payment:
    """Return the newest payment of a right's household."""
    payments = Payment.objects.filter(household=entitlement.household)
    return payments.order_by("-attempt").first()


def a_named_iban(national_id: str) -> str:
    """Return the account that the simulated bank knows as a person's."""
    assert nid.is_synthetic(national_id)
    from simulators.registry.population import NAMED

    return next(card.iban for card in NAMED.values() if card.national_id == national_id)
