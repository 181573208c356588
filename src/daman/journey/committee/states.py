"""The states of a committee's sitting and the table of its moves."""

from django.db.models import TextChoices

QUORUM = 3


class State(TextChoices):
    """Where a sitting stands."""

    OPEN = "OPEN"
    CLOSED = "CLOSED"
    SENT_BACK = "SENT_BACK"
    CANCELLED = "CANCELLED"


STEPS = {
    "close": (frozenset({State.OPEN}), State.CLOSED),
    "send_back": (frozenset({State.OPEN}), State.SENT_BACK),
    "cancel": (frozenset({State.OPEN}), State.CANCELLED),
}


class Choice(TextChoices):
    """What a member may vote."""

    ACCEPT = "ACCEPT"
    REFUSE = "REFUSE"
    ABSTAIN = "ABSTAIN"
