"""A session that ends under a form: back on the same page, with what was typed, for its owner."""

import json
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone
from lxml import html

from daman.journey.profile import queries as profiles
from tests.support.applicants import named
from tests.support.people import a_citizen, signed_in

pytestmark = pytest.mark.django_db
PAGE = "/profile/property/"
TYPED = {"main_home_owned": "no", "cars": "7", "liquid_assets": "not a number", "version": "1"}


@pytest.fixture
def noura(simulators):
    return named("noura")


@pytest.fixture
def pass_minutes(monkeypatch):
    """Return a function that moves the requests' clock from now on."""

    def move(minutes: int) -> None:
        moment = timezone.now() + timedelta(minutes=minutes)
        monkeypatch.setattr("daman.config.middleware.timezone.now", lambda: moment)

    return move


@pytest.fixture
def sent_too_late(client, noura, pass_minutes):
    """Send a form after the idle time; return the answer, with the clock right again."""
    signed_in(client, noura).get(PAGE)

    def send(path=PAGE, typed=TYPED, **extra):
        pass_minutes(31)
        answer = client.post(path, typed, **extra)
        pass_minutes(0)
        return answer

    return send


def value_of(response, name: str) -> str:
    tree = html.fromstring(response.content)
    radios = tree.xpath(f"//input[@name='{name}'][@type='radio']")
    if radios:
        return next((each.get("value") for each in radios if each.get("checked") is not None), "")
    return tree.xpath(f"//input[@name='{name}']")[0].get("value", "")


def test_nothing_is_saved_and_sign_in_says_so(client, noura, sent_too_late):
    answer = sent_too_late()

    assert answer["Location"] == "/sign-in/?next=%2Fprofile%2Fproperty%2F&ended=1"
    page = client.get(answer["Location"], headers={"accept-language": "en"}).content.decode()
    assert "Your session has ended" in page
    assert "What you typed is kept for an hour" in page
    row = profiles.section_of(profiles.profile_of(noura.person), "property")
    assert row.answers["values"].get("cars") != 7


def test_its_owner_finds_what_was_typed(client, noura, sent_too_late):
    sent_too_late()

    page = signed_in(client, noura).get(PAGE, headers={"accept-language": "en"})

    assert page.status_code == 200
    assert "You are back." in page.content.decode()
    assert {name: value_of(page, name) for name in TYPED} == TYPED
    assert b"data-error-code" not in page.content


def test_it_stays_until_it_is_sent(client, noura, sent_too_late):
    sent_too_late()
    signed_in(client, noura)
    first, again = client.get(PAGE), client.get(PAGE)
    client.post(PAGE, TYPED | {"cars": "2"})

    assert value_of(first, "cars") == value_of(again, "cars") == "7"
    assert value_of(client.get(PAGE), "cars") != "7"


def test_nobody_else_sees_it(client, noura, sent_too_late):
    sent_too_late()

    page = signed_in(client, a_citizen()).get(PAGE)

    assert value_of(page, "cars") != "7"
    assert "draft" not in client.session


def test_no_other_page_shows_it(client, noura, sent_too_late):
    sent_too_late(typed={"has_income": "yes", "cars": "7"})

    page = signed_in(client, noura).get("/profile/income/", headers={"accept-language": "en"})

    assert "You are back." not in page.content.decode()


def test_it_is_gone_after_an_hour(client, noura, sent_too_late, pass_minutes):
    sent_too_late()
    signed_in(client, noura)
    pass_minutes(31 + 61)
    session = client.session
    session["seen_at"] = session["started_at"] = (
        timezone.now() + timedelta(minutes=31 + 61)
    ).isoformat()
    session.save()

    assert value_of(client.get(PAGE), "cars") != "7"


def test_the_database_holds_it_sealed(sent_too_late):
    sent_too_late(typed={"dispute": "a very private sentence"})

    rows = [json.dumps(row.get_decoded()) for row in Session.objects.all()]
    assert any("draft" in row for row in rows)
    assert not any("private" in row for row in rows)


def test_an_answer_saved_meanwhile_is_noticed(client, noura, sent_too_late):
    old = value_of(client.get(PAGE), "version")
    sent_too_late(typed=TYPED | {"liquid_assets": "", "version": old})
    signed_in(client, noura)
    other = {"main_home_owned": "yes", "cars": "1", "version": old}
    assert client.post(f"{PAGE}1/", other).status_code == 302

    page = client.get(PAGE)
    shown = {name: value_of(page, name) for name in ("main_home_owned", "cars", "version")}
    refused = client.post(PAGE, shown)

    assert refused.status_code == 409


@pytest.mark.parametrize(
    "typed",
    [
        {"dispute": "x" * 20_000},
        {"password": "three quiet palm trees", "code": "123456"},
        {"version": "1", "once": "k"},
    ],
    ids=["too much", "secrets", "nothing typed"],
)
def test_some_things_are_not_kept(client, sent_too_late, typed):
    answer = sent_too_late(typed=typed)

    assert "draft" not in client.session
    page = client.get(answer["Location"], headers={"accept-language": "en"}).content.decode()
    assert "For your safety we close a session" in page


def test_a_consent_is_given_anew(client, noura, sent_too_late):
    from daman.interfaces.portal.applications.forms import DeclarationForm

    form = DeclarationForm(typed={"declared": "on"})

    assert "checked" not in str(form["declared"])


def test_a_strangers_form_is_not_kept(client):
    answer = client.post(PAGE, TYPED)

    assert answer["Location"] == "/sign-in/?next=%2Fprofile%2Fproperty%2F"
    assert "draft" not in client.session


def test_a_form_leads_back_to_the_page_it_was_on(sent_too_late):
    answer = sent_too_late("/notices/read/", {}, headers={"referer": "http://testserver/notices/"})

    assert answer["Location"] == "/sign-in/?next=%2Fnotices%2F&ended=1"


def test_a_foreign_page_is_not_come_back_to(sent_too_late):
    foreign = {"referer": "https://elsewhere.example/board/"}

    assert "next=%2Fprofile%2Fproperty%2F" in sent_too_late(headers=foreign)["Location"]
