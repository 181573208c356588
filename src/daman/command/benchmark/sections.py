"""What the benchmark of the law measures: sections of candidates that are compared, and goals."""

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from daman.command.benchmark import peer
from daman.command.benchmark.candidates import Candidate, ours
from daman.command.benchmark.material import Material

OURS, OPENFISCA, C_LOOP = "Daman", "OpenFisca", "a C loop"
READING, PLAIN, TENTH = "reading alone", "row by row", "Daman, a tenth"


@dataclass(frozen=True)
class Goal:
    """A ratio of the seconds of two candidates, each counted for one household."""

    text: str
    slower: str
    faster: str
    at_least: float | None = None
    at_most: float | None = None


@dataclass(frozen=True)
class Section:
    """Candidates that do the same work in turn, and what is wanted of their ratios."""

    title: str
    candidates: Sequence[Candidate]
    goals: Sequence[Goal] = ()
    unit: str = "households"
    peak_most: int | None = None


@dataclass(frozen=True)
class Asked:
    """What the person asked to be measured."""

    edition: str
    processes: int
    peer: Path | None


def _openfisca(
    commands: Sequence[Sequence[str]], count: int, *, is_compared: bool = True
) -> Candidate:
    return Candidate(OPENFISCA, commands, count, is_compared, peer.UNSAFE_PATH)


def in_memory(asked: Asked, material: Material) -> Section:
    """One core each, Arrow tables in memory to decision columns."""
    folder, count = material.tables, material.in_memory
    candidates = [Candidate(OURS, [ours("ours", "law", folder, asked.edition)], count)]
    if asked.edition == peer.EDITION and shutil.which("cc"):
        candidates.append(Candidate(C_LOOP, [ours("c_loop", folder)], count))
    if asked.peer:
        command = peer.command(asked.peer, "law", folder)
        candidates.append(_openfisca([command], count))
    goals = [
        Goal("times as fast as OpenFisca", OPENFISCA, OURS, at_least=10),
        Goal("of the speed of a hand-written C loop", C_LOOP, OURS, at_least=0.75),
    ]
    return Section("One core each, Arrow tables in memory to decision columns", candidates, goals)


def partitions(asked: Asked, material: Material) -> Section:
    """All cores each, Parquet partitions to Parquet."""
    shares = [f"{number}/{asked.processes}" for number in range(asked.processes)]
    folder, count = material.partitions, material.households

    def each(module: str, *words: object) -> list[list[str]]:
        return [ours(module, *(share if w is None else w for w in words)) for share in shares]

    out = material.folder("ours")
    law = each("ours", "files", folder, out, None, asked.edition)
    candidates = [
        Candidate(OURS, law, count),
        Candidate(READING, each("ours", "reading", folder, None), count, is_compared=False),
    ]
    if asked.edition.startswith("statutory"):
        few = each("plain", folder, None, asked.edition)
        candidates.append(Candidate(PLAIN, few, material.hundredth, is_compared=False))
    if material.tenth:
        some = material.tenth_folder
        words = each("ours", "files", some, material.folder("tenth"), None, asked.edition)
        candidates.append(Candidate(TENTH, words, material.tenth, is_compared=False))
    if asked.peer:
        theirs = material.folder("openfisca")
        commands = [peer.command(asked.peer, "files", folder, theirs, share) for share in shares]
        candidates.append(_openfisca(commands, count))
    goals = [
        Goal("times as fast as OpenFisca", OPENFISCA, OURS, at_least=5),
        Goal(f"times as fast as {PLAIN}, of which a hundredth was run", PLAIN, OURS, at_least=100),
        Goal("times as long as the mere reading of the files", OURS, READING, at_most=2.5),
        Goal("times as long for a household as with a tenth of them", OURS, TENTH, at_most=1.1),
    ]
    title = f"{asked.processes} processes each, Parquet partitions to Parquet"
    return Section(title, candidates, goals, peak_most=500)


def one_household(asked: Asked, material: Material) -> Section:
    """One household from plain values to its decision."""
    file, count = material.cases, material.cases_count
    live = [ours("ours", "one", file, asked.edition)]
    candidates = [Candidate(OURS, live, count, is_compared=False)]
    if asked.peer:
        command = peer.command(asked.peer, "one", file)
        candidates.append(_openfisca([command], count, is_compared=False))
    goals = [Goal("times as fast as OpenFisca, which gives no words", OPENFISCA, OURS)]
    title = "One household from plain values to its decision with every sentence"
    return Section(title, candidates, goals, unit="one")


# Each makes one section; more may be added from other modules.
SECTIONS: dict[str, Callable[[Asked, Material], Section]] = {
    "memory": in_memory,
    "files": partitions,
    "one": one_household,
}
