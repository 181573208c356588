"""OpenFisca as a peer: installed on demand into an environment of its own, locked by hashes."""

import hashlib
import subprocess
import sys
import venv
from collections.abc import Sequence
from pathlib import Path

from daman.command.obstacle import Obstacle
from daman.command.paths import ROOT

BENCH = ROOT / "bench"
ENVIRONMENT = ROOT / ".venv-openfisca"
LOCK = BENCH / "requirements-openfisca.txt"
# The peer's model holds the rules of this edition alone.
EDITION = "statutory-2026-07"


def installed() -> Path:
    """
    Return the peer's interpreter, after installing it where the lock has changed.

    :raises Obstacle: when it cannot be installed
    """
    interpreter = ENVIRONMENT / "bin" / "python"
    stamp = ENVIRONMENT / "installed"
    wanted = hashlib.sha256(LOCK.read_bytes()).hexdigest()
    if stamp.exists() and stamp.read_text(encoding="utf-8") == wanted:
        return interpreter
    sys.stderr.write("Installing OpenFisca for the benchmark, in .venv-openfisca\n")
    venv.create(ENVIRONMENT, with_pip=True, clear=True)
    pip = [str(interpreter), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    locked = ["--require-hashes", "--only-binary=:all:", "--requirement", str(LOCK)]
    if subprocess.run([*pip, *locked], check=False).returncode:
        raise Obstacle("OpenFisca could not be installed: see above what pip says.")
    stamp.write_text(wanted, encoding="utf-8")
    return interpreter


# The peer's program finds its own modules beside it, which the launcher's safe path forbids.
UNSAFE_PATH = {"PYTHONSAFEPATH": ""}


def command(interpreter: Path, *words: object) -> Sequence[str]:
    """Return the command line of a candidate of the peer."""
    return [str(interpreter), str(BENCH / "openfisca_peer.py"), *map(str, words)]
