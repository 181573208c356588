"""Start a simulation, compute it part by part, and add its parts up."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from daman.base.actors import Actor
from daman.base.audit import operations as audit
from daman.base.moves import move
from daman.base.outbox import operations as outbox
from daman.base.references import new_reference
from daman.insight.simulation import queries, rules
from daman.insight.simulation.models import SimulatedDraft, SimulationPart, SimulationRun
from daman.insight.simulation.states import Population, State
from daman.journey.assessment import queries as assessments
from daman.kernel.refusal import Refusal
from daman.kernel.riyadh import riyadh_date
from daman.law.files import LawFault
from daman.law.parameters.drafts import edition_in
from daman.law.rules.reading import Reading, read_edition
from daman.law.simulation_tables import Tables, added, digest_of
from daman.record.accounts.models import Account
from daman.record.editions import queries as editions
from daman.record.editions.models import EditionDraft

COMPUTE_PART = "simulation.compute_part"


@dataclass(frozen=True)
class Asked:
    """Whom a simulation is about: the caseload, or so many invented households of a seed."""

    population: Population
    households_count: int = 0
    seed: int = 0


@transaction.atomic
def start(
    *, drafts: Sequence[EditionDraft], asked: Asked, by: Account, at: datetime
) -> SimulationRun:
    """
    Start a simulation of drafts against the edition in force; a worker computes its parts.

    :raises Refusal: simulation.drafts, simulation.size, simulation.seed, simulation.no_cases, or
        edition.unfit
    """
    rules.check_drafts([draft.ref for draft in drafts])
    base = editions.reading_in_force(riyadh_date(at)).edition
    until, parts = _parts(asked)
    run = SimulationRun.objects.create(
        ref=new_reference("SIM"),
        population=asked.population,
        households_count=sum(part.count for part in parts),
        seed=asked.seed,
        caseload_until=until,
        base_edition=base.id,
        base_sha256=base.content_hash,
        asked_by=by,
        asked_at=at,
    )
    for place, draft in enumerate(drafts):
        _keep_draft(run, place, draft)
    _keep_parts(run, parts, at=at)
    audit.record(
        "simulation.simulationrun.start",
        target=run.ref,
        by=by,
        at=at,
        drafts=[draft.ref for draft in drafts],
        households=run.households_count,
    )
    return run


def _parts(asked: Asked) -> tuple[int | None, list[rules.Part]]:
    if asked.population == Population.SYNTHETIC:
        rules.check_size(households_count=asked.households_count, seed=asked.seed)
        return None, list(rules.synthetic_parts(asked.households_count))
    until = assessments.newest_id()
    if until is None:
        raise Refusal("simulation.no_cases", field="population")
    return until, list(rules.caseload_parts(assessments.assessed_ids(until=until)))


def _keep_draft(run: SimulationRun, place: int, draft: EditionDraft) -> None:
    editions.workshop_reading(draft)
    SimulatedDraft.objects.create(
        run=run,
        place=place,
        ref=draft.ref,
        title_ar=draft.title_ar,
        title_en=draft.title_en,
        document=draft.document,
        document_sha256=draft.document_sha256,
    )


def _keep_parts(run: SimulationRun, parts: Sequence[rules.Part], *, at: datetime) -> None:
    SimulationPart.objects.bulk_create(
        SimulationPart(
            run=run, place=place, first=part.first, last=part.last, households_count=part.count
        )
        for place, part in enumerate(parts)
    )
    for place in range(len(parts)):
        outbox.promise(COMPUTE_PART, dedupe=f"{run.ref}:{place}", at=at, run=run.ref, place=place)


def compute(*, run_ref: str, place: int, by: Actor, at: datetime) -> None:
    """
    Compute one part and keep its tables; the last one adds all of them up.

    A part that is computed already is not computed again, so a worker that was killed goes on
    where it stopped. A simulation that cannot be computed fails with its reason.
    """
    run = SimulationRun.objects.get(ref=run_ref)
    part = queries.parts_of(run).get(place=place)
    if run.state == State.RUNNING and part.result is None:
        SimulationRun.objects.filter(pk=run.pk, began_at__isnull=True).update(began_at=at)
        try:
            result = _tables_of(run, part)
        except (Refusal, LawFault) as problem:
            _fail(run, str(problem), by=by, at=at)
            return
        parts = SimulationPart.objects.filter(pk=part.pk, result__isnull=True)
        parts.update(result=result, done_at=at)
    _finish(run, by=by, at=at)


def _tables_of(run: SimulationRun, part: SimulationPart) -> Tables:
    from daman.law.simulation import compared, simulated_population

    plans = compared(_base_of(run), [_reading_of(each) for each in queries.drafts_of(run)])
    if run.population == Population.SYNTHETIC:
        return simulated_population(
            part.households_count, first_id=part.first, seed=run.seed, plans=plans
        )
    assert run.caseload_until is not None, "a caseload ends at an assessment"
    households = assessments.households_between(part.first, part.last, until=run.caseload_until)
    return _tables_of_cases(households, plans)


def _tables_of_cases(households: list[Any], plans: Any) -> Tables:
    """Return the tables of assessed households; where they live is not known here."""
    import polars as pl

    from daman.law.facts.tables import tables_of
    from daman.law.simulation import simulated

    def fits(household: Any) -> bool:
        try:
            tables_of([household])
        except Refusal:
            # Amounts finer than a halala are decided one by one, never over columns.
            return False
        return True

    regions = pl.DataFrame(schema={"household_id": pl.Int64, "region": pl.String})
    fitting = [household for household in households if fits(household)]
    tables = simulated(*tables_of(fitting), regions, plans)
    left_out = len(households) - len(fitting)
    counts = {name: tables[name] + left_out for name in ("households", "unreadable")}
    return {**tables, **counts}


def _base_of(run: SimulationRun) -> Reading:
    reading = editions.reading_of(run.base_edition)
    if reading.edition.content_hash != run.base_sha256:
        raise Refusal("edition.damaged", field="edition", given=run.base_edition)
    return reading


def _reading_of(draft: SimulatedDraft) -> Reading:
    return read_edition(edition_in(draft.document, file=draft.ref))


@transaction.atomic
def _finish(run: SimulationRun, *, by: Actor, at: datetime) -> None:
    """Add the parts up once all of them are there."""
    locked = SimulationRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
    parts = queries.parts_of(locked)
    if locked.state != State.RUNNING or parts.filter(result__isnull=True).exists():
        return
    locked.result = added([part.result for part in parts if part.result is not None])
    locked.result_sha256, locked.finished_at = digest_of(locked.result), at
    locked.save(update_fields=["result", "result_sha256", "finished_at"])
    move(locked, "finish", by=by, at=at, sha256=locked.result_sha256)


@transaction.atomic
def _fail(run: SimulationRun, reason: str, *, by: Actor, at: datetime) -> None:
    locked = SimulationRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
    if locked.state == State.RUNNING:
        locked.finished_at = at
        locked.save(update_fields=["finished_at"])
        move(locked, "fail", by=by, at=at, reason=reason)
