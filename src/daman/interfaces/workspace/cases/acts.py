"""What a caseworker does with a case: take it, check papers, ask, find, waive, recommend."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from daman.base.once import once
from daman.base.permissions import Role, allow
from daman.base.requests import Request
from daman.interfaces.ui import forms
from daman.interfaces.ui.pages import page
from daman.interfaces.workspace.cases import file, trace
from daman.interfaces.workspace.cases.forms import (
    PaperForm,
    ReasonForm,
    RecommendForm,
    finding_form,
)
from daman.interfaces.workspace.navigation import nav
from daman.interfaces.workspace.wording import in_language
from daman.journey.applications import queries as applications
from daman.journey.applications.requirements import matrix
from daman.journey.casework import operations, queries
from daman.kernel.refusal import Refusal
from daman.law.facts.vocabulary import FactWord, vocabulary


def case_or_404(request: Request, ref: str) -> Any:
    """Return the case that the caseworker may see; another's is as if it were not there."""
    case = queries.case_for(request.actor, ref)
    if case is None:
        raise Http404
    return case


def _answered(
    request: Request,
    case: Any,
    form: forms.Form,
    run: Callable[[], Any],
    words: dict[str, str],
) -> HttpResponse:
    """
    Run the act when its form is whole and go back to the case; else show the form.

    Its page names the person and the law's answer, so it is a reading of the case too.
    """
    if request.method == "POST" and form.is_valid():
        try:
            run()
        except Refusal as refusal:
            forms.refuse(form, refusal)
        else:
            messages.success(request, words["done"])
            return redirect("workspace:case", case.ref)
    operations.record_reading(case=case, **_who(request))
    context = {
        "nav": nav(request, "cases"),
        **file.summary(case, at=request.at),
        "words": words,
    }
    return page(request, "workspace/cases/act.html", context, form=form)


def _who(request: Request) -> dict[str, Any]:
    return {"by": request.actor, "at": request.at}


@allow(Role.CASEWORKER)
@require_POST
@once
def take_next(request: Request) -> HttpResponse:
    """Take the waiting case that is due first."""
    case = operations.take_next(**_who(request))
    if case is None:
        messages.info(request, _("No case is waiting. Well done."))
        return redirect("workspace:cases")
    return redirect("workspace:case", case.ref)


@allow(Role.CASEWORKER)
@require_POST
@once
def take(request: Request, ref: str) -> HttpResponse:
    """Take one waiting case."""
    operations.take(case=case_or_404(request, ref), **_who(request))
    messages.success(request, _("The case is yours."))
    return redirect("workspace:case", ref)


def _attachment(request: Request, case: Any, requirement: str) -> Any:
    """Return the paper in force; a form about one that was replaced meanwhile is stale."""
    attachment = applications.attachment_of(case.application, requirement)
    if attachment is None:
        raise Http404
    if request.method == "POST" and request.POST.get("document") != attachment.document.ref:
        raise Refusal("stale")
    return attachment


@allow(Role.CASEWORKER)
@require_POST
@once
def accept_paper(request: Request, ref: str, requirement: str) -> HttpResponse:
    """Accept an attached paper, the one that was on the page."""
    case = case_or_404(request, ref)
    attachment = _attachment(request, case, requirement)
    operations.check_document(
        case=case, attachment=attachment, accept=True, reason="", **_who(request)
    )
    messages.success(request, _("The paper is accepted."))
    return redirect("workspace:case", ref)


@allow(Role.CASEWORKER)
@once
def refuse_paper(request: Request, ref: str, requirement: str) -> HttpResponse:
    """Refuse an attached paper with a reason, which asks the citizen for a better one."""
    case = case_or_404(request, ref)
    attachment = _attachment(request, case, requirement)
    form = ReasonForm(request.POST or None)
    words = {
        "title": _("Refuse: %(paper)s") % {"paper": in_language(matrix()[requirement], "label")},
        "lead": _("The applicant is asked for a better paper and reads your reason."),
        "button": _("Refuse and ask the applicant"),
        "done": _("The paper is refused, and the applicant is asked for another."),
        "document": attachment.document.ref,
    }

    def run() -> None:
        operations.check_document(
            case=case,
            attachment=attachment,
            accept=False,
            reason=form.cleaned_data["reason"],
            **_who(request),
        )

    return _answered(request, case, form, run, words)


@allow(Role.CASEWORKER)
@once
def ask(request: Request, ref: str) -> HttpResponse:
    """Ask the citizen for one paper."""
    case = case_or_404(request, ref)
    form = PaperForm(request.POST or None, initial={"requirement": request.GET.get("paper", "")})
    words = {
        "title": _("Ask the applicant for a paper"),
        "lead": _("They get an SMS and have 7 days. The decision's clock keeps running."),
        "button": _("Send the request"),
        "done": _("The applicant is asked."),
    }

    def run() -> None:
        operations.ask_citizen(case=case, **form.cleaned_data, **_who(request))

    return _answered(request, case, form, run, words)


@allow(Role.CASEWORKER)
@once
def waive(request: Request, ref: str, requirement: str) -> HttpResponse:
    """Go on without one paper, saying why."""
    case = case_or_404(request, ref)
    if requirement not in matrix():
        raise Http404
    form = ReasonForm(request.POST or None)
    words = {
        "title": _("Go on without: %(paper)s")
        % {"paper": in_language(matrix()[requirement], "label")},
        "lead": _("The committee reads why this paper is not needed here."),
        "button": _("Go on without it"),
        "done": _("The case goes on without this paper."),
    }

    def run() -> None:
        operations.waive_document(
            case=case, requirement=requirement, **form.cleaned_data, **_who(request)
        )

    return _answered(request, case, form, run, words)


@allow(Role.CASEWORKER)
@once
def find(request: Request, ref: str) -> HttpResponse:
    """Record what was found of one fact; the law is asked again."""
    case = case_or_404(request, ref)
    path = request.GET.get("fact", "")
    label = trace.fact_label(path) if (word := _word(case, path)) else ""
    if word is None:
        raise Http404
    form = finding_form(request.POST or None, word=word, label=label)
    words = {
        "title": label,
        "lead": _("Your finding replaces claim and registry, and the law is asked again."),
        "button": _("Record the finding"),
        "done": _("The finding is recorded, and the law was asked again."),
    }

    def run() -> None:
        operations.record_finding(
            case=case,
            path=path,
            value=form.found(),
            reason=form.cleaned_data["reason"],
            **_who(request),
        )

    return _answered(request, case, form, run, words)


def _word(case: Any, path: str) -> FactWord | None:
    """Return the kind of a fact that this case has, or None."""
    known = vocabulary()
    if path in known.facts:
        return known.facts[path]
    rows = file.fact_rows(case, {})
    is_known = any(row["path"] == path for row in rows)
    return known.members.get(path.rpartition(".")[2]) if is_known else None


@allow(Role.CASEWORKER)
@once
def recommend(request: Request, ref: str) -> HttpResponse:
    """Recommend an outcome to the committee."""
    case = case_or_404(request, ref)
    form = RecommendForm(request.POST or None)
    words = {
        "title": _("Recommend to the committee"),
        "lead": _("Three members vote on it. You do not vote on your own recommendation."),
        "button": _("Send to the committee"),
        "done": _("The case is with the committee."),
    }

    def run() -> None:
        operations.recommend(case=case, **form.cleaned_data, **_who(request))

    return _answered(request, case, form, run, words)
