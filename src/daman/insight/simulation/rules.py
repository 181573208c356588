"""Pure decisions about a simulation: its size, its parts, how long is left."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from daman.kernel.refusal import Refusal
from daman.law.simulation_tables import DRAFTS_MAX

HOUSEHOLDS_MAX = 10_000_000
SEED_MAX = 1_000_000
PART_HOUSEHOLDS = 50_000
PART_CASES = 5_000


@dataclass(frozen=True)
class Part:
    """One part of a population: the first and last id in it, and how many households."""

    first: int
    last: int
    count: int


def check_size(*, households_count: int, seed: int) -> None:
    """
    Refuse an invented population that is empty or larger than a simulation takes.

    :raises Refusal: simulation.size, or simulation.seed
    """
    if not 1 <= households_count <= HOUSEHOLDS_MAX:
        raise Refusal("simulation.size", field="households", least=1, most=HOUSEHOLDS_MAX)
    if not 0 <= seed <= SEED_MAX:
        raise Refusal("simulation.seed", field="seed", most=SEED_MAX)


def check_drafts(refs: Sequence[str]) -> None:
    """
    Refuse no draft, more than four, or one named twice.

    :raises Refusal: simulation.drafts
    """
    if not 1 <= len(refs) <= DRAFTS_MAX or len(set(refs)) != len(refs):
        raise Refusal("simulation.drafts", field="drafts", most=DRAFTS_MAX)


def synthetic_parts(households_count: int) -> Iterator[Part]:
    """
    Yield the parts of an invented population, whose ids run from 1.

    >>> [part.count for part in synthetic_parts(120_000)]
    [50000, 50000, 20000]
    """
    for first in range(1, households_count + 1, PART_HOUSEHOLDS):
        last = min(first + PART_HOUSEHOLDS - 1, households_count)
        yield Part(first, last, last - first + 1)


def caseload_parts(ids: Sequence[int]) -> Iterator[Part]:
    """Yield the parts of the caseload by the ids of its applications, in rising order."""
    for place in range(0, len(ids), PART_CASES):
        batch = ids[place : place + PART_CASES]
        yield Part(batch[0], batch[-1], len(batch))


@dataclass(frozen=True)
class Progress:
    """How many households are computed of how many, how fast, and how long is left."""

    done: int
    total: int
    rate: int | None
    seconds_left: int | None


def progress_of(*, done: int, total: int, began_at: datetime | None, now: datetime) -> Progress:
    """Return the progress of a simulation; rate and time left are unknown at first."""
    seconds = (now - began_at).total_seconds() if began_at is not None else 0
    if not done or seconds <= 0:
        return Progress(done, total, None, None)
    rate = max(int(done / seconds), 1)
    return Progress(done, total, rate, max(total - done, 0) // rate)
