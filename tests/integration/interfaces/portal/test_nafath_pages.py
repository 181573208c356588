"""Signing in with Nafath, against the simulated provider over real HTTP."""

from urllib.parse import urlsplit

import httpx
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from lxml import html

from daman.record.accounts.models import Account
from simulators.registry.population import NAMED
from tests.support.forms import code_sent_to, codes_on, send
from tests.support.people import a_citizen, a_person, keep_promises

pytestmark = pytest.mark.django_db
NOURA = NAMED["noura"]


@pytest.fixture
def client() -> Client:
    """Return a visitor of the address that the simulated Nafath knows."""
    return Client(SERVER_NAME="127.0.0.1", SERVER_PORT="8000")


def answered_by_nafath(client, simulators: str, *, national_id: str, choice: str = "") -> str:
    """Go to Nafath, say who one is, choose the number (or reject); return the way back."""
    address = simulators + client.post("/nafath/").url
    with httpx.Client(follow_redirects=True) as app:
        page = app.get(address)
        form = html.fromstring(page.text).forms[0]
        page = app.post(page.url.join(form.action), data={"national_id": national_id})
        tree = html.fromstring(page.text)
        number = tree.get_element_by_id("number").text_content().strip()
        back = app.post(
            page.url.join(tree.forms[0].action),
            data={"choice": choice or number},
            follow_redirects=False,
        )
    target = urlsplit(back.headers["location"])
    return f"{target.path}?{target.query}"


def test_signs_in_who_has_an_account(client, simulators):
    a_citizen(person=a_person(national_id=NOURA.national_id))

    back = answered_by_nafath(client, simulators, national_id=NOURA.national_id)

    assert client.get(back).url == reverse("portal:board")
    assert client.get("/account/").status_code == 200


def test_an_answer_serves_once_and_in_its_own_session(client, simulators):
    a_citizen(person=a_person(national_id=NOURA.national_id))
    back = answered_by_nafath(client, simulators, national_id=NOURA.national_id)

    stranger = Client(SERVER_NAME="127.0.0.1", SERVER_PORT="8000")
    assert codes_on(stranger.get(back)) == ["nafath.rejected"]
    client.get(back)
    client.post("/sign-out/")
    assert codes_on(client.get(back)) == ["nafath.rejected"]


def test_registers_a_newcomer_with_mobile_and_code(client, simulators):
    back = answered_by_nafath(client, simulators, national_id=NOURA.national_id)
    assert client.get(back).url == "/nafath/mobile/"

    refused = send(client, "/nafath/mobile/", {"mobile": "0590000002", "terms": "on"})
    assert codes_on(refused) == ["account.exists_or_no_match"]
    send(client, "/nafath/mobile/", {"mobile": NOURA.mobile, "terms": "on"})
    keep_promises(timezone.now())
    code = code_sent_to(simulators, NOURA.mobile)
    answer = send(client, "/register/code/", {"code": code})

    assert answer.url == reverse("portal:board")
    account = Account.objects.get(login=NOURA.national_id)
    assert account.mobile == NOURA.mobile
    assert not account.has_usable_password()


def test_a_rejection_is_said_plainly(client, simulators):
    back = answered_by_nafath(client, simulators, national_id=NOURA.national_id, choice="reject")

    answer = client.get(back)

    assert (answer.status_code, codes_on(answer)) == (422, ["nafath.rejected"])


@pytest.mark.parametrize(
    "variant", ["signature", "nonce", "audience", "issuer", "expired", "alg_none"]
)
def test_a_forged_answer_signs_nobody_in(client, simulators, variant):
    a_citizen(person=a_person(national_id=NOURA.national_id))
    control = f"{simulators}/simulators/control"
    httpx.post(control, json={"system": "nafath", "mode": "wrong", "variant": variant})

    back = answered_by_nafath(client, simulators, national_id=NOURA.national_id)

    assert codes_on(client.get(back))[0].startswith("nafath.")
    assert client.get("/account/").url.startswith("/sign-in/")


def test_a_silent_nafath_leaves_the_password(client, simulators):
    back = answered_by_nafath(client, simulators, national_id=NOURA.national_id)
    control = f"{simulators}/simulators/control"
    httpx.post(control, json={"system": "nafath", "mode": "down"})

    answer = client.get(back)

    assert (answer.status_code, codes_on(answer)) == (503, ["nafath.down"])
    assert 'name="password"' in answer.content.decode()
