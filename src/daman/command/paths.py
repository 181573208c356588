"""Where things lie in a clone of the repository."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from daman.command.obstacle import Obstacle

ROOT = Path(__file__).resolve().parents[3]
SRC = ROOT / "src"
VAR = ROOT / "var"
DATA = VAR / "daman"
LOCALE = ROOT / "locale"


def python(*arguments: str) -> list[str]:
    """Return a command line that runs this very Python, without the present folder on its path."""
    return [sys.executable, "-P", *arguments]


def python_path(environment: dict[str, str]) -> dict[str, str]:
    """Return the environment with the source folder first on Python's path."""
    entries: Sequence[str] = [str(SRC), *environment.get("PYTHONPATH", "").split(os.pathsep)]
    unique = dict.fromkeys(entry for entry in entries if entry)
    return {**environment, "PYTHONPATH": os.pathsep.join(unique)}


def make_folder(path: Path, mode: int = 0o700) -> Path:
    """
    Make a folder and its parents, and return it.

    :raises Obstacle: when the place is not writable
    """
    try:
        if not path.is_dir():
            path.mkdir(parents=True, exist_ok=True)
            path.chmod(mode)
    except OSError as problem:
        raise Obstacle(
            f"The folder {path} cannot be made ({problem.strerror}): "
            "make it writable, or choose another place with --data."
        ) from problem
    return path
