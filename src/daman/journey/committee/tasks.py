"""Background entrances of the committee: a recommendation becomes a sitting."""

from datetime import datetime

from daman.base.outbox.models import Promise
from daman.base.outbox.operations import keeps
from daman.journey.committee import operations


@keeps("case_recommended")
def open_recommended(promise: Promise, at: datetime) -> None:
    """Open the sitting on what was recommended, and on anything else that waits for one."""
    operations.open_waiting_sittings(at)
