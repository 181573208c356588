"""Read sittings: those a member may see, their votes and where they stand."""

from dataclasses import dataclass

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from daman.base.permissions import Role
from daman.journey.applications.states import State as ApplicationState
from daman.journey.casework.models import Case, Recommendation
from daman.journey.casework.rules import LawAnswer
from daman.journey.casework.states import State as CaseState
from daman.journey.committee import rules
from daman.journey.committee.models import Sitting, Vote
from daman.journey.committee.states import QUORUM, Choice, State
from daman.record.accounts.models import Account

MEMBERS = frozenset({Role.REVIEWER, Role.CHAIR})
PAGE_LENGTH = 50
TO_VOTE, VOTED, ENDED = "to_vote", "voted", "ended"
TABS = (TO_VOTE, VOTED, ENDED)
_CASE = "recommendation__case"


@dataclass(frozen=True)
class Standing:
    """A sitting's tally, and what keeps it from being closed (a refusal's code, or empty)."""

    tally: rules.Tally
    fault: str

    @property
    def missing(self) -> int:
        """Return how many counted votes the quorum still lacks."""
        return max(0, QUORUM - self.tally.counted)


def is_member(account: Account) -> bool:
    """Return whether an account may vote in sittings."""
    return bool(MEMBERS & account.may_act_as)


def _seen_by(actor: Account) -> QuerySet[Sitting]:
    """
    Return the sittings a member may see: none of an own recommendation; of those that ended, also
    by a withdrawal, only those they took part in.
    """
    live = Q(recommendation__case__application__state=ApplicationState.SUBMITTED)
    took_part = Q(closed_by=actor) | Exists(
        Vote.objects.filter(sitting=OuterRef("pk"), member=actor)
    )
    found = Sitting.objects.filter((Q(state=State.OPEN) & live) | took_part)
    return found.exclude(recommendation__by=actor)


def _in_tab(actor: Account, tab: str) -> QuerySet[Sitting]:
    own = Exists(Vote.objects.filter(sitting=OuterRef("pk"), member=actor))
    if tab == ENDED:
        return _seen_by(actor).exclude(state=State.OPEN)
    still_open = _seen_by(actor).filter(state=State.OPEN)
    return still_open.filter(own) if tab == VOTED else still_open.exclude(own)


def counts(actor: Account) -> dict[str, int]:
    """Return how many sittings each tab of a member holds."""
    return {tab: _in_tab(actor, tab).count() for tab in TABS}


def sittings(actor: Account, tab: str, *, page: int = 1) -> list[Sitting]:
    """
    Return one page of a tab, the earliest due first, and one more when a page follows.

    Each sitting has `counted_votes`: the votes cast that are no abstention.
    """
    found = _in_tab(actor, tab).select_related(
        f"{_CASE}__application__person", "recommendation__assessment"
    )
    cast = Count("votes", filter=~Q(votes__choice=Choice.ABSTAIN))
    order = (
        (F("closed_at").desc(nulls_last=True), "-pk")
        if tab == ENDED
        else (f"{_CASE}__due_on", "pk")
    )
    start = (page - 1) * PAGE_LENGTH
    ordered = found.annotate(counted_votes=cast).order_by(*order)
    return list(ordered[start : start + PAGE_LENGTH + 1])


_WHOLE = (
    f"{_CASE}__application__person",
    f"{_CASE}__application__snapshot",
    f"{_CASE}__application__household",
    f"{_CASE}__assigned_to",
    "recommendation__assessment",
    "recommendation__by",
    "closed_by",
)


def sitting_for(actor: Account, ref: str) -> Sitting | None:
    """
    Return a sitting that a member may see, or None: open ones, those they took part in; never one
    on their own recommendation.
    """
    if not is_member(actor):
        return None
    return _seen_by(actor).filter(ref=ref).select_related(*_WHOLE).first()


def sitting_referenced(ref: str) -> Sitting | None:
    """Return any sitting by its reference, for the steps that follow, or None."""
    return Sitting.objects.filter(ref=ref).select_related(*_WHOLE).first()


def votes_of(sitting: Sitting) -> list[Vote]:
    """Return the votes of a sitting in the order they were cast."""
    return list(sitting.votes.select_related("member").order_by("at", "pk"))


def standing_of(sitting: Sitting, votes: list[Vote] | None = None) -> Standing:
    """Return the tally of a sitting and whether it could be closed now."""
    cast = votes_of(sitting) if votes is None else votes
    answer = sitting.recommendation.assessment
    law = LawAnswer(answer.is_eligible, has_amount=bool(answer.amount_halalas))
    counted = rules.tally(vote.choice for vote in cast)
    return Standing(counted, rules.fault_of_tally(counted, law=law))


def may_vote(sitting: Sitting, actor: Account, votes: list[Vote]) -> bool:
    """Return whether a member may still vote in a sitting."""
    has_voted = any(vote.member_id == actor.pk for vote in votes)
    return sitting.state == State.OPEN and is_member(actor) and not has_voted


def withdrawn_sittings() -> QuerySet[Sitting]:
    """Return the open sittings whose application was withdrawn."""
    withdrawn = Q(recommendation__case__application__state=ApplicationState.WITHDRAWN)
    return Sitting.objects.filter(withdrawn, state=State.OPEN)


def recommendations_without_sitting() -> QuerySet[Recommendation]:
    """Return the recommendations that stand and have no sitting, the earliest due first."""
    newest = Recommendation.objects.filter(case=OuterRef("case")).order_by("-at", "-pk")
    opened = Sitting.objects.filter(recommendation=OuterRef("pk"))
    return (
        Recommendation.objects.filter(
            ~Exists(opened),
            pk=newest.values("pk")[:1],
            case__in=Case.objects.filter(state=CaseState.RECOMMENDED),
        )
        .select_related("case")
        .order_by("case__due_on", "pk")
    )


def case_before(actor: Account, case_ref: str) -> Case | None:
    """Return a case that a member sits on (or sat on), or None."""
    if not is_member(actor):
        return None
    seen = _seen_by(actor).filter(recommendation__case__ref=case_ref)
    sitting = seen.select_related(f"{_CASE}__application__person").first()
    return sitting.recommendation.case if sitting else None
