"""Background entrances of casework: a submitted application becomes a case."""

from datetime import datetime

from daman.base.outbox.models import Promise
from daman.base.outbox.operations import keeps
from daman.journey.applications import queries as applications
from daman.journey.applications.states import State
from daman.journey.casework import operations

WORKER = "system:worker"


@keeps("application_submitted")
def open_submitted(promise: Promise, at: datetime) -> None:
    """Open the case of what was submitted, unless it was withdrawn meanwhile; then the rest."""
    application = applications.application_referenced(promise.payload["application"])
    assert application is not None, "an application is never deleted"
    if application.state == State.SUBMITTED:
        operations.open_case(application=application, by=WORKER, at=at)
    operations.open_waiting_cases(at)
    operations.collect_answers(at)
