"""Renew a forgotten password: the person, the mobile's code, then the new one."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from daman.base.guards.operations import count_try, forget
from daman.base.sealing import blind_index
from daman.exchange.identity import codes
from daman.exchange.notices.operations import notify
from daman.journey.registration.operations.registering import check_new_password
from daman.journey.registration.operations.sending import send, send_to_nobody
from daman.journey.registration.operations.signing_in import keys_of
from daman.journey.registration.rules import password_as_kept
from daman.kernel.refusal import Refusal
from daman.record.accounts import operations as accounts
from daman.record.accounts.models import Account
from daman.record.accounts.queries import account_with_login, account_with_ref

PURPOSE = "renew"
TRIES_AN_HOUR = 3
TRIES_AN_HOUR_FROM_ONE_ADDRESS = 1000
HOUR = timedelta(hours=1)


def send_renewal_code(
    *, national_id: str, born_on: date, mobile: str, session_key: str, address: str, at: datetime
) -> str:
    """
    Send a code to the account's mobile when all three match it; return who may type it.

    What is returned is an account's reference, or as long a name of nobody: pages, refusals and
    time are the same for both. Tries are counted for the three details together, so that nobody
    keeps the owner out by guessing.

    :raises Refusal: rate.too_many
    """
    typed = blind_index(f"{national_id} {born_on} {mobile}", purpose="renew")
    count_try(f"renew:{typed[:32]}", limit=TRIES_AN_HOUR, window=HOUR, at=at)
    count_try(f"renew:ip:{address}", limit=TRIES_AN_HOUR_FROM_ONE_ADDRESS, window=HOUR, at=at)
    account = account_with_login(national_id)
    nobody = f"nobody:{typed[:32]}"
    sent: dict[str, Any] = {
        "purpose": PURPOSE,
        "session_key": session_key,
        "mobile": mobile,
        "at": at,
    }
    if account is None or not _is_theirs(account, born_on, mobile):
        send_to_nobody(subject=nobody, **sent)
        return nobody
    try:
        send(subject=account.login, language=account.language, **sent)
    except Refusal:
        # Codes that were sent for signing in count too; saying so would tell of the account.
        return account.ref
    return account.ref


def verify_renewal(*, who: str, typed: str, session_key: str, at: datetime) -> Account:
    """
    Accept the code that was typed, and return whose password may now be changed.

    :raises Refusal: otp.invalid or otp.too_many, alike for an account and for nobody
    """
    account = account_with_ref(who)
    subject = account.login if account is not None else who
    codes.verify(purpose=PURPOSE, subject=subject, session_key=session_key, typed=typed, at=at)
    if account is None:
        raise Refusal("otp.invalid", field="code")
    return account


@transaction.atomic
def change_password(*, account: Account, password: str, at: datetime) -> None:
    """
    Set a new password and tell the owner; sessions end and failed tries are forgotten.

    :raises Refusal: password.short, password.common or too_long
    """
    check_new_password(password, known=frozenset({account.login, account.mobile}))
    accounts.change_password(
        account=account, password=password_as_kept(password), by=account, at=at
    )
    forget(*keys_of(account.login))
    notify(account=account, template="password_changed", at=at)


def _is_theirs(account: Account, born_on: date, mobile: str) -> bool:
    return (
        account.is_active
        and account.person is not None
        and (account.person.born_on, account.mobile) == (born_on, mobile)
    )
