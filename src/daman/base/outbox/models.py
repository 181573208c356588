"""A promise: what kind of work, with what, how often it was tried."""

from typing import ClassVar

from django.db import models


class PromiseState(models.TextChoices):
    """What became of a promise."""

    PENDING = "PENDING"
    DONE = "DONE"
    ABANDONED = "ABANDONED"


class Promise(models.Model):
    """One piece of outside work promised in the transaction of the act that needs it."""

    kind = models.CharField(max_length=60)
    dedupe = models.CharField(max_length=120, unique=True)
    payload = models.JSONField()
    state = models.CharField(
        max_length=10, choices=PromiseState.choices, default=PromiseState.PENDING
    )
    attempts_count = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()
    due_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    last_problem = models.TextField(blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["due_at"], condition=models.Q(state="PENDING"), name="outbox_pending_due"
            ),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(state="DONE", done_at__isnull=False)
                | (~models.Q(state="DONE") & models.Q(done_at__isnull=True)),
                name="outbox_done_has_its_moment",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.dedupe} {self.state}"
