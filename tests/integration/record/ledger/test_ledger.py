"""The ledger balances, books each event once, and is never edited."""

from datetime import date

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from daman.kernel.money import Money
from daman.kernel.month import Month
from daman.record.households.models import Household
from daman.record.ledger import operations as ledger
from daman.record.ledger import queries
from daman.record.ledger.models import Transfer, TransferKind
from tests.support.people import a_person

pytestmark = pytest.mark.django_db
MONTH = Month(2026, 12)


@pytest.fixture
def household() -> Household:
    made = Household.objects.create(
        ref="HH-TEST0001", head=a_person(), unit="family", formed_on=date(2026, 1, 1)
    )
    ledger.open_household_accounts([made.pk])
    return made


def owed(household: Household, halalas: int = 132_000, idem: str = "grant:1") -> ledger.Entry:
    return ledger.Entry(
        idem, ledger.TREASURY, ledger.payable(household.ref), halalas, MONTH, "pension"
    )


def sent(household: Household, halalas: int = 132_000) -> ledger.Entry:
    return ledger.Entry(
        "reserve:1", ledger.payable(household.ref), ledger.CLEARING, halalas, MONTH, "payment",
        kind=TransferKind.PENDING,
    )  # fmt: skip


def resolved(household: Household, kind: TransferKind, halalas: int = 132_000) -> ledger.Entry:
    return ledger.Entry(
        f"{kind.value.lower()}:1", ledger.payable(household.ref), ledger.CLEARING, halalas, MONTH,
        "payment", kind=kind, pending="reserve:1",
    )  # fmt: skip


def balance(code: str) -> queries.Balance:
    return queries.balances(code)[0]


def test_a_payment_from_grant_to_posting(household, at):
    code = ledger.payable(household.ref)
    ledger.book([owed(household)], at=at)
    assert balance(code).posted == Money.riyals(1320)
    ledger.book([sent(household)], at=at)
    assert balance(code).posted == Money.riyals(1320)
    assert balance(code).debits_pending == 132_000
    ledger.book([resolved(household, TransferKind.POST)], at=at)
    assert (balance(code).posted, balance(code).debits_pending) == (Money(0), 0)
    assert balance(ledger.CLEARING).posted == Money.riyals(1320)
    assert [line.amount for line in queries.statement_of(household.pk)] == [
        Money.riyals(1320),
        Money.riyals(-1320),
    ]
    assert queries.trial_balance().difference == Money(0)
    assert queries.trial_balance().debits == Money.riyals(2640)
    assert queries.overdrawn() == []


def test_an_event_is_booked_once(household, at):
    assert ledger.book([owed(household)], at=at) == 1
    assert ledger.book([owed(household)], at=at) == 0
    with pytest.raises(ledger.LedgerConflict):
        ledger.book([owed(household, 99)], at=at)
    assert Transfer.objects.count() == 1


@pytest.mark.parametrize("first", [TransferKind.POST, TransferKind.VOID])
def test_a_pending_transfer_is_resolved_once(household, at, first):
    second = TransferKind.VOID if first == TransferKind.POST else TransferKind.POST
    ledger.book([owed(household), sent(household)], at=at)
    assert ledger.book([resolved(household, first)], at=at) == 1
    assert ledger.book([resolved(household, first)], at=at) == 0
    with pytest.raises(ledger.LedgerConflict):
        ledger.book([resolved(household, second)], at=at)


@pytest.mark.parametrize(("kind", "halalas"), [("POST", 132_001), ("VOID", 131_999)])
def test_a_resolution_fits_its_reservation(household, at, kind, halalas):
    ledger.book([owed(household), sent(household)], at=at)
    with pytest.raises(IntegrityError), transaction.atomic():
        ledger.book([resolved(household, TransferKind(kind), halalas)], at=at)


def test_an_unknown_account_is_refused(household, at):
    stray = ledger.Entry("x", ledger.TREASURY, "payable:nobody", 1, MONTH, "stray")
    with pytest.raises(IntegrityError), transaction.atomic():
        ledger.book([stray], at=at)


@pytest.mark.parametrize("halalas", [0, -1])
def test_an_amount_is_positive(household, at, halalas):
    with pytest.raises(IntegrityError), transaction.atomic():
        ledger.book([owed(household, halalas)], at=at)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger_transfer SET amount_halalas = 1",
        "DELETE FROM ledger_transfer",
        "TRUNCATE ledger_transfer CASCADE",
        "UPDATE ledger_ledgeraccount SET code = 'x' WHERE code = 'suspense'",
    ],
)
def test_the_database_refuses_every_edit(household, at, statement):
    ledger.book([owed(household)], at=at)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            cursor.execute(statement)


def test_what_was_paid_beyond_what_was_owed_is_seen(household, at):
    too_much = ledger.Entry(
        "paid", ledger.payable(household.ref), ledger.CLEARING, 5, MONTH, "payment"
    )
    ledger.book([too_much], at=at)
    assert queries.overdrawn() == [ledger.payable(household.ref)]
