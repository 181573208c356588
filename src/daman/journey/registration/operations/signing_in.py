"""Sign in: citizens by password and a code by SMS, staff by password and authenticator."""

from datetime import datetime, timedelta

from django.contrib.auth.hashers import check_password as verify_hash
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django_otp.plugins.otp_totp.models import TOTPDevice

from daman.base.audit import operations as audit
from daman.base.guards.operations import count_try, forget
from daman.base.sealing import blind_index
from daman.exchange.identity import codes
from daman.journey.registration.operations.sending import send
from daman.kernel.arabic import western_digits
from daman.kernel.refusal import Refusal
from daman.record.accounts.models import Account
from daman.record.accounts.queries import account_with_login

PURPOSE = "sign_in"
WINDOW = timedelta(minutes=15)
TRIES_MAX = 10
TRIES_A_DAY_MAX = 100
TRIES_FROM_ONE_ADDRESS_MAX = 600


def check_password(
    *, login: str, password: str, of_staff: bool, address: str, at: datetime
) -> Account:
    """
    Return the account whose login and password these are.

    An unknown login, a wrong password, another kind and an account out of use are one refusal
    after the same work. Tries are counted before any hashing; a success forgets them, so that
    nobody can be locked out for good.

    :raises Refusal: signin.failed or signin.too_many
    """
    keys = _count(login, address=address, at=at)
    account = account_with_login(login)
    encoded = account.password if account is not None else ""
    if not encoded or encoded.startswith("!"):
        make_password(password)
        raise Refusal("signin.failed")
    is_right = verify_hash(password, encoded)
    assert account is not None
    if not (is_right and account.is_staff_member == of_staff and account.is_active):
        audit.record("accounts.sign_in.fail", target=account.ref, by="system:sign-in", at=at)
        raise Refusal("signin.failed")
    forget(*keys)
    return account


def send_sign_in_code(*, account: Account, session_key: str, at: datetime) -> None:
    """
    Send the code that ends a citizen's signing in.

    :raises Refusal: rate.too_many
    """
    send(
        purpose=PURPOSE,
        subject=account.ref,
        mobile=account.mobile,
        session_key=session_key,
        at=at,
    )


def verify_sign_in(*, account: Account, typed: str, session_key: str, at: datetime) -> None:
    """
    Accept the code that was typed.

    :raises Refusal: otp.invalid or otp.too_many
    """
    codes.verify(purpose=PURPOSE, subject=account.ref, session_key=session_key, typed=typed, at=at)


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
        audit.record("accounts.totp.fail", target=account.ref, by="system:sign-in", at=at)
        raise Refusal("otp.invalid", field="code")


def _count(login: str, *, address: str, at: datetime) -> tuple[str, str]:
    who = blind_index(login, purpose="sign_in")[:32]
    keys = (f"signin:q:{who}", f"signin:d:{who}")
    try:
        count_try(keys[0], limit=TRIES_MAX, window=WINDOW, at=at)
        count_try(keys[1], limit=TRIES_A_DAY_MAX, window=timedelta(days=1), at=at)
        count_try(f"signin:ip:{address}", limit=TRIES_FROM_ONE_ADDRESS_MAX, window=WINDOW, at=at)
    except Refusal:
        raise Refusal("signin.too_many") from None
    return keys
