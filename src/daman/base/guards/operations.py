"""Count attempts atomically, and let an unsafe request have its effect once."""

from datetime import UTC, datetime, timedelta

from django.db import connection
from django.db.models import F

from daman.base.guards.models import Effect, RateBucket
from daman.kernel.refusal import Refusal

_COUNT = """
INSERT INTO guards_ratebucket (key, window_from, tries_count) VALUES (%s, %s, 1)
ON CONFLICT (key, window_from) DO UPDATE SET tries_count = guards_ratebucket.tries_count + 1
RETURNING tries_count
"""


def count_try(key: str, *, limit: int, window: timedelta, at: datetime) -> int:
    """
    Count one try under a key and return how many there are in the present window.

    One statement, so parallel tries are each counted. Call it outside the transaction that the
    try may roll back.

    :raises Refusal: rate.too_many (with `minutes` to wait) when the limit is passed
    """
    seconds = int(window.total_seconds())
    start = datetime.fromtimestamp(int(at.timestamp()) // seconds * seconds, tz=UTC)
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [key, start])
        tries_count: int = cursor.fetchone()[0]
    if tries_count > limit:
        wait = start + window - at
        raise Refusal("rate.too_many", minutes=max(1, -(-int(wait.total_seconds()) // 60)))
    return tries_count


def forget_before(moment: datetime) -> int:
    """Delete buckets and effects older than a moment; return how many rows went."""
    buckets_count, _ = RateBucket.objects.filter(window_from__lt=moment).delete()
    effects_count, _ = Effect.objects.filter(at__lt=moment).delete()
    return buckets_count + effects_count


def give_back(*keys: str) -> None:
    """Take one try back from each key, after a success that must not weigh on others."""
    RateBucket.objects.filter(key__in=keys, tries_count__gt=0).update(
        tries_count=F("tries_count") - 1
    )


def forget(*keys: str) -> None:
    """Forget the tries under keys, after a success that shows they were the owner's."""
    RateBucket.objects.filter(key__in=keys).delete()
