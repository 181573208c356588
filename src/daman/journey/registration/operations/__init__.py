"""Open an account, sign in, renew a forgotten password: one verb a function."""

from daman.journey.registration.operations.registering import (
    complete,
    match,
    send_code,
    start,
    verify,
)
from daman.journey.registration.operations.renewing import change_password, send_renewal_code
from daman.journey.registration.operations.signing_in import (
    check_password,
    check_totp,
    send_sign_in_code,
    verify_sign_in,
)

__all__ = [
    "change_password",
    "check_password",
    "check_totp",
    "complete",
    "match",
    "send_code",
    "send_renewal_code",
    "send_sign_in_code",
    "start",
    "verify",
    "verify_sign_in",
]
