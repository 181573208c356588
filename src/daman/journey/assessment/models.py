"""The law's answer on the facts gathered for one application: kept whole, never changed."""

from django.db import models


class Assessment(models.Model):
    """One asking of the law: the facts with their sources, the edition, the traced answer."""

    ref = models.CharField(max_length=12, unique=True)
    application = models.ForeignKey("applications.Application", models.PROTECT, related_name="+")
    edition = models.CharField(max_length=30)
    edition_hash = models.CharField(max_length=64)
    household = models.JSONField()
    sources = models.JSONField()
    answer = models.JSONField()
    is_eligible = models.BooleanField(null=True)
    amount_halalas = models.BigIntegerField(null=True)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=60)

    def __str__(self) -> str:
        return self.ref
