"""The committee's pages: its sittings, one sitting, and what a member or the chair does there."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from daman.base.once import once
from daman.base.permissions import Role, allow
from daman.base.requests import Request
from daman.interfaces.ui import forms
from daman.interfaces.ui.pages import page
from daman.interfaces.workspace.committee.forms import CloseForm, SendBackForm, VoteForm
from daman.interfaces.workspace.committee.sheet import row, sheet
from daman.interfaces.workspace.navigation import nav
from daman.interfaces.workspace.wording import page_number, paging, tabs
from daman.journey.committee import operations, queries
from daman.journey.decisions import operations as decisions
from daman.kernel.refusal import Refusal
from daman.kernel.riyadh import riyadh_date

MEMBERS = (Role.REVIEWER, Role.CHAIR)


@allow(*MEMBERS)
@require_safe
def sittings(request: Request) -> HttpResponse:
    """Show one list of sittings, the earliest due first."""
    actor, at = request.actor, request.at
    operations.open_waiting_sittings(at)
    asked = request.GET.get("tab", queries.TO_VOTE)
    tab = asked if asked in queries.TABS else queries.TO_VOTE
    number = page_number(request.GET.get("page", "1"))
    found = queries.sittings(actor, tab, page=number)
    rows = found[: queries.PAGE_LENGTH]
    labels = {
        queries.TO_VOTE: _("Waiting for your vote"),
        queries.VOTED: _("You voted, still open"),
        queries.ENDED: _("Ended"),
    }
    address = f"{reverse('workspace:sittings')}?tab="
    context = {
        "nav": nav(request, "sittings"),
        "title": labels[tab],
        "is_ended": tab == queries.ENDED,
        "tabs": tabs(labels, queries.counts(actor), here=tab, address=address),
        "rows": [row(sitting, riyadh_date(at)) for sitting in rows],
        "paging": paging(number, has_more=len(found) > len(rows), address=f"{address}{tab}&page="),
    }
    return page(request, "workspace/committee/sittings.html", context)


def _sitting_or_404(request: Request, ref: str) -> Any:
    found = queries.sitting_for(request.actor, ref)
    if found is None:
        raise Http404
    return found


def _read(request: Request, found: Any, **bound: forms.Form) -> HttpResponse:
    """
    Show a sitting and keep that it was read; `bound` is a form that was sent, with what is wrong.
    """
    operations.record_reading(sitting=found, by=request.actor, at=request.at)
    shown = {
        "vote_form": VoteForm(auto_id="vote_%s"),
        "close_form": CloseForm(auto_id="close_%s"),
        "back_form": SendBackForm(auto_id="back_%s"),
        **bound,
    }
    form = next(iter(bound.values()), None)
    context = {"nav": nav(request, "sittings"), **sheet(request, found), **shown}
    return page(request, "workspace/committee/sitting.html", context, form=form)


@allow(*MEMBERS)
@require_safe
def sitting(request: Request, ref: str) -> HttpResponse:
    """Show one case on one page, with the recommendation and the votes; the reading is kept."""
    return _read(request, _sitting_or_404(request, ref))


def _done(
    request: Request,
    found: Any,
    form: forms.Form,
    run: Callable[..., Any],
    *,
    name: str,
    done: str,
) -> HttpResponse:
    """Run an act when its form is whole; else show the sitting with what is wrong."""
    if form.is_valid():
        try:
            run(
                sitting=found,
                **form.cleaned_data,
                by=request.actor,
                at=request.at,
            )
        except Refusal as refusal:
            forms.refuse(form, refusal)
        else:
            messages.success(request, done)
            return redirect("workspace:sittings")
    return _read(request, _sitting_or_404(request, found.ref), **{name: form})


@allow(*MEMBERS)
@require_POST
@once
def vote(request: Request, ref: str) -> HttpResponse:
    """Cast the member's vote."""
    found = _sitting_or_404(request, ref)
    form = VoteForm(request.POST, auto_id="vote_%s")
    done = _("Your vote is recorded.")
    return _done(request, found, form, operations.cast_vote, name="vote_form", done=done)


def close_and_decide(**act: Any) -> None:
    """Close the sitting and make the decision, or neither."""
    with transaction.atomic():
        closed = operations.close(**act)
        decisions.decide(sitting=closed, by=act["by"], at=act["at"])


@allow(Role.CHAIR)
@require_POST
@once
def close(request: Request, ref: str) -> HttpResponse:
    """Close a sitting with the majority's outcome, and make the decision."""
    found = _sitting_or_404(request, ref)
    form = CloseForm(request.POST, auto_id="close_%s")
    done = _("The sitting is closed, and the decision is made.")
    return _done(request, found, form, close_and_decide, name="close_form", done=done)


@allow(Role.CHAIR)
@require_POST
@once
def send_back(request: Request, ref: str) -> HttpResponse:
    """Give the case back to its caseworker."""
    found = _sitting_or_404(request, ref)
    form = SendBackForm(request.POST, auto_id="back_%s")
    done = _("The case went back to its caseworker.")
    return _done(request, found, form, operations.send_back, name="back_form", done=done)
