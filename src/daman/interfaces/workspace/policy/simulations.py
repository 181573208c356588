"""The workshop's simulations: asking for one, following it, reading its tables."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from daman.base.once import once
from daman.base.permissions import Role, allow
from daman.base.requests import Request
from daman.insight.simulation import operations, queries
from daman.insight.simulation.operations import Asked
from daman.insight.simulation.states import Population
from daman.interfaces.ui import forms
from daman.interfaces.ui.pages import page
from daman.interfaces.workspace.navigation import nav
from daman.interfaces.workspace.payroll.sheet import name_of
from daman.interfaces.workspace.policy import words
from daman.interfaces.workspace.policy.forms import SimulationForm
from daman.interfaces.workspace.policy.results import results
from daman.interfaces.workspace.policy.views import READERS
from daman.interfaces.workspace.wording import in_language
from daman.kernel.refusal import Refusal
from daman.record.editions import queries as editions

RUNS_SHOWN_MAX = 50
DRAFTS_OFFERED_MAX = 40
# While a simulation runs its page asks again by itself, also without JavaScript.
REFRESH_SECONDS = 3


@allow(*READERS)
@require_safe
def simulations(request: Request) -> HttpResponse:
    """List the simulations, newest first."""
    context = {
        "nav": nav(request, "policy"),
        "rows": [_row(run) for run in queries.runs()[:RUNS_SHOWN_MAX]],
        "may_start": Role.POLICY in request.actor.may_act_as,
    }
    return page(request, "workspace/policy/simulations.html", context)


def _row(run: Any) -> dict[str, Any]:
    text, tone = state_word(run.state)
    titles = [in_language(draft, "title") for draft in queries.drafts_of(run)]
    return {
        "run": run,
        "state_text": text,
        "state_tone": tone,
        "drafts": titles,
        "population": population_text(run),
        "by": name_of(run.asked_by),
    }


def state_word(state: str) -> tuple[str, str]:
    """Return the words and tone of a simulation's state."""
    return {
        "RUNNING": (_("Being computed"), "info"),
        "DONE": (_("Finished"), "ok"),
        "FAILED": (_("Could not be computed"), "bad"),
    }[state]


def population_text(run: Any) -> str:
    """Return whom a simulation is about."""
    count = {"count": f"{run.households_count:,}", "seed": run.seed}
    if run.population == Population.CASELOAD:
        return _("The caseload: %(count)s households") % count
    return _("%(count)s invented households, seed %(seed)s") % count


@allow(Role.POLICY)
@once
def simulate(request: Request) -> HttpResponse:
    """Ask for a simulation of one to four drafts."""
    offered = [
        draft for draft in editions.all_drafts()[:DRAFTS_OFFERED_MAX] if draft.state != "WITHDRAWN"
    ]
    wanted = [draft.ref for draft in offered if draft.ref == request.GET.get("draft", "")]
    form = SimulationForm(request.POST or None, drafts=offered, initial={"drafts": wanted})
    if request.method == "POST" and form.is_valid():
        try:
            run = _start(request, form, offered)
        except Refusal as refusal:
            forms.refuse(form, refusal)
        else:
            return redirect("workspace:policy_simulation", run.ref)
    context = {"nav": nav(request, "policy"), "has_drafts": bool(offered)}
    return page(request, "workspace/policy/simulate.html", context, form=form)


def _start(request: Request, form: SimulationForm, offered: list[Any]) -> Any:
    told = form.cleaned_data
    asked = Asked(Population(told["population"]), told["households"] or 0, told["seed"] or 0)
    chosen = [draft for draft in offered if draft.ref in told["drafts"]]
    return operations.start(drafts=chosen, asked=asked, by=request.actor, at=request.at)


@allow(*READERS)
@require_safe
def simulation(request: Request, ref: str) -> HttpResponse:
    """Show how far a simulation is, or its tables."""
    run = queries.run_with_ref(ref)
    if run is None:
        raise Http404
    drafts = list(queries.drafts_of(run))
    base_title = words.title_of(run.base_edition)
    text, tone = state_word(run.state)
    context = {
        "nav": nav(request, "policy"),
        "run": run,
        "drafts": [{"draft": each, "title": in_language(each, "title")} for each in drafts],
        "base_title": base_title,
        "state_text": text,
        "state_tone": tone,
        "population": population_text(run),
        "by": name_of(run.asked_by),
        "progress": _progress(run, request),
        "told": results(run, drafts, base_title) if run.state == "DONE" else None,
    }
    response = page(request, "workspace/policy/simulation.html", context)
    if run.state == "RUNNING":
        response["Refresh"] = str(REFRESH_SECONDS)
    return response


def _progress(run: Any, request: Request) -> dict[str, Any]:
    told = queries.progress(run, now=request.at)
    is_over = run.finished_at is not None and run.began_at is not None
    took = (run.finished_at - run.began_at).total_seconds() if is_over else 0
    return {
        "done": told.done,
        "total": told.total,
        "done_text": f"{told.done:,}",
        "total_text": f"{told.total:,}",
        "rate": f"{told.rate:,}" if told.rate else "",
        "seconds_left": told.seconds_left,
        "took": f"{took:.0f}" if took >= 1 else "",
    }
