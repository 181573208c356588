"""A forgotten password: its owner gets a new one, and nobody learns who has an account."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from daman.exchange.identity.models import OneTimeCode
from daman.kernel import national_id
from tests.support.forms import code_sent_to, codes_on, send, sms_to, without_what_differs
from tests.support.people import PASSWORD, a_citizen, keep_promises, signed_in

pytestmark = pytest.mark.django_db
NEW = "another long password"
UNKNOWN = national_id.synthetic(89_999)


@pytest.fixture
def account():
    return a_citizen(mobile="+966590000001")


def details_of(account, **changed) -> dict[str, str]:
    born = account.person.born_on
    return {
        "national_id": account.login,
        "born_calendar": "gregorian",
        "born_day": str(born.day),
        "born_month": str(born.month),
        "born_gregorian_month": str(born.month),
        "born_year": str(born.year),
        "mobile": account.mobile,
    } | changed


@pytest.fixture
def newest_code(simulators, account):
    def read() -> str:
        keep_promises(timezone.now())
        return code_sent_to(simulators, account.mobile)

    return read


def test_the_owner_chooses_a_new_password(client, account, newest_code):
    send(client, "/forgot/", details_of(account))
    answer = send(client, "/forgot/code/", {"code": newest_code()})
    assert answer.url == "/forgot/password/"

    answer = send(client, "/forgot/password/", {"password": NEW, "again": NEW})

    assert answer.url == reverse("portal:board")
    account.refresh_from_db()
    assert account.check_password(NEW)


def test_other_sessions_end_with_the_old_password(client, account, newest_code):
    other = signed_in(Client(), account)
    assert other.get("/account/").status_code == 200
    send(client, "/forgot/", details_of(account))
    send(client, "/forgot/code/", {"code": newest_code()})

    send(client, "/forgot/password/", {"password": NEW, "again": NEW})

    assert other.get("/account/").url.startswith("/sign-in/")
    assert client.get("/account/").status_code == 200


def test_a_refused_password_does_not_use_up_the_code(client, account, newest_code):
    send(client, "/forgot/", details_of(account))
    send(client, "/forgot/code/", {"code": newest_code()})
    easy = f"0{account.mobile.removeprefix('+966')} is mine"

    refused = send(client, "/forgot/password/", {"password": easy, "again": easy})
    answer = send(client, "/forgot/password/", {"password": NEW, "again": NEW})

    assert codes_on(refused) == ["password.common"]
    assert answer.url == reverse("portal:board")


def test_steps_ahead_and_late_steps_lead_back(client, account, newest_code, monkeypatch):
    new = {"password": NEW, "again": NEW}
    assert client.post("/forgot/code/", {"code": "123456"}).url == "/forgot/"
    assert client.post("/forgot/password/", new).url == "/forgot/"
    send(client, "/forgot/", details_of(account))
    assert client.post("/forgot/password/", new).url == "/forgot/"
    send(client, "/forgot/code/", {"code": newest_code()})
    later = timezone.now() + timedelta(minutes=16)
    monkeypatch.setattr("daman.config.middleware.timezone.now", lambda: later)

    assert client.post("/forgot/password/", new).url == "/forgot/"
    account.refresh_from_db()
    assert account.check_password(PASSWORD)


@pytest.mark.parametrize(
    "changed",
    [{"national_id": UNKNOWN}, {"mobile": "+966590000009"}, {"born_day": "2"}],
    ids=["unknown", "another mobile", "another birth date"],
)
def test_owner_and_stranger_see_the_same_to_the_end(client, simulators, account, changed):
    """The page, the code page, five wrong codes, the sixth, and the fourth try in the hour."""
    seen = []
    for details in (details_of(account), details_of(account, **changed)):
        browser = Client()
        answers = [send(browser, "/forgot/", details), browser.get("/forgot/code/")]
        wrong = {"code": "000000"}
        while OneTimeCode.objects.filter(ended_at=None, guesses_count__lt=5).exists():
            answers.append(send(browser, "/forgot/code/", wrong))
        answers.append(send(browser, "/forgot/code/", wrong))
        answers += [send(Client(), "/forgot/", details) for _ in range(3)]
        OneTimeCode.objects.update(ended_at=timezone.now())
        seen.append([(answer.status_code, without_what_differs(answer)) for answer in answers])

    assert len(seen[0]) == 11
    assert seen[0] == seen[1]


def test_nobody_gets_a_code_for_details_that_match_nobody(client, simulators, account):
    before = sms_to(simulators, account.mobile)

    send(client, "/forgot/", details_of(account, national_id=UNKNOWN))

    assert keep_promises(timezone.now()) == 1
    assert sms_to(simulators, account.mobile) == before


def test_strangers_guesses_do_not_keep_the_owner_out(client, account, newest_code):
    for day in range(2, 9):
        send(Client(), "/forgot/", details_of(account, born_day=str(day)))

    send(client, "/forgot/", details_of(account))

    answer = send(client, "/forgot/code/", {"code": newest_code()})
    assert answer.url == "/forgot/password/"


def test_a_new_password_lets_in_who_was_slowed_down(client, account, newest_code):
    for _ in range(11):
        slowed = send(Client(), "/sign-in/", {"national_id": account.login, "password": "no"})
    assert codes_on(slowed) == ["signin.too_many"]
    send(client, "/forgot/", details_of(account))
    send(client, "/forgot/code/", {"code": newest_code()})
    send(client, "/forgot/password/", {"password": NEW, "again": NEW})

    answer = send(Client(), "/sign-in/", {"national_id": account.login, "password": NEW})

    assert answer.url == "/sign-in/code/"
