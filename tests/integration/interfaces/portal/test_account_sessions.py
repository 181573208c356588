"""Sessions: a new id at every rise in trust, the old one worth nothing, and ends that end."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from daman.base.audit.models import AuditEvent
from daman.base.permissions import Role
from daman.record.accounts import operations as accounts
from simulators.registry.population import NAMED
from tests.integration.interfaces.portal.test_account_pages import who
from tests.support.forms import code_sent_to, send
from tests.support.people import (
    PASSWORD,
    a_citizen,
    a_member_of_staff,
    keep_promises,
    signed_in,
)

pytestmark = pytest.mark.django_db
NOURA = NAMED["noura"]


@pytest.fixture
def account():
    return a_citizen(mobile="+966590000001")


@pytest.fixture
def newest_code(simulators):
    def read(mobile: str) -> str:
        keep_promises(timezone.now())
        return code_sent_to(simulators, mobile)

    return read


def with_id(key: str) -> Client:
    """Return a browser that an attacker gave a session's id."""
    browser = Client()
    browser.cookies[settings.SESSION_COOKIE_NAME] = key
    return browser


def fixed_by_an_attacker() -> tuple[Client, str]:
    """Return a browser whose session's id an attacker knows, because they made it."""
    attacker = Client()
    attacker.post("/nafath/")
    session = attacker.session
    session.create()
    return with_id(session.session_key), session.session_key


def test_the_id_changes_at_each_step_of_signing_in(account, newest_code):
    browser, fixed = fixed_by_an_attacker()
    ids = [fixed]
    send(browser, "/sign-in/", {"national_id": account.login, "password": PASSWORD})
    ids.append(browser.session.session_key)
    send(browser, "/sign-in/code/", {"code": newest_code(account.mobile)})
    ids.append(browser.session.session_key)

    assert len(set(ids)) == 3
    for old in ids[:2]:
        assert not Session.objects.filter(session_key=old).exists()
        assert with_id(old).get("/account/").url.startswith("/sign-in/")


def test_the_id_changes_at_each_step_of_registering(newest_code):
    browser, fixed = fixed_by_an_attacker()
    ids = [fixed]
    send(browser, "/register/", who())
    ids.append(browser.session.session_key)
    send(browser, "/register/code/", {"code": newest_code(NOURA.mobile)})
    ids.append(browser.session.session_key)
    send(browser, "/register/password/", {"password": PASSWORD, "again": PASSWORD})
    ids.append(browser.session.session_key)

    assert len(set(ids)) == 4
    assert not Session.objects.filter(session_key__in=ids[:3]).exists()
    assert browser.get("/account/").status_code == 200


def test_the_id_changes_when_staff_show_their_code_again(client, at):
    member = a_member_of_staff(Role.PAYMENTS_APPROVER)
    session = signed_in(client, member).session
    before = session.session_key

    accounts.step_up(session, account=member, at=at)

    assert session.session_key != before
    assert not Session.objects.filter(session_key=before).exists()


def test_a_session_that_was_signed_out_is_worth_nothing(client, account):
    key = signed_in(client, account).session.session_key

    client.post("/sign-out/")

    assert with_id(key).get("/account/").url.startswith("/sign-in/")
    assert AuditEvent.objects.filter(what="accounts.session.end", target=account.ref).exists()


def test_signing_out_needs_a_post(client, account):
    signed_in(client, account)

    assert client.get("/sign-out/").status_code == 405
    assert client.get("/account/").status_code == 200


def test_an_account_put_out_of_use_is_out_at_the_next_request(client, account):
    signed_in(client, account)
    type(account).objects.filter(pk=account.pk).update(is_active=False)

    assert client.get("/account/").url.startswith("/sign-in/")


@pytest.mark.parametrize(
    ("make", "page", "idle", "longest"),
    [
        (lambda: a_citizen(), "/account/", 30, 12),
        (lambda: a_member_of_staff(Role.CASEWORKER), "/staff/step-up/", 15, 8),
    ],
    ids=["citizen", "staff"],
)
def test_idle_and_long_sessions_end(client, monkeypatch, make, page, idle, longest):
    moment = timezone.now()

    def opened_after(**later) -> bool:
        monkeypatch.setattr(
            "daman.config.middleware.timezone.now", lambda: moment + timedelta(**later)
        )
        return client.get(page).status_code == 200

    signed_in(client, make())
    assert opened_after(minutes=idle - 1)
    assert not opened_after(minutes=2 * idle)

    opened_after(minutes=0)
    signed_in(client, make())
    steps = range(0, longest * 60, idle - 1)
    assert all(opened_after(minutes=step) for step in steps)
    assert not opened_after(hours=longest, minutes=1)


def test_cookies_are_out_of_reach_of_scripts(client, account):
    answer = send(client, "/sign-in/", {"national_id": account.login, "password": PASSWORD})

    cookie = answer.cookies[settings.SESSION_COOKIE_NAME]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


def test_reading_changes_no_session(client):
    """A page that anyone may look at leaves no row behind, whatever its address says."""
    for address in ("/sign-in/?next=/board/", "/register/", "/forgot/", "/nafath/?next=/board/"):
        assert client.get(address).status_code == 200

    assert not Session.objects.exists()
