"""An edition of the ministry's own: its text, who wrote, signed and adopted it, from which day."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from daman.record.editions.states import STEPS, State


def _done(act: str) -> models.CheckConstraint:
    """Who and when come together."""
    return models.CheckConstraint(
        condition=Q(**{f"{act}_by__isnull": True, f"{act}_at__isnull": True})
        | Q(**{f"{act}_by__isnull": False, f"{act}_at__isnull": False}),
        name=f"edition_{act}_by_someone_at_a_moment",
    )


class EditionDraft(models.Model):
    """
    One edition from its first draft to its adoption; `ref` is also the edition's id.

    `document` is the whole text that decisions rest on, `document_sha256` what a signature is
    bound to, `content_sha256` the edition's hash that a decision keeps. The columns of title, day
    and base repeat the document, to be listed by.
    """

    STEPS: ClassVar = STEPS

    ref = models.CharField(max_length=12, unique=True)
    extends = models.CharField(max_length=30)
    title_ar = models.CharField(max_length=120)
    title_en = models.CharField(max_length=120)
    valid_from = models.DateField()
    document = models.TextField()
    document_sha256 = models.CharField(max_length=64)
    content_sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    drafted_by = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    signed_by = models.ForeignKey("accounts.Account", models.PROTECT, null=True, related_name="+")
    signed_at = models.DateTimeField(null=True)
    signed_sha256 = models.CharField(max_length=64, blank=True)
    adopted_by = models.ForeignKey("accounts.Account", models.PROTECT, null=True, related_name="+")
    adopted_at = models.DateTimeField(null=True)
    adopted_from = models.DateField(null=True)
    withdrawn_by = models.ForeignKey(
        "accounts.Account", models.PROTECT, null=True, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            *map(_done, ("signed", "adopted", "withdrawn")),
            models.CheckConstraint(
                condition=Q(signed_by__isnull=True) | ~Q(signed_by=F("drafted_by")),
                name="edition_signed_by_another_person",
            ),
            models.CheckConstraint(
                condition=Q(signed_by__isnull=True, signed_sha256="")
                | Q(signed_by__isnull=False, signed_sha256=F("document_sha256")),
                name="edition_signed_for_its_document",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["SIGNED", "ADOPTED"]) | Q(signed_by__isnull=False),
                name="edition_in_use_is_signed",
            ),
            models.CheckConstraint(
                condition=Q(adopted_by__isnull=True, adopted_from__isnull=True)
                | Q(
                    adopted_by__isnull=False,
                    adopted_from__isnull=False,
                    signed_by__isnull=False,
                    adopted_from__gte=F("valid_from"),
                ),
                name="edition_adopted_is_signed_and_has_its_day",
            ),
            models.CheckConstraint(
                condition=~Q(state="ADOPTED") | Q(adopted_by__isnull=False),
                name="edition_adopted_by_someone",
            ),
            models.CheckConstraint(
                condition=~Q(state="WITHDRAWN") | Q(withdrawn_by__isnull=False),
                name="edition_withdrawn_by_someone",
            ),
            models.UniqueConstraint(
                fields=["adopted_from"],
                condition=Q(state="ADOPTED"),
                name="edition_adopted_once_from_a_day",
            ),
        ]

    def __str__(self) -> str:
        return self.ref
