"""The application for a pension, its income sources and its documents."""

from typing import ClassVar

from django.db import models

from daman.base.sealing import SealedTextField
from daman.journey.applications.states import STEPS, AccountCheck, DocumentCheck, State


class Category(models.TextChoices):
    """The twelve categories of the articles (S003-59 to S003-66), and none of them."""

    WIDOW = "widow"
    DIVORCED = "divorced"
    ELDERLY = "elderly"
    DISABLED = "disabled"
    MINOR_UNABLE = "minor_unable"
    WOMAN_NO_BREADWINNER = "woman_no_breadwinner"
    WIFE_OF_ADDICT = "wife_of_addict"
    WIFE_OF_ABSENT = "wife_of_absent"
    WIFE_OF_MISSING = "wife_of_missing"
    SUSPENDED_WIFE = "suspended_wife"
    UNKNOWN_PARENTAGE = "unknown_parentage"
    ORPHAN = "orphan"
    NONE = "none"


class Application(models.Model):
    """One request for a pension, by the provider for the unit (article 3)."""

    STEPS: ClassVar = STEPS

    ref = models.CharField(max_length=12, unique=True)
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    opened_by = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    household = models.ForeignKey(
        "households.Household", models.PROTECT, null=True, related_name="+"
    )
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    category = models.CharField(max_length=24, choices=Category.choices, blank=True)
    has_income = models.BooleanField(null=True)
    iban = SealedTextField(null=True)
    iban_index = models.CharField(max_length=64, blank=True)
    iban_last4 = models.CharField(max_length=4, blank=True)
    bank_name = models.CharField(max_length=60, blank=True)
    account_check = models.CharField(
        max_length=12, choices=AccountCheck.choices, default=AccountCheck.UNCHECKED
    )
    account_checked_at = models.DateTimeField(null=True)
    snapshot = models.ForeignKey("profile.Snapshot", models.PROTECT, null=True, related_name="+")
    consent_version = models.CharField(max_length=20, blank=True)
    version = models.PositiveIntegerField(default=1)
    opened_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)
    due_on = models.DateField(null=True)
    legal_due_on = models.DateField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person"],
                condition=models.Q(state__in=["DRAFT", "SUBMITTED"]),
                name="application_open_once",
            ),
            models.CheckConstraint(
                condition=models.Q(state="DRAFT")
                | models.Q(state="WITHDRAWN")
                | models.Q(
                    submitted_at__isnull=False,
                    due_on__isnull=False,
                    legal_due_on__isnull=False,
                    snapshot__isnull=False,
                ),
                name="application_submitted_is_whole",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["due_on"], condition=models.Q(state="SUBMITTED"), name="application_due"
            ),
        ]

    def __str__(self) -> str:
        return self.ref


class IncomeKind(models.TextChoices):
    """Kinds of income the law tells apart."""

    SALARY = "salary"
    BUSINESS = "business"
    RETIREMENT_PENSION = "retirement_pension"
    SURVIVOR_PENSION = "survivor_pension"
    RENT = "rent"
    CITIZEN_ACCOUNT = "citizen_account"
    RURAL_SUPPORT = "rural_support"
    STUDENT_STIPEND = "student_stipend"


class IncomeSource(models.Model):
    """One declared income, by the member who earns it, averaged over twelve months."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="incomes")
    earner = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=IncomeKind.choices)
    monthly_halalas = models.BigIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(monthly_halalas__gt=0), name="income_is_positive"
            ),
            models.UniqueConstraint(
                fields=["application", "earner", "kind"], name="income_source_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application} {self.kind}"


class AttachedDocument(models.Model):
    """A document given for one requirement of the category, and what a caseworker said of it."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="attachments")
    requirement = models.CharField(max_length=40)
    document = models.ForeignKey("documents.Document", models.PROTECT, related_name="+")
    check_state = models.CharField(
        max_length=10, choices=DocumentCheck.choices, default=DocumentCheck.ATTACHED
    )
    reason = models.TextField(blank=True)
    checked_by = models.ForeignKey("accounts.Account", models.PROTECT, null=True, related_name="+")
    checked_at = models.DateTimeField(null=True)
    attached_at = models.DateTimeField()
    is_replaced = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["application", "requirement"],
                condition=models.Q(is_replaced=False),
                name="attachment_one_in_force",
            ),
            models.CheckConstraint(
                condition=models.Q(check_state="ATTACHED", checked_at__isnull=True)
                | models.Q(check_state="ACCEPTED", checked_at__isnull=False)
                | (
                    models.Q(check_state="REFUSED", checked_at__isnull=False)
                    & ~models.Q(reason="")
                ),
                name="attachment_refused_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application} {self.requirement}"
