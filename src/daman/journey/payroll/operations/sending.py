"""Hand a released file to the bank: the bytes that were approved, once or again the same."""

import hashlib
from datetime import datetime

from django.db import transaction

from daman.base.actors import Actor
from daman.base.audit import operations as audit
from daman.base.outbox import operations as outbox
from daman.exchange.banks import port
from daman.journey.payroll import queries
from daman.journey.payroll.models import BankFile
from daman.journey.payroll.operations.signing import READ_ANSWERS
from daman.journey.payroll.states import PaymentState


def hand_over(*, msg_id: str, by: Actor, at: datetime) -> None:
    """
    Send one file of a released run and mark its payments as sent; sent before, nothing happens.

    :raises daman.exchange.banks.port.BankUnavailable: when the bank did not surely take it
    """
    file = BankFile.objects.select_related("run").get(msg_id=msg_id)
    if file.sent_at is not None:
        return
    content = queries.file_content(file)
    assert file.run.state in queries.RELEASED, f"{file.name} is not released"
    assert hashlib.sha256(content).hexdigest() == file.sha256, f"{file.name} is not as approved"
    # Outside any transaction: the bank takes the same message again without harm.
    port.current().send(name=file.name, content=content, msg_id=file.msg_id)
    _mark_sent(file, by=by, at=at)


@transaction.atomic
def _mark_sent(file: BankFile, *, by: Actor, at: datetime) -> None:
    if not BankFile.objects.filter(pk=file.pk, sent_at__isnull=True).update(sent_at=at):
        return
    # An answer may have overtaken this: what it said stays.
    waiting = file.payments.filter(state=PaymentState.READY)
    waiting.update(state=PaymentState.SENT)
    file.payments.update(sent_at=at)
    audit.record(
        "payroll.bankfile.send",
        target=file.run.ref,
        by=by,
        at=at,
        name=file.name,
        sha256=file.sha256,
    )
    outbox.promise(READ_ANSWERS, dedupe=f"answers:{file.msg_id}", at=at, msg_id=file.msg_id)
