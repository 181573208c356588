"""`law`: the law at the command line, without Django; with a database only where one is named."""

import json
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from datetime import datetime
from typing import Any

from daman.command.database import borrowed_database, chosen_folder
from daman.command.obstacle import Obstacle
from daman.kernel.refusal import Refusal
from daman.kernel.riyadh import RIYADH

_FROM, _INTO = "--from-database", "--into"


def run(words: Sequence[str]) -> int:
    """Hand the words to the law's own command line, or to what speaks with a database."""
    try:
        from daman.law.command_line import main
    except ModuleNotFoundError as missing:
        raise Obstacle(f"The law's command line is not here ({missing.name}).") from missing
    options = {word.partition("=")[0] for word in words}
    if words[:1] == ["assess"] and _FROM in options:
        from daman.command.caseload.run import run_from_database

        return _in_database(run_from_database, words[1:])
    if words[:2] == ["snapshot", "assess"] and _INTO in options:
        from daman.command.caseload.snapshot import run_snapshot_into

        return _in_database(run_snapshot_into, words[2:])
    if words[:2] == ["snapshot", "make"] and "--made-at" not in options:
        words = [*words, "--made-at", datetime.now(RIYADH).isoformat(timespec="seconds")]
    if words[:2] == ["snapshot", "make"] and _FROM in options:
        from daman.command.caseload.snapshot import run_snapshot_from

        return _in_database(run_snapshot_from, words[2:])
    status: int = main(list(words), sys.stdin, sys.stdout)
    return status


def _in_database(
    command: Callable[[Sequence[str], str, Callable[[str], object]], Mapping[str, Any]],
    words: Sequence[str],
) -> int:
    """Run a command on the database it names, or else on this folder's own; print the counts."""
    from daman.law.command_line import error_of

    given = _named_in(words) or os.environ.get("DATABASE_URL", "")
    own = nullcontext({"DATABASE_URL": given})
    try:
        with own if given else borrowed_database(chosen_folder(os.environ)) as env:
            told = command(words, env["DATABASE_URL"], _say)
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else 2
    except Refusal as refusal:
        told = error_of(refusal)
    print(json.dumps(told, ensure_ascii=False))
    return int(bool(told.get("errors") or told.get("error")))


def _named_in(words: Sequence[str]) -> str:
    """Return the database that the words name, or nothing where the option has no value."""
    for word, following in zip(words, [*words[1:], "--"], strict=True):
        option, _, value = word.partition("=")
        if option in (_FROM, "--database"):
            return value or ("" if following.startswith("--") else following)
    return ""


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
