"""What the shell of every page shows: language, direction, who is signed in, the day."""

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from daman.base.permissions import Role
from daman.interfaces.ui.dates import language

# The named pages the shell leads to; the home page stands in for one that is not there.
SHELL_LINKS = {
    "home": ("portal:home",),
    "sign_in": ("portal:sign_in",),
    "sign_out": ("portal:sign_out",),
    "account": ("portal:account",),
    "staff_home": ("workspace:home", "workspace:queue"),
    "staff_sign_in": ("workspace:sign_in",),
    "staff_sign_out": ("workspace:sign_out",),
    "help": ("portal:help",),
    "law": ("portal:law",),
    "accessibility": ("portal:accessibility",),
    "privacy": ("portal:privacy",),
}
OTHER_LANGUAGE = {"ar": "en", "en": "ar"}
ROLE_NAMES = {
    Role.CASEWORKER: _("Caseworker"),
    Role.REVIEWER: _("Reviewer"),
    Role.CHAIR: _("Committee chair"),
    Role.PAYMENTS_OFFICER: _("Payments officer"),
    Role.PAYMENTS_APPROVER: _("Payments approver"),
    Role.COMPLIANCE: _("Compliance officer"),
    Role.POLICY: _("Policy officer"),
    Role.ANALYST: _("Analyst"),
    Role.AUDITOR: _("Auditor"),
    Role.ADMIN: _("Administrator"),
}


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
        "ui_actor_kind": getattr(actor, "kind", ""),
        "ui_now": getattr(request, "at", None),
        "ui_links": {name: _address(*pages) for name, pages in SHELL_LINKS.items()},
        "ui_help_phone": getattr(settings, "DAMAN_HELP_PHONE", ""),
        "ui_is_production": settings.DAMAN_ENV == "production",
        "person_name": getattr(actor, f"name_{here}", ""),
        # Only the workspace shows roles, so only it asks the database for them.
        "person_roles": SimpleLazyObject(lambda: _role_names(actor)),
    }


def _role_names(actor: Any) -> list[str]:
    held: frozenset[str] = getattr(actor, "may_act_as", frozenset())
    return [str(name) for role, name in ROLE_NAMES.items() if role in held]


def _address(*pages: str) -> str:
    for page in pages:
        try:
            return reverse(page)
        except NoReverseMatch:
            continue
    return "/"


def _language_url(request: HttpRequest, code: str) -> str:
    came_from = request.get_full_path() if request.method in ("GET", "HEAD") else request.path
    return f"{reverse('ui:language', args=[code])}?{urlencode({'next': came_from})}"
