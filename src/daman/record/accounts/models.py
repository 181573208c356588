"""Who signs in: citizens by national number, staff by name; and the roles staff hold."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from daman.base.permissions import CITIZEN, Role


class Kind(models.TextChoices):
    """The two kinds of account; one is never the other."""

    CITIZEN = "CITIZEN"
    STAFF = "STAFF"


class Language(models.TextChoices):
    """The languages in which messages are written."""

    ARABIC = "ar"
    ENGLISH = "en"


class Accounts(BaseUserManager["Account"]):
    """Finds an account by what its owner types."""

    def get_by_natural_key(self, login: str | None) -> "Account":
        """Return the account of a login."""
        return self.get(login=login)


class Account(AbstractBaseUser):
    """Someone who signs in; the login is a national number, or a name for staff."""

    ref = models.CharField(max_length=12, unique=True)
    login = models.CharField(max_length=40, unique=True)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    person = models.OneToOneField("people.Person", models.PROTECT, null=True, related_name="+")
    mobile = models.CharField(max_length=15, blank=True)
    mobile_verified_at = models.DateTimeField(null=True)
    language = models.CharField(max_length=2, choices=Language.choices, default=Language.ARABIC)
    name_ar = models.CharField(max_length=120, blank=True)
    name_en = models.CharField(max_length=120, blank=True)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()

    USERNAME_FIELD = "login"
    objects = Accounts()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(kind="CITIZEN", person__isnull=False)
                | models.Q(kind="STAFF", person__isnull=True),
                name="account_of_a_citizen_has_a_person",
            ),
        ]

    def __str__(self) -> str:
        return self.audit_name

    @property
    def is_staff_member(self) -> bool:
        """Return whether the account is a member of staff's."""
        return self.kind == Kind.STAFF

    @property
    def audit_name(self) -> str:
        """Return the name the audit trail writes: a staff login, or a citizen's reference."""
        return f"staff:{self.login}" if self.is_staff_member else f"citizen:{self.ref}"

    @property
    def may_act_as(self) -> frozenset[str]:
        """Return what a page's permission asks for: CITIZEN, or the staff roles now held."""
        if not self.is_staff_member:
            return frozenset({CITIZEN})
        if not hasattr(self, "_roles"):
            held = self.grants.filter(until_at__isnull=True).values_list("role", flat=True)
            self._roles = frozenset(held)
        return self._roles


class RoleGrant(models.Model):
    """A role that a member of staff holds, from whom, from when, until when."""

    account = models.ForeignKey(Account, models.PROTECT, related_name="grants")
    role = models.CharField(max_length=20, choices=Role.choices)
    granted_by = models.CharField(max_length=60)
    from_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["account", "role"],
                condition=models.Q(until_at__isnull=True),
                name="role_held_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account} {self.role}"


class TermsAcceptance(models.Model):
    """That a person accepted one version of one text, and when."""

    account = models.ForeignKey(Account, models.PROTECT, related_name="+")
    text = models.CharField(max_length=40)
    version = models.CharField(max_length=20)
    accepted_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.account} {self.text} {self.version}"
