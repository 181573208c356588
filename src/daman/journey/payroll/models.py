"""The month's run, its payments, the files that went to the bank and what the bank said."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from daman.base.sealing import SealedTextField
from daman.journey.payroll.rules import Evidence
from daman.journey.payroll.states import (
    STEPS,
    MessageState,
    PaymentKind,
    PaymentState,
    Problem,
    State,
)


def _signed(role: str) -> models.CheckConstraint:
    """Who and when come together."""
    return models.CheckConstraint(
        condition=Q(**{f"{role}_by__isnull": True, f"{role}_at__isnull": True})
        | Q(**{f"{role}_by__isnull": False, f"{role}_at__isnull": False}),
        name=f"run_{role}_by_someone_at_a_moment",
    )


def _other_person(one: str, other: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(**{f"{one}_by__isnull": True})
        | Q(**{f"{other}_by__isnull": True})
        | ~Q(**{f"{one}_by": F(f"{other}_by")}),
        name=f"run_{one}_and_{other}_by_two_people",
    )


class Run(models.Model):
    """
    One run of a month: who is paid how much, signed by three different people.

    `content_sha256` is what the signatures are bound to. A month may have further runs for
    households that no earlier run holds. Counts and sums are of payments that are sent.
    """

    STEPS: ClassVar = STEPS

    ref = models.CharField(max_length=16, unique=True)
    month = models.DateField()
    sequence = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=12, choices=State.choices, default=State.DRAFT)
    pay_on = models.DateField()
    built_by = models.CharField(max_length=60)
    built_at = models.DateTimeField()
    content_sha256 = models.CharField(max_length=64, blank=True)
    payments_count = models.PositiveIntegerField(default=0)
    payments_halalas = models.BigIntegerField(default=0)
    held_count = models.PositiveIntegerField(default=0)
    held_halalas = models.BigIntegerField(default=0)
    prepared_by = models.ForeignKey(
        "accounts.Account", models.PROTECT, null=True, related_name="+"
    )
    prepared_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey(
        "accounts.Account", models.PROTECT, null=True, related_name="+"
    )
    approved_at = models.DateTimeField(null=True)
    approved_sha256 = models.CharField(max_length=64, blank=True)
    released_by = models.ForeignKey(
        "accounts.Account", models.PROTECT, null=True, related_name="+"
    )
    released_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["month", "sequence"], name="run_sequence_once"),
            models.UniqueConstraint(
                fields=["month"],
                condition=Q(state__in=["DRAFT", "CALCULATED", "PREPARED", "APPROVED"]),
                name="run_unreleased_once_a_month",
            ),
            models.CheckConstraint(condition=Q(month__day=1), name="run_month_is_a_first_day"),
            *map(_signed, ("prepared", "approved", "released")),
            _other_person("prepared", "approved"),
            _other_person("approved", "released"),
            _other_person("prepared", "released"),
            models.CheckConstraint(
                condition=Q(state__in=["DRAFT", "CALCULATED", "CANCELLED"])
                | Q(prepared_by__isnull=False) & ~Q(content_sha256=""),
                name="run_prepared_is_signed",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["DRAFT", "CALCULATED", "PREPARED", "CANCELLED"])
                | Q(approved_by__isnull=False, approved_sha256=F("content_sha256")),
                name="run_approved_is_signed_for_its_content",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["RELEASED", "ACKNOWLEDGED", "RECONCILED"])
                | Q(released_by__isnull=False),
                name="run_released_is_signed",
            ),
        ]

    def __str__(self) -> str:
        return self.ref


class BankFile(models.Model):
    """One file of a run, sealed as it leaves: the bytes sent are the bytes approved."""

    run = models.ForeignKey(Run, models.PROTECT, related_name="files")
    place = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=60, unique=True)
    msg_id = models.CharField(max_length=35, unique=True)
    sealed_content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    size_bytes = models.PositiveIntegerField()
    payments_count = models.PositiveIntegerField()
    payments_halalas = models.BigIntegerField()
    written_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["run", "place"], name="bank_file_place_once"),
            models.CheckConstraint(
                condition=Q(payments_count__gt=0, payments_halalas__gt=0, size_bytes__gt=0),
                name="bank_file_is_not_empty",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Payment(models.Model):
    """
    One household's payment of one month in one run.

    `reason` is a Hold, or the bank's code for a rejection or return. The moments keep what the
    bank said, from which the state follows whatever the order. `is_from_returned` says that the
    money came back from the bank before and is paid again. A payment that did not arrive is
    paid by a RETRY of it, never by a second REGULAR one.
    """

    ref = models.CharField(max_length=20, unique=True)
    run = models.ForeignKey(Run, models.PROTECT, related_name="payments")
    file = models.ForeignKey(BankFile, models.PROTECT, null=True, related_name="payments")
    entitlement = models.ForeignKey("decisions.Entitlement", models.PROTECT, related_name="+")
    household = models.ForeignKey("households.Household", models.PROTECT, related_name="+")
    payee = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    month = models.DateField()
    kind = models.CharField(max_length=8, choices=PaymentKind.choices, default=PaymentKind.REGULAR)
    attempt = models.PositiveSmallIntegerField(default=1)
    retry_of = models.OneToOneField("self", models.PROTECT, null=True, related_name="+")
    is_from_returned = models.BooleanField(default=False)
    amount_halalas = models.BigIntegerField()
    iban = SealedTextField(null=True)
    iban_index = models.CharField(max_length=64, blank=True)
    iban_last4 = models.CharField(max_length=4, blank=True)
    bank_name = models.CharField(max_length=60, blank=True)
    end_to_end_id = models.CharField(max_length=35, unique=True)
    state = models.CharField(max_length=8, choices=PaymentState.choices)
    reason = models.CharField(max_length=24, blank=True)
    sent_at = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)
    rejected_at = models.DateTimeField(null=True)
    booked_on = models.DateField(null=True)
    booked_entry = models.CharField(max_length=64, blank=True)
    returned_on = models.DateField(null=True)
    returned_entry = models.CharField(max_length=64, blank=True)
    told_state = models.CharField(max_length=8, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["household", "month"],
                condition=Q(kind="REGULAR"),
                name="payment_regular_once_a_month",
            ),
            models.UniqueConstraint(
                fields=["household", "month", "attempt"], name="payment_attempt_once"
            ),
            models.CheckConstraint(condition=Q(amount_halalas__gt=0), name="payment_is_positive"),
            models.CheckConstraint(
                condition=Q(kind="REGULAR", retry_of__isnull=True, attempt=1)
                | Q(kind="RETRY", retry_of__isnull=False, attempt__gt=1),
                name="payment_retry_follows_another",
            ),
            models.CheckConstraint(
                condition=Q(state="HELD") & ~Q(reason="")
                | ~Q(state="HELD") & Q(iban__isnull=False) & ~Q(iban_index=""),
                name="payment_held_with_reason_or_has_an_account",
            ),
            models.CheckConstraint(
                condition=~Q(state="BOOKED") | Q(booked_on__isnull=False),
                name="payment_booked_on_a_day",
            ),
            models.CheckConstraint(
                condition=~Q(state="REJECTED") | Q(rejected_at__isnull=False),
                name="payment_rejected_at_a_moment",
            ),
            models.CheckConstraint(
                condition=~Q(state="RETURNED") | Q(returned_on__isnull=False),
                name="payment_returned_on_a_day",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["run", "state"], name="payment_run_state"),
            models.Index(fields=["payee", "-month"], name="payment_of_payee"),
        ]

    def __str__(self) -> str:
        return self.ref

    @property
    def evidence(self) -> Evidence:
        """Return what the bank has said so far."""
        return Evidence(
            is_sent=self.sent_at is not None,
            is_accepted=self.accepted_at is not None,
            is_rejected=self.rejected_at is not None,
            is_booked=self.booked_on is not None,
            is_returned=self.returned_on is not None,
        )


class BankMessage(models.Model):
    """A file that the bank sent, kept as it came, and what became of it."""

    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=12, blank=True)
    msg_id = models.CharField(max_length=35, blank=True)
    sealed_content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=MessageState.choices)
    code = models.CharField(max_length=40, blank=True)
    lines_count = models.PositiveIntegerField(default=0)
    posted_count = models.PositiveIntegerField(default=0)
    taken_at = models.DateTimeField()
    taken_by = models.CharField(max_length=60)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["name", "sha256"], name="bank_message_kept_once"),
            models.UniqueConstraint(
                fields=["msg_id"], condition=Q(state="POSTED"), name="bank_message_posted_once"
            ),
            models.CheckConstraint(
                condition=Q(state="POSTED", code="") & ~Q(msg_id="")
                | ~Q(state="POSTED") & ~Q(code=""),
                name="bank_message_refused_with_a_code",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.state}"


class SetAsideLine(models.Model):
    """A line of a bank's message that fits no payment as it stands, for a person to explain."""

    message = models.ForeignKey(BankMessage, models.PROTECT, related_name="set_aside")
    place = models.PositiveIntegerField()
    payment = models.ForeignKey(Payment, models.PROTECT, null=True, related_name="+")
    end_to_end_id = models.CharField(max_length=35, blank=True)
    problem = models.CharField(max_length=20, choices=Problem.choices)
    told = models.CharField(max_length=10)
    halalas = models.BigIntegerField(null=True)
    is_in_suspense = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"{self.message} {self.place} {self.problem}"
