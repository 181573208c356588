"""The unified profile: a task list of eight sections, their pages, and the confirmation."""

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from daman.base.once import once
from daman.base.permissions import CITIZEN, allow
from daman.base.requests import Request
from daman.interfaces.portal.home.navigation import navigation
from daman.interfaces.portal.home.sent import sent
from daman.interfaces.portal.profile import wording
from daman.interfaces.portal.profile.forms import SectionForm
from daman.interfaces.ui import forms
from daman.interfaces.ui.pages import page as answer
from daman.interfaces.ui.refusals import sentence_of
from daman.journey.profile import operations, queries, rules
from daman.journey.profile.states import SectionState
from daman.kernel.refusal import Refusal


def opened(request: Request) -> Any:
    """Return the signed-in person's profile, opened by the first visit."""
    actor = request.actor
    return operations.open_profile(
        person=actor.person,
        by=actor,
        at=request.at,
    )


def shown(
    request: Request,
    template: str,
    values: Mapping[str, Any],
    *,
    form: Any = None,
    status: int | None = None,
) -> HttpResponse:
    """Return a page of the profile inside the citizen's menu."""
    context = {"nav": navigation(request, "profile"), **values}
    return answer(request, f"portal/profile/{template}.html", context, form=form, status=status)


@allow(CITIZEN)
@require_http_methods(["GET", "HEAD"])
def profile(request: Request) -> HttpResponse:
    """Show the eight sections and how far each has come."""
    mine = opened(request)
    progress = queries.progress_of(mine)
    done_count = sum(each.state == SectionState.COMPLETE for each in progress)
    return shown(
        request,
        "overview",
        {
            "tasks": [_task(each) for each in progress],
            "done_count": done_count,
            "sections_count": len(progress),
            "is_ready": done_count == len(progress),
            "is_confirmed": queries.is_confirmed(mine),
            "is_waiting": mine.facts_told_at is None,
            "next_section": queries.first_open_section(mine),
        },
    )


def _task(each: queries.Progress) -> dict[str, Any]:
    label, hint = wording.SECTIONS[each.section]
    status, tone = wording.STATES[each.state]
    return {
        "label": label,
        "hint": hint,
        "url": reverse("portal:profile_section", args=[each.section]),
        "status": status,
        "tone": tone,
        "id": f"status-{each.section}",
    }


@allow(CITIZEN)
@require_http_methods(["GET", "HEAD", "POST"])
def section(request: Request, section: str, page: int = 1) -> HttpResponse:
    """Show one page of a section, or save it and go on."""
    if section not in queries.SECTIONS or not 1 <= page <= rules.pages_count(section):
        raise Http404
    return _section(request, opened(request), section, page)


@once
def _section(request: Request, mine: Any, section: str, page: int) -> HttpResponse:
    row = queries.section_of(mine, section)
    questions = rules.questions_on(section, page, is_saudi=mine.person.is_saudi)
    form = SectionForm(**sent(request), questions=questions, answers=row.answers)
    differences: list[dict[str, Any]] = []
    if request.method == "POST" and form.is_valid():
        try:
            operations.save_section(
                profile=mine,
                section=section,
                given={**form.given, "page": page},
                version=typed_version(request),
                by=request.actor,
                at=request.at,
            )
            return redirect(_next(mine, section, page))
        except Refusal as refusal:
            forms.refuse(form, refusal)
            if refusal.code == "stale":
                differences = _differences(form, row.answers["values"])
    values = {
        "section": section,
        "heading": wording.SECTIONS[section][0],
        "lead": wording.SECTIONS[section][1],
        "version": row.version,
        "differences": differences,
        "page_number": page,
        "pages_count": rules.pages_count(section),
    }
    return shown(request, "section", values, form=form)


def typed_version(request: Request) -> int:
    """Return the version that the page was made from; none is an old one."""
    typed = request.POST.get("version", "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else 0


def _next(mine: Any, section: str, page: int) -> str:
    if page < rules.pages_count(section):
        return reverse("portal:profile_section_page", args=[section, page + 1])
    following = queries.first_open_section(mine)
    if following:
        return reverse("portal:profile_section", args=[following])
    return reverse("portal:profile_confirm")


def _differences(form: SectionForm, values: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return by question what is saved now and what this page says, where they differ."""
    return [
        {
            "label": wording.label_of(question.name),
            "saved": wording.answer_text(question.kind, values.get(question.name)),
            "typed": wording.answer_text(question.kind, form.given[question.name]),
        }
        for question in form.questions
        if values.get(question.name) != form.given[question.name]
    ]


@allow(CITIZEN)
@once
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: Request) -> HttpResponse:
    """Show all answers to check, or freeze them as they are."""
    mine = opened(request)
    faults: list[dict[str, str]] = []
    if request.method == "POST":
        try:
            operations.confirm(
                profile=mine,
                by=request.actor,
                at=request.at,
            )
            return redirect("portal:application_start")
        except Refusal as refusal:
            faults = [
                {
                    "code": refusal.code,
                    "text": sentence_of(refusal),
                    "url": reverse("portal:profile"),
                }
            ]
    values = {
        "sections": [_answers(mine, name) for name in queries.SECTIONS],
        "family_faults": [wording.FAULTS[fault] for fault in queries.content_of(mine)["faults"]],
        "is_confirmed": queries.is_confirmed(mine),
        "is_ready": queries.complete_count(mine) == len(queries.SECTIONS),
        "faults": faults,
    }
    return shown(request, "confirm", values, status=422 if faults else None)


def _answers(mine: Any, name: str) -> dict[str, Any]:
    """Return one section's answers as rows to check, each with the way to change it."""
    row = queries.section_of(mine, name)
    told, values = row.answers.get("told", {}), row.answers["values"]
    asked = [
        question
        for question in rules.QUESTIONS[name]
        if not (mine.person.is_saudi and question.is_for_residents)
    ]
    rows = [
        {
            "label": wording.label_of(question.name),
            "value": wording.answer_text(question.kind, values.get(question.name)),
            "source": wording.source_text(told[question.name]["source"])
            if _is_as_told(question.name, told, values)
            else "",
            "change_url": reverse("portal:profile_section_page", args=[name, question.page]),
        }
        for question in asked
    ]
    if row.answers.get("dispute"):
        rows.append({"label": _("What is wrong in the registers"), "value": row.answers["dispute"],
                     "change_url": reverse("portal:profile_section", args=[name])})  # fmt: skip
    return {
        "title": wording.SECTIONS[name][0],
        "rows": (_dependants(mine) if name == "dependants" else []) + rows,
        "is_complete": row.is_complete,
    }


def _is_as_told(name: str, told: Mapping[str, Any], values: Mapping[str, Any]) -> bool:
    return name in told and told[name]["value"] == values.get(name)


def _dependants(mine: Any) -> list[dict[str, Any]]:
    return [
        {
            "label": member["name_ar"],
            "value": wording.RELATIONS[member["relation"]],
            "source": wording.source_text(member["source"]),
            "change_url": reverse("portal:profile_dependant", args=[member["key"]]),
        }
        for member in queries.dependants_of(mine)
    ]
