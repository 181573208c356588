"""The account to pay to: a Saudi IBAN of a known bank, whose owner the bank confirms."""

from datetime import datetime, timedelta

from django.db import transaction

from daman.base.actors import Actor
from daman.base.audit import operations as audit
from daman.base.guards.operations import count_try
from daman.base.outbox import operations as outbox
from daman.base.sealing import blind_index
from daman.exchange.banks import port
from daman.exchange.banks.names import bank_of
from daman.journey.applications.models import Application
from daman.journey.applications.states import AccountCheck, State
from daman.kernel import iban as ibans
from daman.kernel.refusal import Refusal

INDEX_PURPOSE = "applications.application.iban"
# The bank's answer must not serve to find out whose account a number is.
TRIES_MAX = 10
TRIES_WINDOW = timedelta(hours=1)
_REFUSED = {AccountCheck.NOT_VERIFIED: "iban.owner", AccountCheck.CLOSED: "iban.closed"}


def give_account(
    *, application: Application, iban: str, version: int, by: Actor, at: datetime
) -> Application:
    """
    Keep the account when the bank does not say that it is another's or closed.

    The bank is asked before the transaction. When it cannot say, or does not answer, the account
    is kept and a promise asks again.

    :raises Refusal: iban.*, rate.too_many, stale or state.invalid
    """
    number = ibans.parse(iban)
    bank = bank_of(number)
    if bank is None:
        raise Refusal("iban.bank", field="iban")
    if not _may_change(application):
        raise Refusal("state.invalid")
    if application.iban == number and application.account_check == AccountCheck.VERIFIED:
        return application
    count_try(f"iban:{application.ref}", limit=TRIES_MAX, window=TRIES_WINDOW, at=at)
    check = _asked(number, application.person.national_id)
    if check in _REFUSED:
        raise Refusal(_REFUSED[check], field="iban")
    with transaction.atomic():
        locked = _locked(application, version)
        _keep(locked, number, bank.name_ar, check, at=at)
        audit.record(
            "applications.application.give_account", target=locked.ref, by=by, at=at, check=check
        )
        if check != AccountCheck.VERIFIED:
            _promise_check(locked, at)
    return locked


def recheck_account(
    *, application: Application, iban_index: str, by: Actor, at: datetime
) -> AccountCheck:
    """
    Ask the bank again about the account that was kept, and return what it says now.

    An account that was changed since is left alone, as what is known of it.

    :raises BankUnavailable: when no usable answer came
    """
    if application.iban is None or application.iban_index != iban_index:
        return AccountCheck(application.account_check)
    answer = port.current().verify(
        iban=application.iban, national_id=application.person.national_id
    )
    check = AccountCheck(answer.result.value)
    with transaction.atomic():
        Application.objects.filter(pk=application.pk, iban_index=iban_index).update(
            account_check=check, account_checked_at=at
        )
        audit.record(
            "applications.application.check_account",
            target=application.ref,
            by=by,
            at=at,
            check=check,
        )
    return check


def _keep(
    locked: Application, number: str, bank_name: str, check: AccountCheck, *, at: datetime
) -> None:
    locked.iban = number
    locked.iban_index = blind_index(number, purpose=INDEX_PURPOSE)
    locked.iban_last4 = number[-4:]
    locked.bank_name = bank_name
    locked.account_check = check
    locked.account_checked_at = None if check == AccountCheck.UNCHECKED else at
    locked.version += 1
    locked.save()


def _promise_check(locked: Application, at: datetime) -> None:
    outbox.promise(
        "check_account",
        dedupe=f"check_account:{locked.ref}:{locked.version}",
        at=at,
        application=locked.ref,
        iban_index=locked.iban_index,
    )


def _asked(number: str, national_id: str) -> AccountCheck:
    try:
        answer = port.current().verify(iban=number, national_id=national_id)
    except port.BankUnavailable:
        return AccountCheck.UNCHECKED
    return AccountCheck(answer.result.value)


def _may_change(application: Application) -> bool:
    """Return whether the account may be given: in a draft, or later while it is not confirmed."""
    is_open = application.state == State.SUBMITTED
    is_unsure = application.account_check != AccountCheck.VERIFIED
    return application.state == State.DRAFT or (is_open and is_unsure)


def _locked(application: Application, version: int) -> Application:
    locked = Application.objects.select_for_update(of=("self",)).get(pk=application.pk)
    if not _may_change(locked):
        raise Refusal("state.invalid")
    if locked.version != version:
        raise Refusal("stale")
    return locked
