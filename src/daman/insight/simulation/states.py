"""The states of a simulation, and the table of its moves."""

from django.db.models import TextChoices


class State(TextChoices):
    """Where a simulation stands."""

    RUNNING = "RUNNING"
    DONE = "DONE"
    FAILED = "FAILED"


STEPS = {
    "finish": (frozenset({State.RUNNING}), State.DONE),
    "fail": (frozenset({State.RUNNING}), State.FAILED),
}


class Population(TextChoices):
    """Whom a simulation is about."""

    SYNTHETIC = "SYNTHETIC"
    CASELOAD = "CASELOAD"
