"""Tell citizens what became of their payments, each state once."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from daman.exchange.notices import operations as notices
from daman.journey.payroll.models import Payment
from daman.journey.payroll.states import Hold, PaymentState
from daman.kernel.money import Money
from daman.kernel.month import Month
from daman.record.accounts.models import Account

_TEMPLATES = {
    PaymentState.HELD: "payment_held",
    PaymentState.BOOKED: "payment_booked",
    PaymentState.REJECTED: "payment_rejected",
    PaymentState.RETURNED: "payment_returned",
}
BATCH = 500


def tell_payments(*, run_refs: Sequence[str], at: datetime) -> int:
    """
    Tell the payees of the runs what is new: held, paid, refused or sent back; return how many.

    What was told is kept with the notice, so that nobody is told twice after a restart.
    """
    told_count = 0
    for state, template in _TEMPLATES.items():
        waiting = (
            Payment.objects.filter(run__ref__in=run_refs, state=state)
            .exclude(told_state=state)
            .exclude(reason=Hold.PAYEE_DEAD)
        )
        ids = list(waiting.order_by("pk").values_list("pk", flat=True))
        for start in range(0, len(ids), BATCH):
            told_count += _tell(ids[start : start + BATCH], state, template, at=at)
    return told_count


@transaction.atomic
def _tell(ids: Sequence[int], state: PaymentState, template: str, *, at: datetime) -> int:
    found = (
        Payment.objects.select_for_update(skip_locked=True, of=("self",))
        .filter(pk__in=ids, state=state)
        .exclude(told_state=state)
        .defer("iban")
        .order_by("pk")
    )
    payments = list(found)
    accounts = {
        account.person_id: account
        for account in Account.objects.filter(
            person_id__in=[payment.payee_id for payment in payments], is_active=True
        )
    }
    for payment in payments:
        account = accounts.get(payment.payee_id)
        if account is not None:
            notices.notify(
                account=account,
                template=template,
                at=at,
                about=payment.ref,
                month=Month.of(payment.month),
                amount=str(Money(payment.amount_halalas)),
                last4=payment.iban_last4,
            )
    Payment.objects.filter(pk__in=[payment.pk for payment in payments]).update(told_state=state)
    return len(payments)
