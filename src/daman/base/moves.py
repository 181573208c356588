"""States are a table and one function moves: it locks, refuses, changes and records."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import models, transaction

from daman.base.actors import Actor
from daman.base.audit import operations as audit
from daman.kernel.refusal import Refusal

Steps = Mapping[str, tuple[frozenset[str], str]]


@transaction.atomic
def move(
    record: models.Model, step: str, *, by: Actor, at: datetime, reason: str = "", **data: Any
) -> None:
    """
    Move a record along one step of its table `STEPS`, and put the step in the audit trail.

    The record needs `STEPS`, `state` and `ref`. Fields named in the model's table of the step are
    not touched: the caller saves them before, in the same transaction.

    :raises Refusal: state.invalid when the step is not open from the record's present state
    """
    model = type(record)
    locked = model._base_manager.select_for_update(of=("self",)).get(pk=record.pk)
    sources, target = record.STEPS[step]  # type: ignore[attr-defined]
    if locked.state not in sources:
        raise Refusal("state.invalid", step=step, state=locked.state)
    model._base_manager.filter(pk=record.pk).update(state=target)
    record.state = target  # type: ignore[attr-defined]
    audit.record(
        f"{model._meta.label_lower}.{step}",
        target=record.ref,  # type: ignore[attr-defined]
        by=by,
        at=at,
        reason=reason,
        **data,
    )

