"""Read runs, payments and what the bank said of them."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum

from daman.base.sealing import unseal
from daman.journey.decisions.models import Entitlement
from daman.journey.decisions.queries import entitlements_in
from daman.journey.payroll import rules
from daman.journey.payroll.models import BankFile, BankMessage, Payment, Run, SetAsideLine
from daman.journey.payroll.states import SETTLED, PaymentState, State
from daman.kernel.money import Money
from daman.kernel.month import Month
from daman.record.accounts.models import Account
from daman.record.ledger import queries as ledger
from daman.record.people.models import Person

FILE_PURPOSE = "payroll_bankfile.sealed_content"
MESSAGE_PURPOSE = "payroll_bankmessage.sealed_content"
SIGNED = (State.PREPARED, State.APPROVED, State.RELEASED, State.ACKNOWLEDGED, State.RECONCILED)
RELEASED = (State.RELEASED, State.ACKNOWLEDGED, State.RECONCILED)
trial_balance = ledger.trial_balance


def entitlements_of(entitlement_id: int) -> QuerySet[Entitlement]:
    """Return one entitlement, as a query."""
    return Entitlement.objects.filter(pk=entitlement_id)


def lines_digest(run: Run) -> str:
    """Return the digest of a run's payments, in the order of their identifiers."""
    columns = ("end_to_end_id", "household_id", "amount_halalas", "iban_index", "state", "reason")
    rows = run.payments.order_by("end_to_end_id").values_list(*columns)
    return rules.lines_digest("|".join(map(str, row)) for row in rows.iterator(chunk_size=5_000))


def file_content(file: BankFile) -> bytes:
    """Return the bytes of a file, as they leave or left."""
    return unseal(bytes(file.sealed_content), purpose=FILE_PURPOSE)


def unsettled_count(msg_id: str) -> int:
    """Return how many payments of a file the bank has not settled yet."""
    return Payment.objects.filter(file__msg_id=msg_id).exclude(state__in=SETTLED).count()


def is_anything_with_the_bank() -> bool:
    """Return whether any run was ever released: returns may come for months."""
    return Run.objects.filter(state__in=RELEASED).exists()


# For the citizen.


def payments_of(person: Person) -> QuerySet[Payment]:
    """Return a person's payments, newest month first, without runs that were not yet signed."""
    return _shown(Payment.objects.filter(payee=person)).order_by("-month", "-attempt")


def payment_for(account: Account, ref: str) -> Payment | None:
    """Return one of the account owner's own payments, or None alike for others' and unknown."""
    if account.person_id is None:
        return None
    mine = _shown(Payment.objects.filter(payee_id=account.person_id, ref=ref))
    return mine.select_related("entitlement__decision").first()


def _shown(payments: QuerySet[Payment]) -> QuerySet[Payment]:
    """Return what a citizen may see: what was signed, and what is held from the start."""
    seen = Q(run__state__in=SIGNED) | Q(state=PaymentState.HELD)
    return payments.filter(seen).select_related("run", "household")


def retry_of(payment: Payment) -> Payment | None:
    """Return the new attempt at a payment that did not arrive, or None."""
    return Payment.objects.filter(retry_of=payment, run__state__in=SIGNED).first()


def next_payment_on(person: Person, *, today: date) -> date | None:
    """Return the first day from today on which the person is owed a payment, or None."""
    for month in (Month.of(today), Month.of(today).next):
        waiting = Payment.objects.filter(payee=person, month=month.first_day)
        if waiting.filter(state__in=[PaymentState.BOOKED, PaymentState.REJECTED]).exists():
            continue
        if entitlements_in(month).filter(payee=person).exists():
            return max(month.first_day, today)
    return None


# For the staff.


@dataclass(frozen=True)
class Totals:
    """How many payments, of how much together."""

    count: int
    amount: Money


@dataclass(frozen=True)
class Comparison:
    """What differs from the month before: households that are new or gone, and the totals."""

    before: Totals
    new_count: int
    gone_count: int


@dataclass(frozen=True)
class Progress:
    """How far the bank's answers have come."""

    total: int
    sent: int
    answered: int
    settled: int
    by_state: dict[str, Totals]


def runs() -> QuerySet[Run]:
    """Return all runs, newest first."""
    return Run.objects.order_by("-month", "-sequence")


def run_with_ref(ref: str) -> Run | None:
    """Return a run, or None."""
    people = ("prepared_by", "approved_by", "released_by")
    return Run.objects.select_related(*people).filter(ref=ref).first()


def files_of(run: Run) -> QuerySet[BankFile]:
    """Return a run's files in order, without their bytes."""
    return run.files.defer("sealed_content").order_by("place")


def file_of(run: Run, place: int) -> BankFile | None:
    """Return one file of a run, or None."""
    return run.files.filter(place=place).first()


def held_of(run: Run) -> QuerySet[Payment]:
    """Return the payments of a run that are held."""
    held = run.payments.filter(state=PaymentState.HELD)
    return held.select_related("household", "payee").order_by("ref")


def failed_of(run: Run) -> QuerySet[Payment]:
    """Return the payments of a run that the bank refused or sent back."""
    failed = run.payments.filter(state__in=[PaymentState.REJECTED, PaymentState.RETURNED])
    return failed.select_related("household", "payee").order_by("ref")


def lines_of(run: Run) -> QuerySet[Payment]:
    """Return all payments of a run, by reference."""
    return run.payments.select_related("household", "payee").order_by("ref")


def progress_of(run: Run) -> Progress:
    """Return the run's payments by state and how many the bank has answered and settled."""
    rows = run.payments.values_list("state").annotate(
        number=Count("pk"), halalas=Sum("amount_halalas")
    )
    by_state = {state: Totals(number, Money(int(halalas))) for state, number, halalas in rows}
    count = {state: by_state[state].count if state in by_state else 0 for state in PaymentState}
    settled = sum(number for state, number in count.items() if state in SETTLED)
    answered = settled + count[PaymentState.ACCEPTED]
    total = sum(count.values()) - count[PaymentState.HELD]
    return Progress(total, total - count[PaymentState.READY], answered, settled, by_state)


def compared_with_last_month(run: Run) -> Comparison:
    """Return how the run differs from the released runs of the month before."""
    month_before = Month.of(run.month).plus(-1).first_day
    before = Payment.objects.filter(
        month=month_before, kind="REGULAR", run__state__in=RELEASED
    ).exclude(state=PaymentState.HELD)
    own = run.payments.filter(kind="REGULAR")
    sums = before.aggregate(number=Count("pk"), halalas=Sum("amount_halalas"))
    this_month = Payment.objects.filter(
        month=run.month, kind="REGULAR", household=OuterRef("household")
    )
    last_month = before.filter(household=OuterRef("household"))
    return Comparison(
        before=Totals(sums["number"], Money(sums["halalas"] or 0)),
        new_count=own.filter(~Exists(last_month)).count(),
        gone_count=before.filter(~Exists(this_month)).count(),
    )


def set_aside_lines() -> QuerySet[SetAsideLine]:
    """Return the lines of the bank's messages that wait for an explanation, newest first."""
    return SetAsideLine.objects.select_related("message", "payment__run").order_by("-pk")


def messages() -> QuerySet[BankMessage]:
    """Return the files the bank sent, newest first, without their bytes."""
    return BankMessage.objects.defer("sealed_content").order_by("-pk")
