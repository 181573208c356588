"""What a citizen reads about a payment: where it stands, why it did not arrive, what to do."""

from django.utils.translation import gettext as _

# The states of money that did not reach the person.
NOT_ARRIVED = ("HELD", "REJECTED", "RETURNED")
# The reason for which only we can do something.
OURS_TO_SOLVE = "ACCOUNT_UNABLE"


def state(code: str) -> tuple[str, str]:
    """Return the words and tone of a payment's state."""
    return {
        "READY": (_("Being prepared"), "info"),
        "HELD": (_("Kept for you"), "warn"),
        "SENT": (_("Sent to the bank"), "info"),
        "ACCEPTED": (_("The bank is paying it"), "info"),
        "REJECTED": (_("The bank did not take it"), "bad"),
        "BOOKED": (_("Paid"), "ok"),
        "RETURNED": (_("Sent back by the bank"), "bad"),
    }[code]


def why(reason: str) -> str:
    """Return why a payment did not arrive, in a sentence."""
    return {
        "ACCOUNT_MISSING": _("You have not given a bank account."),
        "ACCOUNT_NOT_VERIFIED": _("The bank says that the account is not in your name."),
        "ACCOUNT_UNABLE": _("The bank could not confirm your account yet."),
        "ACCOUNT_CLOSED": _("The bank says that the account is closed."),
        "AC01": _("The bank does not know this account number."),
        "AC04": _("The bank says that the account is closed."),
        "AC06": _("The bank says that the account is blocked."),
    }.get(reason, _("The bank did not take the payment."))


def what_to_do(reason: str) -> str:
    """Return the next step of a citizen whose payment did not arrive."""
    if reason == OURS_TO_SOLVE:
        return _("You need do nothing. We ask the bank again and pay you once it answers.")
    return _(
        "Ask your bank whether the account is open and in your name. Your money is kept for you "
        "and is paid once, as soon as an account in your name is confirmed."
    )
