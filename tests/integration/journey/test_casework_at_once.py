"""What two people do at the same moment has its effect once, and nothing is lost."""

from datetime import timedelta

import pytest

from daman.base.permissions import Role
from daman.interfaces.workspace.committee.views import close_and_decide
from daman.journey.applications import operations as applications
from daman.journey.assessment.models import Assessment
from daman.journey.casework import operations
from daman.journey.casework.models import Case, CitizenRequest, Recommendation
from daman.journey.committee import operations as committee
from daman.journey.committee.models import Sitting, Vote
from daman.journey.decisions.models import Decision, Entitlement
from tests.support import files
from tests.support.at_once import at_once, codes
from tests.support.casework import (
    a_case_in_study,
    a_ready_case,
    a_sitting,
    a_waiting_case,
    an_application,
)
from tests.support.people import a_member_of_staff

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("simulators")]


def two(role: Role):
    return [a_member_of_staff(role), a_member_of_staff(role)]


def test_a_case_is_opened_once(at):
    application = an_application()
    opening = {"application": application, "by": "system:test", "at": at}
    first, second = at_once(*[lambda: operations.open_case(**opening)] * 2)
    assert first.pk == second.pk
    assert Case.objects.count() == Assessment.objects.count() == 1


def test_two_who_take_one_case_are_one_and_a_refusal(at):
    case = a_waiting_case()
    results = at_once(
        *(lambda by=by: operations.take(case=case, by=by, at=at) for by in two(Role.CASEWORKER))
    )
    assert codes(results) == ["case.not_yours"]
    case.refresh_from_db()
    assert case.assigned_to in [each.assigned_to for each in results if isinstance(each, Case)]


def test_two_who_take_the_next_case_take_different_ones(at):
    a_waiting_case(), a_waiting_case("huda")
    results = at_once(
        *(lambda by=by: operations.take_next(by=by, at=at) for by in two(Role.CASEWORKER))
    )
    assert len({case.pk for case in results}) == 2


def test_a_recommendation_sent_twice_is_one(at):
    caseworker = a_member_of_staff(Role.CASEWORKER)
    case = a_ready_case(caseworker)
    told = {"case": case, "outcome": "ACCEPT", "reasons": "Met.", "by": caseworker, "at": at}
    results = at_once(*[lambda: operations.recommend(**told)] * 2)
    assert codes(results) == ["state.invalid"]
    assert Recommendation.objects.count() == 1


def test_answers_collected_twice_are_taken_in_once(at):
    caseworker = a_member_of_staff(Role.CASEWORKER)
    case = a_case_in_study(caseworker)
    operations.ask_citizen(case=case, requirement="other", text="Why", by=caseworker, at=at)
    later = at + timedelta(hours=1)
    applications.attach_document(
        application=case.application,
        requirement="other",
        name="better.pdf",
        content=files.a_pdf(),
        by=case.application.opened_by,
        at=later,
    )
    assert sum(at_once(*[lambda: operations.collect_answers(later)] * 2)) == 1
    assert CitizenRequest.objects.filter(answered_at=later).count() == 1


def test_a_vote_beside_the_closing_is_counted_or_refused(at):
    sitting, chair = a_sitting(), a_member_of_staff(Role.CHAIR)
    for member in [*two(Role.REVIEWER), a_member_of_staff(Role.REVIEWER)]:
        committee.cast_vote(sitting=sitting, choice="ACCEPT", reason="", by=member, at=at)
    late = a_member_of_staff(Role.REVIEWER)
    results = at_once(
        lambda: committee.cast_vote(sitting=sitting, choice="REFUSE", reason="No", by=late, at=at),
        lambda: committee.close(sitting=sitting, reasons="Met.", by=chair, at=at),
    )
    assert codes(results) in ([], ["votes.closed"])
    assert Sitting.objects.get().state == "CLOSED"
    assert Vote.objects.count() == 4 - len(codes(results))


def test_two_chairs_decide_once(at):
    sitting = a_sitting()
    for member in [*two(Role.REVIEWER), a_member_of_staff(Role.REVIEWER)]:
        committee.cast_vote(sitting=sitting, choice="ACCEPT", reason="", by=member, at=at)
    results = at_once(
        *(
            lambda by=by: close_and_decide(sitting=sitting, reasons="Met.", by=by, at=at)
            for by in two(Role.CHAIR)
        )
    )
    assert codes(results) == ["votes.closed"]
    assert Decision.objects.count() == Entitlement.objects.count() == 1
