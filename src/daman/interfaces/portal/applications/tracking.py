"""Where an application stands: five steps, the 25-day clock, and what is asked of the person."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from daman.base.permissions import CITIZEN, allow
from daman.base.requests import Request
from daman.interfaces.portal.applications import papers, progress, wording
from daman.interfaces.portal.applications.forms import DocumentForm
from daman.interfaces.portal.applications.pages import own, shown
from daman.interfaces.portal.home.sent import sent
from daman.interfaces.ui import forms
from daman.journey.applications import queries
from daman.journey.applications.requirements import matrix
from daman.journey.applications.states import OPEN, AccountCheck, State
from daman.kernel.refusal import Refusal
from daman.kernel.riyadh import riyadh_date


@allow(CITIZEN)
@require_http_methods(["GET", "HEAD"])
def tracker(request: Request, ref: str) -> HttpResponse:
    """Show the steps done and to come, the clock, and what the person must do."""
    mine = own(request, ref)
    if mine.state == State.DRAFT:
        return redirect("portal:application", ref)
    status, tone = wording.STATES[mine.state]
    values = {
        "steps": progress.steps(mine),
        "clock": progress.clock(mine, riyadh_date(request.at)),
        "to_do": to_do(mine),
        "status": status,
        "tone": tone,
        "decision_url": progress.decision_url(mine),
        "may_withdraw": mine.state in OPEN,
        "is_withdrawn": mine.state == State.WITHDRAWN,
        "legal_due_on": mine.legal_due_on,
    }
    return shown(request, "tracker", mine, values)


def to_do(mine: Any) -> list[dict[str, Any]]:
    """Return what the person must do now, each with its page."""
    tasks = [
        {
            "label": _name(each.requirement),
            "hint": each.text,
            "due": each.due_on,
            "url": reverse("portal:application_request", args=[mine.ref, each.requirement]),
        }
        for each in progress.open_requests(mine)
    ]
    refused = (AccountCheck.NOT_VERIFIED, AccountCheck.CLOSED)
    if mine.state in OPEN and mine.account_check in refused:
        tasks.append(
            {
                "label": _("Give another bank account"),
                "hint": wording.ACCOUNT_CHECKS[mine.account_check],
                "url": reverse("portal:application_bank", args=[mine.ref]),
            }
        )
    return tasks


def _name(requirement: str) -> str:
    known = matrix().get(requirement)
    return wording.paper(known) if known else _("A document")


@allow(CITIZEN)
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: Request, ref: str, requirement: str) -> HttpResponse:
    """Ask for what a caseworker requested, and hand it in."""
    mine = own(request, ref)
    asked = next(
        (each for each in progress.open_requests(mine) if each.requirement == requirement), None
    )
    if asked is None:
        if requirement in matrix() and mine.state in OPEN:
            return redirect("portal:tracker", ref)
        raise Http404
    form = DocumentForm(**sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            papers.attach(request, mine, requirement, form.cleaned_data["document"])
            progress.tell_answered(asked, by=request.actor, at=request.at)
            messages.success(request, _("Thank you. We received the document."))
            return redirect("portal:tracker", ref)
        except Refusal as refusal:
            forms.refuse(form, Refusal(refusal.code, field="document", **refusal.values))
    values = {
        "asked": asked,
        "is_late": asked.due_on < riyadh_date(request.at),
        "paper": _name(requirement),
        "attachment": queries.attachment_of(mine, requirement),
    }
    return shown(request, "request", mine, values, form=form)
