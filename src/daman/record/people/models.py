"""A person as the civil registry knows them."""

from typing import ClassVar

from django.db import models

from daman.kernel import national_id as nid


class Sex(models.TextChoices):
    """Sex as registered."""

    MALE = "M"
    FEMALE = "F"


class MaritalStatus(models.TextChoices):
    """Marital status as registered."""

    SINGLE = "SINGLE"
    MARRIED = "MARRIED"
    DIVORCED = "DIVORCED"
    WIDOWED = "WIDOWED"


class Person(models.Model):
    """A living or dead person with a national number; born on a Gregorian and a Hijri day."""

    national_id = models.CharField(max_length=10, unique=True)
    born_on = models.DateField()
    born_hijri = models.CharField(max_length=10, blank=True)
    name_ar = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120, blank=True)
    name_key = models.CharField(max_length=120)
    sex = models.CharField(max_length=1, choices=Sex.choices)
    marital_status = models.CharField(max_length=10, choices=MaritalStatus.choices)
    is_saudi = models.BooleanField()
    nationality_basis = models.CharField(max_length=40, blank=True)
    died_on = models.DateField(null=True)
    region = models.CharField(max_length=60, blank=True)
    city = models.CharField(max_length=60, blank=True)
    registry_checked_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["name_key"], name="person_name_key")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(died_on__isnull=True)
                | models.Q(died_on__gte=models.F("born_on")),
                name="person_dies_after_birth",
            ),
        ]

    def __str__(self) -> str:
        return nid.masked(self.national_id)

    @property
    def is_synthetic(self) -> bool:
        """Return whether the person is made up."""
        return nid.is_synthetic(self.national_id)

    @property
    def first_name(self) -> str:
        """Return the first of the person's Arabic names, to greet them by."""
        return self.name_ar.split(" ", 1)[0]

    @property
    def first_name_en(self) -> str:
        """Return the first of the person's English names, the Arabic one when there is none."""
        return self.name_en.split(" ", 1)[0] or self.first_name
