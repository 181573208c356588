"""Promise work inside a transaction and keep promises after it."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from daman.base.outbox.models import Promise, PromiseState

log = logging.getLogger(__name__)
Keeper = Callable[[Promise, datetime], None]
KEEPERS: dict[str, Keeper] = {}
LEASE = timedelta(seconds=60)
FIRST_DELAY = timedelta(seconds=5)
LONGEST_DELAY = timedelta(minutes=30)
ATTEMPTS_MAX = 200


class TryLater(Exception):
    """The outside system cannot do it now; the promise stays and is tried again."""


def keeps(kind: str) -> Callable[[Keeper], Keeper]:
    """
    Register a function as the keeper of one kind of promise.

    The keeper is called with the promise and the moment, outside any transaction; it may be
    called again for the same promise, so it passes the promise's `dedupe` on as the outside
    system's idempotency key. It raises TryLater when the work cannot be done now.
    """

    def register(keeper: Keeper) -> Keeper:
        assert kind not in KEEPERS, f"two keepers of {kind}"
        KEEPERS[kind] = keeper
        return keeper

    return register


def promise(kind: str, *, dedupe: str, at: datetime, **payload: Any) -> Promise:
    """
    Promise work of one kind in the current transaction; the same dedupe is promised once.

    A worker is told at commit; a sweep finds whatever it missed.
    """
    made, is_new = Promise.objects.get_or_create(
        dedupe=dedupe,
        defaults={"kind": kind, "payload": payload, "created_at": at, "due_at": at},
    )
    if is_new:
        from daman.base.outbox.tasks import keep_promise

        keep_promise.defer(promise_id=made.pk)
    return made


def keep(promise_id: int, *, at: datetime) -> bool:
    """Try to keep one promise now; return whether it is kept (also when it was before)."""
    with transaction.atomic():
        found = (
            Promise.objects.select_for_update(skip_locked=True, of=("self",))
            .filter(pk=promise_id, state=PromiseState.PENDING, due_at__lte=at)
            .first()
        )
        if found is None:
            return Promise.objects.filter(pk=promise_id, state=PromiseState.DONE).exists()
        found.attempts_count += 1
        found.due_at = at + LEASE
        found.save(update_fields=["attempts_count", "due_at"])
    try:
        KEEPERS[found.kind](found, at)
    except Exception as problem:
        _postpone(found, problem, at=at)
        return False
    Promise.objects.filter(pk=found.pk).update(
        state=PromiseState.DONE, done_at=at, last_problem=""
    )
    return True


def keep_due(*, at: datetime, limit: int = 500) -> int:
    """Try every promise that is due, oldest first; return how many were kept."""
    due = Promise.objects.filter(state=PromiseState.PENDING, due_at__lte=at)
    ids = list(due.order_by("due_at", "pk").values_list("pk", flat=True)[:limit])
    return sum(keep(promise_id, at=at) for promise_id in ids)


def _postpone(found: Promise, problem: Exception, *, at: datetime) -> None:
    if isinstance(problem, TryLater):
        log.warning("%s %s is put off: %s", found.kind, found.dedupe, problem)
    else:
        log.exception("%s %s failed", found.kind, found.dedupe)
    delay = min(FIRST_DELAY * 2 ** min(found.attempts_count - 1, 12), LONGEST_DELAY)
    is_over = found.attempts_count >= ATTEMPTS_MAX
    Promise.objects.filter(pk=found.pk).update(
        state=PromiseState.ABANDONED if is_over else PromiseState.PENDING,
        due_at=at + delay,
        last_problem=f"{type(problem).__name__}: {problem}"[:500],
    )
