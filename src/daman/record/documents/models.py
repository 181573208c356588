"""A file someone gave: rebuilt without anything active in it, and sealed on disk."""

from typing import ClassVar

from django.db import models


class DocumentState(models.TextChoices):
    """Whether a document may be opened."""

    CLEAN = "CLEAN"
    QUARANTINED = "QUARANTINED"


class Document(models.Model):
    """One stored file; the name is only text, the bytes lie sealed under a random key."""

    ref = models.CharField(max_length=12, unique=True)
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    name = models.CharField(max_length=150)
    media_type = models.CharField(max_length=40)
    size_bytes = models.PositiveIntegerField()
    pages_count = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    storage_key = models.CharField(max_length=80, unique=True)
    sealed_key = models.BinaryField()
    state = models.CharField(max_length=12, choices=DocumentState.choices)
    kept_at = models.DateTimeField()
    kept_by = models.CharField(max_length=60)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(media_type__in=["application/pdf", "image/jpeg", "image/png"]),
                name="document_media_type_known",
            ),
        ]

    def __str__(self) -> str:
        return self.ref
