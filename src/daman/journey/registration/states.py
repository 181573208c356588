"""The states of an attempt to open an account and the table of its moves."""

from django.db.models import TextChoices


class State(TextChoices):
    """How far an attempt has come."""

    AWAITING_REGISTRY = "AWAITING_REGISTRY"
    MATCHED = "MATCHED"
    NOT_MATCHED = "NOT_MATCHED"
    VERIFIED = "VERIFIED"
    COMPLETED = "COMPLETED"


STEPS = {
    "match": (frozenset({State.AWAITING_REGISTRY}), State.MATCHED),
    "mismatch": (frozenset({State.AWAITING_REGISTRY}), State.NOT_MATCHED),
    "verify": (frozenset({State.MATCHED}), State.VERIFIED),
    "complete": (frozenset({State.VERIFIED}), State.COMPLETED),
}
