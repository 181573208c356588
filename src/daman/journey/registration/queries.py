"""Find an attempt of the browser that asks."""

from datetime import datetime, timedelta

from daman.journey.registration.models import Attempt
from daman.journey.registration.rules import TERMS_VERSION

__all__ = ["TERMS_VERSION", "Attempt", "attempt_with_ref"]

LIFE = timedelta(hours=24)


def attempt_with_ref(ref: str | None, *, at: datetime) -> Attempt | None:
    """Return the attempt that a browser's session names, not older than a day, or None."""
    if not ref:
        return None
    return Attempt.objects.filter(ref=ref, made_at__gt=at - LIFE).first()
