"""The change of language, and the handlers that the URL configuration and settings name."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from daman.base.permissions import ANYONE, allow
from daman.interfaces.ui.errors import (
    bad_request,
    csrf_failure,
    forbidden,
    not_found,
    refused,
    server_error,
)

__all__ = [
    "bad_request",
    "change_language",
    "csrf_failure",
    "forbidden",
    "not_found",
    "refused",
    "server_error",
]
SECONDS_KEPT = 365 * 24 * 3600


@allow(ANYONE)
@never_cache
@require_GET
def change_language(request: HttpRequest, code: str) -> HttpResponse:
    """Remember the language in a cookie and return to the page the person was on."""
    if code not in dict(settings.LANGUAGES):
        raise Http404
    came_from = request.GET.get("next", "/")
    is_ours = url_has_allowed_host_and_scheme(
        came_from, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    response = HttpResponseRedirect(came_from if is_ours and came_from else "/")
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        code,
        max_age=SECONDS_KEPT,
        path=settings.LANGUAGE_COOKIE_PATH,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response
