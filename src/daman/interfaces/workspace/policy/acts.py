"""What policy officers do: draft, change, hand over, sign, send back, adopt and withdraw."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from daman.base.once import once
from daman.base.permissions import Role, allow
from daman.base.requests import Request
from daman.interfaces.ui import forms
from daman.interfaces.ui.pages import page
from daman.interfaces.workspace.navigation import nav
from daman.interfaces.workspace.payroll.views import step_up_first
from daman.interfaces.workspace.policy import words
from daman.interfaces.workspace.policy.forms import (
    AdoptForm,
    HeadForm,
    NewDraftForm,
    ReasonForm,
    SignForm,
    ValueForm,
    head_of,
)
from daman.interfaces.workspace.policy.sheet import draft_sheet, may_do
from daman.interfaces.workspace.policy.views import draft_or_404
from daman.interfaces.workspace.wording import in_language
from daman.kernel.refusal import Refusal
from daman.kernel.riyadh import riyadh_date
from daman.record.editions import operations, queries


@allow(Role.POLICY)
@once
def new(request: Request) -> HttpResponse:
    """Begin a draft on top of an edition."""
    in_force = queries.id_in_force(riyadh_date(request.at))
    form = NewDraftForm(
        request.POST or None,
        editions=list(queries.editions_to_extend()),
        initial={"extends": in_force},
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = operations.draft(
                extends=form.cleaned_data["extends"],
                **form.head(),
                by=request.actor,
                at=request.at,
            )
        except Refusal as refusal:
            forms.refuse(form, refusal)
        else:
            return redirect("workspace:policy_draft", made.ref)
    return page(request, "workspace/policy/new.html", {"nav": nav(request, "policy")}, form=form)


def _own_draft(request: Request, ref: str) -> Any:
    """Return a draft that this person may change; a page to change another's is refused."""
    found = draft_or_404(ref)
    if not may_do(request, found)["change"]:
        raise Refusal("edition.not_a_draft" if found.state != "DRAFT" else "edition.not_drafter")
    return found


@allow(Role.POLICY)
@once
def head(request: Request, ref: str) -> HttpResponse:
    """Change a draft's title, day or legal basis."""
    found = _own_draft(request, ref)
    form = HeadForm(request.POST or None, initial=head_of(queries.document_of(found)))
    if request.method == "POST" and form.is_valid():
        try:
            operations.change_head(draft=found, **form.head(), by=request.actor, at=request.at)
        except Refusal as refusal:
            forms.refuse(form, refusal)
        else:
            return redirect("workspace:policy_draft", ref)
    context = {"nav": nav(request, "policy"), "draft": found}
    return page(request, "workspace/policy/head.html", context, form=form)


@allow(Role.POLICY)
@once
def value(request: Request, ref: str, name: str) -> HttpResponse:
    """Set one value of a draft."""
    found = _own_draft(request, ref)
    edition, base = queries.workshop_reading(found).edition, queries.base_of(found)
    if name not in edition.values:
        raise Http404
    form = ValueForm(request.POST or None, edition=edition, name=name, base=base)
    if request.method == "POST" and form.is_valid():
        try:
            operations.change_value(
                draft=found, name=name, value=form.given(), by=request.actor, at=request.at
            )
        except Refusal as refusal:
            forms.refuse(form, refusal)
        else:
            return redirect("workspace:policy_draft", ref)
    context = {
        "nav": nav(request, "policy"),
        "draft": found,
        "name": name,
        "label": in_language(edition.values[name], "label"),
        "unit": words.unit_text(edition.values[name].unit),
        "sources": words.sources_text(base.values[name].sources if name in base.values else ()),
        "fields": list(form),
    }
    return page(request, "workspace/policy/value.html", context, form=form)


@allow(Role.POLICY)
@require_POST
@once
def submit(request: Request, ref: str) -> HttpResponse:
    """Hand a draft over to be signed by somebody else."""
    operations.submit(draft=draft_or_404(ref), by=request.actor, at=request.at)
    messages.success(request, _("The draft is handed over. Another policy officer can sign it."))
    return redirect("workspace:policy_draft", ref)


@allow(Role.POLICY)
@require_POST
@once
def send_back(request: Request, ref: str) -> HttpResponse:
    """Give a submitted draft back to its writer, with a reason."""
    return _with_reason(
        request, ref, operations.send_back, _("The draft went back to its writer.")
    )


@allow(Role.POLICY)
@require_POST
@once
def withdraw(request: Request, ref: str) -> HttpResponse:
    """Withdraw an edition that has not begun, with a reason."""
    return _with_reason(request, ref, operations.withdraw, _("The edition is withdrawn."))


def _with_reason(request: Request, ref: str, act: Callable[..., Any], done: str) -> HttpResponse:
    found, form = draft_or_404(ref), ReasonForm(request.POST)
    if form.is_valid():
        act(draft=found, by=request.actor, at=request.at, reason=form.cleaned_data["reason"])
        messages.success(request, done)
        return redirect("workspace:policy_draft", ref)
    return _sheet_again(request, found, form, name="reason")


@allow(Role.POLICY)
@require_POST
@once
def sign(request: Request, ref: str) -> HttpResponse:
    """Sign a draft that somebody else wrote."""
    found, form = draft_or_404(ref), SignForm(request.POST)
    away = step_up_first(request, reverse("workspace:policy_draft", args=[ref]))
    if away is not None:
        return away
    if form.is_valid():
        told = form.cleaned_data
        operations.sign(
            draft=found,
            seen_sha256=told["document_sha256"],
            reason=told["reason"],
            by=request.actor,
            at=request.at,
        )
        messages.success(request, _("The edition is signed. It can now be adopted from a day."))
        return redirect("workspace:policy_draft", ref)
    return _sheet_again(request, found, form, name="sign")


@allow(Role.POLICY)
@require_POST
@once
def adopt(request: Request, ref: str) -> HttpResponse:
    """Adopt a signed edition from a day to come."""
    found, form = draft_or_404(ref), AdoptForm(request.POST)
    away = step_up_first(request, reverse("workspace:policy_draft", args=[ref]))
    if away is not None:
        return away
    if form.is_valid():
        from_day = form.cleaned_data["from_day"].date
        try:
            operations.adopt(draft=found, from_day=from_day, by=request.actor, at=request.at)
        except Refusal as refusal:
            if refusal.field != "from_day":
                raise
            forms.refuse(form, refusal)
        else:
            messages.success(request, _("The edition is adopted. It decides from its day on."))
            return redirect("workspace:policy_draft", ref)
    return _sheet_again(request, found, form, name="adopt")


def _sheet_again(request: Request, found: Any, form: Any, *, name: str) -> HttpResponse:
    context = {"nav": nav(request, "policy"), **draft_sheet(request, found, **{name: form})}
    return page(request, "workspace/policy/draft.html", context, form=form)
