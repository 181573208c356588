"""Send a one-time code by SMS."""

from datetime import datetime

from daman.base.references import new_reference
from daman.base.sealing import blind_index
from daman.exchange.identity import codes
from daman.exchange.notices.operations import promise_sms
from daman.exchange.notices.texts import rendered


def send(
    *, purpose: str, subject: str, mobile: str, session_key: str, language: str, at: datetime
) -> None:
    """
    Issue a code for a national number and promise its SMS; the digits are kept nowhere in clear.

    :raises Refusal: rate.too_many beyond the codes one person or mobile may have
    """
    digits = codes.issue(
        purpose=purpose, subject=subject, mobile=mobile, session_key=session_key, at=at
    )
    _promise(mobile, digits, language=language, at=at)


def send_to_nobody(
    *, purpose: str, subject: str, mobile: str, session_key: str, at: datetime
) -> None:
    """
    Do all the work of sending a code, for details that match nobody, and send nothing.

    Neither the page, nor how long it takes, nor what wrong codes lead to tells who has an account.
    Nothing of it weighs on the codes of whoever owns the number or the mobile.

    :raises Refusal: rate.too_many
    """
    digits = codes.issue(
        purpose=purpose,
        subject=subject,
        mobile=blind_index(mobile, purpose="nobody")[:15],
        session_key=session_key,
        at=at,
    )
    _promise("", digits, language="ar", at=at)


def _promise(to: str, digits: str, *, language: str, at: datetime) -> None:
    promise_sms(
        to=to,
        text=rendered("code", f"sms_{language}", {"code": digits}),
        dedupe=f"code:{new_reference('COD')}",
        at=at,
        expires_at=(at + codes.LIFE).isoformat(),
    )
