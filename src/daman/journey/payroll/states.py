"""The states of a run and of a payment, and the tables of their moves."""

from django.db.models import TextChoices


class State(TextChoices):
    """Where a month's run stands."""

    DRAFT = "DRAFT"
    CALCULATED = "CALCULATED"
    PREPARED = "PREPARED"
    APPROVED = "APPROVED"
    RELEASED = "RELEASED"
    ACKNOWLEDGED = "ACKNOWLEDGED"
    RECONCILED = "RECONCILED"
    CANCELLED = "CANCELLED"


UNRELEASED = frozenset({State.DRAFT, State.CALCULATED, State.PREPARED, State.APPROVED})
OPEN_TO_CHANGE = frozenset({State.DRAFT, State.CALCULATED})
WITH_THE_BANK = frozenset({State.RELEASED, State.ACKNOWLEDGED})
STEPS = {
    "calculate": (OPEN_TO_CHANGE, State.CALCULATED),
    "prepare": (frozenset({State.CALCULATED}), State.PREPARED),
    "approve": (frozenset({State.PREPARED}), State.APPROVED),
    "send_back": (frozenset({State.PREPARED, State.APPROVED}), State.CALCULATED),
    "release": (frozenset({State.APPROVED}), State.RELEASED),
    "acknowledge": (frozenset({State.RELEASED}), State.ACKNOWLEDGED),
    "reconcile": (WITH_THE_BANK, State.RECONCILED),
    "cancel": (OPEN_TO_CHANGE, State.CANCELLED),
}


class PaymentState(TextChoices):
    """Where one payment stands."""

    READY = "READY"
    HELD = "HELD"
    SENT = "SENT"
    ACCEPTED = "ACCEPTED"
    REJECTED = "REJECTED"
    BOOKED = "BOOKED"
    RETURNED = "RETURNED"


# What the bank says only ever moves a payment forward along this line.
FORWARD = (
    PaymentState.READY,
    PaymentState.SENT,
    PaymentState.ACCEPTED,
    PaymentState.REJECTED,
    PaymentState.BOOKED,
    PaymentState.RETURNED,
)
UNPAID = frozenset({PaymentState.HELD, PaymentState.REJECTED, PaymentState.RETURNED})
SETTLED = frozenset({PaymentState.BOOKED, PaymentState.REJECTED, PaymentState.RETURNED})


class PaymentKind(TextChoices):
    """A month's payment, or a new attempt at one that did not arrive."""

    REGULAR = "REGULAR"
    RETRY = "RETRY"


class Hold(TextChoices):
    """Why a payment is not sent."""

    ACCOUNT_MISSING = "ACCOUNT_MISSING"
    ACCOUNT_NOT_VERIFIED = "ACCOUNT_NOT_VERIFIED"
    ACCOUNT_UNABLE = "ACCOUNT_UNABLE"
    ACCOUNT_CLOSED = "ACCOUNT_CLOSED"
    PAYEE_DEAD = "PAYEE_DEAD"


class MessageState(TextChoices):
    """What became of a file that the bank sent."""

    POSTED = "POSTED"
    REFUSED = "REFUSED"
    DUPLICATE = "DUPLICATE"


class Problem(TextChoices):
    """Why one line of the bank's message was set aside."""

    UNKNOWN = "UNKNOWN"
    OTHER_FILE = "OTHER_FILE"
    AMOUNT = "AMOUNT"
    CURRENCY = "CURRENCY"
    PRECISION = "PRECISION"
    FUTURE = "FUTURE"
    REPEATED = "REPEATED"
    CONTRADICTION = "CONTRADICTION"
    UNEXPLAINED_CREDIT = "UNEXPLAINED_CREDIT"
    DUPLICATE_FILE = "DUPLICATE_FILE"
