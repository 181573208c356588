"""Read the audit trail."""

from django.db.models import Q, QuerySet

from daman.base.audit.models import AuditEvent


def events_of(target: str) -> QuerySet[AuditEvent]:
    """Return the events of one record by its reference, oldest first."""
    return AuditEvent.objects.filter(target=target).order_by("at", "pk")


def latest_of_staff(*, count: int, readings_only: bool = False) -> list[AuditEvent]:
    """Return the last acts of the staff, or only their readings of files, newest first."""
    found = AuditEvent.objects.filter(by__startswith="staff:")
    if readings_only:
        found = found.filter(Q(what__endswith=".read") | Q(what="documents.document.open"))
    return list(found.order_by("-at", "-pk")[:count])
