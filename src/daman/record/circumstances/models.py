"""What a registry said about a person, and when: kept as told, never edited."""

from typing import ClassVar

from django.db import models


class RegistryFact(models.Model):
    """
    One answer of one register about one person.

    `kind` names the record (`social_insurance`, `real_estate`, `vehicles`, …), `told` holds the
    values as the register's adapter read them, `as_of` the day they speak of.
    """

    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    source = models.CharField(max_length=40)
    kind = models.CharField(max_length=40)
    told = models.JSONField()
    as_of = models.DateField()
    fetched_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["person", "kind", "-fetched_at"], name="fact_latest"),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.kind} {self.as_of}"
