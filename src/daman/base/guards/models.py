"""Two small tables: what was already done under a key, and how often something was tried."""

from typing import ClassVar

from django.db import models


class Effect(models.Model):
    """One unsafe request that had its effect, with the answer that a repetition gets."""

    key = models.CharField(max_length=64, unique=True)
    actor = models.CharField(max_length=60)
    route = models.CharField(max_length=200)
    body_digest = models.CharField(max_length=64)
    location = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.route} by {self.actor} at {self.at:%F %T}"


class RateBucket(models.Model):
    """How often one key was tried in one window."""

    key = models.CharField(max_length=120)
    window_from = models.DateTimeField()
    tries_count = models.PositiveIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["key", "window_from"], name="rate_bucket_once"),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.tries_count} since {self.window_from:%F %T}"
