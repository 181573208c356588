"""Tell a citizen something: in the inbox, and by SMS."""

from datetime import datetime
from typing import Any

from django.db import transaction

from daman.base.outbox import operations as outbox
from daman.base.references import new_reference
from daman.base.sealing import seal
from daman.exchange.notices.models import Notice
from daman.exchange.notices.texts import rendered
from daman.record.accounts.models import Account

SMS = "notices.sms"
SMS_PURPOSE = "notices.sms.text"


@transaction.atomic
def notify(
    *, account: Account, template: str, at: datetime, about: str = "", **values: Any
) -> Notice:
    """
    Return a new notice in the account's inbox, and promise its SMS, in the act's transaction.

    `template` names words in `messages/*.yaml`; `about` is the reference it speaks of; `values`
    fill the words and hold no secret.
    """
    notice = Notice.objects.create(
        ref=new_reference("NTC"),
        account=account,
        template=template,
        about=about,
        made_at=at,
        **{
            part: rendered(template, part, values)
            for part in ("title_ar", "title_en", "body_ar", "body_en")
        },
    )
    if account.mobile:
        text = rendered(template, f"sms_{account.language}", values)
        promise_sms(to=account.mobile, text=text, dedupe=notice.ref, at=at, notice=notice.ref)
    return notice


def promise_sms(
    *, to: str, text: str, dedupe: str, at: datetime, notice: str = "", expires_at: str = ""
) -> None:
    """
    Promise one text message; the words lie sealed until they are sent, and then no more.

    A message to nobody (`to` empty) is dropped when its turn comes. `expires_at` (ISO) names the
    moment after which the message is not worth sending.
    """
    sealed = seal(text.encode(), purpose=SMS_PURPOSE).hex()
    outbox.promise(
        SMS,
        dedupe=f"sms:{dedupe}",
        at=at,
        to=to,
        sealed=sealed,
        notice=notice,
        expires_at=expires_at,
    )


def mark_all_read(*, account: Account, at: datetime) -> None:
    """Keep of every notice in the account's inbox that it was read, the first time."""
    Notice.objects.filter(account=account, read_at__isnull=True, made_at__lte=at).update(
        read_at=at
    )
