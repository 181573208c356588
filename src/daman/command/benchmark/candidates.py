"""Candidates of the benchmark as the benchmark sees them: processes that are told `round`."""

import json
import os
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any

from daman.command.obstacle import Obstacle
from daman.command.paths import ROOT, python, python_path


@dataclass(frozen=True)
class Candidate:
    """
    What is measured: a name and the command line of each of its processes.

    `households` is the work of one round; `is_compared` says whether its digest must be the same
    as the others'.
    """

    name: str
    commands: Sequence[Sequence[str]]
    households: int
    is_compared: bool = True
    environment: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Measured:
    """What was found of a candidate over its rounds: seconds, and megabytes in one process."""

    walls: list[float] = field(default_factory=list)
    processors: list[float] = field(default_factory=list)
    peak: int = 0

    def add(self, told: Sequence[Mapping[str, Any]], wall: float) -> None:
        """Add a round of all processes of a candidate."""
        self.walls.append(wall)
        self.processors.append(sum(each["processor"] for each in told))
        self.peak = max(self.peak, *(each["peak"] for each in told))


class Running:
    """A candidate's processes, started and warm; they end with the block."""

    def __init__(self, candidate: Candidate) -> None:
        self.candidate = candidate
        self._processes = [
            _started(words, candidate, core) for core, words in enumerate(candidate.commands)
        ]

    def __enter__(self) -> "Running":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for process in self._processes:
            # Its input ends, and with it the process; one that is dead already has none to end.
            with suppress(BrokenPipeError):
                process.communicate()

    def round(self) -> list[dict[str, Any]]:
        """Do the work once, in all processes at the same time, and return what each tells."""
        return self._ask("round")

    def digest(self) -> dict[str, str]:
        """Return the digest of each part that was answered."""
        return {name: text for told in self._ask("digest") for name, text in told.items()}

    def _ask(self, word: str) -> list[dict[str, Any]]:
        for process in self._processes:
            assert process.stdin, "a pipe was asked for"
            with suppress(BrokenPipeError):
                process.stdin.write(word + "\n")
                process.stdin.flush()
        return [self._answer(process) for process in self._processes]

    def _answer(self, process: "subprocess.Popen[str]") -> dict[str, Any]:
        assert process.stdout, "a pipe was asked for"
        line = process.stdout.readline()
        if not line:
            raise Obstacle(f"{self.candidate.name} did not answer; its error stands above.")
        told: dict[str, Any] = json.loads(line)
        return told


def ours(module: str, *words: object) -> list[str]:
    """Return the command line of a candidate of our own."""
    return [*python("-m", f"daman.command.benchmark.{module}"), *map(str, words)]


def _started(words: Sequence[str], candidate: Candidate, core: int) -> "subprocess.Popen[str]":
    environment = {**os.environ, "POLARS_MAX_THREADS": "1", **candidate.environment}
    environment = python_path(environment) | {"BENCH_CORE": str(core)}
    return subprocess.Popen(
        words,
        cwd=ROOT,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
