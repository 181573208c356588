"""The first page of the workspace: the next tasks of each role."""

from collections import Counter
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from daman.base.permissions import STAFF, Role, allow
from daman.base.requests import Request
from daman.interfaces.ui.pages import page
from daman.interfaces.workspace.home.trail import trail
from daman.interfaces.workspace.navigation import address, nav
from daman.journey.casework import operations as casework
from daman.journey.casework import queries as cases
from daman.journey.committee import operations as committee
from daman.journey.committee import queries as sittings
from daman.journey.payroll import queries as payroll
from daman.kernel.riyadh import riyadh_date
from daman.record.editions import queries as editions

_COMMITTEE = {Role.REVIEWER, Role.CHAIR}
RUNS_LOOKED_AT_MAX = 60


@allow(*STAFF)
def home(request: Request) -> HttpResponse:
    """Show each role's next tasks, the most pressing first; to an auditor also the audit trail."""
    is_auditor = Role.AUDITOR in request.actor.may_act_as
    context = {
        "nav": nav(request, "home"),
        "tasks": _tasks(request.actor, request.at),
        "is_auditor": is_auditor,
        **(trail(request.GET.get("trail", "")) if is_auditor else {}),
    }
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
    if Role.POLICY in roles:
        count = editions.waiting_for(actor).count()
        label = _("Editions that wait for your signature")
        found.append(_task(label, "policy", "", count, "info"))
    return found + _payroll_tasks(roles)


def _payroll_tasks(roles: frozenset[str]) -> list[dict[str, Any]]:
    may = {Role.PAYMENTS_OFFICER, Role.PAYMENTS_APPROVER, Role.AUDITOR} & roles
    if not may:
        return []
    counts = Counter(run.state for run in payroll.runs()[:RUNS_LOOKED_AT_MAX])
    with_bank = counts["RELEASED"] + counts["ACKNOWLEDGED"]
    waiting = {
        Role.PAYMENTS_OFFICER: [(_("Runs to prepare"), counts["CALCULATED"])],
        Role.PAYMENTS_APPROVER: [
            (_("Runs to approve"), counts["PREPARED"]),
            (_("Runs to release"), counts["APPROVED"]),
        ],
    }
    lists = [each for role, each in waiting.items() if role in may]
    shown = [pair for each in lists for pair in each]
    shown.append((_("Runs with the bank"), with_bank))
    tasks = [_task(label, "runs", "", count, "info") for label, count in shown]
    aside = payroll.set_aside_lines().count()
    label = _("Lines of the bank that wait for an explanation")
    return [*tasks, _task(label, "reconciliation", "", aside, "bad")]


def _casework_tasks(actor: Any, at: datetime) -> list[dict[str, Any]]:
    casework.open_waiting_cases(at)
    casework.collect_answers(at)
    counts = cases.counts(actor)
    late = cases.overdue_count(actor, today=riyadh_date(at))
    labels = {
        cases.MINE: (_("Cases you are studying"), "info"),
        cases.WAITING: (_("Cases waiting to be taken"), "info"),
        cases.WITH_CITIZEN: (_("Your cases waiting for the citizen"), "plain"),
    }
    return [
        _task(_("Your cases past their day"), "cases", cases.MINE, late, "bad"),
        *(_task(label, "cases", tab, counts[tab], tone) for tab, (label, tone) in labels.items()),
    ]


def _task(label: str, name: str, tab: str, count: int, tone: str) -> dict[str, Any]:
    return {
        "label": label,
        "url": f"{address(name)}?tab={tab}" if tab else address(name),
        "status": str(count) if count else _("Nothing now"),
        "tone": tone if count else "done",
    }
