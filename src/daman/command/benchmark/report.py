"""Runs a section's candidates in turn, round by round, and prints what was found."""

from collections.abc import Mapping
from contextlib import ExitStack
from hashlib import sha256
from statistics import median
from time import perf_counter

from daman.command.benchmark.candidates import Candidate, Measured, Running
from daman.command.benchmark.sections import Goal, Section

Found = Mapping[str, tuple[Candidate, Measured]]


def measure(section: Section, *, rounds: int) -> bool:
    """Print a section's figures and ratios; return whether the answers are the same."""
    print(f"\n{section.title}", flush=True)
    with ExitStack() as stack:
        running = [stack.enter_context(Running(each)) for each in section.candidates]
        found = {each.candidate.name: (each.candidate, Measured()) for each in running}
        for _ in range(rounds):
            for each in running:
                _round(each, found[each.candidate.name][1], section)
        digests = {
            each.candidate.name: _digest(each.digest())
            for each in running
            if each.candidate.is_compared
        }
    for candidate, measured in found.values():
        print(f"  {_figures(candidate, measured, section)}")
    for goal in section.goals:
        if goal.slower in found and goal.faster in found:
            print(f"  {_ratio(goal, found)}")
    if section.peak_most:
        peak = found["Daman"][1].peak
        print(f"  {peak} MB in a process of ours (goal: under {section.peak_most}): "
              f"{_verdict(peak < section.peak_most)}")  # fmt: skip
    return _are_same(digests)


def _round(running: Running, measured: Measured, section: Section) -> None:
    begun = perf_counter()
    told = running.round()
    wall = perf_counter() - begun
    if section.unit == "one":
        # Each was timed by itself; a round's figure is the one in the middle.
        wall = median(told[0]["done"]) * running.candidate.households
    measured.add(told, wall)


def _figures(candidate: Candidate, measured: Measured, section: Section) -> str:
    count, least = candidate.households, min(measured.walls)
    if section.unit == "one":
        middle = median(measured.walls) / count * 1000
        speed = f"{least / count * 1000:.2f} ms at best, {middle:.2f} in the middle"
    else:
        speed = f"{least:.3f} s at best, {median(measured.walls):.3f} in the middle, "
        speed += f"{count / least:,.0f} households a second"
    processor = f"{min(measured.processors):.3f} s of processor"
    return f"{candidate.name:<16} {speed}; {processor}, {measured.peak} MB at most"


def _ratio(goal: Goal, found: Found) -> str:
    wall, processor = (
        _each(found[goal.slower], kind) / _each(found[goal.faster], kind)
        for kind in ("walls", "processors")
    )
    text = f"{wall:.2f} {goal.text} (by processor time {processor:.2f}"
    if goal.at_least:
        return f"{text}; goal: at least {goal.at_least:g}): {_verdict(wall >= goal.at_least)}"
    if goal.at_most:
        return f"{text}; goal: at most {goal.at_most:g}): {_verdict(wall <= goal.at_most)}"
    return f"{text})"


def _each(one: tuple[Candidate, Measured], kind: str) -> float:
    """Return the least seconds for one household."""
    candidate, measured = one
    seconds: list[float] = getattr(measured, kind)
    return min(seconds) / candidate.households


def _verdict(is_reached: bool) -> str:
    return "reached" if is_reached else "NOT reached"


def _digest(parts: Mapping[str, str]) -> str:
    text = "\n".join(f"{name} {parts[name]}" for name in sorted(parts))
    return sha256(text.encode()).hexdigest()


def _are_same(digests: Mapping[str, str]) -> bool:
    for name, digest in digests.items():
        print(f"  digest {digest[:16]} of eligible, amount, reasons and size: {name}")
    if len(set(digests.values())) > 1:
        print("  The answers are NOT the same.")
        return False
    return True
