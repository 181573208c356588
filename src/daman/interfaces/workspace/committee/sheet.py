"""What a committee reads of one case, on one page."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from daman.base.permissions import Role
from daman.base.requests import Request
from daman.interfaces.ui.refusals import sentence
from daman.interfaces.workspace.cases import file
from daman.interfaces.workspace.wording import days_left, in_language
from daman.journey.assessment import wording
from daman.journey.casework import queries as cases
from daman.journey.committee import queries
from daman.journey.committee.states import QUORUM, State

_TONES = {"ACCEPT": "ok", "REFUSE": "bad", "ABSTAIN": "plain"}


def choice_tag(choice: str) -> dict[str, str]:
    """Return a vote or an outcome in words, with the tone of its tag."""
    words = {"ACCEPT": _("Accept"), "REFUSE": _("Refuse"), "ABSTAIN": _("Abstain")}
    return {"text": words[choice], "tone": _TONES[choice]}


def row(sitting: Any, today: date) -> dict[str, Any]:
    """Return one line of the list of sittings."""
    case = sitting.recommendation.case
    return {
        "sitting": sitting,
        "person": case.application.person,
        "category": in_language(wording.word_of(case.application.category or "none")),
        "recommended": choice_tag(sitting.recommendation.outcome),
        "left": days_left(case.due_on, today=today),
        "due_on": case.due_on,
        "ended_at": sitting.closed_at,
        "state": state_tag(sitting),
        "quorum": QUORUM,
    }


def state_tag(sitting: Any) -> dict[str, str]:
    """Return where a sitting stands, in words."""
    if sitting.state == State.CLOSED:
        return choice_tag(sitting.outcome)
    words = {
        State.OPEN: (pgettext("sitting", "Open"), "info"),
        State.SENT_BACK: (_("Sent back"), "info"),
        State.CANCELLED: (_("The application was withdrawn"), "plain"),
    }
    text, tone = words[State(sitting.state)]
    return {"text": text, "tone": tone}


def sheet(request: Request, sitting: Any) -> dict[str, Any]:
    """Return everything on the page of a sitting, and what the member may do."""
    actor = request.actor
    case = sitting.recommendation.case
    votes = queries.votes_of(sitting)
    standing = queries.standing_of(sitting, votes)
    findings = cases.findings_of(case)
    is_open = sitting.state == State.OPEN
    return {
        **file.summary(case, at=request.at, answer=sitting.recommendation.assessment),
        "sitting": sitting,
        "sitting_state": state_tag(sitting),
        "recommendation": sitting.recommendation,
        "recommended": choice_tag(sitting.recommendation.outcome),
        "recommended_by": in_language(sitting.recommendation.by, "name"),
        "rows": [each for each in file.fact_rows(case, findings) if _matters(each)],
        "assessor_findings": file.assessor_findings(findings, sitting.recommendation.assessment),
        "papers": file.papers_of(case),
        "votes": [
            {
                "name": in_language(vote.member, "name"),
                "is_own": vote.member_id == actor.pk,
                "tag": choice_tag(vote.choice),
                "reason": vote.reason,
            }
            for vote in votes
        ],
        "tally": standing.tally,
        "quorum_missing": standing.missing,
        "close_fault": sentence(standing.fault) if standing.fault else "",
        "may_vote": queries.may_vote(sitting, actor, votes),
        "is_chair": is_open and Role.CHAIR in actor.may_act_as,
    }


def _matters(fact: dict[str, Any]) -> bool:
    """Return whether the committee looks at a fact: it differs or was found by a person."""
    return fact["match"] is False or bool(fact["finding"])
