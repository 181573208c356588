"""Staff sign in with name, password and authenticator, and no other way."""

from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.utils import timezone
from django_otp.oath import totp

from daman.base.audit.models import AuditEvent
from daman.base.permissions import Role
from daman.record.accounts import operations as accounts
from daman.record.accounts.queries import is_stepped_up
from tests.support.forms import codes_on, send
from tests.support.people import PASSWORD, a_citizen, a_member_of_staff, signed_in

pytestmark = pytest.mark.django_db
KEY = "0123456789abcdef0123456789abcdef01234567"


@pytest.fixture
def member(at):
    account = a_member_of_staff(Role.CASEWORKER)
    accounts.enrol_totp(account=account, key=KEY, at=at)
    return account


def code_now() -> str:
    return f"{totp(bytes.fromhex(KEY)):06d}"


def sign_in(client, member):
    send(client, "/staff/sign-in/", {"login": member.login, "password": PASSWORD})
    return send(client, "/staff/sign-in/code/", {"code": code_now()})


def test_takes_name_password_and_code(client, member):
    assert sign_in(client, member).url == "/staff/"
    assert client.get("/staff/step-up/").status_code == 200


def test_a_password_alone_opens_nothing(client, member):
    send(client, "/staff/sign-in/", {"login": member.login, "password": PASSWORD})

    assert client.get("/staff/step-up/").url.startswith("/staff/sign-in/")


def test_a_code_serves_once(client, member):
    sign_in(client, member)
    client.post("/staff/sign-out/")

    answer = sign_in(client, member)

    assert codes_on(answer) == ["otp.invalid"]


def test_wrong_codes_are_slowed_down(client, member):
    send(client, "/staff/sign-in/", {"login": member.login, "password": PASSWORD})
    wrong = f"{(int(code_now()) + 1) % 10**6:06d}"
    first = send(client, "/staff/sign-in/code/", {"code": wrong})
    second = send(client, "/staff/sign-in/code/", {"code": code_now()})

    assert codes_on(first) == ["otp.invalid"]
    assert (second.status_code, codes_on(second)) == (429, ["otp.too_many"])


def test_citizens_and_staff_do_not_pass_each_others_doors(client, member):
    citizen = a_citizen()
    as_staff = send(client, "/staff/sign-in/", {"login": citizen.login, "password": PASSWORD})
    as_citizen = send(client, "/sign-in/", {"national_id": member.login, "password": PASSWORD})

    assert codes_on(as_staff) == ["signin.failed"]
    assert codes_on(as_citizen) == ["nid.length"]
    sign_in(client, member)
    assert client.get("/account/").status_code == 403


@pytest.mark.parametrize(
    ("wanted", "reached"),
    [
        ("/staff/step-up/", "/staff/step-up/"),
        ("https://elsewhere.example/", "/staff/"),
        ("//elsewhere.example/", "/staff/"),
        ("cases", "/staff/"),
    ],
)
def test_leads_to_the_page_that_was_wanted_when_it_is_ours(client, member, wanted, reached):
    page = f"/staff/sign-in/?{urlencode({'next': wanted})}"
    send(client, page, {"login": member.login, "password": PASSWORD})

    assert send(client, "/staff/sign-in/code/", {"code": code_now()}).url == reached


def test_a_step_up_counts_for_five_minutes_in_a_session_of_a_new_id(client, member, monkeypatch):
    signed_in(client, member)
    before = client.session.session_key
    later = timezone.now() + timedelta(minutes=6)
    assert not is_stepped_up(client.session, at=later)
    monkeypatch.setattr("daman.config.middleware.timezone.now", lambda: later)

    answer = send(client, "/staff/step-up/?next=/staff/runs/", {"code": code_now()})

    assert answer.url == "/staff/runs/"
    assert client.session.session_key != before
    assert is_stepped_up(client.session, at=later + timedelta(minutes=5))
    assert not is_stepped_up(client.session, at=later + timedelta(minutes=5, seconds=1))


def test_a_wrong_code_steps_nobody_up(client, member):
    signed_in(client, member)
    session = client.session
    session["stepped_up_at"] = (timezone.now() - timedelta(hours=1)).isoformat()
    session.save()
    wrong = f"{(int(code_now()) + 1) % 10**6:06d}"

    answer = send(client, "/staff/step-up/", {"code": wrong})

    assert codes_on(answer) == ["otp.invalid"]
    assert not is_stepped_up(client.session, at=timezone.now())


def test_a_member_without_an_authenticator_stays_outside(client):
    member = a_member_of_staff(Role.CASEWORKER)
    send(client, "/staff/sign-in/", {"login": member.login, "password": PASSWORD})

    answer = send(client, "/staff/sign-in/code/", {"code": "123456"})

    assert answer.status_code == 429
    assert client.get("/staff/step-up/").url.startswith("/staff/sign-in/")


def test_a_citizens_first_factor_opens_no_staff_code_page(client, simulators):
    citizen = a_citizen()
    send(client, "/sign-in/", {"national_id": citizen.login, "password": PASSWORD})

    assert client.get("/staff/sign-in/code/").url == "/staff/sign-in/"


def test_signing_in_and_failing_are_in_the_audit_trail(client, member):
    send(client, "/staff/sign-in/", {"login": member.login, "password": "not the one"})
    sign_in(client, member)
    client.post("/staff/sign-out/")

    told = list(AuditEvent.objects.filter(target=member.ref).values_list("what", flat=True))
    assert told[-3:] == ["accounts.sign_in.fail", "accounts.session.start", "accounts.session.end"]
