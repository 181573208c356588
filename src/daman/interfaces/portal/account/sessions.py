"""What a browser's session remembers between the pages of an account."""

from django.utils.http import url_has_allowed_host_and_scheme

from daman.base.requests import Request

ATTEMPT = "registration"
PENDING = "sign_in_pending"
RENEWAL = "renewal"
NAFATH = "nafath_identity"
NEXT = "next"


def key_of(request: Request) -> str:
    """Return the session's key, making a session when there is none yet."""
    if not request.session.session_key:
        request.session.create()
    return str(request.session.session_key)


def address_of(request: Request) -> str:
    """Return the address the request came from; headers that anyone can write do not count."""
    return str(request.META.get("REMOTE_ADDR", ""))


def remember_next(request: Request) -> None:
    """Keep where the person wanted to go, when that is a page of ours."""
    wanted = request.GET.get(NEXT, "")
    if wanted and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None):
        request.session[NEXT] = wanted


def pop_next(request: Request, default: str) -> str:
    """Return where the person wanted to go, once."""
    return str(request.session.pop(NEXT, default))
