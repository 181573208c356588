"""Staff sign in with name, password and authenticator, and no other way."""

import pytest
from django_otp.oath import totp

from daman.base.permissions import Role
from daman.record.accounts import operations as accounts
from tests.support.forms import codes_on, send
from tests.support.people import PASSWORD, a_citizen, a_member_of_staff

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
