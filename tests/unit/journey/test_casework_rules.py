"""What a caseworker may do in each state, and what a recommendation may say."""

from datetime import date

import pytest

from daman.journey.casework import rules
from daman.journey.casework.rules import LawAnswer
from daman.journey.casework.states import State

STUDY = {"check", "find", "ask", "waive"}


@pytest.mark.parametrize(
    ("state", "is_own", "actions"),
    [
        ("WAITING", False, {"take"}),
        ("IN_STUDY", True, STUDY | {"recommend"}),
        ("IN_STUDY", False, set()),
        ("WITH_CITIZEN", True, STUDY),
        ("WITH_CITIZEN", False, set()),
        ("RECOMMENDED", True, set()),
        ("CLOSED", True, set()),
    ],
)
def test_the_actions_of_each_state(state, is_own, actions):
    assert rules.actions(state, is_own=is_own) == actions


def test_no_state_is_without_its_actions():
    assert all(rules.actions(state, is_own=True) <= set(rules.ACTIONS) for state in State)


@pytest.mark.parametrize(
    ("outcome", "law", "fault"),
    [
        ("ACCEPT", LawAnswer(True, has_amount=True), ""),
        ("REFUSE", LawAnswer(True, has_amount=True), "recommendation.against_law"),
        ("ACCEPT", LawAnswer(False, has_amount=False), "recommendation.against_law"),
        ("REFUSE", LawAnswer(False, has_amount=False), ""),
        ("REFUSE", LawAnswer(None, has_amount=False), ""),
        ("ACCEPT", LawAnswer(None, has_amount=False), "recommendation.amount_open"),
        ("ACCEPT", LawAnswer(None, has_amount=True), ""),
    ],
)
def test_the_laws_closed_answer_binds(outcome, law, fault):
    assert rules.fault_of(outcome, law) == fault


@pytest.mark.parametrize("state", ["MISSING", "ATTACHED", "REFUSED"])
def test_an_unsettled_paper_is_open_unless_waived(state):
    assert rules.open_papers([("other", state)], waived=[]) == ["other"]
    assert rules.open_papers([("other", state)], waived=["other"]) == []


def test_an_answer_is_due_in_a_week():
    assert rules.answer_due_on(date(2026, 12, 29)) == date(2027, 1, 5)
