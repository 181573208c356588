"""Three different people sign the same content, and what was signed is not edited."""

import threading

import pytest
from django.db import DatabaseError, IntegrityError, connection, connections, transaction

from daman.base.audit import queries as audit
from daman.base.outbox.models import Promise
from daman.base.sealing import seal
from daman.exchange.banks import port
from daman.journey.payroll import operations, queries
from daman.journey.payroll.models import BankFile, Payment, Run
from daman.kernel.money import Money
from daman.kernel.refusal import Refusal
from daman.record.ledger import operations as ledger
from daman.record.ledger import queries as balances
from daman.record.ledger.models import Transfer
from tests.support.payments import (
    DECEMBER,
    a_released_run,
    an_entitlement,
    payment_of,
    signers,
)
from tests.support.people import keep_promises

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(at):
    return signers(at=at)


@pytest.fixture
def built(at, people):
    an_entitlement()
    an_entitlement(halalas=177_000)
    return operations.build(month=DECEMBER, by=people[0], at=at)


def raw(sql: str, *values):
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(sql, values)


def test_three_people_sign_and_the_money_is_reserved(at, built, people):
    officer, approver, releaser = people
    run = operations.prepare(run=built, by=officer, at=at)
    assert run.state == "PREPARED"
    run = operations.approve(run=run, by=approver, at=at, content_sha256=run.content_sha256)
    assert run.state == "APPROVED"
    run = operations.release(run=run, by=releaser, at=at, content_sha256=run.content_sha256)
    assert run.state == "RELEASED"
    for payment in run.payments.select_related("household"):
        owed = balances.balances(ledger.payable(payment.household.ref))[0]
        assert owed.posted.halalas == owed.debits_pending == payment.amount_halalas
    assert balances.balances(ledger.TREASURY)[0].posted == Money(-309_000)
    assert balances.trial_balance().difference == Money(0)
    assert Promise.objects.get(kind="payroll.send_bank_file").state == "PENDING"
    acts = [event.what for event in audit.events_of(run.ref)]
    assert acts == [
        f"payroll.run.{step}" for step in ("calculate", "prepare", "approve", "release")
    ]


def test_nobody_signs_twice(at, built, people):
    officer, approver, _ = people
    run = operations.prepare(run=built, by=officer, at=at)
    with pytest.raises(Refusal, match="run.same_person"):
        operations.approve(run=run, by=officer, at=at)
    run = operations.approve(run=run, by=approver, at=at)
    for repeated in (officer, approver):
        with pytest.raises(Refusal, match="run.same_person"):
            operations.release(run=run, by=repeated, at=at)
    assert not Transfer.objects.exists()


def test_steps_are_not_skipped(at, built, people):
    officer, approver, releaser = people
    with pytest.raises(Refusal, match="run.not_approved"):
        operations.release(run=built, by=releaser, at=at)
    with pytest.raises(Refusal, match="state.invalid"):
        operations.approve(run=built, by=approver, at=at)
    run = operations.prepare(run=built, by=officer, at=at)
    with pytest.raises(Refusal, match="state.invalid"):
        operations.prepare(run=run, by=officer, at=at)
    with pytest.raises(Refusal, match="run.not_approved"):
        operations.release(run=run, by=releaser, at=at)


def test_an_approver_signs_what_was_seen(at, built, people):
    run = operations.prepare(run=built, by=people[0], at=at)
    with pytest.raises(Refusal, match="run.changed"):
        operations.approve(run=run, by=people[1], at=at, content_sha256="0" * 64)


@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE payroll_payment SET amount_halalas = amount_halalas + 1",
        "UPDATE payroll_payment SET iban_index = repeat('f', 64)",
        "UPDATE payroll_payment SET state = 'HELD', reason = 'ACCOUNT_CLOSED'",
    ],
)
def test_a_release_refuses_what_was_changed_behind_the_guards(at, built, people, tampering):
    officer, approver, releaser = people
    run = operations.prepare(run=built, by=officer, at=at)
    run = operations.approve(run=run, by=approver, at=at)
    with pytest.raises(DatabaseError, match="payment"), transaction.atomic():
        raw(tampering)
    raw("ALTER TABLE payroll_payment DISABLE TRIGGER payroll_payment_guard")
    raw(tampering)
    raw("ALTER TABLE payroll_payment ENABLE TRIGGER payroll_payment_guard")
    with pytest.raises(Refusal, match="run.changed"):
        operations.release(run=run, by=releaser, at=at)


def test_a_release_refuses_a_file_that_was_changed_behind_the_guards(at, built, people):
    officer, approver, releaser = people
    run = operations.prepare(run=built, by=officer, at=at)
    run = operations.approve(run=run, by=approver, at=at)
    other = seal(b"<other/>", purpose=queries.FILE_PURPOSE)
    with pytest.raises(DatabaseError, match="written file"), transaction.atomic():
        raw("UPDATE payroll_bankfile SET sealed_content = %s", other)
    raw("ALTER TABLE payroll_bankfile DISABLE TRIGGER payroll_file_guard")
    raw("UPDATE payroll_bankfile SET sealed_content = %s", other)
    with pytest.raises(Refusal, match="run.changed"):
        operations.release(run=run, by=releaser, at=at)


def test_the_database_refuses_one_person_for_two_signatures(at, built, people):
    officer, approver, _ = people
    run = operations.prepare(run=built, by=officer, at=at)
    moment = "approved_at = prepared_at, approved_sha256 = content_sha256"
    with pytest.raises(IntegrityError, match="two_people"), transaction.atomic():
        raw(f"UPDATE payroll_run SET state = 'APPROVED', approved_by_id = %s, {moment}",
            officer.pk)  # fmt: skip
    operations.approve(run=run, by=approver, at=at)
    for who in (officer, approver):
        with pytest.raises(IntegrityError, match="two_people"), transaction.atomic():
            raw("UPDATE payroll_run SET state = 'RELEASED', released_by_id = %s, "
                "released_at = now()", who.pk)  # fmt: skip


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE payroll_run SET state = 'RECONCILED'",
        "UPDATE payroll_run SET state = 'RELEASED'",
        "UPDATE payroll_run SET content_sha256 = repeat('0', 64)",
        "UPDATE payroll_run SET payments_halalas = 1",
        "UPDATE payroll_run SET month = '2026-11-01'",
        "UPDATE payroll_run SET approved_at = now()",
        "DELETE FROM payroll_run",
        "DELETE FROM payroll_payment",
        "UPDATE payroll_payment SET state = 'BOOKED', booked_on = '2026-12-01'",
        "DELETE FROM payroll_bankfile",
        "UPDATE payroll_bankfile SET sent_at = now()",
    ],
)
def test_the_database_refuses_edits_of_a_prepared_run(at, built, people, sql):
    operations.prepare(run=built, by=people[0], at=at)
    with pytest.raises(DatabaseError), transaction.atomic():
        raw(sql)


def test_a_run_sent_back_loses_its_signatures(at, built, people):
    officer, approver, _ = people
    run = operations.prepare(run=built, by=officer, at=at)
    with pytest.raises(Refusal, match="reason.required"):
        operations.send_back(run=run, by=approver, at=at, reason=" ")
    run = operations.send_back(run=run, by=approver, at=at, reason="the list is not whole")
    assert (run.state, run.prepared_by, run.approved_by) == ("CALCULATED", None, None)
    assert not BankFile.objects.exists()
    an_entitlement()
    assert operations.build(month=DECEMBER, by=officer, at=at).payments_count == 3


def test_a_cancelled_run_leaves_its_households_for_the_next(at, built, people):
    run = operations.cancel(run=built, by=people[0], at=at, reason="made too early")
    assert run.state == "CANCELLED"
    assert not Payment.objects.exists()
    assert operations.build(month=DECEMBER, by=people[0], at=at).payments_count == 2
    with pytest.raises(Refusal, match="state.invalid"):
        operations.cancel(run=run, by=people[0], at=at, reason="again")


def test_a_released_run_is_neither_cancelled_nor_sent_back(at):
    an_entitlement()
    people = signers()
    run = a_released_run(people=people)
    for step in (operations.cancel, operations.send_back):
        with pytest.raises(Refusal, match="state.invalid"):
            step(run=run, by=people[1], at=at, reason="no")


class SilentBank:
    def __init__(self):
        self.sent = []
        self.is_down = True

    def send(self, *, name, content, msg_id):
        if self.is_down:
            raise port.BankUnavailable("connection")
        self.sent.append((name, msg_id, content))

    def answers(self, *, known=()):
        if self.is_down:
            raise port.BankUnavailable("connection")
        return []


def test_a_bank_that_is_down_gets_the_file_later_and_once(at, monkeypatch):
    bank = SilentBank()
    monkeypatch.setattr(port, "current", lambda: bank)
    entitlement = an_entitlement()
    run = a_released_run()
    keep_promises(at)
    promise = Promise.objects.get(kind="payroll.send_bank_file")
    assert (promise.state, promise.last_problem) == ("PENDING", "TryLater: connection")
    assert payment_of(entitlement).state == "READY"
    bank.is_down = False
    keep_promises(promise.due_at)
    promise.refresh_from_db()
    assert promise.state == "DONE"
    assert [sent[2] for sent in bank.sent] == [queries.file_content(run.files.get())]
    assert payment_of(entitlement).state == "SENT"
    operations.hand_over(msg_id=run.files.get().msg_id, by="system:test", at=at)
    assert len(bank.sent) == 1


@pytest.mark.concurrent
@pytest.mark.django_db(transaction=True)
def test_of_two_releases_at_once_one_wins(at):
    an_entitlement()
    officer, approver, releaser = signers()
    other = signers()[1]
    run = operations.build(month=DECEMBER, by=officer, at=at)
    run = operations.prepare(run=run, by=officer, at=at)
    run = operations.approve(run=run, by=approver, at=at)
    start, outcomes = threading.Barrier(2), []

    def attempt(who):
        start.wait()
        try:
            operations.release(run=run, by=who, at=at)
            outcomes.append("released")
        except Refusal as refusal:
            outcomes.append(refusal.code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=attempt, args=(who,)) for who in (releaser, other)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["released", "state.invalid"]
    assert Transfer.objects.count() == 2
    assert Run.objects.get().state == "RELEASED"
