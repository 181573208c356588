"""Build a month's run from the entitlements in force; building again changes nothing."""

import itertools
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum

from daman.base.actors import Actor, actor_name
from daman.base.moves import move
from daman.base.outbox import operations as outbox
from daman.journey.decisions.queries import entitlements_in
from daman.journey.payroll import queries, rules
from daman.journey.payroll.models import Payment, Run
from daman.journey.payroll.states import (
    OPEN_TO_CHANGE,
    UNPAID,
    UNRELEASED,
    Hold,
    PaymentKind,
    PaymentState,
)
from daman.kernel.month import Month
from daman.kernel.refusal import Refusal
from daman.kernel.riyadh import riyadh_date

BATCH = 2_000
TELL = "payroll.tell_payments"
_ACCOUNT = "decision__application__"


class Due(NamedTuple):
    """An entitlement with its household, its payee and the account as the bank last judged it."""

    entitlement_id: int
    household_id: int
    household_ref: str
    payee_id: int
    died_on: date | None
    halalas: int
    iban: str | None
    iban_index: str
    iban_last4: str
    bank_name: str
    account_check: str


_DUE_COLUMNS = (
    "pk",
    "household_id",
    "household__ref",
    "payee_id",
    "payee__died_on",
    "amount_halalas",
    f"{_ACCOUNT}iban",
    f"{_ACCOUNT}iban_index",
    f"{_ACCOUNT}iban_last4",
    f"{_ACCOUNT}bank_name",
    f"{_ACCOUNT}account_check",
)


@transaction.atomic
def build(*, month: Month, by: Actor, at: datetime) -> Run:
    """
    Return the month's run with one payment for each household owed and not yet in a run.

    An unsigned run of the month is brought up to date; once it is released, a further run holds
    only who is not in an earlier one, and new attempts at payments that did not arrive.

    :raises Refusal: run.month_range, run.exists while a signed run waits, or run.empty
    """
    if not rules.may_be_built(month, today=riyadh_date(at)):
        raise Refusal("run.month_range", field="month")
    _alone_with(month)
    waiting = _unreleased(month)
    run = waiting or _opened(month, by=by, at=at)
    if run.state not in OPEN_TO_CHANGE:
        raise Refusal("run.exists")
    _drop_who_is_no_longer_due(run)
    for batch in _batches(_due(month)):
        _bring_up_to_date(run, batch)
    _retry_what_did_not_arrive(run)
    _count(run)
    # A run that was opened before is emptied instead, so that it cannot be signed as it was.
    if waiting is None and not run.payments_count and not run.held_count:
        raise Refusal("run.empty")
    move(run, "calculate", by=by, at=at, payments=run.payments_count, held=run.held_count)
    if run.held_count:
        outbox.promise(TELL, dedupe=f"tell:{run.content_sha256}", at=at, run=run.ref)
    return run


def _alone_with(month: Month) -> None:
    """Let one build of a month happen at a time."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"payroll:{month}"])


def _unreleased(month: Month) -> Run | None:
    open_runs = Run.objects.select_for_update().filter(month=month.first_day, state__in=UNRELEASED)
    return open_runs.first()


def _opened(month: Month, *, by: Actor, at: datetime) -> Run:
    sequence = Run.objects.filter(month=month.first_day).count() + 1
    return Run.objects.create(
        ref=rules.sequence_name(month, sequence),
        month=month.first_day,
        sequence=sequence,
        # Paid on the first of the month, or today when it has passed.
        pay_on=max(month.first_day, riyadh_date(at)),
        built_by=actor_name(by),
        built_at=at,
    )


def _due(month: Month) -> Iterator[Due]:
    rows = entitlements_in(month).values_list(*_DUE_COLUMNS)
    return (Due(*row) for row in rows.iterator(chunk_size=BATCH))


def _batches(items: Iterator[Due]) -> Iterator[list[Due]]:
    while batch := list(itertools.islice(items, BATCH)):
        yield batch


def _drop_who_is_no_longer_due(run: Run) -> None:
    month = Month.of(run.month)
    due = entitlements_in(month).values("pk")
    regular = run.payments.filter(kind=PaymentKind.REGULAR)
    regular.exclude(entitlement__in=due).delete()
    other_account = Q(entitlement__decision__application__account_check="VERIFIED") & Q(
        entitlement__decision__application__iban_index=F("iban_index")
    )
    run.payments.filter(kind=PaymentKind.RETRY).exclude(other_account).delete()


def _bring_up_to_date(run: Run, batch: list[Due]) -> None:
    """Add who is new and correct what changed; who is in another run stays there."""
    known = {
        payment.household_id: payment
        for payment in Payment.objects.filter(
            month=run.month,
            kind=PaymentKind.REGULAR,
            household_id__in=[due.household_id for due in batch],
        )
    }
    fresh, changed = [], []
    for due in batch:
        present = known.get(due.household_id)
        if present is None:
            fresh.append(_payment(run, due))
        elif present.run_id == run.pk and _correct(present, due):
            changed.append(present)
    Payment.objects.bulk_create(fresh, batch_size=BATCH)
    Payment.objects.bulk_update(changed, [*_FROM_DUE, "state"], batch_size=BATCH)


_FROM_DUE = (
    "entitlement", "payee", "amount_halalas", "iban", "iban_index", "iban_last4",
    "bank_name", "reason",
)  # fmt: skip


def _values(due: Due, month: Month) -> dict[str, Any]:
    reason = rules.hold_reason(
        has_account=bool(due.iban),
        account_check=due.account_check,
        died_on=due.died_on,
        month=month,
    )
    return {
        "entitlement_id": due.entitlement_id,
        "payee_id": due.payee_id,
        "amount_halalas": due.halalas,
        "iban": due.iban or None,
        "iban_index": due.iban_index,
        "iban_last4": due.iban_last4,
        "bank_name": due.bank_name,
        "reason": reason,
        "state": PaymentState.HELD if reason else PaymentState.READY,
    }


def _payment(run: Run, due: Due, *, failed: Payment | None = None) -> Payment:
    """Return a new payment of the run: the month's own, or a new attempt at a failed one."""
    kind = PaymentKind.RETRY if failed else PaymentKind.REGULAR
    month = Month.of(failed.month if failed else run.month)
    attempt = failed.attempt + 1 if failed else 1
    identifier = rules.end_to_end_id(
        household_ref=due.household_ref, month=month, kind=kind, attempt=attempt
    )
    return Payment(
        ref=rules.payment_ref(identifier),
        run=run,
        household_id=due.household_id,
        month=month.first_day,
        kind=kind,
        attempt=attempt,
        retry_of=failed,
        is_from_returned=failed is not None and failed.state == PaymentState.RETURNED,
        end_to_end_id=identifier,
        **_values(due, month),
    )


def _correct(payment: Payment, due: Due) -> bool:
    """Bring a payment up to date and return whether anything was different."""
    values = _values(due, Month.of(payment.month))
    different = {name for name, value in values.items() if getattr(payment, name) != value}
    for name in different:
        setattr(payment, name, values[name])
    return bool(different)


def _retry_what_did_not_arrive(run: Run) -> None:
    """Add a new attempt at each payment that did not arrive and has a verified account now."""
    for failed in _to_retry(run).iterator(chunk_size=BATCH):
        due = Due(*queries.entitlements_of(failed.entitlement_id).values_list(*_DUE_COLUMNS).get())
        attempt = _payment(run, due._replace(halalas=failed.amount_halalas), failed=failed)
        if attempt.state == PaymentState.READY:
            attempt.save(force_insert=True)


def _to_retry(run: Run) -> QuerySet[Payment]:
    application = "entitlement__decision__application__"
    has_retry = Payment.objects.filter(retry_of=OuterRef("pk"))
    return (
        Payment.objects.filter(
            ~Exists(has_retry),
            state__in=UNPAID,
            payee__died_on__isnull=True,
            **{f"{application}account_check": "VERIFIED"},
        )
        .exclude(run__state__in=UNRELEASED)
        .exclude(reason=Hold.PAYEE_DEAD)
        .exclude(~Q(state=PaymentState.HELD), **{f"{application}iban_index": F("iban_index")})
        .order_by("pk")
    )


def _count(run: Run) -> None:
    """Keep the run's counts, sums and digest."""
    for name, state in (("payments", PaymentState.READY), ("held", PaymentState.HELD)):
        sums = run.payments.filter(state=state).aggregate(
            number=Count("pk"), halalas=Sum("amount_halalas")
        )
        setattr(run, f"{name}_count", sums["number"])
        setattr(run, f"{name}_halalas", sums["halalas"] or 0)
    run.content_sha256 = rules.content_digest(queries.lines_digest(run), [])
    run.save(
        update_fields=[
            "payments_count", "payments_halalas", "held_count", "held_halalas", "content_sha256",
        ]
    )  # fmt: skip
