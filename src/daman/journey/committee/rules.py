"""Count a committee's votes: quorum, majority, tie; pure."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from daman.journey.casework.rules import LawAnswer, fault_of
from daman.journey.committee.states import QUORUM, Choice


@dataclass(frozen=True)
class Tally:
    """How many accept, refuse and abstain."""

    accept: int
    refuse: int
    abstain: int

    @property
    def counted(self) -> int:
        """Return the votes that count towards the quorum: abstentions do not."""
        return self.accept + self.refuse

    @property
    def outcome(self) -> str:
        """Return what the majority of the counted votes wants; empty for a tie or no vote."""
        if self.accept == self.refuse:
            return ""
        return Choice.ACCEPT.value if self.accept > self.refuse else Choice.REFUSE.value


def tally(choices: Iterable[str]) -> Tally:
    """
    Return the tally of votes.

    >>> tally(["ACCEPT", "ACCEPT", "REFUSE"]).outcome
    'ACCEPT'
    """
    votes = Counter(choices)
    return Tally(votes[Choice.ACCEPT], votes[Choice.REFUSE], votes[Choice.ABSTAIN])


def fault_of_tally(votes: Tally, *, law: LawAnswer) -> str:
    """
    Return the code of what keeps a sitting from being closed, or an empty text.

    A majority against the law's closed answer closes nothing: facts are found by casework, so
    the case goes back instead.

    >>> fault_of_tally(tally(["ACCEPT", "REFUSE"]), law=LawAnswer(True, True))
    'votes.quorum'
    """
    if votes.counted < QUORUM:
        return "votes.quorum"
    if not votes.outcome:
        return "votes.tie"
    return "votes.against_law" if fault_of(votes.outcome, law) else ""
