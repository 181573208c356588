"""Read what the bank answers and settle payments and ledger by it, whatever the order."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection, transaction

from daman.base.actors import Actor, actor_name
from daman.base.audit import operations as audit
from daman.base.moves import move
from daman.base.outbox import operations as outbox
from daman.base.sealing import seal
from daman.exchange.banks import answers, port
from daman.exchange.banks.answers import Kind, Line, Message, Told
from daman.journey.payroll import queries
from daman.journey.payroll.models import BankFile, BankMessage, Payment, Run
from daman.journey.payroll.operations.building import TELL
from daman.journey.payroll.operations.settling import Settlement
from daman.journey.payroll.states import WITH_THE_BANK, MessageState, State
from daman.kernel.refusal import Refusal
from daman.record.ledger import operations as ledger


@dataclass(frozen=True)
class Reading:
    """How many files were taken in, and the codes of those that were refused."""

    posted_count: int = 0
    refused: tuple[str, ...] = field(default=())


def read_answers(*, by: Actor, at: datetime) -> Reading:
    """
    Fetch the bank's new answer files and take in each, in a transaction of its own.

    :raises Refusal: bank.answers_later when the bank does not answer now
    """
    settled = BankMessage.objects.exclude(state=MessageState.REFUSED)
    known = set(settled.values_list("name", flat=True))
    try:
        files = port.current().answers(known=known)
    except port.BankUnavailable:
        raise Refusal("bank.answers_later") from None
    taken = [take_answer(name=name, content=content, by=by, at=at) for name, content in files]
    return Reading(
        sum(message.state == MessageState.POSTED for message in taken),
        tuple(message.code for message in taken if message.state == MessageState.REFUSED),
    )


@transaction.atomic
def take_answer(*, name: str, content: bytes, by: Actor, at: datetime) -> BankMessage:
    """
    Return the kept message of one answer file: posted, or refused whole with a code.

    Taken in again, under any name, it changes nothing.
    """
    digest = hashlib.sha256(content).hexdigest()
    _alone_with(name)
    known = BankMessage.objects.filter(name=name, sha256=digest).first()
    if known is not None:
        return known
    kept = BankMessage(
        name=name,
        sealed_content=seal(content, purpose=queries.MESSAGE_PURPOSE),
        sha256=digest,
        taken_at=at,
        taken_by=actor_name(by),
    )
    try:
        message = answers.read(content)
        kept.kind, kept.msg_id, kept.lines_count = message.kind, message.msg_id, len(message.lines)
        _alone_with(message.msg_id)
        _check_fresh(message, digest)
        _check_original(message)
    except Refusal as refusal:
        return _set_aside_whole(kept, refusal, by=by, at=at)
    return _posted(kept, message, by=by, at=at)


def _alone_with(name: str) -> None:
    """Let one taking of a message happen at a time."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"bank:{name}"])


def _check_fresh(message: Message, digest: str) -> None:
    before = BankMessage.objects.filter(msg_id=message.msg_id, state=MessageState.POSTED).first()
    if before is not None:
        raise Refusal("xml.duplicate_message", is_same=before.sha256 == digest)


def _check_original(message: Message) -> None:
    """Refuse a report whose totals are not those of the file that it speaks of."""
    if message.kind != Kind.STATUS_REPORT:
        return
    file = BankFile.objects.filter(msg_id=message.original_msg_id).first()
    if file is None:
        return
    if message.original_count not in (None, file.payments_count):
        raise Refusal("xml.totals")
    if message.original_sum is not None and message.original_sum * 100 != file.payments_halalas:
        raise Refusal("xml.totals")


def _set_aside_whole(
    kept: BankMessage, refusal: Refusal, *, by: Actor, at: datetime
) -> BankMessage:
    is_same = refusal.values.get("is_same", False)
    kept.state = MessageState.DUPLICATE if is_same else MessageState.REFUSED
    kept.code = refusal.code
    kept.save(force_insert=True)
    audit.record(
        "payroll.bankmessage.refuse", target=kept.name[:60], by=by, at=at, code=refusal.code
    )
    return kept


def _posted(kept: BankMessage, message: Message, *, by: Actor, at: datetime) -> BankMessage:
    lines = list(_lines_of(message))
    settlement = Settlement(message, at=at)
    settlement.weigh(lines)
    settlement.keep_payments()
    kept.state, kept.posted_count = MessageState.POSTED, settlement.posted_count
    kept.save(force_insert=True)
    settlement.keep_set_aside(kept)
    ledger.book(settlement.entries, at=at)
    audit.record(
        "payroll.bankmessage.post",
        target=message.msg_id,
        by=by,
        at=at,
        lines=len(lines),
        posted=settlement.posted_count,
        set_aside=len(settlement.set_aside),
    )
    if settlement.touched_runs:
        outbox.promise(TELL, dedupe=f"tell:{message.msg_id}:{kept.sha256[:32]}", at=at,
                       message=message.msg_id, runs=sorted(settlement.touched_runs))  # fmt: skip
    for run in Run.objects.filter(ref__in=settlement.touched_runs).order_by("pk"):
        _move_on(run, by=by, at=at)
    return kept


def _lines_of(message: Message) -> Iterator[Line]:
    """Yield the message's lines; a file refused as a whole means each of its payments."""
    yield from message.lines
    is_refused = message.kind == Kind.STATUS_REPORT and message.group == Told.REJECTED
    # AM05 refuses a repetition of a file: the first one stands.
    if not is_refused or message.lines or message.group_reason == "AM05":
        return
    payments = Payment.objects.filter(file__msg_id=message.original_msg_id)
    for identifier in payments.order_by("end_to_end_id").values_list("end_to_end_id", flat=True):
        yield Line(identifier, Told.REJECTED, reason=message.group_reason or "NARR")


def _move_on(run: Run, *, by: Actor, at: datetime) -> None:
    """Acknowledge a run when every payment is answered, reconcile it when all are settled."""
    progress = queries.progress_of(run)
    if run.state in WITH_THE_BANK and progress.settled == progress.total:
        move(run, "reconcile", by=by, at=at, settled=progress.settled)
    elif run.state == State.RELEASED and progress.answered == progress.total:
        move(run, "acknowledge", by=by, at=at, answered=progress.answered)
