"""The study of one application: who studies it, what was asked, what is recommended."""

from typing import ClassVar

from django.db import models

from daman.journey.casework.states import STEPS, Outcome, State


class Case(models.Model):
    """The office's side of one submitted application."""

    STEPS: ClassVar = STEPS

    ref = models.CharField(max_length=12, unique=True)
    application = models.OneToOneField(
        "applications.Application", models.PROTECT, related_name="+"
    )
    state = models.CharField(max_length=12, choices=State.choices, default=State.WAITING)
    assigned_to = models.ForeignKey(
        "accounts.Account", models.PROTECT, null=True, related_name="+"
    )
    opened_at = models.DateTimeField()
    due_on = models.DateField()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["state", "due_on"], name="case_state_due"),
            models.Index(
                fields=["assigned_to", "state", "due_on"],
                condition=~models.Q(state="CLOSED"),
                name="case_of_caseworker_due",
            ),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(state__in=["WAITING", "CLOSED"])
                | models.Q(assigned_to__isnull=False),
                name="case_studied_by_someone",
            ),
        ]

    def __str__(self) -> str:
        return self.ref


class CitizenRequest(models.Model):
    """Something asked of the citizen: exactly which paper or answer, why, by when."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="requests")
    requirement = models.CharField(max_length=40)
    text = models.TextField()
    asked_by = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    due_on = models.DateField()
    answered_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["case", "requirement"],
                condition=models.Q(answered_at__isnull=True, ended_at__isnull=True),
                name="request_open_once",
            ),
            models.CheckConstraint(condition=~models.Q(text=""), name="request_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.case} {self.requirement}"


class Finding(models.Model):
    """What a caseworker found of one fact of the law's household, and why; the newest counts."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="findings")
    path = models.CharField(max_length=80)
    value = models.JSONField(null=True)
    reason = models.TextField()
    by = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~models.Q(reason=""), name="finding_has_reason"),
        ]
        indexes: ClassVar = [models.Index(fields=["case", "path", "at"], name="finding_of_case")]

    def __str__(self) -> str:
        return f"{self.case} {self.path}"


class Waiver(models.Model):
    """A paper that a case is decided without, and why."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="waivers")
    requirement = models.CharField(max_length=40)
    reason = models.TextField()
    by = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "requirement"], name="waiver_once"),
            models.CheckConstraint(condition=~models.Q(reason=""), name="waiver_has_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.case} {self.requirement}"


class Recommendation(models.Model):
    """What the caseworker recommends, resting on one assessment."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="recommendations")
    outcome = models.CharField(max_length=8, choices=Outcome.choices)
    reasons = models.TextField()
    assessment = models.ForeignKey("assessment.Assessment", models.PROTECT, related_name="+")
    by = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~models.Q(reasons=""), name="recommendation_has_reasons"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case} {self.outcome}"
