"""The committee on a real database: one vote each, quorum, what the database itself refuses."""

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from daman.base.audit import queries as audit
from daman.base.permissions import Role
from daman.journey.applications import operations as applications
from daman.journey.casework import queries as cases
from daman.journey.committee import operations, queries
from daman.journey.committee.models import Sitting, Vote
from daman.kernel.refusal import Refusal
from daman.record.accounts import operations as accounts
from daman.record.accounts.models import Account
from tests.support.at_once import at_once
from tests.support.casework import a_recommendation, a_sitting
from tests.support.people import a_member_of_staff, keep_promises

pytestmark = pytest.mark.usefixtures("simulators")


def members(*choices_roles: Role):
    return [a_member_of_staff(role) for role in choices_roles]


def three():
    return members(Role.REVIEWER, Role.REVIEWER, Role.CHAIR)


def vote(sitting, member, at, choice="ACCEPT", reason=""):
    return operations.cast_vote(sitting=sitting, choice=choice, reason=reason, by=member, at=at)


def code_of(act, **given):
    with pytest.raises(Refusal) as caught:
        act(**given)
    return caught.value.code


@pytest.mark.django_db
def test_a_recommendation_becomes_a_sitting_by_its_promise(at):
    recommendation = a_recommendation(a_member_of_staff(Role.CASEWORKER))
    keep_promises(at)
    sitting = Sitting.objects.get(recommendation=recommendation)
    assert sitting.state == "OPEN"
    again = operations.open_sitting(recommendation=recommendation, by="system:test", at=at)
    assert again.pk == sitting.pk
    assert operations.open_waiting_sittings(at) == 0


@pytest.mark.django_db
def test_three_votes_and_the_chairs_reasons_close_a_sitting(at):
    sitting, board = a_sitting(), three()
    for member in board:
        vote(sitting, member, at)
    closed = operations.close(sitting=sitting, reasons="All agree.", by=board[2], at=at)
    assert (closed.state, closed.outcome, closed.closed_by) == ("CLOSED", "ACCEPT", board[2])
    given = {"sitting": sitting, "reasons": "Again.", "by": board[2], "at": at}
    assert code_of(operations.close, **given) == "votes.closed"


@pytest.mark.django_db
def test_a_sitting_is_not_closed_without_quorum_reasons_or_chair(at):
    sitting, board = a_sitting(), three()
    given = {"sitting": sitting, "reasons": "Done.", "at": at}
    assert code_of(operations.close, by=board[2], **given) == "votes.quorum"
    vote(sitting, board[0], at)
    vote(sitting, board[1], at)
    vote(sitting, board[2], at, "ABSTAIN", "I know the family.")
    assert code_of(operations.close, by=board[2], **given) == "votes.quorum"
    vote(sitting, a_member_of_staff(Role.REVIEWER), at)
    assert code_of(operations.close, by=board[0], **given) == "votes.not_chair"
    assert code_of(operations.close, by=board[2], **{**given, "reasons": " "}) == "reason.required"
    assert operations.close(by=board[2], **given).outcome == "ACCEPT"


@pytest.mark.django_db
def test_a_tie_and_a_majority_against_the_law_close_nothing(at):
    sitting, board = a_sitting(), three()
    more = a_member_of_staff(Role.REVIEWER)
    given = {"sitting": sitting, "reasons": "Done.", "by": board[2], "at": at}
    for member in (board[0], board[1]):
        vote(sitting, member, at)
    for member in (board[2], more):
        vote(sitting, member, at, "REFUSE", "Not sure.")
    assert code_of(operations.close, **given) == "votes.tie"
    vote(sitting, a_member_of_staff(Role.REVIEWER), at, "REFUSE", "Not sure.")
    assert code_of(operations.close, **given) == "votes.against_law"


@pytest.mark.django_db
def test_a_member_votes_once_and_says_why_when_refusing(at):
    sitting, (member, *_) = a_sitting(), three()
    given = {"sitting": sitting, "by": member, "at": at}
    cast = operations.cast_vote
    assert code_of(cast, choice="REFUSE", reason=" ", **given) == "reason.required"
    assert code_of(cast, choice="MAYBE", reason="", **given) == "choice.invalid"
    vote(sitting, member, at)
    assert code_of(cast, choice="ACCEPT", reason="", **given) == "votes.twice"
    assert Vote.objects.filter(sitting=sitting).count() == 1


@pytest.mark.django_db
def test_only_members_vote_and_never_who_recommended(at):
    sitting = a_sitting()
    recommender = now_a_reviewer(sitting.recommendation.by, at)
    given = {"sitting": sitting, "choice": "ACCEPT", "reason": "", "at": at}
    assert code_of(operations.cast_vote, by=recommender, **given) == "votes.recommender"
    stranger = a_member_of_staff(Role.CASEWORKER)
    assert code_of(operations.cast_vote, by=stranger, **given) == "votes.not_member"
    assert queries.sitting_for(recommender, sitting.ref) is None
    assert queries.sitting_for(stranger, sitting.ref) is None


def now_a_reviewer(caseworker, at):
    """Return the account of someone who changed from casework to the committee."""
    grants = caseworker.grants.filter(role=Role.CASEWORKER, until_at=None)
    grants.update(until_at=at)
    accounts.grant_role(account=caseworker, role=Role.REVIEWER, by="system:test", at=at)
    return Account.objects.get(pk=caseworker.pk)


@pytest.mark.django_db
def test_the_database_itself_refuses_the_recommenders_vote(at):
    sitting = a_sitting()
    recommender = sitting.recommendation.by
    with pytest.raises(IntegrityError, match="who recommended does not vote"):
        put_raw(sitting, recommender, at)


@pytest.mark.django_db
def test_the_database_itself_keeps_votes_single_and_as_cast(at):
    sitting, (member, *_) = a_sitting(), three()
    vote(sitting, member, at)
    with pytest.raises(IntegrityError, match="vote_once_a_member"):
        put_raw(sitting, member, at)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Vote.objects.filter(sitting=sitting).update(choice="REFUSE")


def put_raw(sitting, member, at):
    """Put a row in the table of votes, past every check of the code."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO committee_vote (sitting_id, member_id, choice, reason, at)"
            " VALUES (%s, %s, 'ACCEPT', '', %s)",
            [sitting.pk, member.pk, at],
        )


@pytest.mark.django_db
def test_a_vote_after_the_end_is_refused(at):
    sitting, board = a_sitting(), three()
    for member in board:
        vote(sitting, member, at)
    operations.close(sitting=sitting, reasons="Done.", by=board[2], at=at)
    late = a_member_of_staff(Role.REVIEWER)
    given = {"sitting": sitting, "choice": "ACCEPT", "reason": "", "by": late, "at": at}
    assert code_of(operations.cast_vote, **given) == "votes.closed"


@pytest.mark.django_db
def test_a_case_sent_back_is_studied_again_and_gets_a_new_sitting(at):
    sitting, board = a_sitting(), three()
    given = {"sitting": sitting, "reason": "Ask about the shop.", "at": at}
    assert code_of(operations.send_back, by=board[0], **given) == "votes.not_chair"
    operations.send_back(by=board[2], **given)
    case = cases.case_referenced(sitting.recommendation.case.ref)
    assert case.state == "IN_STUDY"
    assert operations.open_waiting_sittings(at) == 0
    assert code_of(operations.send_back, by=board[2], **given) == "votes.closed"


@pytest.mark.django_db
def test_a_withdrawal_ends_case_and_sitting_by_its_promise_and_says_why(at):
    sitting, board = a_sitting(), three()
    vote(sitting, board[0], at)
    keep_promises(at)
    application = sitting.recommendation.case.application
    applications.withdraw(application=application, reason="", by=application.opened_by, at=at)
    keep_promises(at)
    sitting.refresh_from_db()
    assert (sitting.state, sitting.outcome, sitting.closed_at) == ("CANCELLED", "", at)
    assert sitting.recommendation.case.state == "CLOSED"
    ended = next(e for e in audit.events_of(sitting.ref) if e.what.endswith(".cancel"))
    assert (ended.reason, ended.by) == ("withdrawn", "system:worker")
    assert queries.sitting_for(board[0], sitting.ref) == sitting
    assert queries.sitting_for(board[1], sitting.ref) is None
    assert queries.counts(board[0]) == {"to_vote": 0, "voted": 0, "ended": 1}
    assert operations.cancel(sitting=sitting, by="system:test", at=at).state == "CANCELLED"


@pytest.mark.django_db(transaction=True)
def test_two_members_who_vote_at_the_same_moment_are_both_kept(at):
    sitting, board = a_sitting(), three()
    results = at_once(*(lambda member=member: vote(sitting, member, at) for member in board[:2]))
    assert [type(result) for result in results] == [Vote, Vote]
    assert {each.member_id for each in queries.votes_of(sitting)} == {
        member.pk for member in board[:2]
    }


@pytest.mark.django_db(transaction=True)
def test_one_member_voting_twice_at_the_same_moment_is_kept_once(at):
    sitting, (member, *_) = a_sitting(), three()
    results = at_once(*([lambda: vote(sitting, member, at)] * 2))
    refusals = [each for each in results if isinstance(each, Refusal)]
    assert [each.code for each in refusals] == ["votes.twice"]
    assert Vote.objects.filter(sitting=sitting).count() == 1
