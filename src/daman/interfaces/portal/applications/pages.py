"""What every page of an application shares: one's own record, its menu, what comes next."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from daman.base.requests import Request
from daman.interfaces.portal.applications import wording
from daman.interfaces.portal.home.navigation import navigation
from daman.interfaces.ui.pages import page
from daman.interfaces.ui.refusals import sentence
from daman.journey.applications import queries
from daman.journey.applications.states import State

# The page where each missing thing is given.
PLACE_OF = {
    "profile.unconfirmed": "profile_confirm",
    "category.required": "application_category",
    "income.unanswered": "application_income",
    "income.sources_missing": "application_income",
    "account.required": "application_bank",
    "iban.owner": "application_bank",
    "iban.closed": "application_bank",
    "documents.missing": "application_documents",
}


def own(request: Request, ref: str) -> Any:
    """Return the signed-in person's application; one of another is not there."""
    found = queries.application_for(request.actor, ref)
    if found is None:
        raise Http404
    return found


def elsewhere(request: Request, application: Any) -> HttpResponseRedirect | None:
    """Return where a page of the draft leads once it is no draft; None while it is one."""
    if application.state == State.DRAFT or request.method == "POST":
        return None
    if application.state == State.WITHDRAWN:
        return redirect("portal:board")
    return redirect("portal:tracker", application.ref)


def shown(
    request: Request,
    template: str,
    application: Any,
    values: Mapping[str, Any] | None = None,
    *,
    form: Any = None,
    status: int | None = None,
) -> HttpResponse:
    """Return a page of an application inside the citizen's menu."""
    context = {
        "nav": navigation(request, "application_start"),
        "application": application,
        "version": application.version,
        **(values or {}),
    }
    return page(request, f"portal/applications/{template}.html", context, form=form, status=status)


def next_place(application: Any) -> str:
    """Return the address of the first thing that is still missing, else of the review."""
    for code in queries.missing(application):
        if code != "profile.unconfirmed":
            return reverse(f"portal:{PLACE_OF[code]}", args=[application.ref])
    return reverse("portal:application_review", args=[application.ref])


def faults_of(application: Any, codes: Iterable[str]) -> list[dict[str, Any]]:
    """Return each missing thing with its words and the page where it is given."""
    found = []
    for code in codes:
        place = PLACE_OF.get(code, "application")
        args = [] if place == "profile_confirm" else [application.ref]
        fault = {
            "code": code,
            "text": sentence(code),
            "url": reverse(f"portal:{place}", args=args),
        }
        if code != "documents.missing":
            found.append(fault)
            continue
        found += [
            {
                **fault,
                "text": _("Attach: %(paper)s") % {"paper": wording.paper(requirement)},
                "url": reverse(
                    "portal:application_document", args=[application.ref, requirement.code]
                ),
            }
            for requirement in queries.missing_documents(application)
        ]
    return found
