"""The queue of cases, one case's file, and its documents."""

from datetime import date
from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from daman.base.permissions import Role, allow
from daman.base.requests import Request
from daman.interfaces.ui.pages import page
from daman.interfaces.workspace.cases.acts import case_or_404
from daman.interfaces.workspace.cases.file import case_file
from daman.interfaces.workspace.cases.forms import SearchForm
from daman.interfaces.workspace.navigation import nav
from daman.interfaces.workspace.wording import (
    days_left,
    in_language,
    page_number,
    paging,
    tabs,
)
from daman.journey.assessment import wording
from daman.journey.casework import operations, queries
from daman.journey.committee import queries as sittings
from daman.kernel.riyadh import riyadh_date
from daman.record.documents.queries import document_of
from daman.record.documents.serving import served


@allow(Role.CASEWORKER)
@require_safe
def cases(request: Request) -> HttpResponse:
    """Show one tab of the caseworker's queue, the earliest due first."""
    actor, at = request.actor, request.at
    operations.open_waiting_cases(at)
    operations.collect_answers(at)
    asked = request.GET.get("tab", queries.MINE)
    tab = asked if asked in queries.TABS else queries.MINE
    labels = {
        queries.MINE: _("My cases"),
        queries.WAITING: _("Waiting to be taken"),
        queries.WITH_CITIZEN: _("With the citizen"),
        queries.RECOMMENDED: _("With the committee"),
    }
    counts = queries.counts(actor)
    context = {
        "nav": nav(request, "cases"),
        "tab": tab,
        "title": labels[tab],
        "caption": _("%(list)s: the earliest due first") % {"list": labels[tab]},
        "tabs": tabs(labels, counts, here=tab, address=f"{reverse('workspace:cases')}?tab="),
        "waiting_count": counts[queries.WAITING],
        **_listed(request, tab, count=counts[tab]),
    }
    return page(request, "workspace/cases/queue.html", context)


def _listed(request: Request, tab: str, *, count: int) -> dict[str, Any]:
    """Return the page of the list that was asked for, searched as the form says."""
    number = page_number(request.GET.get("page", "1"))
    form = SearchForm({"q": "", "category": ""} | request.GET.dict())
    searched = form.cleaned_data if form.is_valid() else {}
    wanted = {name: value for name, value in searched.items() if value}
    text, category = wanted.get("q", ""), wanted.get("category", "")
    found = queries.queue(request.actor, tab, page=number, text=text, category=category)
    rows = found[: queries.PAGE_LENGTH]
    address = f"{reverse('workspace:cases')}?{urlencode({'tab': tab, **wanted})}&page="
    return {
        "search_form": form,
        "is_searched": bool(wanted) or not form.is_valid(),
        "may_search": count > 1 or bool(wanted),
        "rows": [_row(case, riyadh_date(request.at)) for case in rows],
        "paging": paging(number, has_more=len(found) > len(rows), address=address),
    }


def _row(case: Any, today: date) -> dict[str, Any]:
    application = case.application
    return {
        "case": case,
        "person": application.person,
        "application": application,
        "category": in_language(wording.word_of(application.category or "none")),
        "left": days_left(case.due_on, today=today),
    }


@allow(Role.CASEWORKER)
@require_safe
def case(request: Request, ref: str) -> HttpResponse:
    """Show the whole file of a case; the reading is recorded."""
    operations.collect_answers(request.at)
    found = case_or_404(request, ref)
    operations.record_reading(case=found, by=request.actor, at=request.at)
    context = {
        "nav": nav(request, "cases"),
        **case_file(request, found),
        "case_after": queries.case_after(request.actor, found),
    }
    return page(request, "workspace/cases/case.html", context)


def _case_read(actor: Any, ref: str) -> Any:
    """Return a case to its caseworker or to who sits on it."""
    own = queries.case_for(actor, ref) if Role.CASEWORKER in actor.may_act_as else None
    return own or sittings.case_before(actor, ref)


@allow(Role.CASEWORKER, Role.REVIEWER, Role.CHAIR)
@require_safe
def case_document(request: Request, ref: str, document_ref: str) -> HttpResponse:
    """Hand over a document of the case; the opening is recorded."""
    found = _case_read(request.actor, ref)
    document = document_of(found.application.person, document_ref) if found else None
    if document is None or not queries.has_document(found, document.ref):
        raise Http404
    return served(
        document,
        by=request.actor,
        at=request.at,
        purpose=f"casework:{found.ref}",
    )
