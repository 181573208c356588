"""A one-time code: never the digits, only a keyed digest of them."""

from typing import ClassVar

from django.db import models


class OneTimeCode(models.Model):
    """One code sent to one mobile for one purpose, bound to one browser session."""

    purpose = models.CharField(max_length=20)
    subject = models.CharField(max_length=64)
    session_digest = models.CharField(max_length=64)
    mobile = models.CharField(max_length=15)
    salt = models.CharField(max_length=32)
    digest = models.CharField(max_length=64)
    guesses_count = models.PositiveSmallIntegerField(default=0)
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["purpose", "subject"],
                condition=models.Q(ended_at__isnull=True),
                name="code_one_alive",
            ),
            models.CheckConstraint(
                condition=models.Q(guesses_count__lte=5), name="code_five_guesses"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} code of {self.issued_at:%F %T}"
