"""Background entrance of documents: what killed uploads left is removed."""

from django.utils import timezone
from procrastinate.contrib.django import app

from daman.record.documents import operations


@app.periodic(cron="47 2 * * *")
@app.task(name="documents.remove_orphans", queueing_lock="documents.remove_orphans")
def remove_orphans(timestamp: int) -> None:
    """Remove, once a night, the stored files that no document names."""
    operations.remove_orphans(at=timezone.now())
