"""Sign in with number and password, then the code; sign out; renew a forgotten password."""

from django.contrib.auth import logout
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from daman.base.permissions import ANYONE, allow
from daman.base.requests import Request
from daman.interfaces.portal.account.forms import CodeForm, RenewForm, SignInForm, WhoForm
from daman.interfaces.portal.account.sessions import (
    PENDING,
    RENEWAL,
    address_of,
    key_of,
    pop_next,
    remember_next,
)
from daman.interfaces.ui import forms
from daman.interfaces.ui.pages import page
from daman.journey.registration import operations
from daman.kernel.refusal import Refusal
from daman.kernel.riyadh import riyadh_date
from daman.record.accounts import operations as accounts
from daman.record.accounts.queries import account_with_ref

GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])


@allow(ANYONE)
@GET_OR_POST
@sensitive_post_parameters("password")
def sign_in(request: Request) -> HttpResponse:
    """Take number and password, and send the code."""
    if request.actor is not None and not request.actor.is_staff_member:
        return redirect("portal:board")
    remember_next(request)
    form = SignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            return _password_was_right(request, form)
        except Refusal as refusal:
            forms.refuse(form, refusal)
    return page(request, "portal/account/sign_in.html", form=form)


def _password_was_right(request: Request, form: SignInForm) -> HttpResponse:
    account = operations.check_password(
        login=form.cleaned_data["national_id"],
        password=form.cleaned_data["password"],
        of_staff=False,
        address=address_of(request),
        at=request.at,
    )
    request.session.cycle_key()
    request.session[PENDING] = account.ref
    operations.send_sign_in_code(account=account, session_key=key_of(request), at=request.at)
    return redirect("portal:sign_in_code")


@allow(ANYONE)
@GET_OR_POST
def sign_in_code(request: Request) -> HttpResponse:
    """Take the code and start the session."""
    account = account_with_ref(request.session.get(PENDING, ""))
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
            del request.session[PENDING]
            goal = pop_next(request, "portal:board")
            accounts.start_session(request, account=account, factor="sms", at=request.at)
            return redirect(goal)
    context = {"mobile": account.mobile, "again_url": "portal:sign_in_again"}
    return page(request, "portal/account/code.html", context, form=form)


@allow(ANYONE)
@require_http_methods(["POST"])
def sign_in_again(request: Request) -> HttpResponse:
    """Send another code to the one whose password was right."""
    account = account_with_ref(request.session.get(PENDING, ""))
    if account is None:
        return redirect("portal:sign_in")
    operations.send_sign_in_code(account=account, session_key=key_of(request), at=request.at)
    return redirect("portal:sign_in_code")


@allow(ANYONE)
@require_http_methods(["POST"])
def sign_out(request: Request) -> HttpResponse:
    """End the session."""
    logout(request)
    return redirect("portal:home")


@allow(ANYONE)
@GET_OR_POST
def forgot(request: Request) -> HttpResponse:
    """Ask who forgot the password; the next page is the same whether or not anyone matches."""
    form = WhoForm(request.POST or None, today=riyadh_date(request.at))
    if request.method == "POST" and form.is_valid():
        try:
            request.session.cycle_key()
            account = operations.send_renewal_code(
                national_id=form.cleaned_data["national_id"],
                born_on=form.cleaned_data["born"].date,
                mobile=form.cleaned_data["mobile"],
                session_key=key_of(request),
                at=request.at,
            )
        except Refusal as refusal:
            forms.refuse(form, refusal)
        else:
            request.session[RENEWAL] = account.ref if account else "nobody"
            return redirect("portal:renew")
    return page(request, "portal/account/forgot.html", form=form)


@allow(ANYONE)
@GET_OR_POST
@sensitive_post_parameters("password", "again")
def renew(request: Request) -> HttpResponse:
    """Take the code and the new password."""
    if RENEWAL not in request.session:
        return redirect("portal:forgot")
    form = RenewForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            return _renew(request, form)
        except Refusal as refusal:
            forms.refuse(form, refusal)
    return page(request, "portal/account/renew.html", form=form)


def _renew(request: Request, form: RenewForm) -> HttpResponse:
    account = account_with_ref(request.session[RENEWAL])
    if account is None:
        raise Refusal("otp.invalid", field="code")
    operations.change_password(
        account=account,
        password=form.cleaned_data["password"],
        typed=form.cleaned_data["code"],
        session_key=key_of(request),
        at=request.at,
    )
    accounts.start_session(request, account=account, factor="sms", at=request.at)
    return redirect("portal:board")
