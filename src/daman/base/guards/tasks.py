"""Background entrance of the guards: what has served is forgotten."""

from datetime import timedelta

from django.utils import timezone
from procrastinate.contrib.django import app

from daman.base.guards import operations

KEPT = timedelta(days=35)


@app.periodic(cron="30 3 * * *")
@app.task(name="guards.forget", queueing_lock="guards.forget")
def forget_old(timestamp: int) -> None:
    """Forget counted tries and answered forms after five weeks, longer than any repetition."""
    operations.forget_before(timezone.now() - KEPT)
