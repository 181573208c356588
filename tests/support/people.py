"""People and accounts that tests need, made by the product's own operations."""

import itertools
from datetime import date, datetime

from django.test import Client

from daman.base.outbox import operations as outbox
from daman.base.permissions import Role
from daman.kernel import national_id as nid
from daman.record.accounts import operations as accounts
from daman.record.accounts.models import Account
from daman.record.people import operations as people
from daman.record.people.models import Person
from tests.conftest import MOMENT

PASSWORD = "a long enough password"
_serial = itertools.count(90_000)


def a_person(*, at: datetime = MOMENT, **told) -> Person:
    """Return a person; by default a Saudi widow born in 1988."""
    defaults = {
        "national_id": nid.synthetic(next(_serial)),
        "born_on": date(1988, 3, 1),
        "name_ar": "نورة محمد سالم",
        "name_en": "Noura Mohammed Salem",
        "sex": "F",
        "marital_status": "WIDOWED",
        "is_saudi": True,
    }
    return people.keep_person(by="system:test", at=at, **(defaults | told))


def a_citizen(
    *, at: datetime = MOMENT, person: Person | None = None, mobile: str = "", **told
) -> Account:
    """Return a citizen's account, with a verified mobile and the known password."""
    person = person or a_person(at=at, **told)
    mobile = mobile or f"+96659{person.pk % 10_000_000:07d}"
    return accounts.open_citizen_account(
        person=person, mobile=mobile, password=PASSWORD, by="system:test", at=at
    )


def a_member_of_staff(*roles: Role, at: datetime = MOMENT) -> Account:
    """Return the account of a member of staff who holds the roles."""
    account = accounts.open_staff_account(
        login=f"staff{next(_serial)}",
        name_ar="موظف التجربة",
        name_en="Test Officer",
        password=PASSWORD,
        by="system:test",
        at=at,
    )
    for role in roles:
        accounts.grant_role(account=account, role=role, by="system:test", at=at)
    return account


def signed_in(client: Client, account: Account) -> Client:
    """Return the client with a session of the account that passed both factors now."""
    from django.utils import timezone

    client.force_login(account, backend=accounts.BACKEND)
    session = client.session
    now = timezone.now().isoformat()
    session["started_at"] = session["seen_at"] = session["stepped_up_at"] = now
    session["second_factor"] = "totp" if account.is_staff_member else "sms"
    session.save()
    return client


def keep_promises(at: datetime = MOMENT) -> int:
    """Keep every promise that is due, as the worker would."""
    return outbox.keep_due(at=at)
