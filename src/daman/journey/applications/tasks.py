"""Background entrances of applications: accounts that the bank could not confirm at first."""

from datetime import datetime

from daman.base.outbox.models import Promise
from daman.base.outbox.operations import TryLater, keeps
from daman.exchange.banks.port import BankUnavailable
from daman.exchange.notices.operations import notify
from daman.journey.applications import operations, queries
from daman.journey.applications.states import AccountCheck

WORKER = "system:worker"
_TEMPLATES = {
    AccountCheck.VERIFIED: "account_verified",
    AccountCheck.NOT_VERIFIED: "account_refused",
    AccountCheck.CLOSED: "account_refused",
}


@keeps("check_account")
def check_account(promise: Promise, at: datetime) -> None:
    """Ask the bank again about an account that was kept unconfirmed, and tell its owner."""
    application = queries.application_referenced(promise.payload["application"])
    assert application is not None, "an application is never deleted"
    try:
        check = operations.recheck_account(
            application=application,
            iban_index=promise.payload["iban_index"],
            by=WORKER,
            at=at,
        )
    except BankUnavailable as none:
        raise TryLater(none.reason) from None
    if application.iban_index != promise.payload["iban_index"]:
        return
    if check not in _TEMPLATES:
        raise TryLater("the bank cannot say yet")
    notify(
        account=application.opened_by,
        template=_TEMPLATES[check],
        at=at,
        about=application.ref,
        last4=application.iban_last4,
    )
