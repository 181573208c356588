"""Ledger accounts and the transfers between them."""

from typing import ClassVar

from django.db import models


class AccountKind(models.TextChoices):
    """What a ledger account stands for."""

    FUND = "FUND"
    PAYABLE = "PAYABLE"
    RETURNED = "RETURNED"
    CLEARING = "CLEARING"
    SUSPENSE = "SUSPENSE"


class LedgerAccount(models.Model):
    """
    One side of transfers, never changed or removed.

    FUND is where the money comes from (article 23), PAYABLE what a household is owed, RETURNED
    what a bank sent back and the household is still owed, CLEARING what the paying bank holds or
    has paid out, SUSPENSE what nobody has explained yet.
    """

    code = models.CharField(max_length=40, unique=True)
    kind = models.CharField(max_length=10, choices=AccountKind.choices)
    household = models.ForeignKey(
        "households.Household", models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(kind__in=["PAYABLE", "RETURNED"], household__isnull=False)
                | (~models.Q(kind__in=["PAYABLE", "RETURNED"]) & models.Q(household__isnull=True)),
                name="ledger_owed_account_has_a_household",
            ),
            models.UniqueConstraint(
                fields=["household", "kind"],
                condition=models.Q(household__isnull=False),
                name="ledger_household_account_once",
            ),
        ]

    def __str__(self) -> str:
        return self.code


class TransferKind(models.TextChoices):
    """A transfer at once, or in two steps: pending, then posted or voided."""

    SINGLE = "SINGLE"
    PENDING = "PENDING"
    POST = "POST"
    VOID = "VOID"


class Transfer(models.Model):
    """
    An amount moved from one account's debit to another's credit: balanced by construction.

    `idem` names the event for ever, so that the same event is booked once. A PENDING transfer
    reserves; one POST or one VOID of it resolves it. The database refuses every change.
    """

    debit = models.ForeignKey(LedgerAccount, models.PROTECT, related_name="+")
    credit = models.ForeignKey(LedgerAccount, models.PROTECT, related_name="+")
    amount_halalas = models.BigIntegerField()
    kind = models.CharField(max_length=8, choices=TransferKind.choices)
    pending = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    idem = models.CharField(max_length=90, unique=True)
    at = models.DateTimeField()
    month = models.DateField()
    why = models.CharField(max_length=60)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(amount_halalas__gt=0), name="transfer_is_positive"
            ),
            models.CheckConstraint(
                condition=~models.Q(debit=models.F("credit")), name="transfer_between_two"
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=["POST", "VOID"], pending__isnull=False)
                | models.Q(kind__in=["SINGLE", "PENDING"], pending__isnull=True),
                name="transfer_resolves_a_pending_one",
            ),
            models.UniqueConstraint(
                fields=["pending"],
                condition=models.Q(pending__isnull=False),
                name="transfer_pending_resolved_once",
            ),
            models.CheckConstraint(
                condition=models.Q(month__day=1), name="transfer_month_is_a_first_day"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["debit", "at"], name="transfer_debit_at"),
            models.Index(fields=["credit", "at"], name="transfer_credit_at"),
        ]

    def __str__(self) -> str:
        return self.idem
