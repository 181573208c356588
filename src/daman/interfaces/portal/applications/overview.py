"""Start or resume an application, see how far it is, withdraw it."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from daman.base.once import once
from daman.base.permissions import CITIZEN, allow
from daman.base.requests import Request
from daman.interfaces.portal.applications import wording
from daman.interfaces.portal.applications.forms import WithdrawForm
from daman.interfaces.portal.applications.pages import elsewhere, next_place, own, shown
from daman.interfaces.portal.home.navigation import navigation
from daman.interfaces.portal.home.sent import sent
from daman.interfaces.portal.profile.views import opened
from daman.interfaces.ui.pages import page
from daman.journey.applications import operations, queries
from daman.journey.applications.states import OPEN, State
from daman.journey.profile import queries as profiles
from daman.kernel.refusal import Refusal


@allow(CITIZEN)
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: Request) -> HttpResponse:
    """Lead to the open application, or begin one."""
    actor = request.actor
    current = queries.open_application(actor.person)
    if current is not None:
        place = "application" if current.state == State.DRAFT else "tracker"
        return redirect(f"portal:{place}", current.ref)
    if request.method == "POST":
        opened(request)
        made = operations.start(
            account=actor,
            by=actor,
            at=request.at,
        )
        return redirect("portal:application", made.ref)
    values = {"nav": navigation(request, "application_start")}
    return page(request, "portal/applications/start.html", values)


@allow(CITIZEN)
@require_http_methods(["GET", "HEAD"])
def application(request: Request, ref: str) -> HttpResponse:
    """Show the parts of a draft and how far each has come."""
    mine = own(request, ref)
    if (place := elsewhere(request, mine)) is not None:
        return place
    missing = queries.missing(mine)
    profile = profiles.profile_of(mine.person)
    values = {
        "tasks": _tasks(mine, missing, profile),
        "is_ready": not missing,
        "next_url": reverse("portal:profile")
        if missing[:1] == ["profile.unconfirmed"]
        else next_place(mine),
    }
    return shown(request, "overview", mine, values)


def _tasks(mine: Any, missing: list[str], profile: Any) -> list[dict[str, Any]]:
    done_count = profiles.complete_count(profile) if profile else 0
    steps = [
        ("profile", _("Unified profile"), ["profile.unconfirmed"],
         _("%(done)s of 8 sections complete") % {"done": done_count}),
        ("application_category", _("Category"), ["category.required"],
         wording.category(mine.category)),
        ("application_income", _("Income"), ["income.unanswered", "income.sources_missing"], ""),
        ("application_bank", _("Bank account"), ["account.required", "iban.owner", "iban.closed"],
         wording.ACCOUNT_CHECKS[mine.account_check] if mine.iban else ""),
        ("application_documents", _("Documents"), ["documents.missing", "category.required"], ""),
    ]  # fmt: skip
    tasks = []
    for place, label, codes, hint in steps:
        is_open = any(code in missing for code in codes)
        args = [] if place == "profile" else [mine.ref]
        tasks.append(
            {
                "label": label,
                "hint": hint,
                "url": reverse(f"portal:{place}", args=args),
                "status": _("To do") if is_open else _("Completed"),
                "tone": "info" if is_open else "done",
                "id": f"status-{place}",
            }
        )
    return [*tasks, _last_task(mine, missing)]


def _last_task(mine: Any, missing: list[str]) -> dict[str, Any]:
    return {
        "label": _("Check and send"),
        "url": "" if missing else reverse("portal:application_review", args=[mine.ref]),
        "status": _("Cannot start yet") if missing else _("To do"),
        "tone": "plain" if missing else "info",
        "id": "status-review",
    }


@allow(CITIZEN)
@once
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: Request, ref: str) -> HttpResponse:
    """Say what withdrawing means, and do it when the person is sure."""
    mine = own(request, ref)
    if request.method != "POST" and mine.state not in OPEN:
        return redirect("portal:board")
    form = WithdrawForm(**sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            operations.withdraw(
                application=mine,
                reason=form.cleaned_data["reason"],
                by=request.actor,
                at=request.at,
            )
        except Refusal:
            # Withdrawn or decided from another page: the board says what holds now.
            return redirect("portal:board")
        messages.success(request, _("Your application was withdrawn."))
        return redirect("portal:board")
    return shown(request, "withdraw", mine, form=form)
