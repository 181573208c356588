"""The list of issued decisions and one decision's letter; each reading of a letter is recorded."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from daman.base.permissions import Role, allow
from daman.base.requests import Request
from daman.interfaces.letters.reading import letter_of
from daman.interfaces.letters.serving import printed
from daman.interfaces.ui.pages import page
from daman.interfaces.workspace.decisions.forms import WhyForm
from daman.interfaces.workspace.navigation import nav
from daman.interfaces.workspace.wording import in_language, page_number, paging, tabs
from daman.journey.assessment import queries as assessments
from daman.journey.decisions import operations, queries, rules

READERS = (Role.CASEWORKER, Role.REVIEWER, Role.CHAIR, Role.AUDITOR)


@allow(*READERS)
@require_safe
def decisions(request: Request) -> HttpResponse:
    """Show one page of the decisions that the reader may read, newest first."""
    outcome, number = request.GET.get("outcome", ""), page_number(request.GET.get("page", "1"))
    found = queries.newest(request.actor, outcome=outcome, page=number)
    rows = found[: queries.PAGE_SIZE]
    address = f"{reverse('workspace:decisions')}?outcome="
    labels = {"": _("All"), rules.ACCEPTED: _("Accepted"), rules.REFUSED: _("Not accepted")}
    tab = outcome if outcome in labels else ""
    context = {
        "nav": nav(request, "decisions"),
        "tabs": tabs(labels, {}, here=tab, address=address),
        "rows": [_row(each) for each in rows],
        "paging": paging(number, has_more=len(found) > len(rows), address=f"{address}{tab}&page="),
    }
    return page(request, "workspace/decisions/decisions.html", context)


@allow(*READERS)
@require_http_methods(["GET", "HEAD", "POST"])
def decision(request: Request, ref: str) -> HttpResponse:
    """Show one decision's letter; who had no part in the case says first why they read it."""
    found = _decision_or_404(request, ref)
    why = WhyForm(request.POST or None)
    return _read(request, found, why) or _letter(request, found, why)


@allow(*READERS)
@require_http_methods(["GET", "HEAD", "POST"])
def decision_pdf(request: Request, ref: str) -> HttpResponse:
    """Hand over the print of a decision's letter, which is a reading like any other."""
    found = _decision_or_404(request, ref)
    if not queries.is_intact(found):
        return redirect("workspace:decision", ref)
    return _read(request, found, WhyForm(request.POST or None)) or printed(found)


def _decision_or_404(request: Request, ref: str) -> Any:
    found = queries.decision_seen_by(request.actor, ref)
    if found is None:
        raise Http404
    return found


def _read(request: Request, found: Any, why: WhyForm) -> HttpResponse | None:
    """Record the reading; return the question why instead while it must be said and is not."""
    if queries.must_say_why(request.actor) and not why.is_valid():
        context = {"nav": nav(request, "decisions"), "decision": found}
        return page(request, "workspace/decisions/why.html", context, form=why)
    said = why.cleaned_data["reason"] if why.is_valid() else ""
    operations.record_reading(decision=found, by=request.actor, at=request.at, reason=said)
    return None


def _letter(request: Request, found: Any, why: WhyForm) -> HttpResponse:
    """Show a letter, and whether it is still what was issued."""
    context = {
        "nav": nav(request, "decisions"),
        "decision": found,
        "letter": letter_of(found.content),
        "is_intact": queries.is_intact(found),
        "recomputes": assessments.recomputes(found.assessment),
        "why": why,
    }
    return page(request, "workspace/decisions/decision.html", context)


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
