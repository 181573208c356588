"""Prepare, approve, release: three different people sign the same content."""

import hashlib
import itertools
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db import transaction

from daman.base.moves import move
from daman.base.outbox import operations as outbox
from daman.base.sealing import seal
from daman.exchange.banks import pain001
from daman.exchange.banks.paying_bank import paying_bank
from daman.journey.payroll import queries, rules
from daman.journey.payroll.models import BankFile, Payment, Run
from daman.journey.payroll.states import (
    OPEN_TO_CHANGE,
    Hold,
    PaymentKind,
    PaymentState,
    State,
)
from daman.kernel.money import Money, total
from daman.kernel.month import Month
from daman.kernel.refusal import Refusal
from daman.record.accounts.models import Account
from daman.record.ledger import operations as ledger
from daman.record.ledger.models import TransferKind

SEND_FILE = "payroll.send_bank_file"
READ_ANSWERS = "payroll.read_answers"
_NO_SIGNATURES: dict[str, Any] = {
    "prepared_by": None,
    "prepared_at": None,
    "approved_by": None,
    "approved_at": None,
    "approved_sha256": "",
}


@transaction.atomic
def prepare(*, run: Run, by: Account, at: datetime) -> Run:
    """
    Write the run's files and sign their content as the one who prepared it.

    :raises Refusal: state.invalid, run.empty, or run.changed when the payments are not as built
    """
    run = _locked(run, State.CALCULATED, step="prepare")
    if not run.payments_count:
        raise Refusal("run.empty")
    lines = queries.lines_digest(run)
    if rules.content_digest(lines, []) != run.content_sha256:
        raise Refusal("run.changed")
    digests = [_write_file(run, place, batch, at=at) for place, batch in _batches_of(run)]
    content = rules.content_digest(lines, digests)
    _sign(run, prepared_by=by, prepared_at=at, content_sha256=content)
    move(run, "prepare", by=by, at=at, sha256=content, payments=run.payments_count)
    return run


@transaction.atomic
def approve(*, run: Run, by: Account, at: datetime, content_sha256: str | None = None) -> Run:
    """
    Sign a prepared run as the second person; `content_sha256` is what that person saw.

    :raises Refusal: state.invalid, run.same_person, or run.changed
    """
    run = _locked(run, State.PREPARED, step="approve")
    if by.pk == run.prepared_by_id:
        raise Refusal("run.same_person")
    _check_content(run, content_sha256)
    _sign(run, approved_by=by, approved_at=at, approved_sha256=run.content_sha256)
    move(run, "approve", by=by, at=at, sha256=run.content_sha256)
    return run


@transaction.atomic
def release(*, run: Run, by: Account, at: datetime, content_sha256: str | None = None) -> Run:
    """
    Sign an approved run as the third person: the money is reserved and the files are promised.

    :raises Refusal: run.not_approved, state.invalid, run.same_person, or run.changed
    """
    run = _locked(run, State.APPROVED, step="release")
    if by.pk in (run.prepared_by_id, run.approved_by_id):
        raise Refusal("run.same_person")
    _check_content(run, content_sha256)
    _sign(run, released_by=by, released_at=at)
    ledger.open_household_accounts(run.payments.values_list("household_id", flat=True))
    ledger.book(_entries(run), at=at)
    move(run, "release", by=by, at=at, sha256=run.content_sha256)
    for file in queries.files_of(run):
        outbox.promise(SEND_FILE, dedupe=f"file:{file.msg_id}", at=at, msg_id=file.msg_id)
    return run


@transaction.atomic
def send_back(*, run: Run, by: Account, at: datetime, reason: str) -> Run:
    """
    Give a signed run back for correction; its signatures and files are gone.

    :raises Refusal: reason.required or state.invalid
    """
    if not reason.strip():
        raise Refusal("reason.required", field="reason")
    run = _locked(run, State.PREPARED, State.APPROVED, step="send_back")
    move(run, "send_back", by=by, at=at, reason=reason, sha256=run.content_sha256)
    run.payments.update(file=None)
    run.files.all().delete()
    lines = rules.content_digest(queries.lines_digest(run), [])
    _sign(run, **_NO_SIGNATURES, content_sha256=lines)
    return run


@transaction.atomic
def cancel(*, run: Run, by: Account, at: datetime, reason: str) -> Run:
    """
    Give up a run that nobody has signed; its households wait for the next run.

    :raises Refusal: reason.required or state.invalid
    """
    if not reason.strip():
        raise Refusal("reason.required", field="reason")
    run = _locked(run, *OPEN_TO_CHANGE, step="cancel")
    run.payments.all().delete()
    move(run, "cancel", by=by, at=at, reason=reason, payments=run.payments_count)
    return run


def _locked(run: Run, *expected: State, step: str) -> Run:
    locked = Run.objects.select_for_update(of=("self",)).get(pk=run.pk)
    if locked.state not in expected:
        if step == "release" and locked.state in (State.CALCULATED, State.PREPARED):
            raise Refusal("run.not_approved")
        raise Refusal("state.invalid", step=step, state=locked.state)
    return locked


def _sign(run: Run, **signature: Any) -> None:
    for name, value in signature.items():
        setattr(run, name, value)
    run.save(update_fields=list(signature))


def _check_content(run: Run, seen: str | None) -> None:
    """Refuse when payments or files are not as signed, or not as the signer saw them."""
    if seen is not None and seen != run.content_sha256:
        raise Refusal("run.changed")
    digests = []
    for file in run.files.order_by("place").iterator(chunk_size=1):
        if hashlib.sha256(queries.file_content(file)).hexdigest() != file.sha256:
            raise Refusal("run.changed")
        digests.append(file.sha256)
    if rules.content_digest(queries.lines_digest(run), digests) != run.content_sha256:
        raise Refusal("run.changed")


def _batches_of(run: Run) -> Iterator[tuple[int, list[Payment]]]:
    ready = run.payments.filter(state=PaymentState.READY).select_related("payee")
    remaining = ready.order_by("end_to_end_id").iterator(chunk_size=2_000)
    for place in itertools.count(1):
        batch = list(itertools.islice(remaining, paying_bank().payments_per_file))
        if not batch:
            return
        yield place, batch


def _write_file(run: Run, place: int, batch: list[Payment], *, at: datetime) -> str:
    """Keep one file of the run and return its digest; the same payments give the same bytes."""
    msg_id = rules.message_id(run.ref, place, batch[0].end_to_end_id)
    # Not the moment of writing, which differs each time, but that of the run.
    head = pain001.FileHead(msg_id, run.built_at, run.pay_on, paying_bank().debtor)
    instructions = [_instruction(payment) for payment in batch]
    content = pain001.written(head, instructions)
    digest = hashlib.sha256(content).hexdigest()
    file = BankFile.objects.create(
        run=run,
        place=place,
        name=f"{msg_id}.xml",
        msg_id=msg_id,
        sealed_content=seal(content, purpose=queries.FILE_PURPOSE),
        sha256=digest,
        size_bytes=len(content),
        payments_count=len(batch),
        payments_halalas=total(each.amount for each in instructions).halalas,
        written_at=at,
    )
    run.payments.filter(
        end_to_end_id__gte=batch[0].end_to_end_id,
        end_to_end_id__lte=batch[-1].end_to_end_id,
        state=PaymentState.READY,
    ).update(file=file)
    return digest


def _instruction(payment: Payment) -> pain001.Instruction:
    assert payment.iban is not None, "a ready payment has an account"
    return pain001.Instruction(
        end_to_end_id=payment.end_to_end_id,
        amount=Money(payment.amount_halalas),
        iban=payment.iban,
        payee_name=payment.payee.name_ar,
        about=str(Month.of(payment.month)),
    )


def _entries(run: Run) -> Iterator[ledger.Entry]:
    """Yield what the release books: what each household is owed now, and what is on its way."""
    payments = run.payments.select_related("household").defer("iban").order_by("pk")
    for payment in payments.iterator(chunk_size=2_000):
        month = Month.of(payment.month)
        owed = ledger.payable(payment.household.ref)
        if payment.kind == PaymentKind.REGULAR and payment.reason != Hold.PAYEE_DEAD:
            yield ledger.Entry(
                f"owed:{payment.household.ref}:{month}",
                ledger.TREASURY,
                owed,
                payment.amount_halalas,
                month,
                "pension",
            )
        if payment.state == PaymentState.READY:
            yield ledger.Entry(
                f"sent:{payment.end_to_end_id}",
                source_account(payment),
                ledger.CLEARING,
                payment.amount_halalas,
                month,
                "payment",
                kind=TransferKind.PENDING,
            )


def source_account(payment: Payment) -> str:
    """Return the ledger account a payment is paid from: what came back is paid from there."""
    account_of = ledger.returned if payment.is_from_returned else ledger.payable
    return account_of(payment.household.ref)
