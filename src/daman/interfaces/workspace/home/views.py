"""The first page of the workspace: the next tasks of each role."""

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from daman.base.permissions import STAFF, Role, allow
from daman.base.requests import Request
from daman.interfaces.ui.pages import page
from daman.interfaces.workspace.navigation import address, nav
from daman.journey.casework import operations as casework
from daman.journey.casework import queries as cases
from daman.journey.committee import operations as committee
from daman.journey.committee import queries as sittings
from daman.kernel.riyadh import riyadh_date

_COMMITTEE = {Role.REVIEWER, Role.CHAIR}
_PAYMENTS = {Role.PAYMENTS_OFFICER, Role.PAYMENTS_APPROVER}


@allow(*STAFF)
def home(request: Request) -> HttpResponse:
    """Show each role's next tasks, the most pressing first."""
    actor = request.actor
    tasks = _tasks(actor, request.at)
    context = {"nav": nav(request, "home"), "tasks": tasks}
    return page(request, "workspace/home/home.html", context)


def _tasks(actor: Any, at: datetime) -> list[dict[str, Any]]:
    roles = actor.may_act_as
    found: list[dict[str, Any]] = []
    if Role.CASEWORKER in roles:
        found += _casework_tasks(actor, at)
    if roles & _COMMITTEE:
        committee.open_waiting_sittings(at)
        count = sittings.counts(actor)[sittings.TO_VOTE]
        found.append(_task(_("Sittings that wait for your vote"), "sittings", "", count, "info"))
    if roles & _PAYMENTS and address("runs"):
        found.append({"label": _("Payroll of the month"), "url": address("runs")})
    return found


def _casework_tasks(actor: Any, at: datetime) -> list[dict[str, Any]]:
    casework.open_waiting_cases(at)
    casework.collect_answers(at)
    counts = cases.counts(actor)
    late = cases.overdue_count(actor, today=riyadh_date(at))
    return [
        _task(_("Your cases past their day"), "cases", cases.MINE, late, "bad"),
        _task(_("Cases you are studying"), "cases", cases.MINE, counts[cases.MINE], "info"),
        _task(
            _("Cases waiting to be taken"), "cases", cases.WAITING, counts[cases.WAITING], "info"
        ),
        _task(
            _("Your cases waiting for the citizen"),
            "cases",
            cases.WITH_CITIZEN,
            counts[cases.WITH_CITIZEN],
            "plain",
        ),
    ]


def _task(label: str, name: str, tab: str, count: int, tone: str) -> dict[str, Any]:
    url = f"{address(name)}?tab={tab}" if tab else address(name)
    return {
        "label": label,
        "url": url,
        "status": str(count) if count else _("Nothing now"),
        "tone": tone if count else "done",
        "id": f"{name}-{tab or 'all'}-{tone}",
    }
