"""How far a section of the profile has come."""

from django.db.models import TextChoices


class SectionState(TextChoices):
    """What a task list says of one section."""

    WAITING = "WAITING"
    NOT_STARTED = "NOT_STARTED"
    STARTED = "STARTED"
    PREFILLED = "PREFILLED"
    COMPLETE = "COMPLETE"
