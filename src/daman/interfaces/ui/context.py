"""What the shell of every page shows: language, direction, who is signed in, the day."""

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language_info

from daman.interfaces.ui.dates import language

# Each link of the shell: the named page, and the address where there is no such name.
SHELL_LINKS = {
    "home": "/",
    "sign_in": "/sign-in/",
    "sign_out": "/sign-out/",
    "accessibility": "/accessibility/",
    "privacy": "/privacy/",
    "help": "/help/",
}
OTHER_LANGUAGE = {"ar": "en", "en": "ar"}


def shell(request: HttpRequest) -> dict[str, Any]:
    """Return the values that `ui/base.html` and `ui/staff_base.html` show; never fails."""
    here = language()
    actor = getattr(request, "actor", None)
    return {
        "ui_language": here,
        "ui_direction": "rtl" if here == "ar" else "ltr",
        "ui_other_language": get_language_info(OTHER_LANGUAGE[here]),
        "ui_language_url": _language_url(request, OTHER_LANGUAGE[here]),
        "ui_signed_in": actor is not None,
        "ui_actor": actor,
        "ui_actor_kind": getattr(actor, "kind", "") if actor else "",
        "ui_now": getattr(request, "at", None),
        "ui_links": {**SHELL_LINKS, **getattr(settings, "UI_SHELL_LINKS", {})},
        "ui_help_phone": getattr(settings, "DAMAN_HELP_PHONE", ""),
        "ui_is_production": getattr(settings, "DAMAN_ENV", "") == "production",
    }


def _language_url(request: HttpRequest, code: str) -> str:
    try:
        address = reverse("ui:language", args=[code])
    except NoReverseMatch:
        address = f"/language/{code}/"
    came_from = request.get_full_path() if request.method in ("GET", "HEAD") else request.path
    return f"{address}?{urlencode({'next': came_from})}"
