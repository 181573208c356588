"""Register: who you are, the code that arrived, a password."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from daman.base.permissions import ANYONE, allow
from daman.base.requests import Request
from daman.interfaces.portal.account.forms import CodeForm, PasswordForm, RegisterForm
from daman.interfaces.portal.account.sessions import ATTEMPT, address_of, key_of
from daman.interfaces.ui import forms
from daman.interfaces.ui.dates import language
from daman.interfaces.ui.pages import page
from daman.interfaces.ui.refusals import sentence
from daman.journey.registration import operations, queries
from daman.journey.registration.queries import Attempt
from daman.journey.registration.states import State
from daman.kernel.refusal import Refusal
from daman.kernel.riyadh import riyadh_date
from daman.record.accounts import operations as accounts

GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])
# Where an attempt goes on, by how far it has come.
PLACES = {
    State.AWAITING_REGISTRY: "portal:register_waiting",
    State.MATCHED: "portal:register_code",
    State.VERIFIED: "portal:register_password",
}


@allow(ANYONE)
@GET_OR_POST
def register(request: Request) -> HttpResponse:
    """Ask who the person is; on a match send the code, without an answer keep the attempt."""
    if request.actor is not None and not request.actor.is_staff_member:
        return redirect("portal:board")
    form = RegisterForm(request.POST or None, today=riyadh_date(request.at))
    if request.method == "POST" and form.is_valid():
        try:
            return _start(request, form)
        except Refusal as refusal:
            forms.refuse(form, refusal)
    return page(request, "portal/account/register.html", form=form)


def _start(request: Request, form: RegisterForm) -> HttpResponse:
    attempt = operations.start(
        national_id=form.cleaned_data["national_id"],
        born_on=form.cleaned_data["born"].date,
        mobile=form.cleaned_data["mobile"],
        address=address_of(request),
        language=language(),
        at=request.at,
    )
    request.session.cycle_key()
    request.session[ATTEMPT] = attempt.ref
    if attempt.state == State.MATCHED:
        operations.send_code(attempt=attempt, session_key=key_of(request), at=request.at)
    return redirect(PLACES[State(attempt.state)])


@allow(ANYONE)
@GET_OR_POST
def waiting(request: Request) -> HttpResponse:
    """Say that the attempt is kept while the registry is silent, and go on when it answered."""
    attempt = queries.attempt_with_ref(request.session.get(ATTEMPT), at=request.at)
    if attempt is None:
        return redirect("portal:register")
    if attempt.state == State.MATCHED:
        if request.method == "POST":
            operations.send_code(attempt=attempt, session_key=key_of(request), at=request.at)
            return redirect("portal:register_code")
    elif attempt.state in PLACES and attempt.state != State.AWAITING_REGISTRY:
        return redirect(PLACES[State(attempt.state)])
    values = {"attempt": attempt, "refusal": sentence(attempt.refusal) if attempt.refusal else ""}
    return page(request, "portal/account/waiting.html", values)


@allow(ANYONE)
@GET_OR_POST
def register_code(request: Request) -> HttpResponse:
    """Take the code that proves the mobile."""
    attempt = queries.attempt_with_ref(request.session.get(ATTEMPT), at=request.at)
    if attempt is None or attempt.state != State.MATCHED:
        return _to_place_of(attempt)
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            operations.verify(
                attempt=attempt,
                typed=form.cleaned_data["code"],
                session_key=key_of(request),
                at=request.at,
            )
            return _verified(request, attempt)
        except Refusal as refusal:
            forms.refuse(form, refusal)
    context = {"mobile": attempt.mobile, "again_url": "portal:register_again"}
    context |= {} if attempt.by_nafath else {"step": "2"}
    return page(request, "portal/account/code.html", context, form=form)


def _verified(request: Request, attempt: Attempt) -> HttpResponse:
    request.session.cycle_key()
    if not attempt.by_nafath:
        return redirect("portal:register_password")
    account = operations.complete(attempt=attempt, password=None, at=request.at)
    accounts.start_session(request, account=account, factor="nafath", at=request.at)
    return redirect("portal:board")


@allow(ANYONE)
@require_http_methods(["POST"])
def register_again(request: Request) -> HttpResponse:
    """Send another code for the same attempt."""
    attempt = queries.attempt_with_ref(request.session.get(ATTEMPT), at=request.at)
    if attempt is None or attempt.state != State.MATCHED:
        return _to_place_of(attempt)
    operations.send_code(attempt=attempt, session_key=key_of(request), at=request.at)
    return redirect("portal:register_code")


@allow(ANYONE)
@GET_OR_POST
@sensitive_post_parameters("password", "again")
def register_password(request: Request) -> HttpResponse:
    """Take the password, open the account and sign the person in."""
    attempt = queries.attempt_with_ref(request.session.get(ATTEMPT), at=request.at)
    if attempt is None or attempt.state != State.VERIFIED:
        return _to_place_of(attempt)
    form = PasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            account = operations.complete(
                attempt=attempt, password=form.cleaned_data["password"], at=request.at
            )
        except Refusal as refusal:
            forms.refuse(form, refusal)
        else:
            accounts.start_session(request, account=account, factor="sms", at=request.at)
            return redirect("portal:board")
    return page(request, "portal/account/password.html", form=form)


def _to_place_of(attempt: Attempt | None) -> HttpResponse:
    state = State(attempt.state) if attempt is not None else None
    return redirect(PLACES.get(state, "portal:register") if state else "portal:register")
