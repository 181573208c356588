"""Background entrance of a simulation: one part at a time."""

from datetime import datetime

from daman.base.outbox.models import Promise
from daman.base.outbox.operations import keeps
from daman.insight.simulation import operations

WORKER = "system:worker"


@keeps(operations.COMPUTE_PART)
def compute_part(promise: Promise, at: datetime) -> None:
    """Compute one part of a simulation."""
    operations.compute(
        run_ref=promise.payload["run"], place=promise.payload["place"], by=WORKER, at=at
    )
