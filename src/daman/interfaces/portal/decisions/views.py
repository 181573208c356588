"""The letter of a decision, its print, and the public check of a letter."""

from datetime import timedelta

from django.http import Http404, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from daman.base.guards.operations import count_try
from daman.base.permissions import ANYONE, CITIZEN, allow
from daman.base.requests import Request
from daman.interfaces.letters import what_if
from daman.interfaces.letters.reading import letter_of
from daman.interfaces.letters.serving import printed
from daman.interfaces.portal.home.navigation import navigation
from daman.interfaces.ui import forms
from daman.interfaces.ui.pages import page
from daman.journey.decisions import queries
from daman.kernel.refusal import Refusal

TRIES_AN_HOUR = 30


class CodeForm(forms.Form):
    """The code printed at the foot of a letter."""

    code = forms.LineField(
        label=_("Verification code"),
        help_text=_("16 letters and digits; spaces and dashes do not matter."),
        length_max=40,
    )


@allow(CITIZEN)
@require_safe
def decision(request: Request, ref: str) -> HttpResponse:
    """Show a citizen the letter of their own decision."""
    found = queries.decision_for(request.actor, ref)
    if found is None:
        raise Http404
    values = {
        "nav": navigation(request, "application_start"),
        "letter": letter_of(found.content),
        **what_if.of_decision(found),
    }
    return page(request, "portal/decisions/decision.html", values)


@allow(CITIZEN)
@require_safe
def decision_pdf(request: Request, ref: str) -> HttpResponse:
    """Return the print of a citizen's own letter, in the language of the page."""
    found = queries.decision_for(request.actor, ref)
    if found is None:
        raise Http404
    return printed(found)


@allow(ANYONE)
@require_http_methods(["GET", "HEAD", "POST"])
def verify_letter(request: Request) -> HttpResponse:
    """Tell anyone with a letter's code whether it is genuine, and nothing about the person."""
    form = CodeForm(request.POST or None)
    values = {"nav": navigation(request), "is_asked": False}
    if request.method == "POST" and form.is_valid():
        try:
            _count(request)
            values["found"] = queries.verified(form.cleaned_data["code"])
            values["is_asked"] = True
        except Refusal as refusal:
            forms.refuse(form, refusal)
    return page(request, "portal/decisions/verify.html", values, form=form)


def _count(request: Request) -> None:
    address = request.META.get("REMOTE_ADDR", "")
    at = request.at
    count_try(f"verify:{address}", limit=TRIES_AN_HOUR, window=timedelta(hours=1), at=at)
