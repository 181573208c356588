"""Steps out of turn: ahead, again, from an old page, after the end, after the session."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from daman.journey.applications.models import Application
from daman.journey.casework.models import Case
from daman.journey.committee.models import Sitting, Vote
from daman.record.accounts.models import Account
from tests.integration.security.world import World
from tests.support.forms import codes_on, hidden, send
from tests.support.people import a_citizen, signed_in
from tests.support.tables import contents, differences

pytestmark = pytest.mark.django_db


def page_form(browser: Client, address: str) -> dict[str, str]:
    return hidden(browser.get(address).content.decode())


class TestAhead:
    def test_sending_before_the_parts_are_there_changes_nothing(self, world: World):
        browser = signed_in(Client(), a_citizen())
        browser.post("/applications/start/")
        ref = Application.objects.latest("pk").ref
        before = contents()
        answer = browser.post(f"/applications/{ref}/review/", {"declared": "on", "version": "1"})
        assert answer.status_code in (409, 422)
        assert codes_on(answer) != []
        assert differences(before, contents()) == {}

    def test_confirming_an_empty_profile_changes_nothing(self, world: World):
        browser = signed_in(Client(), a_citizen())
        browser.get("/profile/")
        before = contents()
        answer = browser.post("/profile/confirm/", {})
        assert (answer.status_code, differences(before, contents())) == (422, {})

    @pytest.mark.parametrize(
        "address", ["/register/code/", "/register/password/", "/sign-in/code/", "/forgot/code/",
                    "/forgot/password/", "/nafath/mobile/", "/staff/sign-in/code/"]
    )  # fmt: skip
    def test_a_later_step_of_signing_in_leads_back_to_the_first(self, world: World, address):
        before = contents()
        values = {"code": "123456", "password": "long enough 123", "again": "long enough 123"}
        answer = Client().post(address, values)
        assert answer.status_code == 302
        assert differences(before, contents()) == {}

    @pytest.mark.parametrize("act", ["prepare", "approve", "release"])
    def test_a_run_is_signed_in_its_order_only(self, world: World, act):
        """The world's run is released; none of the signatures fits any more."""
        ref, before = world.objects["run"]["ref"], contents()
        identity = "officer" if act == "prepare" else "approver"
        answer = world.client(identity).post(
            f"/staff/runs/{ref}/{act}/", {"content_sha256": "0" * 64}
        )
        assert (answer.status_code, differences(before, contents())) == (409, {})


class TestOldPages:
    def test_the_second_of_two_tabs_is_told_and_overwrites_nothing(self, world: World):
        address = f"/applications/{world.objects['draft']['ref']}/category/"
        browser = world.client("owner", of="draft")
        first, second = page_form(browser, address), page_form(browser, address)
        assert browser.post(address, first | {"category": "divorced"}).status_code == 302
        before = contents()
        answer = browser.post(address, second | {"category": "elderly"})
        assert (answer.status_code, codes_on(answer)) == (409, ["stale"])
        assert differences(before, contents()) == {}

    @pytest.mark.parametrize("version", ["", "0", "-1", "99", "abc", "1e3", "9" * 30])
    def test_a_made_up_version_overwrites_nothing(self, world: World, version):
        ref = world.objects["draft"]["ref"]
        before = contents()
        answer = world.client("owner", of="draft").post(
            f"/applications/{ref}/category/", {"category": "elderly", "version": version}
        )
        assert (answer.status_code, codes_on(answer)) == (409, ["stale"])
        assert differences(before, contents()) == {}


class TestAfterTheSession:
    def test_what_was_saved_is_kept_and_the_way_leads_back(self, world: World, monkeypatch):
        browser = signed_in(Client(), world.owners["draft"])
        values = page_form(browser, "/profile/housing/")
        before = contents()
        later = timezone.now() + timedelta(minutes=31)
        monkeypatch.setattr("daman.config.middleware.timezone.now", lambda: later)
        answer = browser.post("/profile/housing/", values | {"dwelling": "owned"})
        assert answer.url == "/sign-in/?next=%2Fprofile%2Fhousing%2F&ended=1"
        assert differences(before, contents()) == {}
        monkeypatch.undo()
        signed_in(browser, world.owners["draft"])
        assert browser.get("/profile/housing/").status_code == 200


class TestAfterTheEnd:
    def test_nothing_is_decided_for_who_withdrew(self, world: World):
        sitting = Sitting.objects.get(ref=world.objects["sitting"]["ref"])
        application = sitting.recommendation.case.application
        owner = signed_in(Client(), application.opened_by)
        address = f"/applications/{application.ref}/withdraw/"
        assert owner.post(address, page_form(owner, address)).status_code == 302
        before = contents()
        for identity, act, values in (
            ("reviewer", "vote", {"choice": "ACCEPT"}),
            ("chair", "close", {"reasons": "because"}),
            ("chair", "send-back", {"reason": "because"}),
        ):
            answer = world.client(identity).post(f"/staff/sittings/{sitting.ref}/{act}/", values)
            assert answer.status_code in (404, 409, 422)
        assert differences(before, contents()) == {}

    def test_nothing_is_studied_for_who_withdrew(self, world: World):
        case = Case.objects.get(ref=world.objects["case"]["ref"])
        owner = signed_in(Client(), case.application.opened_by)
        address = f"/applications/{case.application.ref}/withdraw/"
        assert owner.post(address, page_form(owner, address)).status_code == 302
        before = contents()
        browser, here = world.client("caseworker"), f"/staff/cases/{case.ref}/"
        for act, values in (
            ("recommendation/", {"outcome": "REFUSE", "reasons": "because"}),
            ("ask/", {"requirement": "identity", "text": "again"}),
            ("finding/?fact=assessor_findings.high_value_assets", {"value": "no", "reason": "x"}),
        ):
            assert browser.post(f"{here}{act}", values).status_code in (404, 409, 422), act
        assert differences(before, contents()) == {}

    def test_nobody_votes_after_the_close(self, world: World):
        sitting = Sitting.objects.get(ref=world.objects["sitting"]["ref"])
        chair = world.client("chair")
        here = f"/staff/sittings/{sitting.ref}/"
        assert chair.post(f"{here}send-back/", {"reason": "look again"}).status_code == 302
        votes_count = Vote.objects.count()
        answer = world.client("reviewer").post(f"{here}vote/", {"choice": "ACCEPT"})
        assert answer.status_code in (404, 409)
        assert Vote.objects.count() == votes_count

    def test_nobody_who_recommended_votes(self, world: World):
        """The database keeps the roles apart; the page would not let them in either."""
        sitting = Sitting.objects.get(ref=world.objects["sitting"]["ref"])
        answer = world.client("caseworker").post(f"/staff/sittings/{sitting.ref}/vote/")
        assert answer.status_code == 403

    def test_one_member_votes_once(self, world: World):
        here = f"/staff/sittings/{world.objects['sitting']['ref']}/vote/"
        reviewer = world.client("reviewer")
        assert reviewer.post(here, {"choice": "ACCEPT"}).status_code == 302
        before = contents()
        answer = reviewer.post(here, {"choice": "REFUSE", "reason": "changed"})
        assert (answer.status_code, codes_on(answer)) == (409, ["votes.twice"])
        assert differences(before, contents()) == {}

    def test_who_is_put_out_of_use_is_out_at_once(self, world: World):
        browser = world.client("caseworker")
        assert browser.get("/staff/").status_code == 200
        Account.objects.filter(pk=world.accounts["caseworker"].pk).update(is_active=False)
        assert browser.get("/staff/").status_code == 302
        assert send(browser, "/staff/step-up/", {"code": "123456"}).status_code == 302
