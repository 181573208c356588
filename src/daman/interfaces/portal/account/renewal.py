"""Renew a forgotten password: who you are, the code that arrived, the new password."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from daman.base.permissions import ANYONE, allow
from daman.base.requests import Request
from daman.interfaces.portal.account.forms import CodeForm, PasswordForm, WhoForm
from daman.interfaces.portal.account.sessions import (
    RENEWAL,
    RENEWED,
    address_of,
    keep,
    kept,
    key_of,
)
from daman.interfaces.portal.home.navigation import navigation
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
def forgot(request: Request) -> HttpResponse:
    """Ask who forgot the password; what follows is the same whether or not anyone matches."""
    form = WhoForm(request.POST or None, today=riyadh_date(request.at))
    if request.method == "POST" and form.is_valid():
        try:
            return _send_code(request, form)
        except Refusal as refusal:
            forms.refuse(form, refusal)
    values = {"nav": navigation(request)}
    return page(request, "portal/account/forgot.html", values, form=form)


def _send_code(request: Request, form: WhoForm) -> HttpResponse:
    keep(request, RENEWAL, "")
    who = operations.send_renewal_code(
        national_id=form.cleaned_data["national_id"],
        born_on=form.cleaned_data["born"].date,
        mobile=form.cleaned_data["mobile"],
        session_key=key_of(request),
        address=address_of(request),
        at=request.at,
    )
    request.session[RENEWAL] = [who, request.at.isoformat()]
    return redirect("portal:renew")


@allow(ANYONE)
@GET_OR_POST
def renew(request: Request) -> HttpResponse:
    """Take the code."""
    who = kept(request, RENEWAL)
    if not who:
        return redirect("portal:forgot")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            account = operations.verify_renewal(
                who=who,
                typed=form.cleaned_data["code"],
                session_key=key_of(request),
                at=request.at,
            )
        except Refusal as refusal:
            forms.refuse(form, refusal)
        else:
            keep(request, RENEWED, account.ref)
            return redirect("portal:renew_password")
    return page(request, "portal/account/renew.html", form=form)


@allow(ANYONE)
@GET_OR_POST
@sensitive_post_parameters("password", "again")
def renew_password(request: Request) -> HttpResponse:
    """Take the new password, end all sessions and start a new one."""
    account = account_with_ref(kept(request, RENEWED) or "")
    if account is None:
        return redirect("portal:forgot")
    form = PasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            operations.change_password(
                account=account, password=form.cleaned_data["password"], at=request.at
            )
        except Refusal as refusal:
            forms.refuse(form, refusal)
        else:
            request.session.flush()
            accounts.start_session(request, account=account, factor="sms", at=request.at)
            return redirect("portal:board")
    return page(request, "portal/account/renew_password.html", form=form)
