"""The public home page, the texts that anyone may read, and the citizen's board."""

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from daman.base.permissions import ANYONE, CITIZEN, allow
from daman.base.requests import Request
from daman.interfaces.portal.applications import wording
from daman.interfaces.portal.home.board import told
from daman.interfaces.portal.home.navigation import navigation
from daman.interfaces.ui.dates import language
from daman.interfaces.ui.pages import page
from daman.journey.applications import queries as applications
from daman.journey.registration.queries import TERMS_VERSION
from daman.kernel.riyadh import riyadh_date

TERMS_OF = date.fromisoformat(TERMS_VERSION)


@allow(ANYONE)
@require_http_methods(["GET", "HEAD"])
def home(request: Request) -> HttpResponse:
    """Say who the programme is for, what it needs and how long it takes."""
    values = {"nav": navigation(request), "categories": _categories()}
    return page(request, "portal/home/home.html", values)


def _categories() -> list[Any]:
    return [words for category, words in wording.CATEGORIES.items() if category != "none"]


def _text(name: str) -> Any:
    @allow(ANYONE)
    @require_http_methods(["GET", "HEAD"])
    def view(request: Request) -> HttpResponse:
        """Show one of the texts that anyone may read."""
        values = {"nav": navigation(request), "written_on": TERMS_OF}
        return page(request, f"portal/home/{name}.html", values)

    return view


terms, privacy = _text("terms"), _text("privacy")
accessibility, help_page = _text("accessibility"), _text("help")


@allow(CITIZEN)
@require_http_methods(["GET", "HEAD"])
def board(request: Request) -> HttpResponse:
    """Show what is happening, and what the person must do now."""
    person = request.actor.person
    today = riyadh_date(request.at)
    latest = applications.latest_application(person)
    values = {"nav": navigation(request, "board"), "name": _greeting(person)}
    return page(request, "portal/home/board.html", values | told(person, latest, today=today))


def _greeting(person: Any) -> str:
    """Return the name a person is greeted by, in the language of the page."""
    name: str = person.first_name if language() == "ar" else person.first_name_en
    return name


@allow(ANYONE)
@require_http_methods(["GET", "HEAD"])
def track(request: Request) -> HttpResponse:
    """Lead a signed-in person to the tracker of the newest application, others to sign in."""
    actor = request.actor
    if actor is None or actor.is_staff_member:
        return redirect(f"{reverse('portal:sign_in')}?next={reverse('portal:track')}")
    latest = applications.latest_application(actor.person)
    if latest is None:
        return redirect("portal:board")
    return redirect("portal:tracker", latest.ref)
