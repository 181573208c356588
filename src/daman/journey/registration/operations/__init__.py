"""Open an account, sign in, renew a forgotten password: one verb a function."""

from daman.journey.registration.operations.registering import (
    complete,
    forget_unfinished,
    match,
    send_code,
    start,
    verify,
)
from daman.journey.registration.operations.renewing import (
    change_password,
    send_renewal_code,
    verify_renewal,
)
from daman.journey.registration.operations.signing_in import (
    check_password,
    check_totp,
    record_refused_nafath,
    send_sign_in_code,
    verify_sign_in,
)

__all__ = [
    "change_password",
    "check_password",
    "check_totp",
    "complete",
    "forget_unfinished",
    "match",
    "record_refused_nafath",
    "send_code",
    "send_renewal_code",
    "send_sign_in_code",
    "start",
    "verify",
    "verify_renewal",
    "verify_sign_in",
]
