"""The list of issued decisions and one decision's letter; each reading of a letter is recorded."""

from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from daman.base.permissions import Role, allow
from daman.base.requests import Request
from daman.interfaces.letters.reading import letter_of
from daman.interfaces.ui.pages import page
from daman.interfaces.workspace.decisions.forms import WhyForm
from daman.interfaces.workspace.navigation import nav
from daman.interfaces.workspace.wording import in_language, page_number
from daman.journey.assessment import queries as assessments
from daman.journey.decisions import operations, queries, rules

READERS = (Role.CASEWORKER, Role.REVIEWER, Role.CHAIR, Role.AUDITOR)


@allow(*READERS)
@require_safe
def decisions(request: Request) -> HttpResponse:
    """Show one page of the decisions that the reader may read, newest first."""
    outcome, number = request.GET.get("outcome", ""), page_number(request.GET.get("page", "1"))
    found = queries.newest(
        request.actor,
        outcome=outcome,
        page=number,
    )
    rows = found[: queries.PAGE_SIZE]
    here = f"{reverse('workspace:decisions')}?outcome={_known(outcome)}&page="
    context = {
        "nav": nav(request, "decisions"),
        "tabs": _tabs(outcome),
        "rows": [_row(each) for each in rows],
        "previous_url": f"{here}{number - 1}" if number > 1 else "",
        "next_url": f"{here}{number + 1}" if len(found) > len(rows) else "",
        "position": _("Page %(number)s") % {"number": number},
    }
    return page(request, "workspace/decisions/decisions.html", context)


@allow(*READERS)
@require_http_methods(["GET", "HEAD", "POST"])
def decision(request: Request, ref: str) -> HttpResponse:
    """Show one decision's letter; who had no part in the case says first why they read it."""
    actor, at = request.actor, request.at
    found = queries.decision_seen_by(actor, ref)
    if found is None:
        raise Http404
    form = WhyForm(request.POST or None)
    if queries.must_say_why(actor) and not form.is_valid():
        context = {"nav": nav(request, "decisions"), "decision": found}
        return page(request, "workspace/decisions/why.html", context, form=form)
    said = form.cleaned_data["reason"] if form.is_valid() else ""
    operations.record_reading(decision=found, by=actor, at=at, reason=said)
    return _letter(request, found)


def _letter(request: Request, found: Any) -> HttpResponse:
    """Show a letter, and whether it is still what was issued."""
    context = {
        "nav": nav(request, "decisions"),
        "decision": found,
        "letter": letter_of(found.content),
        "is_intact": queries.is_intact(found),
        "recomputes": assessments.recomputes(found.assessment),
    }
    return page(request, "workspace/decisions/decision.html", context)


def _known(outcome: str) -> str:
    return outcome if outcome in (rules.ACCEPTED, rules.REFUSED) else ""


def _tabs(here: str) -> list[dict[str, Any]]:
    labels = {"": _("All"), rules.ACCEPTED: _("Accepted"), rules.REFUSED: _("Not accepted")}
    return [
        {"name": name, "label": label, "current": name == _known(here)}
        for name, label in labels.items()
    ]


def _row(found: Any) -> dict[str, Any]:
    is_accepted = found.outcome == rules.ACCEPTED
    return {
        "decision": found,
        "person": found.application.person,
        "outcome": _("Accepted") if is_accepted else _("Not accepted"),
        "tone": "ok" if is_accepted else "bad",
        "amount": found.assessment.amount_halalas if is_accepted else None,
        "decided_by": in_language(found.decided_by, "name"),
    }
