"""What staff do with a run: build, prepare, approve, release, send back, cancel, read answers."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from daman.base.once import once
from daman.base.permissions import Role, allow
from daman.base.requests import Request
from daman.interfaces.ui import forms
from daman.interfaces.ui.pages import page
from daman.interfaces.workspace.navigation import nav
from daman.interfaces.workspace.payroll.forms import BuildForm, ReasonForm, SeenForm
from daman.interfaces.workspace.payroll.sheet import run_sheet
from daman.interfaces.workspace.payroll.views import runs_page, step_up_first
from daman.journey.payroll import operations, queries
from daman.kernel.month import Month
from daman.kernel.refusal import Refusal
from daman.kernel.riyadh import riyadh_date


def _run_or_404(ref: str) -> Any:
    run = queries.run_with_ref(ref)
    if run is None:
        raise Http404
    return run


@allow(Role.PAYMENTS_OFFICER)
@require_POST
@once
def build(request: Request) -> HttpResponse:
    """Build the month's run and show it."""
    form = BuildForm(request.POST, today=riyadh_date(request.at))
    if form.is_valid():
        month = Month.parse(form.cleaned_data["month"])
        try:
            run = operations.build(month=month, by=request.actor, at=request.at)
        except Refusal as refusal:
            forms.refuse(form, refusal)
        else:
            return redirect("workspace:run", run.ref)
    return runs_page(request, form)


@allow(Role.PAYMENTS_OFFICER)
@require_POST
@once
def prepare(request: Request, ref: str) -> HttpResponse:
    """Write the files of a run and sign it as prepared."""
    run = _run_or_404(ref)
    away = step_up_first(request, reverse("workspace:run", args=[ref]))
    if away is not None:
        return away
    operations.prepare(run=run, by=request.actor, at=request.at)
    messages.success(request, _("The run is prepared. An approver can now check it."))
    return redirect("workspace:run", ref)


@allow(Role.PAYMENTS_APPROVER)
@require_POST
@once
def approve(request: Request, ref: str) -> HttpResponse:
    """Sign a prepared run as approved."""
    done = _("The run is approved. Another approver can now release it.")
    return _signed(request, ref, operations.approve, done)


@allow(Role.PAYMENTS_APPROVER)
@require_POST
@once
def release(request: Request, ref: str) -> HttpResponse:
    """Sign an approved run as released: its files go to the bank."""
    done = _("The run is released. Its files are on their way to the bank.")
    return _signed(request, ref, operations.release, done)


def _signed(request: Request, ref: str, sign: Callable[..., Any], done: str) -> HttpResponse:
    run = _run_or_404(ref)
    away = step_up_first(request, reverse("workspace:run", args=[ref]))
    if away is not None:
        return away
    seen = SeenForm(request.POST)
    if not seen.is_valid():
        raise Refusal("run.changed")
    digest = seen.cleaned_data["content_sha256"]
    sign(run=run, by=request.actor, at=request.at, content_sha256=digest)
    messages.success(request, done)
    return redirect("workspace:run", ref)


@allow(Role.PAYMENTS_APPROVER)
@require_POST
@once
def send_back(request: Request, ref: str) -> HttpResponse:
    """Give a signed run back for correction, with a reason."""
    return _with_reason(
        request, ref, operations.send_back, _("The run went back to the payments officer.")
    )


@allow(Role.PAYMENTS_OFFICER)
@require_POST
@once
def cancel(request: Request, ref: str) -> HttpResponse:
    """Give up a run that nobody has signed, with a reason."""
    return _with_reason(request, ref, operations.cancel, _("The run is cancelled."))


def _with_reason(request: Request, ref: str, act: Callable[..., Any], done: str) -> HttpResponse:
    run = _run_or_404(ref)
    form = ReasonForm(request.POST)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        act(run=run, by=request.actor, at=request.at, reason=reason)
        messages.success(request, done)
        return redirect("workspace:run", ref)
    context = {"nav": nav(request, "runs"), **run_sheet(request, run, form=form)}
    return page(request, "workspace/payroll/run.html", context, form=form)


@allow(Role.PAYMENTS_OFFICER)
@require_POST
def read_answers(request: Request) -> HttpResponse:
    """Read what the bank has answered until now."""
    reading = operations.read_answers(by=request.actor, at=request.at)
    if reading.refused:
        messages.error(request, _("Some files of the bank were refused. See why below."))
    else:
        text = ngettext(
            "%(count)s answer of the bank was posted.",
            "%(count)s answers of the bank were posted.",
            reading.posted_count,
        )
        messages.success(request, text % {"count": reading.posted_count})
    return redirect("workspace:reconciliation")
