"""`daman law draft check` and `daman law simulate`: a draft's checks, and what it would do."""

import argparse
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from daman.kernel.money import Money
from daman.kernel.refusal import Refusal
from daman.law.files import LawFault
from daman.law.parameters.differences import differences
from daman.law.parameters.drafts import edition_in, refusal_of
from daman.law.parameters.editions import Edition, editions
from daman.law.rules.reading import Reading, read_edition, reading_of
from daman.law.simulation_tables import DRAFTS_MAX, added, digest_of

PART_HOUSEHOLDS = 100_000
Say = Callable[[str], object]


def run_draft(words: Sequence[str], _: Say) -> Mapping[str, Any]:
    """
    Check a draft's file and return what it changes.

    :raises Refusal: draft.unfit with the key, or input.unreadable
    """
    asked = _draft_parser().parse_args(words)
    reading = reading_in(asked.file)
    edition = reading.edition
    return {
        "edition": edition.id,
        "title_ar": edition.title_ar,
        "title_en": edition.title_en,
        "valid_from": str(edition.valid_from),
        "edition_hash": edition.content_hash,
        "rules_hash": reading.rules_hash,
        "differs_from": _differences(edition, asked.beside),
    }


def reading_in(file: str) -> Reading:
    """
    Return the draft in a file as the rules read it.

    :raises Refusal: draft.unfit with the key, or input.unreadable
    """
    try:
        text = Path(file).read_text(encoding="utf-8")
        return read_edition(edition_in(text, file=Path(file).name))
    except LawFault as fault:
        raise refusal_of(fault) from None
    except (OSError, ValueError):
        raise Refusal("input.unreadable", field="file", given=file) from None


def _differences(edition: Edition, beside: str) -> list[dict[str, Any]]:
    base = reading_of(beside).edition if beside else _extended(edition)
    return [
        {
            "value": each.name,
            "changes": [
                {"row": change.row, "before": change.before, "after": change.after}
                for change in each.changes
            ],
            "added": list(each.added),
            "removed": list(each.removed),
        }
        for each in differences(base, edition)
    ]


def _extended(edition: Edition) -> Edition:
    """Return the latest shipped edition of the same rules, which a draft is compared with."""
    return [each for each in editions().values() if each.family == edition.family][-1]


def run_simulation(words: Sequence[str], say: Say) -> Mapping[str, Any]:
    """
    Compare drafts with an edition over invented households and return every table.

    :raises Refusal: edition.unknown, draft.unfit, input.unreadable, or polars.missing
    """
    asked = _simulation_parser().parse_args(words)
    base = reading_of(asked.edition)
    drafts = [reading_in(file) for file in asked.draft or ()]
    drafts += [reading_of(edition) for edition in asked.against or ()]
    if not 1 <= len(drafts) <= DRAFTS_MAX:
        raise Refusal("simulation.drafts", field="draft", most=DRAFTS_MAX)
    try:
        from daman.law.simulation import compared
    except ModuleNotFoundError as missing:
        if missing.name != "polars":
            raise
        raise Refusal("polars.missing", field="households") from None
    began = time.monotonic()
    parts = list(_parts(asked, compared(base, drafts), say, began))
    tables = added(parts)
    taken = time.monotonic() - began
    say(f"{asked.households:,} households, {len(drafts)} drafts: {taken:.1f} s")
    for draft, told in zip(drafts, tables["drafts"], strict=True):
        say(_line_of(draft.edition.id, tables["base"]["cost"], told))
    return {
        "edition": base.edition.id,
        "drafts": [draft.edition.id for draft in drafts],
        "households": asked.households,
        "seed": asked.seed,
        "seconds": round(taken, 2),
        "sha256": digest_of(tables),
        "tables": tables,
    }


def _parts(
    asked: argparse.Namespace, plans: Any, say: Say, began: float
) -> Iterator[Mapping[str, Any]]:
    from daman.law.simulation import simulated_population

    for first in range(1, asked.households + 1, PART_HOUSEHOLDS):
        count = min(PART_HOUSEHOLDS, asked.households + 1 - first)
        yield simulated_population(count, first_id=first, seed=asked.seed, plans=plans)
        done = first + count - 1
        rate = done / max(time.monotonic() - began, 0.001)
        left = (asked.households - done) / rate
        say(f"{done:,} of {asked.households:,} · {rate:,.0f} a second · {left:.0f} s left")


def _line_of(name: str, cost: int, told: Mapping[str, Any]) -> str:
    fates = told["fates"]
    change = Money(told["cost"] - cost)
    counted = ", ".join(f"{fate} {fates[fate][0]:,}" for fate in fates if fates[fate][0])
    return f"{name}: {change} riyals a month, {change * 12} a year; {counted}"


def _draft_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="daman law draft", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    check = commands.add_parser("check", help="check a draft in the shape of a shipped edition")
    check.add_argument("file", metavar="FILE")
    check.add_argument("--beside", default="", metavar="ID", help="the edition to compare with")
    return parser


def _simulation_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="daman law simulate", description=__doc__)
    parser.add_argument("--edition", required=True, metavar="ID", help="what it is compared with")
    parser.add_argument("--draft", action="append", metavar="FILE", help="may be given again")
    parser.add_argument("--against", action="append", metavar="ID", help="a shipped edition")
    parser.add_argument("--households", type=_count, default=PART_HOUSEHOLDS, metavar="N")
    parser.add_argument("--seed", type=_seed, default=1, metavar="S")
    return parser


def _count(word: str) -> int:
    number = int(word)
    if not 1 <= number <= 10**9:
        raise argparse.ArgumentTypeError("from 1 to 1,000,000,000")
    return number


def _seed(word: str) -> int:
    number = int(word)
    if not 0 <= number <= 10**9:
        raise argparse.ArgumentTypeError("from 0 to 1,000,000,000")
    return number
