"""Renew a forgotten password: the person, the mobile's code, then the new one."""

from datetime import date, datetime, timedelta

from django.db import transaction

from daman.base.audit import operations as audit
from daman.base.guards.operations import count_try
from daman.base.sealing import blind_index
from daman.exchange.identity import codes
from daman.exchange.notices.operations import notify
from daman.journey.registration.operations.registering import check_new_password
from daman.journey.registration.operations.sending import send
from daman.record.accounts.models import Account
from daman.record.accounts.queries import account_with_login

PURPOSE = "renew"
TRIES_AN_HOUR = 6


def send_renewal_code(
    *, national_id: str, born_on: date, mobile: str, session_key: str, at: datetime
) -> Account | None:
    """
    Send a code to the account's mobile when all three match it, and return the account.

    None, and no code, when they do not; the page says the same in both cases.

    :raises Refusal: rate.too_many
    """
    who = blind_index(national_id, purpose="renew")[:32]
    count_try(f"renew:{who}", limit=TRIES_AN_HOUR, window=timedelta(hours=1), at=at)
    account = account_with_login(national_id)
    if account is None or account.person is None or not account.is_active:
        return None
    if (account.person.born_on, account.mobile) != (born_on, mobile):
        return None
    send(
        purpose=PURPOSE,
        subject=account.ref,
        mobile=account.mobile,
        session_key=session_key,
        at=at,
    )
    return account


def change_password(
    *, account: Account, password: str, typed: str, session_key: str, at: datetime
) -> None:
    """
    Set a new password with the code that was sent; other sessions end with the old one.

    :raises Refusal: password.short, password.common, too_long, otp.invalid or otp.too_many
    """
    check_new_password(password, known=frozenset({account.login, account.mobile}))
    codes.verify(purpose=PURPOSE, subject=account.ref, session_key=session_key, typed=typed, at=at)
    with transaction.atomic():
        account.set_password(password)
        account.save(update_fields=["password"])
        audit.record("accounts.password.change", target=account.ref, by=account, at=at)
        notify(account=account, template="password_changed", at=at)
