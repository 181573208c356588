"""Read simulations, their progress and their tables."""

from datetime import datetime

from django.db.models import Min, QuerySet, Sum

from daman.insight.simulation.models import SimulatedDraft, SimulationPart, SimulationRun
from daman.insight.simulation.rules import Progress, progress_of


def run_with_ref(ref: str) -> SimulationRun | None:
    """Return the simulation of a reference, or None."""
    return SimulationRun.objects.select_related("asked_by").filter(ref=ref).first()


def runs() -> QuerySet[SimulationRun]:
    """Return every simulation, the newest first, without its tables."""
    found = SimulationRun.objects.select_related("asked_by").defer("result")
    return found.order_by("-asked_at", "-pk")


def runs_with(draft_ref: str) -> QuerySet[SimulationRun]:
    """Return the simulations in which a draft was compared, the newest first."""
    return runs().filter(drafts__ref=draft_ref)


def drafts_of(run: SimulationRun) -> QuerySet[SimulatedDraft]:
    """Return what a simulation compares, in order."""
    return SimulatedDraft.objects.filter(run=run).order_by("place")


def parts_of(run: SimulationRun) -> QuerySet[SimulationPart]:
    """Return the parts of a simulation in order."""
    return SimulationPart.objects.filter(run=run).order_by("place")


def progress(run: SimulationRun, *, now: datetime) -> Progress:
    """Return how far a simulation is, how fast it goes and how long it still takes."""
    done = parts_of(run).filter(done_at__isnull=False)
    told = done.aggregate(count=Sum("households_count"), first=Min("done_at"))
    return progress_of(
        done=told["count"] or 0,
        total=run.households_count,
        began_at=run.began_at,
        now=run.finished_at or now,
    )
