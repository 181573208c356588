"""The links at the head of the staff's pages: only those a member of staff may follow."""

from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from daman.base.permissions import STAFF, Role
from daman.base.requests import Request

_COMMITTEE = (Role.REVIEWER, Role.CHAIR)
_PAYMENTS = (Role.PAYMENTS_OFFICER, Role.PAYMENTS_APPROVER)
_PAGES: tuple[tuple[str, tuple[Role, ...]], ...] = (
    ("home", STAFF),
    ("cases", (Role.CASEWORKER,)),
    ("sittings", _COMMITTEE),
    ("decisions", (Role.CASEWORKER, *_COMMITTEE, Role.AUDITOR)),
    ("runs", (*_PAYMENTS, Role.AUDITOR)),
    ("policy", (Role.POLICY, Role.AUDITOR)),
)


def nav(request: Request, here: str) -> list[dict[str, Any]]:
    """Return the links for the signed-in member of staff; `here` is the name of the page."""
    roles = request.actor.may_act_as
    labels = {
        "home": _("My work"),
        "cases": _("Cases"),
        "sittings": _("Committee"),
        "decisions": _("Decisions"),
        "runs": _("Payroll"),
        "policy": _("Policy"),
    }
    return [
        {"url": url, "label": labels[name], "current": name == here}
        for name, allowed in _PAGES
        if roles & frozenset(allowed) and (url := address(name))
    ]


def address(name: str) -> str:
    """Return the address of a page of the workspace, or an empty text while it is not there."""
    try:
        return reverse(f"workspace:{name}")
    except NoReverseMatch:
        return ""
