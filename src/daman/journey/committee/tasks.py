"""Background entrances of the committee: a recommendation becomes a sitting, or ends with it."""

from datetime import datetime

from daman.base.outbox.models import Promise
from daman.base.outbox.operations import keeps
from daman.journey.casework import operations as casework
from daman.journey.committee import operations


@keeps("case_recommended")
def open_recommended(promise: Promise, at: datetime) -> None:
    """Open the sitting on what was recommended, and on anything else that waits for one."""
    operations.open_waiting_sittings(at)


@keeps("application_withdrawn")
def end_withdrawn(promise: Promise, at: datetime) -> None:
    """Close the case of what was withdrawn, and the committee's sitting on it."""
    casework.open_waiting_cases(at)
    operations.open_waiting_sittings(at)
