"""What the bank answers settles payments and ledger the same in any order, however often."""

import itertools
from datetime import timedelta

import httpx
import pytest
from django.db import transaction

from daman.exchange.notices.models import Notice
from daman.journey.payroll import operations, queries
from daman.journey.payroll.models import BankMessage, Payment, SetAsideLine
from daman.kernel.money import Money
from daman.kernel.refusal import Refusal
from daman.record.ledger import operations as ledger
from daman.record.ledger import queries as balances
from daman.record.ledger.models import Transfer
from tests.support.bank_messages import Said, notification, status_report
from tests.support.payments import a_released_run, account_of, an_entitlement, payment_of
from tests.support.people import keep_promises

pytestmark = pytest.mark.django_db


@pytest.fixture
def right(at):
    return an_entitlement()


@pytest.fixture
def run(at, right):
    return a_released_run(at=at)


def take(content: bytes, at, name=""):
    names = itertools.count(BankMessage.objects.count())
    return operations.take_answer(
        name=name or f"answer-{next(names)}.xml", content=content, by="system:test", at=at
    )


def line(payment: Payment, **said) -> Said:
    return Said(payment.end_to_end_id, **said)


def report(run, *lines: Said, msg_id="S1", **told) -> bytes:
    return status_report(msg_id, run.files.get().msg_id, list(lines), **told)


def picture():
    """Return all that a message may change, without moments."""
    payments = Payment.objects.order_by("pk").values_list(
        "state", "reason", "booked_on", "returned_on"
    )
    sums = sorted(
        (each.code, each.posted.halalas, each.debits_pending, each.credits_pending)
        for each in balances.balances()
    )
    return list(payments), sums, sorted(SetAsideLine.objects.values_list("problem", "halalas"))


def test_accepted_then_booked(at, right, run):
    payment = payment_of(right)
    take(report(run, line(payment)), at)
    assert payment_of(right).state == "ACCEPTED"
    run.refresh_from_db()
    assert run.state == "ACKNOWLEDGED"
    take(notification("N1", [line(payment, day="2026-11-25")]), at)
    run.refresh_from_db()
    assert (payment_of(right).state, run.state) == ("BOOKED", "RECONCILED")
    assert balances.balances(ledger.payable(right.household.ref))[0].posted == Money(0)
    assert balances.balances(ledger.CLEARING)[0].posted == Money(132_000)
    assert balances.trial_balance().difference == Money(0)
    keep_promises(at)
    keep_promises(at)
    told = Notice.objects.filter(account=account_of(right)).values_list("template", flat=True)
    assert list(told) == ["payment_booked"]


def test_rejected_stays_owed_and_is_told_why(at, right, run):
    payment = payment_of(right)
    take(report(run, line(payment, status="RJCT", reason="AC04"), group="RJCT"), at)
    after = payment_of(right)
    assert (after.state, after.reason) == ("REJECTED", "AC04")
    owed = balances.balances(ledger.payable(right.household.ref))[0]
    assert (owed.posted, owed.debits_pending) == (Money(132_000), 0)
    run.refresh_from_db()
    assert run.state == "RECONCILED"
    keep_promises(at)
    assert Notice.objects.get(account=account_of(right)).template == "payment_rejected"


def test_a_rejected_payment_is_paid_once_more_after_a_new_account(at, right, run):
    payment = payment_of(right)
    take(report(run, line(payment, status="RJCT", reason="AC04")), at)
    with pytest.raises(Refusal, match="run.empty"):
        a_released_run(at=at)
    application = right.decision.application
    application.iban = "SA0380000000608010167519"
    application.iban_index = "f" * 64
    application.save()
    second = a_released_run(at=at)
    retry = second.payments.get()
    assert (retry.kind, retry.retry_of_id) == ("RETRY", payment.pk)
    take(notification("N2", [line(retry, day="2026-11-25")]), at)
    assert balances.balances(ledger.payable(right.household.ref))[0].posted == Money(0)
    assert balances.balances(ledger.TREASURY)[0].posted == Money(-132_000)
    assert balances.overdrawn() == []
    with pytest.raises(Refusal, match="run.empty"):
        a_released_run(at=at)


def test_a_returned_payment_is_owed_again_and_paid_from_what_came_back(at, right, run):
    payment = payment_of(right)
    take(notification("N1", [line(payment, day="2026-11-25")]), at)
    back = line(payment, side="CRDT", reason="AC04", day="2026-11-25")
    take(notification("N2", [back]), at)
    assert (payment_of(right).state, payment_of(right).reason) == ("RETURNED", "AC04")
    assert balances.balances(ledger.returned(right.household.ref))[0].posted == Money(132_000)
    application = right.decision.application
    application.iban_index = "f" * 64
    application.save()
    retry = a_released_run(at=at).payments.get()
    take(notification("N3", [line(retry, day="2026-11-25")]), at)
    assert balances.balances(ledger.returned(right.household.ref))[0].posted == Money(0)
    assert balances.balances(ledger.CLEARING)[0].posted == Money(132_000)


MESSAGES = {
    "accepted": lambda run, payment: report(run, line(payment)),
    "booked": lambda run, payment: notification("N1", [line(payment, day="2026-11-25")]),
    "returned": lambda run, payment: notification(
        "N2", [line(payment, side="CRDT", reason="AC06", day="2026-11-25")]
    ),
    "stranger": lambda run, payment: notification(
        "N3", [Said("NOBODY", amount="7.00", day="2026-11-25")]
    ),
    "rejected": lambda run, payment: report(
        run, line(payment, status="RJCT", reason="AC04"), msg_id="S2"
    ),
}
GROUPS = [
    ("accepted", "booked"),
    ("accepted", "rejected"),
    ("booked", "rejected"),
    ("accepted", "booked", "returned"),
    ("accepted", "booked", "returned", "stranger"),
    ("rejected", "booked", "returned"),
]


@pytest.mark.parametrize("names", GROUPS, ids="-".join)
def test_every_order_and_repetition_ends_the_same(at, right, run, names):
    payment = payment_of(right)
    built = {name: MESSAGES[name](run, payment) for name in names}
    ends = []
    for order in itertools.permutations(names):
        for repeated in (False, True):
            mark = transaction.savepoint()
            for name in order:
                take(built[name], at)
                if repeated:
                    take(built[name], at)
                    take(built[order[0]], at)
            ends.append(picture())
            transaction.savepoint_rollback(mark)
    states = {str(end) for end in ends}
    assert len(states) == 1, states
    assert balances.trial_balance().difference == Money(0)


def test_one_message_split_in_two_ends_the_same(at):
    rights = [an_entitlement() for _ in range(3)]
    a_released_run(at=at)
    lines = [line(payment_of(each), day="2026-11-25") for each in rights]
    ends = []
    for split in ([lines], [lines[:1], lines[1:]], [lines[2:], lines[:2]]):
        mark = transaction.savepoint()
        for place, part in enumerate(split):
            take(notification(f"N{place}", part), at)
        ends.append(picture())
        transaction.savepoint_rollback(mark)
    assert ends[0] == ends[1] == ends[2]
    assert {state for state, *_ in ends[0][0]} == {"BOOKED"}


ODD = {
    "unknown payment": ({"end_to_end_id": "NOBODY"}, "UNKNOWN", True),
    "one halala more": ({"amount": "1320.01"}, "AMOUNT", True),
    "other currency": ({"currency": "USD"}, "CURRENCY", False),
    "three decimals": ({"amount": "1320.005"}, "PRECISION", False),
    "future day": ({"day": "2027-01-01"}, "FUTURE", False),
    "credit for nothing": ({"side": "CRDT"}, "UNEXPLAINED_CREDIT", True),
}


@pytest.mark.parametrize(("change", "problem", "in_suspense"), ODD.values(), ids=ODD)
def test_an_odd_line_is_set_aside_and_never_posted_to_the_payment(
    at, right, run, change, problem, in_suspense
):
    said = {"end_to_end_id": payment_of(right).end_to_end_id, "day": "2026-11-25", **change}
    message = take(notification("N1", [Said(**said)]), at)
    assert (message.state, message.posted_count) == ("POSTED", 0)
    odd = SetAsideLine.objects.get()
    assert (odd.problem, odd.is_in_suspense) == (problem, in_suspense)
    assert payment_of(right).state == "READY"
    suspense = balances.balances(ledger.SUSPENSE)[0].posted
    assert bool(suspense) == in_suspense
    assert balances.trial_balance().difference == Money(0)


def test_money_that_leaves_twice_is_set_aside(at, right, run):
    payment = payment_of(right)
    take(notification("N1", [line(payment, day="2026-11-25")]), at)
    take(notification("N2", [line(payment, day="2026-11-25", reference="OTHER")]), at)
    assert SetAsideLine.objects.get().problem == "REPEATED"
    assert balances.balances(ledger.SUSPENSE)[0].posted == Money(-132_000)


def test_a_report_about_another_file_changes_nothing(at, right, run):
    content = status_report("S9", "OTHER-FILE", [line(payment_of(right), status="RJCT")])
    take(content, at)
    assert SetAsideLine.objects.get().problem == "OTHER_FILE"
    assert payment_of(right).state == "READY"


def test_a_file_refused_whole_gives_every_payment_up(at, right, run):
    take(report(run, group="RJCT"), at)
    assert (payment_of(right).state, payment_of(right).reason) == ("REJECTED", "NARR")


def test_a_repetition_refused_by_the_bank_harms_nothing(at, right, run):
    original = run.files.get().msg_id
    content = status_report("S1", original, [], group="RJCT").replace(
        b"</GrpSts>", b"</GrpSts><StsRsnInf><Rsn><Cd>AM05</Cd></Rsn></StsRsnInf>"
    )
    assert take(content, at).state == "POSTED"
    assert payment_of(right).state == "READY"


REFUSED = {
    "entities": (b'<!DOCTYPE d [<!ENTITY x "y">]><d>&x;</d>', "xml.doctype"),
    "schema": (b"<Document/>", "xml.schema"),
    "encoding": (b'<?xml version="1.0" encoding="UTF-7"?><d/>', "xml.encoding"),
    "deep": (b"<a>" * 200_000, "xml.limits"),
}


@pytest.mark.parametrize(("content", "code"), REFUSED.values(), ids=REFUSED)
def test_a_hostile_file_is_kept_refused_and_posts_nothing(at, right, run, content, code):
    before = Transfer.objects.count()
    message = take(content, at)
    assert (message.state, message.code) == ("REFUSED", code)
    assert take(content, at, name=message.name).pk == message.pk
    assert Transfer.objects.count() == before


def test_nothing_is_posted_from_a_file_whose_totals_fail(at, right, run):
    payment = payment_of(right)
    wrong_sum = notification("N1", [line(payment)], count=1, total="1.00")
    wrong_count = report(run, line(payment)).replace(
        b"</OrgnlMsgNmId>", b"</OrgnlMsgNmId><OrgnlNbOfTxs>7</OrgnlNbOfTxs>"
    )
    for content in (wrong_sum, wrong_count):
        assert take(content, at).code == "xml.totals"
    assert payment_of(right).state == "READY"
    assert not SetAsideLine.objects.exists()


def test_another_file_under_a_known_message_id_is_refused(at, right, run):
    payment = payment_of(right)
    take(report(run, line(payment)), at)
    again = take(report(run, line(payment)), at)
    assert (again.state, again.code) == ("DUPLICATE", "xml.duplicate_message")
    other = take(report(run, line(payment, status="RJCT", reason="AC04")), at)
    assert (other.state, other.code) == ("REFUSED", "xml.duplicate_message")
    assert payment_of(right).state == "ACCEPTED"


# With the simulated bank.


def switch(simulators, **setting):
    httpx.post(
        f"{simulators}/simulators/control", json={"system": "bank", **setting}
    ).raise_for_status()


def person_of(simulators, name, **changes):
    from simulators.registry.population import NAMED
    from tests.support.people import a_person

    card = NAMED[name]
    httpx.post(
        f"{simulators}/simulators/registry/people/{card.national_id}.json",
        json={"account": "active", "died_on": None, **changes},
    ).raise_for_status()
    person = a_person(national_id=card.national_id, born_on=card.born_on)
    return an_entitlement(person=person, iban=card.iban)


def settle(at):
    keep_promises(at)
    keep_promises(at + timedelta(seconds=1))
    keep_promises(at + timedelta(minutes=1))


def test_the_bank_pays_some_and_refuses_some(at, simulators):
    fates = {
        "noura": ({}, "BOOKED", ""),
        "huda": ({"account": "closed"}, "REJECTED", "AC04"),
        "khalid": ({"account": "blocked"}, "REJECTED", "AC06"),
        "yousef": ({"died_on": "2026-11-01"}, "REJECTED", "MD07"),
    }
    rights = {name: person_of(simulators, name, **told[0]) for name, told in fates.items()}
    rights["stranger"] = an_entitlement()
    run = a_released_run(at=at)
    settle(at)
    for name, (_, state, reason) in {**fates, "stranger": ({}, "REJECTED", "AC01")}.items():
        assert (payment_of(rights[name]).state, payment_of(rights[name]).reason) == (state, reason)
    run.refresh_from_db()
    assert run.state == "RECONCILED"
    assert balances.trial_balance().difference == Money(0)
    assert not SetAsideLine.objects.exists()
    # Later the bank sends the money back.
    httpx.post(
        f"{simulators}/simulators/bank/files/{run.files.get().msg_id}/return",
        json={"end_to_end_id": payment_of(rights["noura"]).end_to_end_id, "reason": "AC04"},
    ).raise_for_status()
    assert operations.read_answers(by="system:test", at=at).posted_count == 1
    assert payment_of(rights["noura"]).state == "RETURNED"
    for name in ("huda", "khalid", "yousef"):
        person_of_reset(simulators, name)


def person_of_reset(simulators, name):
    from simulators.registry.population import NAMED

    httpx.post(
        f"{simulators}/simulators/registry/people/{NAMED[name].national_id}.json",
        json={"account": "active", "died_on": None},
    ).raise_for_status()


@pytest.mark.parametrize("variant", ["lost", "duplicate", "reorder"])
def test_a_careless_bank_leads_to_the_same_end(at, simulators, variant):
    switch(simulators, mode="wrong", variant=variant)
    right = person_of(simulators, "noura")
    run = a_released_run(at=at)
    settle(at)
    run.refresh_from_db()
    assert (payment_of(right).state, run.state) == ("BOOKED", "RECONCILED")
    assert balances.trial_balance().difference == Money(0)


def test_a_bank_whose_totals_are_wrong_is_not_believed(at, simulators):
    switch(simulators, mode="wrong", variant="totals")
    right = person_of(simulators, "noura")
    a_released_run(at=at)
    settle(at)
    assert payment_of(right).state == "ACCEPTED"
    assert BankMessage.objects.filter(state="REFUSED").get().code == "xml.totals"


@pytest.mark.parametrize(
    "setting",
    [
        {"mode": "down", "variant": "unavailable"},
        {"mode": "down", "variant": "closed"},
        {"mode": "wrong", "variant": "malformed"},
        {"mode": "wrong", "variant": "html"},
        {"mode": "wrong", "variant": "type"},
    ],
    ids=lambda setting: setting["variant"],
)
def test_answers_that_do_not_come_come_later(at, simulators, setting):
    right = person_of(simulators, "noura")
    run = a_released_run(at=at)
    operations.hand_over(msg_id=run.files.get().msg_id, by="system:test", at=at)
    switch(simulators, **setting)
    with pytest.raises(Refusal, match="bank.answers_later"):
        operations.read_answers(by="system:test", at=at)
    switch(simulators, mode="normal")
    assert operations.read_answers(by="system:test", at=at).posted_count == 2
    assert operations.read_answers(by="system:test", at=at).posted_count == 0
    assert payment_of(right).state == "BOOKED"
    assert queries.unsettled_count(run.files.get().msg_id) == 0
