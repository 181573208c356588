"""National numbers, accounts and secrets stay out of addresses, logs and lists."""

import logging
import re

import pytest
from django.test import Client

from daman.journey.applications.models import Application
from daman.record.accounts.models import Account
from simulators.registry.population import NAMED
from tests.integration.security.table import rows
from tests.integration.security.world import World, undone
from tests.support.forms import hidden, send
from tests.support.people import PASSWORD

pytestmark = pytest.mark.django_db
LISTS = [
    ("caseworker", "/staff/"),
    ("caseworker", "/staff/cases/"),
    ("other_caseworker", "/staff/cases/?tab=waiting"),
    ("caseworker", "/staff/cases/?tab=recommended"),
    ("reviewer", "/staff/"),
    ("reviewer", "/staff/sittings/"),
    ("chair", "/staff/sittings/?tab=ended"),
    ("auditor", "/staff/decisions/"),
    ("officer", "/staff/"),
    ("officer", "/staff/runs/"),
    ("officer", "/staff/runs/reconciliation/"),
    ("approver", "/staff/runs/"),
]


@pytest.fixture
def canaries(world: World) -> set[str]:
    """Return every national number and account of the people there are, and the password."""
    numbers = {card.national_id for card in NAMED.values()}
    numbers |= set(Account.objects.filter(kind="CITIZEN").values_list("login", flat=True))
    ibans = {card.iban for card in NAMED.values()}
    ibans |= {each.iban for each in Application.objects.all() if each.iban}
    assert len(numbers) > 5
    assert len(ibans) > 5
    return numbers | ibans | {PASSWORD}


def found_in(text: str, canaries: set[str]) -> set[str]:
    """Return the canaries in a text, however grouped."""
    plain = text.replace(" ", "").replace("\u00a0", "")
    return {canary for canary in canaries if canary in text or canary in plain}


def test_no_list_shows_a_whole_number_or_account(world: World, canaries):
    for identity, address in LISTS:
        page = world.client(identity).get(address)
        assert page.status_code == 200
        assert found_in(page.content.decode(), canaries) == set(), address


def test_a_run_shows_no_whole_number_or_account(world: World, canaries):
    for identity in ("officer", "approver", "auditor"):
        page = world.client(identity).get(f"/staff/runs/{world.objects['run']['ref']}/")
        assert found_in(page.content.decode(), canaries) == set()


def test_no_page_shows_the_number_of_somebody_who_is_not_on_it(world: World, canaries):
    """A citizen's pages hold at most the numbers of their own household."""
    owner = world.owners["payment"]
    for address in ("/board/", "/account/", "/payments/", "/profile/", "/notices/"):
        text = world.client("owner", of="payment").get(address).content.decode()
        assert found_in(text, canaries - {owner.login}) == set(), address


def test_no_address_carries_one(world: World, canaries):
    for row in rows():
        for identity in sorted(row.may)[:3]:
            with undone():
                answer = world.client(identity, of=row.object).get(row.address(world))
            text = answer.get("Location", "")
            if "text/html" in answer.get("Content-Type", ""):
                text += " ".join(
                    re.findall(r'(?:href|action|src)="([^"]*)"', answer.content.decode())
                )
            assert found_in(text, canaries) == set(), row.route.name


def test_no_line_of_the_log_carries_one(world: World, canaries, caplog):
    noura, huda = NAMED["noura"], NAMED["huda"]
    with caplog.at_level(logging.DEBUG):
        self_posted(world, noura, huda)
        for row in rows():
            for identity in sorted(row.may)[:2]:
                for method in ("get", "post"):
                    with undone():
                        browser = world.client(identity, of=row.object)
                        getattr(browser, method)(row.address(world))
    assert len(caplog.records) > 50
    lines = "\n".join(
        f"{record.getMessage()} {record.exc_text or ''}" for record in caplog.records
    )
    assert found_in(lines, canaries) == set()


def self_posted(world: World, noura, huda) -> None:
    """Type numbers, accounts and passwords wherever a form asks for one."""
    anybody = Client(raise_request_exception=False)
    who = {"national_id": noura.national_id, "mobile": noura.mobile, "terms": "on",
           "born_calendar": "gregorian", "born_day": "12", "born_month": "3",
           "born_gregorian_month": "3", "born_year": "1988"}  # fmt: skip
    for address in ("/register/", "/forgot/"):
        assert send(anybody, address, who).status_code in (302, 422)
    secret = {"national_id": noura.national_id, "password": PASSWORD}
    assert send(anybody, "/sign-in/", secret).status_code in (302, 422)
    owner, ref = world.client("owner", of="draft"), world.objects["draft"]["ref"]
    page = owner.get(f"/applications/{ref}/bank/")
    values = hidden(page.content.decode()) | {"iban": noura.iban}
    assert owner.post(f"/applications/{ref}/bank/", values).status_code == 302
    dependant = {"national_id": huda.national_id, "relation": "MOTHER", **{
        name.replace("born_", "born_on_", 1): value
        for name, value in who.items() if name.startswith("born_")
    }}  # fmt: skip
    assert send(owner, "/profile/dependants/add/", dependant).status_code in (302, 422)
