"""A committee's count: quorum, majority, tie, and the law that binds it."""

import pytest

from daman.journey.casework.rules import LawAnswer
from daman.journey.committee.rules import fault_of_tally, tally

ELIGIBLE, NOT_ELIGIBLE, OPEN = (
    LawAnswer(True, has_amount=True),
    LawAnswer(False, has_amount=False),
    LawAnswer(None, has_amount=False),
)
A, R, N = "ACCEPT", "REFUSE", "ABSTAIN"


@pytest.mark.parametrize(
    ("votes", "outcome"),
    [
        ([], ""),
        ([A], A),
        ([R, R, A], R),
        ([A, A, R], A),
        ([A, A, R, R], ""),
        ([N, N, N], ""),
        ([A, N, N], A),
        ([A, R, N], ""),
        ([R, R, R, A, A], R),
    ],
)
def test_the_majority_of_counted_votes_is_the_outcome(votes, outcome):
    assert tally(votes).outcome == outcome


@pytest.mark.parametrize(
    ("votes", "law", "fault"),
    [
        ([], ELIGIBLE, "votes.quorum"),
        ([A, A], ELIGIBLE, "votes.quorum"),
        ([A, A, N], ELIGIBLE, "votes.quorum"),
        ([A, A, N, N, N], ELIGIBLE, "votes.quorum"),
        ([A, A, R, R], ELIGIBLE, "votes.tie"),
        ([A, A, R, R, N], ELIGIBLE, "votes.tie"),
        ([A, A, A], ELIGIBLE, ""),
        ([A, A, R], ELIGIBLE, ""),
        ([A, A, A, N], ELIGIBLE, ""),
        ([R, R, A], ELIGIBLE, "votes.against_law"),
        ([R, R, R], NOT_ELIGIBLE, ""),
        ([A, A, A], NOT_ELIGIBLE, "votes.against_law"),
        ([R, R, A], OPEN, ""),
        ([A, A, A], OPEN, "votes.against_law"),
    ],
)
def test_what_keeps_a_sitting_from_being_closed(votes, law, fault):
    assert fault_of_tally(tally(votes), law=law) == fault


def test_abstentions_are_counted_apart():
    counted = tally([A, N, R, N])
    assert (counted.accept, counted.refuse, counted.abstain, counted.counted) == (1, 1, 2, 2)
