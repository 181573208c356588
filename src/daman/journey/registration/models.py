"""An attempt to open an account: what was typed, sealed, and how far it came."""

from typing import ClassVar

from django.db import models

from daman.base.sealing import SealedTextField
from daman.journey.registration.states import STEPS, State
from daman.record.accounts.models import Language


class Attempt(models.Model):
    """One try to open an account, in one browser; what was typed and told lies sealed."""

    STEPS: ClassVar = STEPS

    ref = models.CharField(max_length=12, unique=True)
    national_id = SealedTextField()
    national_id_index = models.CharField(max_length=64)
    born_on = models.DateField()
    mobile = SealedTextField()
    told = SealedTextField(null=True)
    language = models.CharField(max_length=2, choices=Language.choices, default=Language.ARABIC)
    by_nafath = models.BooleanField(default=False)
    terms_version = models.CharField(max_length=20)
    state = models.CharField(max_length=20, choices=State.choices, default=State.AWAITING_REGISTRY)
    refusal = models.CharField(max_length=40, blank=True)
    made_at = models.DateTimeField()
    completed_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["national_id_index", "-made_at"], name="attempt_of_number"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(completed_at__isnull=True) | models.Q(state="COMPLETED"),
                name="attempt_with_moment_is_completed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ref} {self.state}"
