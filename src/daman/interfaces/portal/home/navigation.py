"""Where a signed-in citizen can go from every page."""

from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from daman.base.requests import Request

PLACES = (
    ("board", _("My board")),
    ("profile", pgettext_lazy("menu", "My profile")),
    ("application_start", _("My application")),
    ("payments", _("My payments")),
    ("notices", _("Messages")),
)


def navigation(request: Request, here: str = "") -> list[dict[str, Any]]:
    """Return the places of the main menu; the one named `here` is the present one."""
    actor = request.actor
    if actor is None or actor.is_staff_member:
        return []
    found = []
    for name, label in PLACES:
        try:
            address = reverse(f"portal:{name}")
        except NoReverseMatch:
            continue
        found.append({"url": address, "label": label, "current": name == here})
    return found
