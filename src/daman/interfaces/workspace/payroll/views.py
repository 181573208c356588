"""The list of runs, one run, its file, and the reconciliation with the bank."""

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from daman.base.audit import operations as audit
from daman.base.once import Detour
from daman.base.permissions import Role, allow
from daman.base.requests import Request
from daman.interfaces.ui.pages import never_kept, page
from daman.interfaces.ui.refusals import sentence
from daman.interfaces.workspace.navigation import nav
from daman.interfaces.workspace.payroll import words
from daman.interfaces.workspace.payroll.forms import BuildForm
from daman.interfaces.workspace.payroll.sheet import run_row, run_sheet
from daman.journey.payroll import queries
from daman.kernel.money import Money
from daman.kernel.riyadh import riyadh_date
from daman.record.accounts.queries import is_stepped_up

READERS = (Role.PAYMENTS_OFFICER, Role.PAYMENTS_APPROVER, Role.AUDITOR)
RUNS_SHOWN_MAX = 60
MESSAGES_SHOWN_MAX = 50
_PLACE_DIGITS_MAX = 4


def step_up_first(request: Request, goal: str) -> HttpResponse | None:
    """Return the way to show the authenticator again, or None when it was shown lately."""
    if is_stepped_up(request.session, at=request.at):
        return None
    return Detour(f"{reverse('workspace:step_up')}?{urlencode({'next': goal})}")


@allow(*READERS)
@require_safe
def runs(request: Request) -> HttpResponse:
    """List the runs, newest first, with the way to build one for a payments officer."""
    return runs_page(request, BuildForm(today=riyadh_date(request.at)))


def runs_page(request: Request, form: BuildForm) -> HttpResponse:
    """Return the list of runs with the form to build one."""
    context = {
        "nav": nav(request, "runs"),
        "rows": [run_row(run) for run in queries.runs()[:RUNS_SHOWN_MAX]],
        "may_build": Role.PAYMENTS_OFFICER in request.actor.may_act_as,
    }
    return page(request, "workspace/payroll/runs.html", context, form=form)


@allow(*READERS)
@require_safe
def run(request: Request, ref: str) -> HttpResponse:
    """Show one run."""
    found = queries.run_with_ref(ref)
    if found is None:
        raise Http404
    context = {"nav": nav(request, "runs"), **run_sheet(request, found)}
    return page(request, "workspace/payroll/run.html", context)


@allow(Role.PAYMENTS_APPROVER)
@require_safe
def run_file(request: Request, ref: str) -> HttpResponse:
    """Hand an approver one of the run's files, byte for byte as it leaves."""
    found = queries.run_with_ref(ref)
    place = request.GET.get("place", "1")
    is_place = place.isascii() and place.isdigit() and len(place) <= _PLACE_DIGITS_MAX
    file = queries.file_of(found, int(place)) if found and is_place else None
    if file is None:
        raise Http404
    away = step_up_first(request, request.get_full_path())
    if away is not None:
        return away
    audit.record(
        "payroll.bankfile.read", target=ref, by=request.actor, at=request.at, name=file.name
    )
    response = HttpResponse(queries.file_content(file), content_type="application/xml")
    response["Content-Disposition"] = f'attachment; filename="{file.name}"'
    return never_kept(response)


@allow(*READERS)
@require_safe
def reconciliation(request: Request) -> HttpResponse:
    """Show what the bank sent, the lines that wait for an explanation, and the trial balance."""
    balance = queries.trial_balance()
    context = {
        "nav": nav(request, "runs"),
        "messages_taken": [
            {
                "message": each,
                "state": words.message_state(each.state),
                "why": sentence(each.code) if each.code else "",
            }
            for each in queries.messages()[:MESSAGES_SHOWN_MAX]
        ],
        "set_aside": [
            {
                "line": each,
                "problem": words.problem(each.problem),
                "amount": Money(each.halalas) if each.halalas is not None else None,
            }
            for each in queries.set_aside_lines()[:MESSAGES_SHOWN_MAX]
        ],
        "balance": balance,
        "accounts": [
            {
                "name": words.ledger_account(line.code),
                "debits": Money(line.debits_posted),
                "credits": Money(line.credits_posted),
                "posted": line.posted,
            }
            for line in balance.lines
        ],
        "may_read": Role.PAYMENTS_OFFICER in request.actor.may_act_as,
    }
    return page(request, "workspace/payroll/reconciliation.html", context)
