"""The committee's pages over real requests: seeing, voting, closing, sending back."""

import pytest
from django.urls import reverse

from daman.base.audit.models import AuditEvent
from daman.base.permissions import Role
from daman.journey.casework import queries as cases
from daman.journey.committee.models import Vote
from daman.journey.decisions.models import Decision
from tests.support.casework import a_recommendation, a_sitting
from tests.support.people import a_member_of_staff, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("simulators")]


def url(name, *args):
    return reverse(f"workspace:{name}", args=args)


def text_of(response):
    return response.content.decode()


def as_new(client, role):
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return signed_in(client, a_member_of_staff(role))


def voted(sitting, count, at):
    for _ in range(count):
        Vote.objects.create(
            sitting=sitting, member=a_member_of_staff(Role.REVIEWER), choice="ACCEPT", at=at
        )


def test_the_list_opens_what_was_recommended(client):
    recommendation = a_recommendation(a_member_of_staff(Role.CASEWORKER))
    as_new(client, Role.REVIEWER)
    page = text_of(client.get(url("sittings")))
    person = recommendation.case.application.person
    assert person.name_ar in page
    assert person.national_id not in page
    assert "0 of 3" in page


def test_a_member_reads_the_case_on_one_page(client, django_assert_max_num_queries):
    sitting = a_sitting()
    as_new(client, Role.REVIEWER)
    client.get(url("sitting", sitting.ref))
    with django_assert_max_num_queries(40):
        response = client.get(url("sitting", sitting.ref))
    page = text_of(response)
    assert sitting.recommendation.reasons in page
    assert "1446-article" in page
    assert sitting.recommendation.case.application.person.national_id not in page
    assert "For the chair" not in page
    readings = AuditEvent.objects.filter(what="committee.sitting.read", target=sitting.ref)
    assert readings.count() == 2


def test_a_vote_is_cast_once_and_shown(client):
    sitting = a_sitting()
    as_new(client, Role.REVIEWER)
    vote = url("sitting_vote", sitting.ref)
    refused = client.post(vote, {"choice": "REFUSE", "reason": ""})
    assert refused.status_code == 422
    assert 'data-error-code="reason.required"' in text_of(refused)
    readings = AuditEvent.objects.filter(what="committee.sitting.read", target=sitting.ref)
    assert readings.count() == 1
    assert client.post(vote, {"choice": "ACCEPT"}).url == url("sittings")
    again = client.post(vote, {"choice": "ACCEPT"})
    assert again.status_code == 409
    assert 'data-error-code="votes.twice"' in text_of(again)
    assert "(you)" in text_of(client.get(url("sitting", sitting.ref)))


def test_the_chair_closes_with_a_quorum_and_the_decision_is_made(client, at):
    sitting = a_sitting()
    as_new(client, Role.CHAIR)
    close = url("sitting_close", sitting.ref)
    early = client.post(close, {"reasons": "Done."})
    assert early.status_code == 409
    assert 'data-error-code="votes.quorum"' in text_of(early)
    voted(sitting, 3, at)
    assert client.post(close, {"reasons": ""}).status_code == 422
    assert client.post(close, {"reasons": "All conditions are met."}).status_code == 302
    decision = Decision.objects.get(sitting=sitting)
    assert decision.outcome == "ACCEPTED"
    assert client.post(close, {"reasons": "Again."}).status_code == 409
    assert Decision.objects.count() == 1
    sitting.refresh_from_db()
    assert cases.case_of(sitting.recommendation.case.application).state == "CLOSED"


def test_only_the_chair_closes_or_sends_back(client, at):
    sitting = a_sitting()
    voted(sitting, 3, at)
    as_new(client, Role.REVIEWER)
    for name in ("sitting_close", "sitting_send_back"):
        sent = {"reasons": "Done.", "reason": "Done."}
        assert client.post(url(name, sitting.ref), sent).status_code == 403
    sitting.refresh_from_db()
    assert sitting.state == "OPEN"


def test_a_case_sent_back_is_in_study_with_the_reason(client):
    sitting = a_sitting()
    as_new(client, Role.CHAIR)
    address = url("sitting_send_back", sitting.ref)
    assert client.post(address, {"reason": ""}).status_code == 422
    assert client.post(address, {"reason": "Ask about the shop."}).status_code == 302
    case = cases.case_referenced(sitting.recommendation.case.ref)
    assert case.state == "IN_STUDY"
    signed_in(client, case.assigned_to)
    assert "Ask about the shop." in text_of(client.get(url("case", case.ref)))


def test_who_has_no_sitting_finds_none(client):
    sitting = a_sitting()
    as_new(client, Role.REVIEWER)
    assert client.get(url("sitting", "SIT-00000000")).status_code == 404
    client.post(url("sitting_send_back", sitting.ref))
    caseworker = sitting.recommendation.by
    signed_in(client, caseworker)
    assert client.get(url("sitting", sitting.ref)).status_code == 403


def test_a_reviewer_opens_papers_only_while_the_case_is_before_them(client):
    recommendation = a_recommendation(a_member_of_staff(Role.CASEWORKER))
    attachment = next(
        each.attachment for each in cases.papers_of(recommendation.case) if each.attachment
    )
    address = url("case_document", recommendation.case.ref, attachment.document.ref)
    as_new(client, Role.REVIEWER)
    assert client.get(address).status_code == 404
    client.get(url("sittings"))
    assert client.get(address).status_code == 200


def test_the_members_home_counts_what_waits_for_a_vote(client):
    a_sitting()
    as_new(client, Role.CHAIR)
    assert "Sittings that wait for your vote" in text_of(client.get(url("home")))
