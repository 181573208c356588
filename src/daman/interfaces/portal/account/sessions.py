"""What a browser's session remembers between the pages of an account."""

from datetime import datetime, timedelta
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from daman.base.requests import Request

ATTEMPT = "registration"
RENEWAL = "renewal"
RENEWED = "renewed"
NAFATH = "nafath_identity"
NEXT = "next"
# How long a step's answer waits in the session for the next step.
KEPT_FOR = timedelta(minutes=15)


def key_of(request: Request) -> str:
    """Return the session's key, making a session when there is none yet."""
    if not request.session.session_key:
        request.session.create()
    return str(request.session.session_key)


def address_of(request: Request) -> str:
    """Return the address the request came from; headers that anyone can write do not count."""
    return str(request.META.get("REMOTE_ADDR", ""))


def keep(request: Request, name: str, value: Any) -> None:
    """Keep a step's answer for the next step, in a session with a fresh id."""
    request.session.cycle_key()
    request.session[name] = [value, request.at.isoformat()]


def kept(request: Request, name: str) -> Any:
    """Return what a step kept within the last quarter of an hour, or None."""
    value, since = request.session.get(name, (None, None))
    if since is None or request.at - datetime.fromisoformat(since) > KEPT_FOR:
        return None
    return value


def wanted_page(request: Request) -> str:
    """Return the page of ours that the person wants to reach, empty for none or a foreign one."""
    wanted = request.POST.get(NEXT) or request.GET.get(NEXT) or ""
    is_ours = wanted.startswith("/") and url_has_allowed_host_and_scheme(
        wanted, allowed_hosts=None
    )
    return wanted if is_ours else ""


def remember_next(request: Request) -> None:
    """Keep the page that was wanted until the person is signed in."""
    request.session[NEXT] = wanted_page(request)


def pop_next(request: Request) -> str:
    """Return where to go after signing in, once."""
    return str(request.session.pop(NEXT, "") or reverse("portal:board"))


def go_to(address: str) -> HttpResponse:
    """Return the redirect to an address that is known to be ours."""
    return HttpResponseRedirect(address)
