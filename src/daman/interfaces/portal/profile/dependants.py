"""The pages of the dependants: the list, one more, and one person's consent or removal."""

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from daman.base.guards.operations import count_try
from daman.base.once import once
from daman.base.permissions import CITIZEN, allow
from daman.base.requests import Request
from daman.interfaces.portal.home.sent import sent
from daman.interfaces.portal.profile import wording
from daman.interfaces.portal.profile.forms import ConsentForm, DependantForm, SectionForm
from daman.interfaces.portal.profile.views import opened, shown, typed_version
from daman.interfaces.ui import forms
from daman.journey.profile import family, operations, queries, rules
from daman.kernel.refusal import Refusal
from daman.kernel.riyadh import riyadh_date

# Number and birth date are matched against the registry: nobody may try many of them.
TRIES_MAX = 20
TRIES_WINDOW = timedelta(hours=1)


@allow(CITIZEN)
@once
@require_http_methods(["GET", "HEAD", "POST"])
def dependants(request: Request) -> HttpResponse:
    """Show who depends on the person, or close the section."""
    mine = opened(request)
    row = queries.section_of(mine, "dependants")
    questions = rules.questions_on("dependants", 1, is_saudi=mine.person.is_saudi)
    form = SectionForm(**sent(request), questions=questions, answers=row.answers)
    if request.method == "POST" and form.is_valid():
        try:
            operations.save_section(
                profile=mine,
                section="dependants",
                given=form.given,
                version=typed_version(request),
                by=request.actor,
                at=request.at,
            )
            following = queries.first_open_section(mine)
            if following:
                return redirect("portal:profile_section", following)
            return redirect("portal:profile_confirm")
        except Refusal as refusal:
            forms.refuse(form, refusal)
    people = queries.dependants_of(mine)
    faults = rules.family_faults(mine.person.born_on, people)
    values = {
        "people": [_row(member) for member in people],
        "pending": [_pending(each) for each in row.answers["pending"]],
        "family_faults": [wording.FAULTS[fault] for fault in faults],
        "version": row.version,
    }
    return shown(request, "dependants", values, form=form)


def _row(member: dict[str, Any]) -> dict[str, Any]:
    agreed = {True: (_("Included"), "done"), False: (_("Not included"), "plain")}
    status, tone = agreed.get(member["accepted_link"], (_("Needs an answer"), "warn"))
    return {
        "label": member["name_ar"],
        "hint": f"{wording.RELATIONS[member['relation']]} · "
        f"{wording.source_text(member['source'])}",
        "url": reverse("portal:profile_dependant", args=[member["key"]]),
        "status": status,
        "tone": tone,
        "id": f"status-{member['key']}",
    }


def _pending(each: dict[str, Any]) -> dict[str, Any]:
    key = queries.dependant_key(each["national_id"])
    return {
        "number": each["national_id"],
        "remove_url": reverse("portal:profile_dependant_remove", args=[key]),
    }


@allow(CITIZEN)
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: Request) -> HttpResponse:
    """Ask for one more dependant, who is then matched in the civil registry."""
    at = request.at
    form = DependantForm(**sent(request), today=riyadh_date(at))
    if request.method == "POST" and form.is_valid():
        try:
            if not _added(request, form.cleaned_data):
                messages.info(request, _(
                    "The civil registry is not answering now. "
                    "We saved the details and will add this person when it is back."
                ))  # fmt: skip
            return redirect("portal:profile_dependants")
        except Refusal as refusal:
            forms.refuse(form, refusal)
    return shown(request, "add_dependant", {}, form=form)


def _added(request: Request, typed: dict[str, Any]) -> bool:
    actor, at = request.actor, request.at
    count_try(f"dependant:{actor.ref}", limit=TRIES_MAX, window=TRIES_WINDOW, at=at)
    return family.add_dependant(
        profile=opened(request),
        national_id=typed["national_id"],
        born_on=typed["born_on"].date,
        relation=typed["relation"],
        by=actor,
        at=at,
    )


@allow(CITIZEN)
@once
@require_http_methods(["GET", "HEAD", "POST"])
def dependant(request: Request, key: str) -> HttpResponse:
    """Show one dependant, and keep whether an adult agreed to be linked."""
    mine = opened(request)
    member = _member(mine, key)
    initial = {"accepted": member["accepted_link"]}
    form = ConsentForm(**sent(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        family.answer_consent(
            profile=mine,
            national_id=member["national_id"],
            accepted=bool(form.cleaned_data["accepted"]),
            by=request.actor,
            at=request.at,
        )
        return redirect("portal:profile_dependants")
    born_on = date.fromisoformat(member["born_on"])
    day = riyadh_date(request.at)
    values = {
        "member": member,
        "born_on": born_on,
        "relation": wording.RELATIONS[member["relation"]],
        "source": wording.source_text(member["source"]),
        "is_adult": rules.needs_consent(born_on, day),
    }
    return shown(request, "dependant", values, form=form)


@allow(CITIZEN)
@once
@require_http_methods(["POST"])
def remove(request: Request, key: str) -> HttpResponse:
    """Take a dependant out of the list."""
    mine = opened(request)
    waiting = queries.section_of(mine, "dependants").answers["pending"]
    for each in (*queries.dependants_of(mine), *waiting):
        if queries.dependant_key(each["national_id"]) == key:
            family.remove_dependant(
                profile=mine,
                national_id=each["national_id"],
                by=request.actor,
                at=request.at,
            )
    return redirect("portal:profile_dependants")


def _member(mine: Any, key: str) -> dict[str, Any]:
    for member in queries.dependants_of(mine):
        if member["key"] == key:
            return member
    raise Http404
