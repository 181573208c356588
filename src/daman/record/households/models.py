"""A beneficiary unit: an independent, or a provider with dependants in one dwelling."""

from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models


class Unit(models.TextChoices):
    """The two kinds of beneficiary (articles 1.7 and 1.8)."""

    INDEPENDENT = "independent"
    FAMILY = "family"


class Relation(models.TextChoices):
    """What a dependant is to the provider."""

    WIFE = "wife"
    HUSBAND = "husband"
    CHILD = "child"
    PARENT = "parent"
    SIBLING = "sibling"
    OTHER = "other"


class Household(models.Model):
    """An independent or a family, with the provider at its head."""

    ref = models.CharField(max_length=12, unique=True)
    head = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    unit = models.CharField(max_length=12, choices=Unit.choices)
    formed_on = models.DateField()

    def __str__(self) -> str:
        return self.ref


class Membership(models.Model):
    """A dependant's time in a household; the end of `during` is excluded."""

    household = models.ForeignKey(Household, models.PROTECT, related_name="memberships")
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    relation = models.CharField(max_length=10, choices=Relation.choices)
    during = DateRangeField()
    has_accepted = models.BooleanField(null=True)
    source = models.CharField(max_length=40)

    class Meta:
        constraints: ClassVar = [
            ExclusionConstraint(
                name="dependant_of_one_household_at_a_time",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    ("during", RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.household} {self.relation}"
