"""The states of an edition of the ministry's own, and the table of its moves."""

from django.db.models import TextChoices


class State(TextChoices):
    """Where a draft stands; whether an adopted one is in force is a matter of its day."""

    DRAFT = "DRAFT"
    READY = "READY"
    SIGNED = "SIGNED"
    ADOPTED = "ADOPTED"
    WITHDRAWN = "WITHDRAWN"


# What the law may be asked about outside the workshop.
SIGNED_STATES = frozenset({State.SIGNED, State.ADOPTED})
OPEN = frozenset({State.DRAFT, State.READY, State.SIGNED})
STEPS = {
    "submit": (frozenset({State.DRAFT}), State.READY),
    "send_back": (frozenset({State.READY}), State.DRAFT),
    "sign": (frozenset({State.READY}), State.SIGNED),
    "adopt": (frozenset({State.SIGNED}), State.ADOPTED),
    "withdraw": (OPEN | {State.ADOPTED}, State.WITHDRAWN),
}
