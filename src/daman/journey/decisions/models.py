"""The decision with its reasons, and the dated right to an amount that an acceptance opens."""

from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models


class Outcome(models.TextChoices):
    """What was decided (article 6)."""

    ACCEPTED = "ACCEPTED"
    REFUSED = "REFUSED"


class Decision(models.Model):
    """
    The ministry's answer to one application, by a named person after a committee's vote.

    `content` is the whole letter as data (conditions with facts, sources and articles, the
    amount's arithmetic, the way and last day to object), so that it reads the same for ever.
    `reasons_count` counts the conditions not met and the committee's own reasons: a refusal
    without any cannot be stored (article 6).
    """

    ref = models.CharField(max_length=12, unique=True)
    application = models.OneToOneField(
        "applications.Application", models.PROTECT, related_name="+"
    )
    assessment = models.ForeignKey("assessment.Assessment", models.PROTECT, related_name="+")
    sitting = models.OneToOneField("committee.Sitting", models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=8, choices=Outcome.choices)
    content = models.JSONField()
    content_sha256 = models.CharField(max_length=64)
    verify_code = models.CharField(max_length=20, unique=True)
    objection_until_on = models.DateField()
    decided_at = models.DateTimeField()
    decided_by = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    reasons_count = models.PositiveSmallIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(outcome="ACCEPTED") | models.Q(reasons_count__gt=0),
                name="decision_refused_with_reasons",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["-decided_at"], name="decision_newest")]

    def __str__(self) -> str:
        return self.ref


class Entitlement(models.Model):
    """
    A household's right to an amount for the months of `during`.

    `during` is a range of dates from the first day of the first month; its end, excluded, is the
    first day of the first month without the right. It begins the month after the acceptance
    (article 16).
    """

    ref = models.CharField(max_length=12, unique=True)
    decision = models.ForeignKey(Decision, models.PROTECT, related_name="+")
    household = models.ForeignKey("households.Household", models.PROTECT, related_name="+")
    payee = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    amount_halalas = models.BigIntegerField()
    during = DateRangeField()
    opened_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(amount_halalas__gt=0), name="entitlement_is_positive"
            ),
            ExclusionConstraint(
                name="entitlement_one_at_a_time",
                expressions=[
                    ("household", RangeOperators.EQUAL),
                    ("during", RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return self.ref
