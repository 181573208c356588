"""A citizen sees their own payments, how each came about, and what to do when one fails."""

from datetime import date

import pytest
from django.test import Client

from daman.base.permissions import Role
from daman.journey.payroll import operations
from tests.support.bank_messages import Said, notification, status_report
from tests.support.payments import (
    DECEMBER,
    a_released_run,
    account_of,
    an_entitlement,
    payment_of,
)
from tests.support.people import a_citizen, a_member_of_staff, signed_in

pytestmark = pytest.mark.django_db


def of(account) -> Client:
    return signed_in(Client(), account)


def take(content: bytes, at):
    return operations.take_answer(name="a.xml", content=content, by="system:test", at=at)


def test_a_paid_month_with_its_arithmetic(at):
    right = an_entitlement()
    a_released_run(at=at)
    payment = payment_of(right)
    take(notification("N1", [Said(payment.end_to_end_id, day="2026-11-25")]), at)
    client = of(account_of(right))
    listed = client.get("/payments/", headers={"accept-language": "en"}).content.decode()
    assert payment.ref in listed
    assert "1,320" in listed
    assert "<svg" in listed
    page = client.get(f"/payments/{payment.ref}/", headers={"accept-language": "en"})
    content = page.content.decode()
    assert page["Cache-Control"].startswith("no-store")
    for shown in ("1,100", "220", "1,320", payment.iban_last4, right.decision.ref):
        assert shown in content
    assert payment.iban not in content


def test_a_refused_payment_says_why_and_what_to_do(at):
    right = an_entitlement()
    run = a_released_run(at=at)
    payment = payment_of(right)
    line = Said(payment.end_to_end_id, status="RJCT", reason="AC04")
    take(status_report("S1", run.files.get().msg_id, [line], group="RJCT"), at)
    page = of(account_of(right)).get(
        f"/payments/{payment.ref}/", headers={"accept-language": "en"}
    )
    content = page.content.decode()
    assert "The bank says that the account is closed." in content
    assert "Ask your bank" in content


def test_a_held_payment_is_shown_from_the_start(at):
    right = an_entitlement(check="UNABLE")
    operations.build(month=DECEMBER, by="system:test", at=at)
    payment = payment_of(right)
    content = of(account_of(right)).get(f"/payments/{payment.ref}/").content.decode()
    assert payment.ref in content


def test_an_unsigned_payment_is_not_shown(at):
    right = an_entitlement()
    operations.build(month=DECEMBER, by="system:test", at=at)
    client = of(account_of(right))
    assert client.get(f"/payments/{payment_of(right).ref}/").status_code == 404


def test_without_payments_the_page_says_so():
    page = of(a_citizen()).get("/payments/", headers={"accept-language": "en"})
    assert page.status_code == 200
    assert "No payments yet" in page.content.decode()


def test_the_payment_of_another_is_as_one_that_is_not(at):
    right = an_entitlement()
    a_released_run(at=at)
    stranger = of(a_citizen())
    foreign = stranger.get(f"/payments/{payment_of(right).ref}/")
    unknown = stranger.get("/payments/PAY-0000000000000/")
    assert foreign.status_code == unknown.status_code == 404
    assert payment_of(right).ref not in stranger.get("/payments/").content.decode()


def test_staff_and_strangers_see_no_payments(at):
    right = an_entitlement(first=date(2026, 12, 1))
    a_released_run(at=at)
    address = f"/payments/{payment_of(right).ref}/"
    assert of(a_member_of_staff(Role.PAYMENTS_OFFICER)).get(address).status_code == 403
    assert Client().get(address).status_code == 302
