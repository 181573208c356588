"""The states of a case and the table of its moves."""

from django.db.models import TextChoices


class State(TextChoices):
    """Where a case stands."""

    WAITING = "WAITING"
    IN_STUDY = "IN_STUDY"
    WITH_CITIZEN = "WITH_CITIZEN"
    RECOMMENDED = "RECOMMENDED"
    CLOSED = "CLOSED"


STEPS = {
    "take": (frozenset({State.WAITING}), State.IN_STUDY),
    "ask": (frozenset({State.IN_STUDY, State.WITH_CITIZEN}), State.WITH_CITIZEN),
    "answer": (frozenset({State.WITH_CITIZEN}), State.IN_STUDY),
    "recommend": (frozenset({State.IN_STUDY}), State.RECOMMENDED),
    "send_back": (frozenset({State.RECOMMENDED}), State.IN_STUDY),
    "close": (
        frozenset({State.WAITING, State.IN_STUDY, State.WITH_CITIZEN, State.RECOMMENDED}),
        State.CLOSED,
    ),
}


class Outcome(TextChoices):
    """What is recommended, voted and decided."""

    ACCEPT = "ACCEPT"
    REFUSE = "REFUSE"
