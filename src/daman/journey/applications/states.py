"""The states of an application and the table of its moves."""

from django.db.models import TextChoices


class State(TextChoices):
    """Where an application stands."""

    DRAFT = "DRAFT"
    SUBMITTED = "SUBMITTED"
    WITHDRAWN = "WITHDRAWN"
    DECIDED = "DECIDED"


OPEN = frozenset({State.DRAFT, State.SUBMITTED})
STEPS = {
    "submit": (frozenset({State.DRAFT}), State.SUBMITTED),
    "withdraw": (frozenset({State.DRAFT, State.SUBMITTED}), State.WITHDRAWN),
    "decide": (frozenset({State.SUBMITTED}), State.DECIDED),
}


class AccountCheck(TextChoices):
    """What the bank said of the account's owner."""

    UNCHECKED = "UNCHECKED"
    VERIFIED = "VERIFIED"
    NOT_VERIFIED = "NOT_VERIFIED"
    UNABLE = "UNABLE"
    CLOSED = "CLOSED"


class DocumentCheck(TextChoices):
    """What became of an attached document."""

    ATTACHED = "ATTACHED"
    ACCEPTED = "ACCEPTED"
    REFUSED = "REFUSED"
