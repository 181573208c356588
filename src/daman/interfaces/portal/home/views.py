"""The public home page, the texts that anyone may read, and the citizen's board."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from daman.base.permissions import ANYONE, CITIZEN, allow
from daman.interfaces.portal.applications import progress, tracking, wording
from daman.interfaces.portal.applications.rows import draft_left
from daman.interfaces.portal.home.navigation import navigation
from daman.interfaces.ui.pages import page
from daman.journey.applications import queries as applications
from daman.journey.applications.states import State
from daman.journey.payroll import queries as payroll
from daman.journey.profile import queries as profiles
from daman.kernel.riyadh import riyadh_date

TERMS_VERSION = "2026-11-01"


@allow(ANYONE)
@require_http_methods(["GET", "HEAD"])
def home(request: HttpRequest) -> HttpResponse:
    """Say who the programme is for, what it needs and how long it takes."""
    values = {"nav": navigation(request), "categories": _categories()}
    return page(request, "portal/home/home.html", values)


def _categories() -> list[Any]:
    return [words for category, words in wording.CATEGORIES.items() if category != "none"]


def _text(name: str) -> Any:
    @allow(ANYONE)
    @require_http_methods(["GET", "HEAD"])
    def view(request: HttpRequest) -> HttpResponse:
        """Show one of the texts that anyone may read."""
        values = {"nav": navigation(request), "version": TERMS_VERSION}
        return page(request, f"portal/home/{name}.html", values)

    return view


terms, privacy = _text("terms"), _text("privacy")
accessibility, help_page = _text("accessibility"), _text("help")


@allow(CITIZEN)
@require_http_methods(["GET", "HEAD"])
def board(request: HttpRequest) -> HttpResponse:
    """Show what is happening, and what the person must do now."""
    actor = request.actor  # type: ignore[attr-defined]
    today = riyadh_date(request.at)  # type: ignore[attr-defined]
    latest = applications.latest_application(actor.person)
    profile = profiles.profile_of(actor.person)
    values = {
        "nav": navigation(request, "board"),
        "person": actor.person,
        "application": latest,
        "profile_count": profiles.complete_count(profile) if profile else 0,
        "to_do": _to_do(latest, profile),
        **(_status(latest, today) if latest else {"status": _("No application yet")}),
    }
    return page(request, "portal/home/board.html", values)


def _status(latest: Any, today: Any) -> dict[str, Any]:
    status, tone = wording.STATES[latest.state]
    decision = progress.decision_of(latest)
    values: dict[str, Any] = {"status": status, "tone": tone, "decision": decision}
    if latest.state != State.DRAFT:
        values["steps"] = progress.steps(latest)
        values["clock"] = progress.clock(latest, today)
    if decision is not None:
        values["status"] = _("Accepted") if decision.outcome == "ACCEPTED" else _("Not accepted")
        values["decision_url"] = progress.decision_url(latest)
    values["payment"] = payroll.payments_of(latest.person).first()
    values["next_payment_on"] = payroll.next_payment_on(latest.person, today=today)
    return values


def _to_do(latest: Any, profile: Any) -> list[dict[str, Any]]:
    if latest is None or latest.state == State.WITHDRAWN:
        is_begun = profile is not None and not profiles.is_confirmed(profile)
        if is_begun:
            return [_task(_("Complete and confirm your profile"), reverse("portal:profile"))]
        return [_task(_("Apply for a pension"), reverse("portal:application_start"))]
    if latest.state == State.DRAFT:
        place = reverse("portal:application", args=[latest.ref])
        return [_task(_("Complete and send your application"), place, hint=draft_left(latest))]
    return [{**each, "status": _("To do"), "tone": "warn"} for each in tracking.to_do(latest)]


def _task(label: str, url: str, hint: str = "") -> dict[str, Any]:
    return {"label": label, "url": url, "hint": hint, "status": _("To do"), "tone": "info"}


@allow(ANYONE)
@require_http_methods(["GET", "HEAD"])
def track(request: HttpRequest) -> HttpResponse:
    """Lead a signed-in person to the tracker of the newest application, others to sign in."""
    actor = request.actor  # type: ignore[attr-defined]
    if actor is None or actor.is_staff_member:
        return redirect(f"{reverse('portal:sign_in')}?next={reverse('portal:track')}")
    latest = applications.latest_application(actor.person)
    if latest is None:
        return redirect("portal:board")
    return redirect("portal:tracker", latest.ref)
