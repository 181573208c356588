"""Payments, ledger and the bank's messages in any order: the invariants hold after every step."""

import itertools
from datetime import datetime, timedelta

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from daman.base.outbox.models import Promise
from daman.journey.payroll import operations
from daman.journey.payroll.models import Payment
from daman.kernel.money import Money
from daman.kernel.refusal import Refusal
from daman.record.ledger import operations as ledger
from daman.record.ledger import queries as balances
from tests.conftest import MOMENT
from tests.support.bank_messages import Said, notification, status_report
from tests.support.payments import DECEMBER, an_entitlement, signers

pick = st.integers(min_value=0, max_value=10_000)


class Payroll(RuleBasedStateMachine):
    """A month with late acceptances, retries and a bank that says anything, also twice."""

    def __init__(self) -> None:
        super().__init__()
        self.mark = transaction.savepoint()
        self.people = signers()
        self.rights = [an_entitlement()]
        self.said: list[bytes] = []
        self.number = itertools.count()
        self.at: datetime = MOMENT

    def teardown(self) -> None:
        transaction.savepoint_rollback(self.mark)

    @rule(check=st.sampled_from(["VERIFIED", "VERIFIED", "UNABLE"]))
    def accept_a_household(self, check):
        if len(self.rights) < 4:
            self.rights.append(an_entitlement(check=check))

    @rule()
    def run_the_month(self):
        self.at += timedelta(minutes=1)
        officer, approver, releaser = self.people
        try:
            run = operations.build(month=DECEMBER, by=officer, at=self.at)
            run = operations.prepare(run=run, by=officer, at=self.at)
        except Refusal as refusal:
            if refusal.code != "run.empty":
                raise
            return
        run = operations.approve(run=run, by=approver, at=self.at)
        operations.release(run=run, by=releaser, at=self.at)

    @rule(place=pick)
    def change_an_account(self, place):
        application = self.rights[place % len(self.rights)].decision.application
        application.iban_index = f"{next(self.number):064d}"
        application.account_check = "VERIFIED"
        application.save()

    def _sent(self, place: int) -> Payment | None:
        payments = list(Payment.objects.filter(file__isnull=False).order_by("pk"))
        return payments[place % len(payments)] if payments else None

    def _say(self, content: bytes) -> None:
        self.said.append(content)
        operations.take_answer(
            name=f"{next(self.number)}.xml", content=content, by="system:test", at=self.at
        )

    @rule(place=pick, reason=st.sampled_from(["", "", "AC04", "AC06"]))
    def bank_reports(self, place, reason):
        payment = self._sent(place)
        if payment is not None:
            line = Said(payment.end_to_end_id, status="RJCT" if reason else "ACCP", reason=reason)
            msg_id = f"S{next(self.number)}"
            self._say(status_report(msg_id, payment.file.msg_id, [line]))

    @rule(place=pick, reason=st.sampled_from(["", "AC04"]), more=st.sampled_from([0, 0, 0, 1]))
    def bank_books(self, place, reason, more):
        payment = self._sent(place)
        if payment is not None:
            line = Said(
                payment.end_to_end_id,
                amount=f"132{more}.00",
                side="CRDT" if reason else "DBIT",
                reason=reason,
                day="2026-11-25",
            )
            self._say(notification(f"N{next(self.number)}", [line]))

    @rule()
    def bank_books_a_stranger(self):
        line = Said(f"X{next(self.number)}", amount="9.99", day="2026-11-25")
        self._say(notification(f"N{next(self.number)}", [line]))

    @precondition(lambda self: self.said)
    @rule(place=pick)
    def bank_repeats(self, place):
        before = self._picture()
        self._say(self.said[place % len(self.said)])
        assert self._picture() == before

    def _picture(self):
        return (
            list(Payment.objects.order_by("pk").values_list("pk", "state", "reason")),
            [(each.code, each.posted, each.debits_pending) for each in balances.balances()],
        )

    @invariant()
    def ledger_balances(self):
        assert balances.trial_balance().difference == Money(0)

    @invariant()
    def nobody_is_paid_twice(self):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT household_id, month FROM payroll_payment WHERE kind = 'REGULAR' "
                "GROUP BY 1, 2 HAVING count(*) > 1"
            )
            assert cursor.fetchall() == []

    @invariant()
    def the_ledger_says_what_the_payments_say(self):
        for right in self.rights:
            payments = list(Payment.objects.filter(household=right.household))
            if not any(payment.run.released_at for payment in payments):
                continue
            booked = sum(p.amount_halalas for p in payments if p.booked_on)
            back = sum(p.amount_halalas for p in payments if p.returned_on)
            open_ = sum(
                p.amount_halalas
                for p in payments
                if p.file_id and not p.booked_on and not p.rejected_at
            )
            owed = balances.balances(ledger.payable(right.household.ref))[0]
            came_back = balances.balances(ledger.returned(right.household.ref))[0]
            assert owed.posted.halalas + came_back.posted.halalas == 132_000 - booked + back
            assert owed.debits_pending + came_back.debits_pending == open_


@pytest.mark.django_db
def test_any_order_of_runs_and_messages(monkeypatch):
    # Promises are for the worker; here only money is watched.
    monkeypatch.setattr("daman.base.outbox.operations.promise", lambda *_, **__: Promise())
    Payroll.TestCase.settings = settings(
        max_examples=12,
        stateful_step_count=14,
        deadline=None,
        derandomize=True,
        # Shrinking a failure would take longer than a test may.
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    case = Payroll.TestCase()
    case.runTest()
