"""The committee's sitting on one recommendation, and its votes: one row a member."""

from typing import ClassVar

from django.db import models

from daman.journey.casework.states import Outcome
from daman.journey.committee.states import STEPS, Choice, State


class Sitting(models.Model):
    """A committee's vote on one recommendation."""

    STEPS: ClassVar = STEPS

    ref = models.CharField(max_length=12, unique=True)
    recommendation = models.OneToOneField(
        "casework.Recommendation", models.PROTECT, related_name="+"
    )
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    opened_at = models.DateTimeField()
    outcome = models.CharField(max_length=8, choices=Outcome.choices, blank=True)
    reasons = models.TextField(blank=True)
    closed_by = models.ForeignKey("accounts.Account", models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~models.Q(state="CLOSED")
                | (
                    models.Q(closed_at__isnull=False, closed_by__isnull=False)
                    & ~models.Q(outcome="")
                    & ~models.Q(reasons="")
                ),
                name="sitting_closed_is_whole",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["OPEN", "CLOSED"]) | models.Q(outcome=""),
                name="sitting_outcome_is_closed",
            ),
            models.CheckConstraint(
                condition=models.Q(state="OPEN") | models.Q(closed_at__isnull=False),
                name="sitting_end_has_its_moment",
            ),
        ]

    def __str__(self) -> str:
        return self.ref


class Vote(models.Model):
    """One member's vote, once, with its reason."""

    sitting = models.ForeignKey(Sitting, models.PROTECT, related_name="votes")
    member = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    choice = models.CharField(max_length=8, choices=Choice.choices)
    reason = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["sitting", "member"], name="vote_once_a_member"),
        ]

    def __str__(self) -> str:
        return f"{self.sitting} {self.choice}"
