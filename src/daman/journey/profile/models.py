"""The unified profile: answers by section, and the snapshot that a confirmation freezes."""

from typing import ClassVar

from django.db import models


class Section(models.TextChoices):
    """The eight parts of the unified profile (S000-14a to S000-14h)."""

    PERSONAL = "personal"
    HOUSING = "housing"
    INCOME = "income"
    EDUCATION = "education"
    EMPLOYMENT = "employment"
    LICENCES = "licences"
    PROPERTY = "property"
    DEPENDANTS = "dependants"


class Profile(models.Model):
    """One person's unified profile."""

    ref = models.CharField(max_length=12, unique=True)
    person = models.OneToOneField("people.Person", models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    facts_told_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.ref


class SectionAnswers(models.Model):
    """
    What the person said in one section; `version` grows with every save.

    `answers` holds `values` by question, `told` (what a registry says: value, source, as_of),
    `dispute` (what the person says is wrong in a registry), `pages` (the pages saved so far) and,
    of dependants, `pending` (who is still to be matched).
    """

    profile = models.ForeignKey(Profile, models.PROTECT, related_name="sections")
    section = models.CharField(max_length=12, choices=Section.choices)
    answers = models.JSONField(default=dict)
    is_complete = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["profile", "section"], name="profile_section_once"),
        ]

    def __str__(self) -> str:
        return f"{self.profile} {self.section} v{self.version}"


class Snapshot(models.Model):
    """All eight sections as the person confirmed them: never changed, named by its hash."""

    ref = models.CharField(max_length=12, unique=True)
    profile = models.ForeignKey(Profile, models.PROTECT, related_name="snapshots")
    content = models.JSONField()
    sha256 = models.CharField(max_length=64)
    taken_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.ref
