"""The law's answer on the facts gathered for one application: kept whole, never changed."""

import json
from decimal import Decimal
from typing import Any

from django.db import models


class ExactEncoder(json.JSONEncoder):
    """Writes a decimal amount as a JSON number, or not at all when that would change it."""

    def default(self, value: Any) -> Any:
        """Return the number whose shortest print is the decimal."""
        if not isinstance(value, Decimal):
            return super().default(value)
        # Its own print read as JSON: the one number that JSON has for it.
        number = json.loads(str(value))
        assert Decimal(repr(number)) == value, "an amount that a JSON number cannot carry"
        return number


class ExactDecoder(json.JSONDecoder):
    """Reads a JSON number with decimals as the decimal that was written."""

    def __init__(self, **options: Any) -> None:
        super().__init__(parse_float=Decimal, **options)


class Assessment(models.Model):
    """One asking of the law: the facts with their sources, the edition, the traced answer."""

    ref = models.CharField(max_length=12, unique=True)
    application = models.ForeignKey("applications.Application", models.PROTECT, related_name="+")
    edition = models.CharField(max_length=30)
    edition_hash = models.CharField(max_length=64)
    household = models.JSONField(encoder=ExactEncoder, decoder=ExactDecoder)
    sources = models.JSONField()
    answer = models.JSONField()
    is_eligible = models.BooleanField(null=True)
    amount_halalas = models.BigIntegerField(null=True)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=60)

    def __str__(self) -> str:
        return self.ref
