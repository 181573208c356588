"""States are a table and one function moves: it locks, refuses, changes and records."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol, cast

from django.db import models, transaction

from daman.base.actors import Actor
from daman.base.audit import operations as audit
from daman.kernel.refusal import Refusal

Steps = Mapping[str, tuple[frozenset[str], str]]


class Moving(Protocol):
    """What a record that moves has: its table, its state and the reference people quote."""

    STEPS: Steps
    state: str
    ref: str


@transaction.atomic
def move(
    record: models.Model, step: str, *, by: Actor, at: datetime, reason: str = "", **data: Any
) -> None:
    """
    Move a record along one step of its table `STEPS`, and put the step in the audit trail.

    Only the state changes here; the caller saves other fields before, in the same transaction.

    :raises Refusal: state.invalid when the step is not open from the record's present state
    """
    model = type(record)
    moving = cast(Moving, record)
    locked = cast(Moving, model._base_manager.select_for_update(of=("self",)).get(pk=record.pk))
    sources, target = moving.STEPS[step]
    if locked.state not in sources:
        raise Refusal("state.invalid", step=step, state=locked.state)
    model._base_manager.filter(pk=record.pk).update(state=target)
    moving.state = target
    audit.record(
        f"{model._meta.label_lower}.{step}",
        target=moving.ref,
        by=by,
        at=at,
        reason=reason,
        **data,
    )
