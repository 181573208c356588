"""Read the audit trail."""

from django.db.models import QuerySet

from daman.base.audit.models import AuditEvent


def events_of(target: str) -> QuerySet[AuditEvent]:
    """Return the events of one record by its reference, oldest first."""
    return AuditEvent.objects.filter(target=target).order_by("at", "pk")
