"""Words and tones for the states, holds and set-aside lines of a run."""

from typing import Any

from django.utils.translation import gettext as _

Word = tuple[str, str]


def run_state(state: str) -> Word:
    """Return the words and tone of a run's state."""
    return {
        "DRAFT": (_("Being built"), "plain"),
        "CALCULATED": (_("Built"), "info"),
        "PREPARED": (_("Waits for approval"), "warn"),
        "APPROVED": (_("Waits for release"), "warn"),
        "RELEASED": (_("Released to the bank"), "info"),
        "ACKNOWLEDGED": (_("Taken by the bank"), "info"),
        "RECONCILED": (_("Settled"), "ok"),
        "CANCELLED": (_("Cancelled"), "plain"),
    }[state]


def payment_state(state: str) -> Word:
    """Return the words and tone of a payment's state."""
    return {
        "READY": (_("Ready"), "plain"),
        "HELD": (_("Held"), "warn"),
        "SENT": (_("Sent to the bank"), "info"),
        "ACCEPTED": (_("Taken by the bank"), "info"),
        "REJECTED": (_("Refused by the bank"), "bad"),
        "BOOKED": (_("Paid"), "ok"),
        "RETURNED": (_("Sent back by the bank"), "bad"),
    }[state]


def reason(code: str) -> str:
    """Return why a payment is held, or what the bank's code means, with the code."""
    holds = {
        "ACCOUNT_MISSING": _("No bank account is given"),
        "ACCOUNT_NOT_VERIFIED": _("The bank says the account is not the beneficiary's"),
        "ACCOUNT_UNABLE": _("The bank could not confirm the account yet"),
        "ACCOUNT_CLOSED": _("The bank says the account is closed"),
        "PAYEE_DEAD": _("The beneficiary died before this month"),
    }
    if code in holds:
        return holds[code]
    meaning = {
        "AC01": _("The bank does not know the account"),
        "AC04": _("The account is closed"),
        "AC06": _("The account is blocked"),
        "MD07": _("The account's owner died"),
    }.get(code, _("The bank gave no reason we know"))
    return f"{meaning} ({code})"


def problem(code: str) -> str:
    """Return why a line of the bank was set aside."""
    return {
        "UNKNOWN": _("No payment of ours has this identifier"),
        "OTHER_FILE": _("The payment is in another file"),
        "AMOUNT": _("The amount is not the payment's"),
        "CURRENCY": _("The currency is not the riyal"),
        "PRECISION": _("The amount has parts of a halala"),
        "FUTURE": _("The day has not come yet"),
        "REPEATED": _("The bank booked this payment a second time"),
        "CONTRADICTION": _("The bank refused what it booked"),
        "UNEXPLAINED_CREDIT": _("Money came in without a reason"),
    }[code]


def message_state(state: str) -> Word:
    """Return the words and tone of a bank's message."""
    return {
        "POSTED": (_("Posted"), "ok"),
        "REFUSED": (_("Refused whole"), "bad"),
        "DUPLICATE": (_("Received before"), "plain"),
    }[state]


def ledger_account(code: str) -> str:
    """Return the name of a ledger account or of a kind of them."""
    return {
        "fund:treasury": _("State treasury"),
        "fund:zakat": _("Zakat"),
        "fund:gifts": _("Gifts"),
        "payable": _("Owed to households"),
        "returned": _("Sent back by banks, still owed"),
        "bank:clearing": _("Paid out by the bank"),
        "suspense": _("Not yet explained"),
    }.get(code, code)


def steps(run: Any, name_of: Any) -> list[dict[str, Any]]:
    """Return the run's way as a tracker: who signed what, when, and what comes next."""
    order = ["CALCULATED", "PREPARED", "APPROVED", "RELEASED", "ACKNOWLEDGED", "RECONCILED"]
    labels = {
        "CALCULATED": _("Building the run"),
        "PREPARED": _("Preparation"),
        "APPROVED": _("Approval"),
        "RELEASED": _("Release"),
        "ACKNOWLEDGED": _("The bank takes it"),
        "RECONCILED": _("Settlement"),
    }
    signed = {
        "CALCULATED": (run.built_at, None),
        "PREPARED": (run.prepared_at, run.prepared_by),
        "APPROVED": (run.approved_at, run.approved_by),
        "RELEASED": (run.released_at, run.released_by),
    }
    reached = order.index(run.state) if run.state in order else -1
    way = []
    for place, state in enumerate(order):
        is_done = place <= reached
        moment, who = signed.get(state, (None, None))
        way.append(
            {
                "label": labels[state],
                "state": "done" if is_done else ("current" if place == reached + 1 else "next"),
                "day": moment if is_done else None,
                "hint": name_of(who) if is_done else "",
            }
        )
    return way
