"""Sign in with number and password, then the code; sign out."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from daman.base import drafts
from daman.base.permissions import ANYONE, allow
from daman.base.requests import Request
from daman.interfaces.portal.account.forms import CodeForm, SignInForm
from daman.interfaces.portal.account.sessions import (
    address_of,
    go_to,
    key_of,
    pop_next,
    remember_next,
    wanted_page,
)
from daman.interfaces.ui import forms
from daman.interfaces.ui.pages import page
from daman.journey.registration import operations
from daman.kernel.refusal import Refusal
from daman.record.accounts import operations as accounts
from daman.record.accounts.queries import awaiting_second_factor

GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])


@allow(ANYONE)
@GET_OR_POST
@sensitive_post_parameters("password")
def sign_in(request: Request) -> HttpResponse:
    """Take number and password, and send the code."""
    if request.actor is not None and not request.actor.is_staff_member:
        return go_to(wanted_page(request) or reverse("portal:board"))
    form = SignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            return _password_was_right(request, form)
        except Refusal as refusal:
            forms.refuse(form, refusal)
    values = {
        "next": wanted_page(request),
        "has_ended": request.method != "POST" and request.GET.get("ended") == "1",
        "is_kept": drafts.is_kept(request),
    }
    return page(request, "portal/account/sign_in.html", values, form=form)


def _password_was_right(request: Request, form: SignInForm) -> HttpResponse:
    account = operations.check_password(
        login=form.cleaned_data["national_id"],
        password=form.cleaned_data["password"],
        of_staff=False,
        address=address_of(request),
        at=request.at,
    )
    remember_next(request)
    accounts.await_second_factor(request.session, account=account, at=request.at)
    operations.send_sign_in_code(account=account, session_key=key_of(request), at=request.at)
    return redirect("portal:sign_in_code")


@allow(ANYONE)
@GET_OR_POST
def sign_in_code(request: Request) -> HttpResponse:
    """Take the code and start the session."""
    account = awaiting_second_factor(request.session, of_staff=False, at=request.at)
    if account is None:
        return redirect("portal:sign_in")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            operations.verify_sign_in(
                account=account,
                typed=form.cleaned_data["code"],
                session_key=key_of(request),
                at=request.at,
            )
        except Refusal as refusal:
            forms.refuse(form, refusal)
        else:
            goal = pop_next(request)
            accounts.start_session(request, account=account, factor="sms", at=request.at)
            return go_to(goal)
    context = {"mobile": account.mobile, "again_url": "portal:sign_in_again"}
    return page(request, "portal/account/code.html", context, form=form)


@allow(ANYONE)
@require_http_methods(["POST"])
def sign_in_again(request: Request) -> HttpResponse:
    """Send another code to the one whose password was right."""
    account = awaiting_second_factor(request.session, of_staff=False, at=request.at)
    if account is None:
        return redirect("portal:sign_in")
    operations.send_sign_in_code(account=account, session_key=key_of(request), at=request.at)
    return redirect("portal:sign_in_code")


@allow(ANYONE)
@require_http_methods(["POST"])
def sign_out(request: Request) -> HttpResponse:
    """End the session."""
    accounts.end_session(request, at=request.at)
    return redirect("portal:home")
