"""What the database itself refuses of sittings and decisions, whatever the code above it does."""

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from daman.base.permissions import Role
from daman.journey.committee.models import Sitting, Vote
from daman.journey.decisions.models import Decision
from tests.support.casework import a_recommendation, a_sitting
from tests.support.decisions import a_chair, a_closed_sitting, a_widow_s_application
from tests.support.people import a_citizen, a_member_of_staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("simulators")]
SALARY = {"monthly_income.salary": 9000, "assessor_findings.high_value_assets": False}


def cast(sitting, at, *choices):
    for choice in choices:
        member = a_member_of_staff(Role.REVIEWER)
        Vote.objects.create(sitting=sitting, member=member, choice=choice, reason="x", at=at)


def end(sitting, at, **told):
    closed = {"state": "CLOSED", "outcome": "ACCEPT", "reasons": "x", "closed_at": at}
    by = told.pop("by", None) or a_chair()
    with transaction.atomic():
        Sitting.objects.filter(pk=sitting.pk).update(closed_by=by, **(closed | told))


def decide(sitting, at, **told):
    application = sitting.recommendation.case.application
    given = {
        "ref": "DEC-00000000",
        "application": application,
        "assessment": sitting.recommendation.assessment,
        "sitting": sitting,
        "outcome": "ACCEPTED",
        "content": {},
        "content_sha256": "",
        "verify_code": "x",
        "objection_until_on": at.date(),
        "decided_at": at,
        "decided_by": sitting.closed_by,
        "reasons_count": 1,
    }
    with transaction.atomic():
        return Decision.objects.create(**(given | told))


@pytest.mark.parametrize(
    "choices",
    [
        [],
        ["ACCEPT", "ACCEPT"],
        ["ACCEPT", "ACCEPT", "ABSTAIN"],
        ["ACCEPT", "REFUSE", "REFUSE"],
        ["ACCEPT", "ACCEPT", "REFUSE", "REFUSE"],
    ],
)
def test_a_sitting_is_not_closed_without_a_quorum_s_majority(at, choices):
    sitting = a_sitting()
    cast(sitting, at, *choices)
    with pytest.raises(IntegrityError, match="quorum and its majority"):
        end(sitting, at)


def test_a_majority_closes_and_the_sitting_then_stays(at):
    sitting = a_sitting()
    cast(sitting, at, "ACCEPT", "ACCEPT", "REFUSE")
    end(sitting, at)
    for change in ({"state": "OPEN"}, {"outcome": "REFUSE"}, {"reasons": "others"}):
        with pytest.raises(DatabaseError, match="stays as it ended"), transaction.atomic():
            Sitting.objects.filter(pk=sitting.pk).update(**change)
    with pytest.raises(DatabaseError, match="stays as it ended"), connection.cursor() as cursor:
        cursor.execute("DELETE FROM committee_sitting WHERE id = %s", [sitting.pk])


@pytest.mark.parametrize("told", [{"state": "CLOSED"}, {"outcome": "ACCEPT"}])
def test_a_sitting_begins_open_and_without_outcome(at, told):
    recommendation = a_recommendation(a_member_of_staff(Role.CASEWORKER))
    whole = {"outcome": "ACCEPT", "reasons": "x", "closed_by": a_chair(), "closed_at": at}
    given = {"ref": "SIT-0", "recommendation": recommendation, "opened_at": at} | whole | told
    with pytest.raises(IntegrityError, match="begins open"), transaction.atomic():
        Sitting.objects.create(**given)


def test_only_a_withdrawal_cancels_a_sitting(at):
    sitting = a_sitting()
    ended = {"state": "CANCELLED", "outcome": "", "by": a_chair()}
    with pytest.raises(IntegrityError, match="only a withdrawal"):
        end(sitting, at, **ended)
    sitting.recommendation.case.application.state = "WITHDRAWN"
    sitting.recommendation.case.application.save(update_fields=["state"])
    with pytest.raises(IntegrityError, match="sitting_outcome_is_closed"):
        end(sitting, at, **ended | {"outcome": "ACCEPT"})
    end(sitting, at, **ended)


def test_who_recommended_does_not_end_the_sitting(at):
    sitting = a_sitting()
    cast(sitting, at, "ACCEPT", "ACCEPT", "ACCEPT")
    for state in ("CLOSED", "SENT_BACK"):
        with pytest.raises(IntegrityError, match="recommended does not close"):
            end(sitting, at, state=state, by=sitting.recommendation.by)


def test_only_another_member_of_staff_decides(at):
    sitting = a_closed_sitting(a_widow_s_application())
    for by in (sitting.recommendation.by, a_citizen()):
        with pytest.raises(IntegrityError, match="did not recommend"):
            decide(sitting, at, decided_by=by)


def test_a_decision_says_what_was_voted(at):
    application = a_widow_s_application()
    with pytest.raises(IntegrityError, match="its closed sitting voted"):
        decide(a_closed_sitting(application), at, outcome="REFUSED")


def test_an_open_sitting_is_not_decided(at):
    with pytest.raises(IntegrityError, match="its closed sitting voted"):
        decide(a_sitting(), at, decided_by=a_chair())


@pytest.mark.parametrize(
    ("voted", "outcome", "findings"),
    [
        ("ACCEPT", "ACCEPTED", SALARY),
        ("ACCEPT", "ACCEPTED", {}),
        ("REFUSE", "REFUSED", SALARY | {"monthly_income.salary": 0}),
    ],
)
def test_the_law_s_answer_binds(at, voted, outcome, findings):
    sitting = a_closed_sitting(a_widow_s_application(), outcome=voted, findings=findings)
    with pytest.raises(IntegrityError, match="the answer of the law binds"):
        decide(sitting, at, outcome=outcome)


def test_what_the_law_and_the_vote_carry_is_decided(at):
    sitting = a_closed_sitting(a_widow_s_application(), outcome="REFUSE", findings=SALARY)
    assert decide(sitting, at, outcome="REFUSED").outcome == "REFUSED"
