"""`check`: every tool that reads the code, each answer in one line."""

import os
import subprocess
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from daman.command import catalogue
from daman.command.paths import ROOT, SRC, python, python_path

_IMPORT_LINTER = (
    "import sys; from importlinter.cli import lint_imports; "
    "sys.exit(lint_imports(cache_dir='.import_linter_cache'))"
)


@dataclass(frozen=True)
class Result:
    """What one tool answered, and how long it took."""

    name: str
    passed: bool
    output: str
    seconds: float

    def line(self) -> str:
        """Return the answer as one line, with the tool's own words below it when it failed."""
        line = f"{'ok  ' if self.passed else 'FAIL'}  {self.name:<26} {self.seconds:5.1f} s"
        if self.passed:
            return line
        return "\n".join([line, *(f"      {said}" for said in self.output.strip().splitlines())])


def run(words: Sequence[str]) -> int:
    """Run every tool, or only those named, and return 1 when one of them objects."""
    tools = [(n, tool) for n, tool in _tools().items() if not words or n.split()[0] in words]
    # The slowest goes first; two at a time suits the smallest machine.
    with ThreadPoolExecutor(2) as pool:
        running = [pool.submit(_timed, name, tool) for name, tool in tools]
        results = []
        for future in running:
            results.append(future.result())
            print(results[-1].line(), flush=True)
    return 0 if results and all(result.passed for result in results) else 1


def _tools() -> dict[str, Callable[[], tuple[bool, str]]]:
    templates = [str(path.relative_to(ROOT)) for path in sorted(SRC.glob("**/templates"))]
    return {
        "mypy": lambda: _answer("-m", "mypy"),
        "ruff check": lambda: _answer("-m", "ruff", "check", "."),
        "ruff format": lambda: _answer("-m", "ruff", "format", "--check", "."),
        "imports": lambda: _answer("-c", _IMPORT_LINTER),
        "djlint": lambda: _djlint("--lint", templates),
        "djlint format": lambda: _djlint("--check", templates),
        "migrations": lambda: _answer(
            "-m", "daman", "manage", "makemigrations", "--check", "--dry-run"
        ),
        "catalogue": _catalogue,
    }


def _timed(name: str, tool: Callable[[], tuple[bool, str]]) -> Result:
    started = time.monotonic()
    passed, output = tool()
    return Result(name, passed, output, time.monotonic() - started)


def _answer(*arguments: str) -> tuple[bool, str]:
    done = subprocess.run(
        python(*arguments),
        cwd=ROOT,
        env=python_path(dict(os.environ)),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return done.returncode == 0, done.stdout


def _djlint(mode: str, templates: Sequence[str]) -> tuple[bool, str]:
    if not templates:
        return True, ""
    return _answer("-m", "djlint", mode, "--quiet", *templates)


def _catalogue() -> tuple[bool, str]:
    findings = catalogue.check()
    return not findings, "\n".join(findings)
