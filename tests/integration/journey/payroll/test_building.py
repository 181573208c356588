"""The month's run holds everyone who is owed, once, with the reasons of those not sent."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from lxml import etree

from daman.exchange.banks import pain001
from daman.exchange.notices.models import Notice
from daman.journey.payroll import operations, queries
from daman.journey.payroll.models import Payment, Run
from daman.kernel import iban
from daman.kernel.month import Month
from daman.kernel.refusal import Refusal
from tests.support.payments import (
    DECEMBER,
    a_released_run,
    account_of,
    an_entitlement,
    payment_of,
    signers,
)
from tests.support.people import keep_promises

pytestmark = pytest.mark.django_db


def build(at, month=DECEMBER):
    return operations.build(month=month, by="system:test", at=at)


def rows():
    return list(Payment.objects.order_by("pk").values())


def test_everyone_owed_is_in_the_run_once(at):
    for halalas in (132_000, 177_050):
        an_entitlement(halalas=halalas)
    an_entitlement(first=date(2027, 1, 1))
    run = build(at)
    assert (run.state, run.payments_count, run.payments_halalas) == ("CALCULATED", 2, 309_050)
    assert run.pay_on == date(2026, 12, 1)
    assert {payment.state for payment in run.payments.all()} == {"READY"}


def test_building_twice_changes_nothing(at):
    for _ in range(3):
        an_entitlement()
    an_entitlement(check="CLOSED")
    first = build(at)
    before = rows()
    second = build(at + timedelta(hours=2))
    assert (second.pk, second.content_sha256) == (first.pk, first.content_sha256)
    assert rows() == before


def test_the_same_run_gives_the_same_bytes(at):
    an_entitlement()
    officer, approver, _ = signers()
    run = operations.prepare(run=build(at), by=officer, at=at)
    first = queries.file_content(run.files.get())
    signed = run.content_sha256
    operations.send_back(run=run, by=approver, at=at, reason="once more")
    later = at + timedelta(days=1)
    run = operations.prepare(run=build(later), by=officer, at=later)
    assert queries.file_content(run.files.get()) == first
    assert run.content_sha256 == signed


def test_a_change_before_signing_reaches_the_run(at):
    entitlement = an_entitlement()
    run = build(at)
    application = entitlement.decision.application
    application.account_check = "CLOSED"
    application.save()
    changed = build(at)
    assert changed.content_sha256 != run.content_sha256
    assert (changed.payments_count, changed.held_count) == (0, 1)
    assert payment_of(entitlement).reason == "ACCOUNT_CLOSED"
    entitlement.during = DateRange(date(2027, 1, 1), None)
    entitlement.save()
    emptied = build(at)
    assert (emptied.pk, emptied.payments_count, emptied.held_count) == (run.pk, 0, 0)
    officer, *_ = signers()
    with pytest.raises(Refusal, match="run.empty"):
        operations.prepare(run=emptied, by=officer, at=at)


@pytest.mark.parametrize(
    ("check", "reason"),
    [
        ("NOT_VERIFIED", "ACCOUNT_NOT_VERIFIED"),
        ("UNABLE", "ACCOUNT_UNABLE"),
        ("UNCHECKED", "ACCOUNT_UNABLE"),
        ("CLOSED", "ACCOUNT_CLOSED"),
    ],
)
def test_an_account_not_verified_is_held_and_the_citizen_told(at, check, reason):
    entitlement = an_entitlement(check=check)
    run = build(at)
    assert (payment_of(entitlement).state, payment_of(entitlement).reason) == ("HELD", reason)
    assert (run.payments_count, run.held_count, run.held_halalas) == (0, 1, 132_000)
    keep_promises(at)
    build(at)
    keep_promises(at)
    told = Notice.objects.filter(account=account_of(entitlement))
    assert [notice.template for notice in told] == ["payment_held"]


def test_the_dead_are_held_from_the_month_after(at):
    buried_before, dies_in_month = an_entitlement(), an_entitlement()
    for entitlement, day in ((buried_before, 30), (dies_in_month, 1)):
        entitlement.payee.died_on = date(2026, 11 if day == 30 else 12, day)
        entitlement.payee.save()
    build(at)
    assert payment_of(buried_before).reason == "PAYEE_DEAD"
    assert payment_of(dies_in_month).state == "READY"


@pytest.mark.parametrize("month", [Month(2026, 10), Month(2027, 1), Month(2030, 1)])
def test_only_this_month_and_the_next_are_built(at, month):
    an_entitlement(first=date(2026, 1, 1))
    with pytest.raises(Refusal, match="run.month_range"):
        build(at, month)
    assert build(at, Month(2026, 11)).month == date(2026, 11, 1)
    assert build(at).month == date(2026, 12, 1)


def test_nobody_to_pay_opens_no_run(at):
    with pytest.raises(Refusal, match="run.empty"):
        build(at)
    assert not Run.objects.exists()


def test_a_signed_run_waits_for_nobody_else(at):
    an_entitlement()
    officer, *_ = signers()
    operations.prepare(run=build(at), by=officer, at=at)
    with pytest.raises(Refusal, match="run.exists"):
        build(at)


def test_who_is_accepted_after_the_release_is_in_a_further_run(at):
    an_entitlement()
    first = a_released_run()
    with pytest.raises(Refusal, match="run.empty"):
        build(at)
    late = an_entitlement()
    second = a_released_run()
    assert (second.sequence, second.ref) == (2, "RUN-202612-02")
    assert [payment.household for payment in second.payments.all()] == [late.household]
    assert first.payments.count() == 1


def test_a_held_payment_is_paid_by_a_new_attempt_once_the_account_is_verified(at):
    entitlement = an_entitlement(check="UNABLE")
    an_entitlement()
    a_released_run()
    held = payment_of(entitlement)
    application = entitlement.decision.application
    application.account_check = "VERIFIED"
    application.save()
    run = a_released_run()
    retry = run.payments.get()
    assert (retry.kind, retry.retry_of, retry.attempt, retry.state) == ("RETRY", held, 2, "READY")
    assert retry.month == held.month
    with pytest.raises(Refusal, match="run.empty"):
        build(at)


# What the database itself refuses.


def copied(payment: Payment, **changes):
    columns = [field.column for field in Payment._meta.concrete_fields if field.column != "id"]
    picked = ", ".join(f"%({column})s" if column in changes else column for column in columns)
    sql = f"INSERT INTO payroll_payment ({', '.join(columns)}) SELECT {picked} FROM payroll_payment WHERE id = %(id)s"  # noqa: E501
    with connection.cursor() as cursor:
        cursor.execute(sql, {**changes, "id": payment.pk})


def test_the_database_refuses_a_second_regular_payment(at):
    an_entitlement()
    build(at)
    payment = Payment.objects.get()
    other = {"ref": "PAY-OTHER", "end_to_end_id": "OTHER"}
    with pytest.raises(IntegrityError, match="payment_regular_once_a_month"), transaction.atomic():
        copied(payment, **other)
    with pytest.raises(IntegrityError, match="payment_regular_once"), transaction.atomic():
        copied(payment, **other, attempt=1, run_id=payment.run_id)
    copied(payment, **other, kind="RETRY", attempt=2, retry_of_id=payment.pk)
    more = {"ref": "PAY-MORE", "end_to_end_id": "MORE"}
    with pytest.raises(IntegrityError, match="retry_of"), transaction.atomic():
        copied(payment, **more, kind="RETRY", attempt=3, retry_of_id=payment.pk)
    with pytest.raises(IntegrityError, match="end_to_end_id"), transaction.atomic():
        copied(payment, ref="PAY-X", month=date(2027, 1, 1))


def test_a_file_with_a_wrong_account_never_leaves(at):
    entitlement = an_entitlement()
    application = entitlement.decision.application
    application.iban = "SA0080000000608010167519"
    application.save()
    officer, *_ = signers()
    with pytest.raises(pain001.UnsoundFile), transaction.atomic():
        operations.prepare(run=build(at), by=officer, at=at)
    assert not Run.objects.filter(state="PREPARED").exists()


def test_the_file_holds_what_the_run_holds(at, monkeypatch):
    agreed = replace(operations.signing.paying_bank(), payments_per_file=2)
    monkeypatch.setattr(operations.signing, "paying_bank", lambda: agreed)
    made = [an_entitlement(halalas=100_000 + n) for n in range(5)]
    an_entitlement(check="CLOSED")
    officer, *_ = signers()
    run = operations.prepare(run=build(at), by=officer, at=at)
    files = list(queries.files_of(run))
    assert [file.payments_count for file in files] == [2, 2, 1]
    assert sum(file.payments_halalas for file in files) == run.payments_halalas
    found = {}
    for file in files:
        root = etree.fromstring(queries.file_content(file))
        for each in root.iterfind(".//{*}CdtTrfTxInf"):
            found[each.findtext("{*}PmtId/{*}EndToEndId")] = (
                each.findtext("{*}Amt/{*}InstdAmt"),
                each.findtext("{*}CdtrAcct/{*}Id/{*}IBAN"),
            )
    assert found == {
        payment_of(each).end_to_end_id: (
            f"{each.amount_halalas // 100}.{each.amount_halalas % 100:02d}",
            each.decision.application.iban,
        )
        for each in made
    }
    assert all(iban.parse(account) for _, account in found.values())
