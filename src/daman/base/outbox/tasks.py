"""Background entrances of the outbox."""

from django.utils import timezone
from procrastinate.contrib.django import app

from daman.base.outbox import operations


@app.task(name="outbox.keep_promise", pass_context=False)
def keep_promise(promise_id: int) -> None:
    """Keep one promise, soon after the commit that made it."""
    operations.keep(promise_id, at=timezone.now())


@app.periodic(cron="* * * * *")
@app.task(name="outbox.sweep", queueing_lock="outbox.sweep")
def sweep(timestamp: int) -> None:
    """Keep what is due and was missed: put off, or lost with a killed worker."""
    operations.keep_due(at=timezone.now())
