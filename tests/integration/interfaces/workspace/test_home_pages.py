"""The first page of each role: what waits, and for the auditor who did what."""

import pytest
from django.urls import reverse

from daman.base.audit import operations as audit
from daman.base.permissions import Role
from tests.support.casework import a_case_in_study
from tests.support.decisions import a_decision
from tests.support.people import a_member_of_staff, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("simulators")]


@pytest.fixture
def auditor(client):
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return signed_in(client, a_member_of_staff(Role.AUDITOR))


def home(client, **query):
    return client.get(reverse("workspace:home"), query).content.decode()


def test_an_auditor_sees_who_read_whose_file_and_why(auditor, client, at):
    decision = a_decision()
    reader = a_member_of_staff(Role.AUDITOR)
    audit.record(
        "decisions.decision.read", target=decision.ref, by=reader, at=at, reason="Sample 12"
    )
    page = home(auditor)
    assert reader.name_en in page
    assert "Read a letter" in page
    assert "Sample 12" in page
    assert reverse("workspace:decision", args=[decision.ref]) in page
    assert "A vote was cast" not in page


def test_an_auditor_sees_every_act_of_the_staff_but_none_of_citizens(auditor, at):
    case = a_case_in_study(a_member_of_staff(Role.CASEWORKER))
    page = home(auditor, trail="all")
    assert "The case was taken" in page
    assert case.ref in page
    assert case.application.ref not in page


def test_no_other_role_sees_the_trail(client):
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    for role in (Role.CASEWORKER, Role.CHAIR, Role.PAYMENTS_OFFICER, Role.ADMIN):
        signed_in(client, a_member_of_staff(role))
        assert "What the staff did last" not in home(client, trail="all")


def test_who_pays_sees_which_runs_wait_for_them(client):
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    for role, label in (
        (Role.PAYMENTS_OFFICER, "Runs to prepare"),
        (Role.PAYMENTS_APPROVER, "Runs to release"),
    ):
        signed_in(client, a_member_of_staff(role))
        page = home(client)
        assert label in page
        assert "Nothing now" in page
