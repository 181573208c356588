"""Requests that change something: only from our own forms, only what they say, only once."""

import re

import pytest
from django.test import Client

from daman.base.audit.models import AuditEvent
from daman.base.permissions import Role
from daman.journey.applications.models import Application
from daman.record.accounts.models import Account
from tests.integration.security.table import rows
from tests.integration.security.world import IDENTITIES, World, undone
from tests.support.forms import codes_on, hidden, send
from tests.support.people import PASSWORD, a_citizen, a_member_of_staff, signed_in
from tests.support.tables import contents, differences, meanings

pytestmark = pytest.mark.django_db
# What a first look may bring up to date: a profile is opened, a waiting case or sitting appears.
OPENED_BY_LOOKING = {
    "profile_profile",
    "profile_sectionanswers",
    "casework_case",
    "committee_sitting",
    "outbox_promise",
    "casework_citizenrequest",
}
# A reading of a file is written down, and so is an answer of Nafath that nobody asked for.
READINGS = (".read", ".open", "accounts.nafath.refuse")


def one_of(may) -> str:
    return next(each for each in IDENTITIES if each in may)


class TestForgery:
    def test_a_form_without_our_token_is_refused_with_a_kind_page(self, world: World):
        before, wrong = contents(), []
        for row in rows():
            browser = world.client(one_of(row.may), of=row.object, enforce_csrf_checks=True)
            answer = browser.post(row.address(world), {"reason": "x"})
            if answer.status_code != 403 or codes_on(answer) != ["session.expired"]:
                wrong.append((row.route.name, answer.status_code))
        assert (wrong, differences(before, contents())) == ([], {})

    @pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://testserver:81"])
    def test_a_form_of_another_site_is_refused(self, world: World, origin):
        browser = world.client("owner", enforce_csrf_checks=True)
        page = browser.get("/account/")
        values = hidden(page.content.decode()) | {"language": "en"}
        answer = browser.post("/account/", values, headers={"origin": origin})
        assert answer.status_code == 403
        assert browser.post("/account/", values).status_code == 302

    def test_a_body_that_is_no_form_is_refused(self, world: World):
        browser = world.client("owner", enforce_csrf_checks=True)
        browser.get("/account/")
        answer = browser.post("/account/", '{"language": "en"}', content_type="text/plain")
        assert answer.status_code == 403


class TestLooking:
    def test_opening_every_page_changes_nothing(self, world: World):
        """A first look opens what waits; a second changes no row but what says it was read."""
        visits = [(identity, row) for row in rows() for identity in sorted(row.may)]
        before = contents()
        self.look(world, visits)
        opened = contents()
        events = AuditEvent.objects.count()
        self.look(world, visits)
        assert set(differences(before, opened)) <= OPENED_BY_LOOKING
        assert differences(opened, contents()) == {}
        fresh = AuditEvent.objects.order_by("pk")[events:]
        assert {each.what for each in fresh if not each.what.endswith(READINGS)} == set()

    def look(self, world, visits) -> None:
        for identity, row in visits:
            if row.is_public and identity not in ("anonymous", "owner", "caseworker"):
                continue
            browser = world.client(identity, of=row.object)
            assert browser.get(row.address(world)).status_code < 500
            assert browser.head(row.address(world)).status_code < 500


# Forms that have an effect: route, who sends it, what is typed, and a table that changes.
SENT = [
    ("portal:account", "owner", {"language": "en"}),
    (
        "portal:profile_section",
        "owner",
        {"dwelling": "owned", "separate_dwelling": "no", "institution": "none"},
    ),
    ("portal:profile_dependant", "owner", {"accepted": "no"}),
    ("portal:application_category", "owner", {"category": "divorced"}),
    ("portal:application_income_add", "owner", {"kind": "rent", "amount": "100"}),
    ("portal:application_income", "owner", {"has_income": "no"}),
    ("portal:application_review", "owner", {"declared": "on"}),
    ("portal:application_withdraw", "owner", {"reason": "changed my mind"}),
    ("workspace:case_take", "other_caseworker", {}),
    ("workspace:case_take_next", "other_caseworker", {}),
    ("workspace:case_finding", "caseworker", {"value": "no", "reason": "seen"}),
    ("workspace:case_waive_paper", "caseworker", {"reason": "not needed"}),
    ("workspace:sitting_vote", "reviewer", {"choice": "ACCEPT", "reason": ""}),
    ("workspace:sitting_send_back", "chair", {"reason": "look again"}),
    ("workspace:run_build", "officer", {}),
]
STAFF_FIELDS = {
    "state": "DECIDED",
    "amount": "999999",
    "amount_halalas": "99999900",
    "role": "ADMIN",
    "roles": "ADMIN",
    "is_staff": "on",
    "is_active": "",
    "kind_of_account": "STAFF",
    "owner": "1",
    "owner_id": "1",
    "person": "1",
    "person_id": "1",
    "account_id": "1",
    "opened_by": "1",
    "assigned_to": "1",
    "by": "system:test",
    "at": "2000-01-01",
    "ref": "APP-00000000",
    "id": "1",
    "pk": "1",
    "is_eligible": "on",
    "account_check": "VERIFIED",
    "due_on": "2099-01-01",
    "decided_by": "1",
    "is_confirmed": "on",
    "_method": "DELETE",
}


def form_of(world: World, name: str, identity: str, typed: dict) -> tuple[Client, str, dict]:
    """Return a browser, an address and a whole form, as its page would send it."""
    row = next(row for row in rows() if row.route.name == name)
    browser, address = world.client(identity, of=row.object), row.address(world)
    page = browser.get(address)
    values = hidden(page.content.decode()) if page.status_code == 200 else {}
    values["once"] = f"key-of-{name}".replace(":", "-")
    options = re.findall(r'<option value="([^"]+)"', page.content.decode())
    if name == "portal:application_income_add":
        values["earner"] = options[0]
    if name == "workspace:run_build":
        listed = browser.get("/staff/runs/").content.decode()
        values["month"] = re.findall(r'name="month"[^>]*value="([^"]+)"', listed)[1]
    return browser, address, values | typed


@pytest.mark.parametrize(("name", "identity", "typed"), SENT, ids=[each[0] for each in SENT])
class TestForms:
    def test_sent_twice_has_one_effect(self, world: World, name, identity, typed):
        before = contents()
        browser, address, values = form_of(world, name, identity, typed)
        first = browser.post(address, values)
        assert (first.status_code, codes_on(first)) == (302, [])
        after, events = contents(), AuditEvent.objects.count()
        second = browser.post(address, values)
        assert (second.status_code, second.url) == (302, first.url)
        assert differences(before, after) != {}
        assert (differences(after, contents()), AuditEvent.objects.count()) == ({}, events)

    def test_another_body_under_the_same_key_is_refused(self, world: World, name, identity, typed):
        browser, address, values = form_of(world, name, identity, typed)
        assert browser.post(address, values).status_code == 302
        after = contents()
        answer = browser.post(address, values | {"more": "1"})
        assert (answer.status_code, codes_on(answer)) == (409, ["idempotency.mismatch"])
        assert differences(after, contents()) == {}

    def test_fields_that_no_form_has_change_nothing(self, world: World, name, identity, typed):
        with undone():
            browser, address, values = form_of(world, name, identity, typed)
            plain = browser.post(address, values)
            wanted = meanings()
        with undone():
            browser, address, values = form_of(world, name, identity, typed)
            extra = browser.post(address, STAFF_FIELDS | values)
            assert (extra.status_code, _tail(extra.url)) == (302, _tail(plain.url))
            assert meanings() == wanted


def _tail(url: str) -> str:
    return re.sub(r"[A-Z]{3}-[0-9A-Z]{8}", "", url)


class TestOwnership:
    def test_a_key_of_another_person_is_not_answered_for_them(self, world: World):
        browser, address, values = form_of(world, "portal:account", "owner", {"language": "en"})
        assert browser.post(address, values).status_code == 302
        other = world.client("other_citizen").post(address, values)
        language = Account.objects.get(pk=world.accounts["other_citizen"].pk).language
        assert (other.status_code, language) == (409, "ar")

    def test_nobody_changes_the_state_of_an_application_by_its_form(self, world: World):
        ref = world.objects["draft"]["ref"]
        browser, address, values = form_of(
            world, "portal:application_category", "owner", {"category": "divorced"}
        )
        browser.post(address, STAFF_FIELDS | values)
        draft = Application.objects.get(ref=ref)
        assert (draft.state, draft.category, draft.opened_by) == (
            "DRAFT", "divorced", world.owners["draft"],
        )  # fmt: skip


OFF_SITE = [
    "https://evil.example/",
    "//evil.example/",
    "/\\evil.example/",
    "\\\\evil.example",
    "///evil.example",
    "http:evil.example",
    "javascript:alert(1)",
    "/%0d%0aSet-Cookie:x=1",
    "\t//evil.example",
    "/\t/evil.example",
]


class TestWayBack:
    @pytest.mark.parametrize("wanted", OFF_SITE)
    def test_the_language_leads_to_no_other_site(self, wanted):
        answer = Client().get("/language/en/", {"next": wanted})
        assert answer.status_code == 302
        assert _is_here(answer.url)

    @pytest.mark.parametrize("wanted", OFF_SITE)
    def test_staff_are_led_to_no_other_site(self, world: World, wanted):
        officer = a_member_of_staff(Role.PAYMENTS_OFFICER)
        page = Client().get("/staff/sign-in/", {"next": wanted})
        assert "evil.example" not in hidden(page.content.decode()).get("next", "")
        browser = Client()
        values = {"login": officer.login, "password": PASSWORD, "next": wanted}
        assert send(browser, "/staff/sign-in/", values).status_code == 302
        assert _is_here(browser.session.get("staff_next", ""))

    @pytest.mark.parametrize("wanted", OFF_SITE)
    def test_citizens_are_led_to_no_other_site(self, world: World, wanted):
        citizen = a_citizen()
        browser = Client()
        values = {"national_id": citizen.login, "password": PASSWORD, "next": wanted}
        assert send(browser, "/sign-in/", values).status_code == 302
        assert _is_here(browser.session.get("next", ""))


def _is_here(url: str) -> bool:
    return "\r" not in url and "\n" not in url and (not url or re.match(r"^/(?![/\\])", url))


class TestForgedHeaders:
    @pytest.mark.parametrize(
        "host", ["evil.example", "daman.evil.example", "127.0.0.1@evil", "a b"]
    )
    def test_a_forged_host_is_refused(self, host):
        assert Client().get("/", headers={"host": host}).status_code == 400

    def test_a_forwarded_host_writes_no_address(self, world: World):
        forged = {"x-forwarded-host": "evil.example", "x-original-url": "/staff/",
                  "x-rewrite-url": "/staff/", "forwarded": "host=evil.example"}  # fmt: skip
        answer = Client().get("/", headers=forged)
        assert answer.status_code == 200
        assert "evil.example" not in answer.content.decode()

    def test_a_forged_sender_does_not_get_more_tries(self, world: World):
        codes = []
        for number in range(12):
            answer = Client().post(
                "/sign-in/",
                {"national_id": world.owners["draft"].login, "password": "wrong"},
                headers={"x-forwarded-for": f"10.0.0.{number}", "x-real-ip": f"10.0.1.{number}"},
            )
            codes.append(answer.status_code)
        assert codes == [422] * 10 + [429] * 2

    def test_a_method_in_a_header_or_field_is_not_heard(self, world: World):
        browser = world.client("owner")
        answer = browser.get("/sign-out/", headers={"x-http-method-override": "POST"})
        assert answer.status_code == 405
        assert browser.get("/board/").status_code == 200


class TestSessions:
    def test_the_id_is_worth_nothing_after_signing_out(self, world: World):
        browser = signed_in(Client(), a_citizen())
        stolen = browser.cookies["session"].value
        browser.post("/sign-out/")
        thief = Client()
        thief.cookies["session"] = stolen
        assert thief.get("/board/").status_code == 302

    def test_the_id_is_worth_nothing_after_a_change_of_password(self, world: World, at):
        from daman.record.accounts import operations

        citizen = a_citizen()
        thief = signed_in(Client(), citizen)
        operations.change_password(
            account=citizen, password="another long password", by=citizen, at=at
        )
        assert thief.get("/board/").status_code == 302

    def test_an_id_of_one_s_own_making_is_not_taken(self, world: World):
        browser = Client()
        browser.cookies["session"] = "a" * 32
        values = {"login": a_member_of_staff(Role.AUDITOR).login, "password": PASSWORD}
        send(browser, "/staff/sign-in/", values)
        assert browser.cookies["session"].value != "a" * 32

    def test_a_role_that_ended_opens_nothing(self, world: World, at):
        officer = a_member_of_staff(Role.PAYMENTS_OFFICER)
        browser = signed_in(Client(), officer)
        assert browser.get("/staff/runs/").status_code == 200
        officer.grants.update(until_at=at)
        assert browser.get("/staff/runs/").status_code == 403
