"""Send a one-time code by SMS."""

from datetime import datetime

from daman.exchange.identity import codes
from daman.exchange.notices.operations import promise_sms
from daman.exchange.notices.texts import rendered


def send(*, purpose: str, subject: str, mobile: str, session_key: str, at: datetime) -> None:
    """
    Issue a code and promise its SMS; the digits are kept nowhere in clear.

    :raises Refusal: rate.too_many beyond the codes one person or mobile may have
    """
    digits = codes.issue(
        purpose=purpose, subject=subject, mobile=mobile, session_key=session_key, at=at
    )
    promise_sms(
        to=mobile,
        text=rendered("code", "sms_ar", {"code": digits}),
        dedupe=f"code:{purpose}:{subject}:{at.isoformat()}",
        at=at,
        expires_at=(at + codes.LIFE).isoformat(),
    )
