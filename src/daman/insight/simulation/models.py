"""A simulation: what was compared over which population, its parts and its tables."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from daman.insight.simulation.states import STEPS, Population, State


class SimulationRun(models.Model):
    """
    One simulation of one to four drafts against an edition in use.

    `began_at` is when the first part was computed, `result_sha256` the digest of the tables. A
    caseload is what had been assessed until one assessment, so that it stays the same.
    """

    STEPS: ClassVar = STEPS

    ref = models.CharField(max_length=12, unique=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.RUNNING)
    population = models.CharField(max_length=10, choices=Population.choices)
    households_count = models.PositiveIntegerField()
    seed = models.PositiveIntegerField(default=0)
    caseload_until = models.BigIntegerField(null=True)
    base_edition = models.CharField(max_length=30)
    base_sha256 = models.CharField(max_length=64)
    asked_by = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    began_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    result = models.JSONField(null=True)
    result_sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state="DONE", result__isnull=False, finished_at__isnull=False)
                | ~Q(state="DONE"),
                name="simulation_done_has_its_tables",
            ),
            models.CheckConstraint(
                condition=Q(population="CASELOAD", caseload_until__isnull=False)
                | Q(population="SYNTHETIC", caseload_until__isnull=True),
                name="simulation_of_the_caseload_until_an_assessment",
            ),
        ]

    def __str__(self) -> str:
        return self.ref


class SimulatedDraft(models.Model):
    """One draft of a simulation, its text as it was then: later changes do not reach it."""

    run = models.ForeignKey(SimulationRun, models.CASCADE, related_name="drafts")
    place = models.PositiveSmallIntegerField()
    ref = models.CharField(max_length=12)
    title_ar = models.CharField(max_length=120)
    title_en = models.CharField(max_length=120)
    document = models.TextField()
    document_sha256 = models.CharField(max_length=64)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["run", "place"], name="simulated_draft_place_once"),
        ]

    def __str__(self) -> str:
        return f"{self.run} {self.ref}"


class SimulationPart(models.Model):
    """One part of a simulation: which households, and its tables once they are computed."""

    run = models.ForeignKey(SimulationRun, models.CASCADE, related_name="parts")
    place = models.PositiveIntegerField()
    first = models.BigIntegerField()
    last = models.BigIntegerField()
    households_count = models.PositiveIntegerField()
    result = models.JSONField(null=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["run", "place"], name="simulation_part_once"),
        ]

    def __str__(self) -> str:
        return f"{self.run} {self.place}"
