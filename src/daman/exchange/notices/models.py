"""A notice: what a citizen was told, in both languages, and whether it was read."""

from typing import ClassVar

from django.db import models


class Notice(models.Model):
    """One message to one account; the SMS, if any, is a promise of the outbox."""

    ref = models.CharField(max_length=12, unique=True)
    account = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    template = models.CharField(max_length=60)
    about = models.CharField(max_length=20, blank=True)
    title_ar = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200)
    body_ar = models.TextField()
    body_en = models.TextField()
    made_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    sms_sent_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["account", "-made_at"], name="notice_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.ref} {self.template}"
