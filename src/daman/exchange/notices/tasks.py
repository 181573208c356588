"""The keeper of promised text messages."""

from datetime import datetime

from daman.base.outbox.models import Promise
from daman.base.outbox.operations import TryLater, keeps
from daman.base.sealing import unseal
from daman.exchange.notices import sms
from daman.exchange.notices.models import Notice
from daman.exchange.notices.operations import SMS, SMS_PURPOSE


@keeps(SMS)
def send_sms(promise: Promise, at: datetime) -> None:
    """
    Send one promised message and forget its words.

    The promise's `dedupe` is the gateway's correlation id, so a repetition is the same message.
    Words that are gone already were sent by a worker that died before it could say so.

    :raises TryLater: while the gateway does not answer
    """
    payload = promise.payload
    expires_at = payload.get("expires_at")
    is_in_time = not expires_at or datetime.fromisoformat(expires_at) > at
    if payload["to"] and payload["sealed"] and is_in_time:
        text = unseal(bytes.fromhex(payload["sealed"]), purpose=SMS_PURPOSE).decode()
        try:
            sms.current().send(to=payload["to"], text=text, correlation_id=promise.dedupe)
        except sms.SmsUnavailable as unavailable:
            raise TryLater(unavailable.reason) from None
        Notice.objects.filter(ref=payload["notice"]).update(sms_sent_at=at)
    promise.payload = {**payload, "sealed": ""}
    promise.save(update_fields=["payload"])
