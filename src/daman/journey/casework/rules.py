"""What may be done with a case, when an answer is due, what a recommendation may say; pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from daman.journey.casework.states import Outcome, State

ANSWER_DAYS = 7
TEXT_LENGTH_MAX = 1000
SETTLED = frozenset({"PROVEN", "ACCEPTED"})

TAKE = "take"
CHECK = "check"
FIND = "find"
ASK = "ask"
WAIVE = "waive"
RECOMMEND = "recommend"
ACTIONS = (TAKE, CHECK, FIND, ASK, WAIVE, RECOMMEND)
_STUDY = frozenset({CHECK, FIND, ASK, WAIVE})
_OWN_ACTIONS = {
    State.IN_STUDY: _STUDY | {RECOMMEND},
    State.WITH_CITIZEN: _STUDY,
}


@dataclass(frozen=True)
class LawAnswer:
    """What the law says on the facts: eligible or not, or open; and whether an amount is known."""

    is_eligible: bool | None
    has_amount: bool


def actions(state: str, *, is_own: bool) -> frozenset[str]:
    """Return what a caseworker may do with a case now; `is_own` when it is assigned to them."""
    if state == State.WAITING:
        return frozenset({TAKE})
    return _OWN_ACTIONS.get(State(state), frozenset()) if is_own else frozenset()


def answer_due_on(today: date) -> date:
    """Return the last day to answer a request; the decision's own clock runs on meanwhile."""
    return today + timedelta(days=ANSWER_DAYS)


def open_papers(papers: Iterable[tuple[str, str]], *, waived: Iterable[str]) -> list[str]:
    """
    Return the papers, given as code and state, that still keep a case from being recommended.

    >>> open_papers([("identity", "PROVEN"), ("divorce_deed", "ATTACHED")], waived=[])
    ['divorce_deed']
    """
    without = set(waived)
    return [code for code, state in papers if state not in SETTLED and code not in without]


def fault_of(outcome: str, answer: LawAnswer) -> str:
    """
    Return the code of what is wrong with an outcome beside the law's answer, or an empty text.

    The law's closed answer binds (article 5); an open one may go either way, but nobody can be
    accepted while the amount is open.

    >>> fault_of("ACCEPT", LawAnswer(is_eligible=False, has_amount=True))
    'recommendation.against_law'
    """
    wanted = {True: Outcome.ACCEPT, False: Outcome.REFUSE}
    if answer.is_eligible is not None and outcome != wanted[answer.is_eligible]:
        return "recommendation.against_law"
    if outcome == Outcome.ACCEPT and not answer.has_amount:
        return "recommendation.amount_open"
    return ""
