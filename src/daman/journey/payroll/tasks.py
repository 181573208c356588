"""Background entrances of the payroll: send files, read the bank's answers, tell citizens."""

from datetime import datetime

from django.utils import timezone
from procrastinate.contrib.django import app

from daman.base.outbox.models import Promise
from daman.base.outbox.operations import TryLater, keeps
from daman.exchange.banks.port import BankUnavailable
from daman.journey.payroll import operations, queries
from daman.journey.payroll.operations.building import TELL
from daman.journey.payroll.operations.signing import READ_ANSWERS, SEND_FILE
from daman.kernel.refusal import Refusal

WORKER = "system:worker"


@keeps(SEND_FILE)
def send_bank_file(promise: Promise, at: datetime) -> None:
    """
    Hand one released file to the bank.

    :raises TryLater: while the bank does not take it
    """
    try:
        operations.hand_over(msg_id=promise.payload["msg_id"], by=WORKER, at=at)
    except BankUnavailable as unavailable:
        raise TryLater(unavailable.reason) from None


@keeps(READ_ANSWERS)
def await_answers(promise: Promise, at: datetime) -> None:
    """
    Read the bank's answers until every payment of a file is settled.

    :raises TryLater: while the bank does not answer, or has not answered all
    """
    read_now(at=at)
    waiting_count = queries.unsettled_count(promise.payload["msg_id"])
    if waiting_count:
        raise TryLater(f"{waiting_count} payments wait for the bank")


@keeps(TELL)
def tell_citizens(promise: Promise, at: datetime) -> None:
    """Tell the payees of the runs what is new."""
    payload = promise.payload
    operations.tell_payments(run_refs=payload.get("runs") or [payload["run"]], at=at)


@app.periodic(cron="*/10 * * * *")
@app.task(name="payroll.read_answers", queueing_lock="payroll.read_answers")
def read_answers(timestamp: int) -> None:
    """Read what the bank says long after a run: returns come for months."""
    if queries.is_anything_with_the_bank():
        read_now(at=timezone.now())


def read_now(*, at: datetime) -> None:
    """
    Read the bank's new answers.

    :raises TryLater: while the bank does not answer
    """
    try:
        operations.read_answers(by=WORKER, at=at)
    except Refusal as refusal:
        raise TryLater(refusal.code) from None
