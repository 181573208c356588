"""Sign in, step up and sign out."""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from daman.base.permissions import ANYONE, STAFF, allow
from daman.base.requests import Request
from daman.interfaces.ui import forms
from daman.interfaces.ui.pages import page
from daman.interfaces.workspace.account.forms import AuthenticatorForm, StaffSignInForm
from daman.journey.registration import operations
from daman.kernel.refusal import Refusal
from daman.record.accounts import operations as accounts
from daman.record.accounts.queries import awaiting_second_factor

NEXT = "staff_next"
GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])


def _wanted_page(request: Request) -> str:
    """Return the page of ours that the person wants to reach, empty for none or a foreign one."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    is_ours = wanted.startswith("/") and url_has_allowed_host_and_scheme(
        wanted, allowed_hosts=None
    )
    return wanted if is_ours else ""


@allow(ANYONE)
@GET_OR_POST
@sensitive_post_parameters("password")
def sign_in(request: Request) -> HttpResponse:
    """Take name and password."""
    if request.actor is not None and request.actor.is_staff_member:
        return redirect("workspace:home")
    form = StaffSignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            account = operations.check_password(
                login=form.cleaned_data["login"],
                password=form.cleaned_data["password"],
                of_staff=True,
                address=str(request.META.get("REMOTE_ADDR", "")),
                at=request.at,
            )
        except Refusal as refusal:
            forms.refuse(form, refusal)
        else:
            request.session[NEXT] = _wanted_page(request)
            accounts.await_second_factor(request.session, account=account, at=request.at)
            return redirect("workspace:sign_in_code")
    values = {"next": _wanted_page(request)}
    return page(request, "workspace/account/sign_in.html", values, form=form)


@allow(ANYONE)
@GET_OR_POST
def sign_in_code(request: Request) -> HttpResponse:
    """Take the authenticator's code and start the session."""
    account = awaiting_second_factor(request.session, of_staff=True, at=request.at)
    if account is None:
        return redirect("workspace:sign_in")
    form = AuthenticatorForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            operations.check_totp(account=account, typed=form.cleaned_data["code"], at=request.at)
        except Refusal as refusal:
            forms.refuse(form, refusal)
        else:
            goal = request.session.pop(NEXT, "") or reverse("workspace:home")
            accounts.start_session(request, account=account, factor="totp", at=request.at)
            return HttpResponseRedirect(goal)
    return page(request, "workspace/account/code.html", form=form)


@allow(*STAFF)
@GET_OR_POST
def step_up(request: Request) -> HttpResponse:
    """Take the authenticator's code again, before a step that moves money or rights."""
    form = AuthenticatorForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            operations.check_totp(
                account=request.actor, typed=form.cleaned_data["code"], at=request.at
            )
        except Refusal as refusal:
            forms.refuse(form, refusal)
        else:
            accounts.step_up(request.session, account=request.actor, at=request.at)
            return HttpResponseRedirect(_wanted_page(request) or reverse("workspace:home"))
    values = {"next": _wanted_page(request)}
    return page(request, "workspace/account/step_up.html", values, form=form)


@allow(ANYONE)
@require_http_methods(["POST"])
def sign_out(request: Request) -> HttpResponse:
    """End the session."""
    accounts.end_session(request, at=request.at)
    return redirect("workspace:sign_in")
