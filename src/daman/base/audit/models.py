"""The audit event: one row for every change and every staff reading of a person's file."""

from typing import ClassVar

from django.db import models
from django.db.models.functions import Length


class AuditEvent(models.Model):
    """One act: model label + verb, the record's reference, the actor's name, the moment."""

    what = models.CharField(max_length=100)
    target = models.CharField(max_length=60)
    by = models.CharField(max_length=60)
    at = models.DateTimeField()
    reason = models.TextField(blank=True)
    data = models.JSONField(default=dict)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["target", "at"], name="audit_target_at"),
            models.Index(fields=["by", "at"], name="audit_by_at"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(what__regex=r"^[a-z_]+\.[a-z_]+\.[a-z_]+$"),
                name="audit_what_is_model_and_verb",
            ),
            models.CheckConstraint(
                condition=models.expressions.CombinedExpression(
                    Length("by"), ">", models.Value(0), output_field=models.BooleanField()
                ),
                name="audit_actor_is_named",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.what} {self.target} by {self.by}"
