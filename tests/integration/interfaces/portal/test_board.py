"""The board and the tracker of a person who has been decided on: amount, days, what to do now."""

import pytest
from django.test import Client
from lxml import html

from daman.journey.payroll import operations
from tests.support.bank_messages import Said, notification, status_report
from tests.support.decisions import a_decision, a_widow_s_application
from tests.support.payments import (
    DECEMBER,
    a_released_run,
    account_of,
    an_entitlement,
    payment_of,
    signers,
)
from tests.support.people import signed_in

pytestmark = pytest.mark.django_db
SALARY = {"monthly_income.salary": 9000, "assessor_findings.high_value_assets": False}


def seen(account, address: str = "/board/"):
    """Return the main part of a page as its owner sees it in English."""
    page = signed_in(Client(), account).get(address, headers={"accept-language": "en"})
    assert page.status_code == 200
    return html.fromstring(page.content).xpath("//main")[0]


def words(main, path: str = ".") -> str:
    return " ".join(main.xpath(path)[0].text_content().split())


def answered(content: bytes, at) -> None:
    operations.take_answer(name="a.xml", content=content, by="system:test", at=at)


def test_accepted_shows_the_amount_and_the_first_day(simulators):
    decision = a_decision(a_widow_s_application())
    main = seen(decision.application.opened_by)
    assert "1,570 riyals" in words(main)
    assert "Next payment: 21 Jumada al-Akhirah 1448 AH (1 December 2026)" in words(main)
    assert main.xpath(f".//a[contains(@href, '/decisions/{decision.ref}/')]")
    assert words(main, ".//section[@aria-labelledby='to-do']/p").startswith("Nothing.")


def test_refused_says_until_when_and_how_to_go_on(simulators):
    decision = a_decision(a_widow_s_application(), outcome="REFUSE", findings=SALARY)
    main = seen(decision.application.opened_by)
    to_do = words(main, ".//section[@aria-labelledby='to-do']")
    assert "Nothing" not in to_do
    assert f"({decision.objection_until_on.day} " in to_do
    assert main.xpath(".//a[contains(@class, 'btn') and contains(@href, '/decisions/')]")
    assert main.xpath(".//a[contains(@href, '/applications/start/')]")
    application = decision.application
    tracker = seen(application.opened_by, f"/applications/{application.ref}/tracker/")
    assert "No payment follows from this decision." in words(tracker)


def test_paid_names_the_last_payment(at):
    right = an_entitlement()
    a_released_run(at=at)
    payment = payment_of(right)
    answered(notification("N1", [Said(payment.end_to_end_id, day="2026-11-25")]), at)
    main = seen(account_of(right))
    link = main.xpath(f".//a[contains(@href, '/payments/{payment.ref}/')]")[0]
    assert "December 2026: Paid" in " ".join(link.text_content().split())
    assert "1,320 riyals" in words(main)
    assert main.xpath(".//*[contains(@class, 'tracker')]/li[@class='done'][5]")


def test_a_payment_that_came_back_is_the_first_thing_to_do(at):
    right = an_entitlement()
    run = a_released_run(at=at)
    payment = payment_of(right)
    line = Said(payment.end_to_end_id, status="RJCT", reason="AC04")
    answered(status_report("S1", run.files.get().msg_id, [line], group="RJCT"), at)
    main = seen(account_of(right))
    first = main.xpath(".//section[@aria-labelledby='to-do']//a")[0]
    assert first.get("href") == f"/payments/{payment.ref}/"
    assert "The bank says that the account is closed." in words(main)
    assert main.xpath(".//*[contains(@class, 'tracker')]/li[@class='problem'][1]")
    assert not main.xpath(".//*[contains(@class, 'tracker')]/li[@class='done'][5]")


def test_a_payment_that_waits_for_the_bank_asks_nothing_of_the_person(at):
    right = an_entitlement(check="UNABLE")
    operations.build(month=DECEMBER, by=signers(at=at)[0], at=at)
    main = seen(account_of(right))
    to_do = words(main, ".//section[@aria-labelledby='to-do']")
    assert "Nothing." in to_do
    assert "did not arrive" not in to_do
    assert "December 2026: Kept for you" in words(main)
