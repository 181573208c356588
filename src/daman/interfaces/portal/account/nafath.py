"""Sign in with Nafath; a newcomer gives a mobile and accepts the terms."""

from datetime import date

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from daman.base.permissions import ANYONE, allow
from daman.base.requests import Request
from daman.exchange.identity import nafath as provider
from daman.exchange.identity.port import NafathIdentity, NafathRefused, NafathUnavailable
from daman.interfaces.portal.account.forms import NafathMobileForm, SignInForm
from daman.interfaces.portal.account.register import PLACES
from daman.interfaces.portal.account.sessions import (
    ATTEMPT,
    NAFATH,
    address_of,
    go_to,
    keep,
    kept,
    key_of,
    pop_next,
    remember_next,
    wanted_page,
)
from daman.interfaces.ui import forms
from daman.interfaces.ui.dates import language
from daman.interfaces.ui.pages import page
from daman.interfaces.ui.refusals import page_status_of
from daman.journey.registration import operations
from daman.journey.registration.states import State
from daman.kernel.refusal import Refusal
from daman.record.accounts import operations as accounts
from daman.record.accounts.queries import account_with_login


@allow(ANYONE)
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: Request) -> HttpResponse:
    """Say what Nafath does; on the button, send the browser there."""
    if request.method != "POST":
        return page(request, "portal/account/nafath.html", {"next": wanted_page(request)})
    remember_next(request)
    key_of(request)
    back = request.build_absolute_uri(reverse("portal:nafath_callback"))
    try:
        return redirect(provider.begin(request.session, back))
    except NafathUnavailable:
        return _refused(request, "nafath.down")


@allow(ANYONE)
@require_http_methods(["GET", "HEAD"])
def callback(request: Request) -> HttpResponse:
    """Take Nafath's answer: sign in, or go on to register."""
    try:
        identity = provider.finish(request.session, request.GET.dict(), at=request.at)
    except NafathRefused as refused:
        operations.record_refused_nafath(code=refused.code, at=request.at)
        is_late = refused.code == "nafath.expired"
        return _refused(request, "nafath.expired" if is_late else "nafath.rejected")
    except NafathUnavailable:
        return _refused(request, "nafath.down")
    account = account_with_login(identity.national_id)
    if account is None:
        return _to_mobile(request, identity)
    if not account.is_active or account.is_staff_member:
        return _refused(request, "signin.failed")
    goal = pop_next(request)
    accounts.start_session(request, account=account, factor="nafath", at=request.at)
    return go_to(goal)


def _to_mobile(request: Request, identity: NafathIdentity) -> HttpResponse:
    if identity.born_on is None:
        return _refused(request, "nafath.rejected")
    keep(request, NAFATH, [identity.national_id, identity.born_on.isoformat()])
    return redirect("portal:nafath_mobile")


@allow(ANYONE)
@require_http_methods(["GET", "HEAD", "POST"])
def mobile(request: Request) -> HttpResponse:
    """Ask a newcomer from Nafath for a mobile and the terms, and send the code."""
    known = kept(request, NAFATH)
    if known is None:
        return redirect("portal:sign_in")
    form = NafathMobileForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            attempt = operations.start(
                national_id=known[0],
                born_on=date.fromisoformat(known[1]),
                mobile=form.cleaned_data["mobile"],
                address=address_of(request),
                at=request.at,
                by_nafath=True,
                language=language(),
            )
            request.session[ATTEMPT] = attempt.ref
            if attempt.state == State.MATCHED:
                operations.send_code(attempt=attempt, session_key=key_of(request), at=request.at)
            return redirect(PLACES[State(attempt.state)])
        except Refusal as refusal:
            forms.refuse(form, refusal)
    return page(request, "portal/account/nafath_mobile.html", form=form)


def _refused(request: Request, code: str) -> HttpResponse:
    form = SignInForm({})
    form.errors.clear()
    forms.refuse(form, Refusal(code))
    return page(request, "portal/account/sign_in.html", form=form, status=page_status_of(code))
