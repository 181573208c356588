"""`fix`: what the tools can put right by themselves."""

import subprocess
from collections.abc import Sequence

from daman.command.paths import ROOT, SRC, python


def run(words: Sequence[str]) -> int:
    """Let ruff and djlint rewrite what they can; only the paths given, or everything."""
    paths = list(words) or ["."]
    templates = list(words) or [str(path) for path in SRC.glob("**/templates")]
    commands = [
        python("-m", "ruff", "check", "--fix", "--quiet", *paths),
        python("-m", "ruff", "format", "--quiet", *paths),
    ]
    if templates:
        # djlint's status says that it changed something, which is what was asked.
        _run(python("-m", "djlint", "--reformat", "--quiet", *templates))
    return max(_run(command) for command in commands)


def _run(command: Sequence[str]) -> int:
    return subprocess.run(command, cwd=ROOT, stdin=subprocess.DEVNULL, check=False).returncode
