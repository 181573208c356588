"""What the demo's policy officers did: a withdrawn edition, an open draft and its simulation."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import yaml

from daman.insight.simulation import operations as simulations
from daman.insight.simulation import queries as simulation_queries
from daman.insight.simulation.operations import Asked
from daman.insight.simulation.states import Population
from daman.kernel.riyadh import riyadh_date
from daman.law.parameters.drafts import Basis
from daman.record.accounts.models import Account
from daman.record.editions import operations
from daman.record.editions.models import EditionDraft

SYSTEM = "system:demo"
EXTENDED = "1446-article"
HOUSEHOLDS_SIMULATED = 2_000
_TOLD = yaml.safe_load((Path(__file__).parent / "drafts.yaml").read_text("utf-8"))


def load(*, at: datetime) -> None:
    """Lead two editions through the workshop in the weeks before a moment."""
    writer = Account.objects.get(login="policy1")
    signer = Account.objects.get(login="policy2")
    _withdrawn(writer, signer, at=at - timedelta(days=21))
    draft = _draft(_TOLD["open"], by=writer, at=at - timedelta(days=2))
    _simulate(draft, by=writer, at=at - timedelta(days=1))


def _draft(told: dict[str, Any], *, by: Account, at: datetime) -> EditionDraft:
    day = riyadh_date(at)
    basis = Basis(**told["basis"], on=day)
    made = operations.draft(
        extends=EXTENDED,
        title_ar=told["title_ar"],
        title_en=told["title_en"],
        valid_from=day + timedelta(days=60),
        basis=basis,
        by=by,
        at=at,
    )
    return operations.change_value(
        draft=made, name="pension_by_size", value=told["table"], by=by, at=at
    )


def _withdrawn(writer: Account, signer: Account, *, at: datetime) -> None:
    told = _TOLD["withdrawn"]
    made = operations.submit(draft=_draft(told, by=writer, at=at), by=writer, at=at)
    signed = operations.sign(
        draft=made,
        seen_sha256=made.document_sha256,
        reason=told["signed"],
        by=signer,
        at=at + timedelta(days=1),
    )
    operations.withdraw(
        draft=signed, reason=told["withdrawn"], by=writer, at=at + timedelta(days=3)
    )


def _simulate(draft: EditionDraft, *, by: Account, at: datetime) -> None:
    """Compute a small simulation on the spot; the worker finds it done."""
    asked = Asked(Population.SYNTHETIC, HOUSEHOLDS_SIMULATED, seed=1)
    run = simulations.start(drafts=[draft], asked=asked, by=by, at=at)
    for part in simulation_queries.parts_of(run):
        simulations.compute(
            run_ref=run.ref, place=part.place, by=SYSTEM, at=at + timedelta(seconds=1)
        )
