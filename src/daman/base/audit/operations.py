"""Write audit events in the transaction of the act that they record."""

from datetime import datetime
from typing import Any

from daman.base.actors import Actor, actor_name
from daman.base.audit.models import AuditEvent


def record(
    what: str, *, target: str, by: Actor, at: datetime, reason: str = "", **data: Any
) -> AuditEvent:
    """
    Record one act and return its event; a failure to record is a failure of the act.

    `what` is the model label and the verb, such as `applications.application.submit`; `data`
    holds JSON values without secrets.
    """
    return AuditEvent.objects.create(
        what=what, target=target, by=actor_name(by), at=at, reason=reason, data=data
    )
