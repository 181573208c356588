"""Who is signed in."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.contrib.sessions.backends.base import SessionBase

from daman.record.accounts.models import Account, Kind

IDLE_MAX = {"CITIZEN": timedelta(minutes=30), "STAFF": timedelta(minutes=15)}
SESSION_MAX = {"CITIZEN": timedelta(hours=12), "STAFF": timedelta(hours=8)}
STEP_UP_MAX = timedelta(minutes=5)
# Whose first factor was right, and since when; kept in the session until the second.
AWAITING = "awaiting_second_factor"
AWAITING_MAX = timedelta(minutes=10)
# How stale the session's last sight may be before it is written again.
SEEN_EVERY = timedelta(seconds=60)


def actor_of(session: SessionBase, *, account: Any, at: datetime) -> Account | None:
    """
    Return the account that a session speaks for, or None.

    None for strangers, for accounts put out of use, before the second factor, after the idle time
    (30 minutes for citizens, 15 for staff) and after the longest session (12 and 8 hours). A
    session that is over is emptied.
    """
    if not getattr(account, "is_authenticated", False) or not account.is_active:
        return None
    started = session.get("started_at")
    if started is None or not session.get("second_factor"):
        return None
    seen = datetime.fromisoformat(session.get("seen_at", started))
    is_over = (
        at - seen > IDLE_MAX[account.kind]
        or at - datetime.fromisoformat(started) > SESSION_MAX[account.kind]
    )
    if is_over:
        session.flush()
        return None
    if at - seen > SEEN_EVERY:
        session["seen_at"] = at.isoformat()
    return account  # type: ignore[no-any-return]


def account_with_login(login: str) -> Account | None:
    """Return the account of a login, or None."""
    return Account.objects.select_related("person").filter(login=login).first()


def staff_named(names: Iterable[str]) -> dict[str, Account]:
    """Return the accounts of the staff whom the audit trail names, by that name."""
    logins = {name.removeprefix("staff:") for name in names if name.startswith("staff:")}
    found = Account.objects.filter(login__in=logins, kind=Kind.STAFF) if logins else ()
    return {account.audit_name: account for account in found}


def account_with_ref(ref: str) -> Account | None:
    """Return the account in use with a reference, or None."""
    return Account.objects.filter(ref=ref, is_active=True).first()


def awaiting_second_factor(
    session: SessionBase, *, of_staff: bool, at: datetime
) -> Account | None:
    """
    Return the account, of staff or of a citizen, whose first factor was right here, or None.

    None also when that was more than ten minutes ago.
    """
    ref, since = session.get(AWAITING, ("", ""))
    if not ref or at - datetime.fromisoformat(since) > AWAITING_MAX:
        return None
    account = account_with_ref(ref)
    is_one = account is not None and account.is_staff_member == of_staff
    return account if is_one else None


def is_stepped_up(session: SessionBase, *, at: datetime) -> bool:
    """Return whether the second factor was shown within the last five minutes."""
    shown = session.get("stepped_up_at")
    return shown is not None and at - datetime.fromisoformat(shown) <= STEP_UP_MAX
