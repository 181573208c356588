"""Sign in: citizens by password and a code by SMS, staff by password and authenticator."""

import secrets
from datetime import datetime, timedelta
from functools import cache

from django.contrib.auth.hashers import check_password as verify_hash
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django_otp.plugins.otp_totp.models import TOTPDevice

from daman.base.audit import operations as audit
from daman.base.guards.operations import count_try, forget, give_back
from daman.base.sealing import blind_index
from daman.exchange.identity import codes
from daman.journey.registration.operations.sending import send
from daman.journey.registration.rules import password_as_kept
from daman.kernel.arabic import western_digits
from daman.kernel.refusal import Refusal
from daman.record.accounts.models import Account
from daman.record.accounts.queries import account_with_login

PURPOSE = "sign_in"
WINDOW = timedelta(minutes=15)
TRIES_MAX = 10
TRIES_A_DAY_MAX = 100
FAILURES_A_DAY_FROM_ONE_ADDRESS_MAX = 1000
DAY = timedelta(days=1)
# Whom the audit trail names when a number or name has no account.
NOBODY = "nobody"
SYSTEM = "system:sign-in"


def check_password(
    *, login: str, password: str, of_staff: bool, address: str, at: datetime
) -> Account:
    """
    Return the account whose login and password these are.

    An unknown login, a wrong password, another kind and an account out of use are one refusal
    after the same work. Tries are counted before any hashing; a success forgets them, so that
    nobody can be locked out for good.

    :raises Refusal: signin.failed, signin.too_many or rate.too_many
    """
    by_address = f"signin:ip:{address}"
    count_try(by_address, limit=FAILURES_A_DAY_FROM_ONE_ADDRESS_MAX, window=DAY, at=at)
    _count(login, at=at)
    account = account_with_login(login)
    is_right = _is_password_of(account, password_as_kept(password))
    if account is None or not (is_right and _may_sign_in(account, of_staff=of_staff)):
        target = account.ref if account is not None else NOBODY
        audit.record("accounts.sign_in.fail", target=target, by=SYSTEM, at=at)
        raise Refusal("signin.failed")
    forget(*keys_of(login))
    give_back(by_address)
    return account


def send_sign_in_code(*, account: Account, session_key: str, at: datetime) -> None:
    """
    Send the code that ends a citizen's signing in.

    :raises Refusal: rate.too_many
    """
    send(
        purpose=PURPOSE,
        subject=account.login,
        mobile=account.mobile,
        language=account.language,
        session_key=session_key,
        at=at,
    )


def verify_sign_in(*, account: Account, typed: str, session_key: str, at: datetime) -> None:
    """
    Accept the code that was typed.

    :raises Refusal: otp.invalid or otp.too_many
    """
    try:
        codes.verify(
            purpose=PURPOSE, subject=account.login, session_key=session_key, typed=typed, at=at
        )
    except Refusal:
        audit.record("accounts.code.fail", target=account.ref, by=SYSTEM, at=at)
        raise


def check_totp(*, account: Account, typed: str, at: datetime) -> None:
    """
    Accept a code of the authenticator of a member of staff: once, and slowly after failures.

    :raises Refusal: otp.invalid or otp.too_many
    """
    digits = western_digits(typed).strip()
    with transaction.atomic():
        device = (
            TOTPDevice.objects.select_for_update().filter(user=account, confirmed=True).first()
        )
        is_allowed = device is not None and device.verify_is_allowed()[0]
        is_right = is_allowed and device is not None and device.verify_token(digits)
    if not is_allowed:
        raise Refusal("otp.too_many", field="code")
    if not is_right:
        audit.record("accounts.totp.fail", target=account.ref, by=SYSTEM, at=at)
        raise Refusal("otp.invalid", field="code")


def record_refused_nafath(*, code: str, at: datetime) -> None:
    """Keep that an answer of Nafath was refused, and why."""
    audit.record("accounts.nafath.refuse", target=NOBODY, by=SYSTEM, at=at, reason=code)


def keys_of(login: str) -> tuple[str, str]:
    """Return the names under which tries with one login are counted."""
    who = blind_index(login, purpose="sign_in")[:32]
    return f"signin:q:{who}", f"signin:d:{who}"


def _is_password_of(account: Account | None, password: str) -> bool:
    """Return whether the password is the account's; without one, after the same work."""
    if account is None or not account.has_usable_password():
        verify_hash(password, _hash_of_nobody())
        return False
    return verify_hash(password, account.password)


@cache
def _hash_of_nobody() -> str:
    return make_password(secrets.token_urlsafe())


def _may_sign_in(account: Account, *, of_staff: bool) -> bool:
    return account.is_active and account.is_staff_member == of_staff


def _count(login: str, *, at: datetime) -> None:
    by_quarter, by_day = keys_of(login)
    count_try(by_day, limit=TRIES_A_DAY_MAX, window=DAY, at=at)
    try:
        count_try(by_quarter, limit=TRIES_MAX, window=WINDOW, at=at)
    except Refusal:
        raise Refusal("signin.too_many") from None
