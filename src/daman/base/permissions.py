"""Who may open a page: every view says so, and a test finds one that does not."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import unquote, urlencode, urlsplit

from django.core.exceptions import PermissionDenied
from django.db.models import TextChoices
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from daman.base import drafts
from daman.base.requests import Request

View = Callable[..., HttpResponse]
ANYONE = "anyone"
CITIZEN = "citizen"


class Role(TextChoices):
    """What a member of staff may be (columns of the authorization matrix)."""

    CASEWORKER = "CASEWORKER"
    REVIEWER = "REVIEWER"
    CHAIR = "CHAIR"
    PAYMENTS_OFFICER = "PAYMENTS_OFFICER"
    PAYMENTS_APPROVER = "PAYMENTS_APPROVER"
    COMPLIANCE = "COMPLIANCE"
    POLICY = "POLICY"
    ANALYST = "ANALYST"
    AUDITOR = "AUDITOR"
    ADMIN = "ADMIN"


STAFF = tuple(Role)


def allow(*who: str) -> Callable[[View], View]:
    """
    Let a view be opened by `ANYONE`, by a signed-in `CITIZEN`, or by staff with one of the roles.

    A stranger is sent to the right sign-in page and back; the wrong kind of account, or staff
    without the role, gets 403. Objects of others are 404 by their queries, not here.
    """
    assert who, "say who may open the page"
    wanted = frozenset(str(name) for name in who)

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
            if ANYONE in wanted:
                return view(request, *args, **kwargs)
            actor = request.actor
            if actor is None:
                return _to_sign_in(request, citizen=CITIZEN in wanted)
            if not (wanted & actor.may_act_as):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        guarded.allowed = wanted  # type: ignore[attr-defined]
        return guarded

    return decorate


def _to_sign_in(request: Request, *, citizen: bool) -> HttpResponse:
    page = reverse("portal:sign_in" if citizen else "workspace:sign_in")
    query = {"next": page_of_form(request)}
    if request.former is not None:
        query["ended"] = "1"
        if citizen and request.method == "POST" and CITIZEN in request.former.may_act_as:
            drafts.keep(request, owner=request.former.ref)
    return HttpResponseRedirect(f"{page}?{urlencode(query)}")


def page_of_form(request: HttpRequest) -> str:
    """
    Return the page to come back to: the one asked for, or the one that a form was sent from.

    A form's own address may take nothing but forms, so it is the last resort.
    """
    if request.method != "POST":
        return request.get_full_path()
    referer = urlsplit(request.headers.get("Referer", ""))
    is_ours = referer.netloc == request.get_host() and referer.path.startswith("/")
    return unquote(referer.path) if is_ours else request.path
