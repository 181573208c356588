"""Open accounts, start sessions, grant and end roles."""

from datetime import datetime

from django.contrib.auth import login as django_login
from django.contrib.auth import logout as django_logout
from django.contrib.sessions.backends.base import SessionBase
from django.db import transaction
from django_otp.plugins.otp_totp.models import TOTPDevice

from daman.base.actors import Actor
from daman.base.audit import operations as audit
from daman.base.permissions import Role
from daman.base.references import new_reference
from daman.base.requests import Request
from daman.record.accounts.models import Account, Kind, Language, RoleGrant, TermsAcceptance
from daman.record.accounts.queries import AWAITING
from daman.record.people.models import Person

BACKEND = "django.contrib.auth.backends.ModelBackend"


@transaction.atomic
def open_citizen_account(
    *,
    person: Person,
    mobile: str,
    password: str | None,
    by: Actor,
    at: datetime,
    language: str = Language.ARABIC,
) -> Account:
    """Return a new citizen's account with a verified mobile; without password, for Nafath only."""
    account = Account(
        ref=new_reference("ACC"),
        login=person.national_id,
        kind=Kind.CITIZEN,
        person=person,
        mobile=mobile,
        mobile_verified_at=at if mobile else None,
        language=Language(language),
        created_at=at,
    )
    account.set_password(password)
    account.save()
    audit.record("accounts.account.open", target=account.ref, by=by, at=at)
    return account


@transaction.atomic
def open_staff_account(
    *, login: str, name_ar: str, name_en: str, password: str, by: Actor, at: datetime
) -> Account:
    """Return a new account of a member of staff, without any role."""
    account = Account(
        ref=new_reference("ACC"),
        login=login,
        kind=Kind.STAFF,
        name_ar=name_ar,
        name_en=name_en,
        created_at=at,
    )
    account.set_password(password)
    account.save()
    audit.record("accounts.account.open", target=account.ref, by=by, at=at)
    return account


@transaction.atomic
def grant_role(*, account: Account, role: Role, by: Actor, at: datetime) -> RoleGrant:
    """
    Grant a role; the database refuses roles that must not meet in one person.

    :raises django.db.IntegrityError: for a conflict such as payments officer with approver
    """
    grant = RoleGrant.objects.create(account=account, role=role, granted_by=str(by), from_at=at)
    audit.record("accounts.role.grant", target=account.ref, by=by, at=at, role=role.value)
    return grant


def start_session(request: Request, *, account: Account, factor: str, at: datetime) -> None:
    """
    Start a fresh session after both factors: the session's id changes.

    `factor` names the second one: `sms`, `totp` or `nafath`.
    """
    django_login(request, account, backend=BACKEND)
    request.session["started_at"] = request.session["seen_at"] = at.isoformat()
    request.session["second_factor"] = factor
    request.session["stepped_up_at"] = at.isoformat()
    request.actor = account
    audit.record("accounts.session.start", target=account.ref, by=account, at=at, factor=factor)


def end_session(request: Request, *, at: datetime) -> None:
    """End the session of this browser; its id is worth nothing afterwards."""
    account = getattr(request, "actor", None)
    django_logout(request)
    if account is not None:
        audit.record("accounts.session.end", target=account.ref, by=account, at=at)


def await_second_factor(session: SessionBase, *, account: Account, at: datetime) -> None:
    """Keep in a session with a fresh id whose first factor was right."""
    session.cycle_key()
    session[AWAITING] = [account.ref, at.isoformat()]


@transaction.atomic
def choose_language(*, account: Account, language: str, by: Actor, at: datetime) -> None:
    """Keep the language in which the account's owner wants messages."""
    account.language = Language(language)
    account.save(update_fields=["language"])
    audit.record(
        "accounts.language.choose", target=account.ref, by=by, at=at, language=str(language)
    )


@transaction.atomic
def change_password(*, account: Account, password: str, by: Actor, at: datetime) -> None:
    """Set a new password; every session that began with the old one is over."""
    account.set_password(password)
    account.save(update_fields=["password"])
    audit.record("accounts.password.change", target=account.ref, by=by, at=at)


@transaction.atomic
def accept_terms(*, account: Account, text: str, version: str, at: datetime) -> TermsAcceptance:
    """Keep that the account's owner accepted one version of a text."""
    kept = TermsAcceptance.objects.create(
        account=account, text=text, version=version, accepted_at=at
    )
    audit.record("accounts.terms.accept", target=account.ref, by=account, at=at, version=version)
    return kept


@transaction.atomic
def enrol_totp(*, account: Account, key: str, at: datetime) -> None:
    """Give a member of staff an authenticator with a hexadecimal key of 20 bytes."""
    TOTPDevice.objects.create(user=account, name="authenticator", key=key, confirmed=True)
    audit.record("accounts.totp.enrol", target=account.ref, by=account, at=at)


def step_up(session: SessionBase, *, account: Account, at: datetime) -> None:
    """Keep in the session, under a new id, that the second factor was just shown again."""
    session.cycle_key()
    session["stepped_up_at"] = at.isoformat()
    audit.record("accounts.session.step_up", target=account.ref, by=account, at=at)
