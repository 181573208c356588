"""The Python with PySpark: an environment of its own, made on demand from its own hashed lock."""

import shutil
import subprocess
import sys
from pathlib import Path

from daman.command.obstacle import Obstacle
from daman.command.paths import ROOT

LOCK = ROOT / "requirements-spark.txt"
FOLDER = ROOT / "var" / "spark"
_STAMP = FOLDER / "lock.txt"
LACKING = (
    "Spark is not here: it needs Java 17 on the path and `./daman bench law-spark`, which "
    "installs PySpark into var/spark once."
)


def spark_python() -> Path | None:
    """Return the Python that has PySpark as locked; None where that or Java is not here."""
    is_complete = _STAMP.is_file() and _STAMP.read_bytes() == LOCK.read_bytes()
    return FOLDER / "bin" / "python" if is_complete and shutil.which("java") else None


def install() -> Path:
    """
    Return the Python that has PySpark, installing it (700 MB on disk) where it is not.

    :raises Obstacle: without Java, or when the packages cannot be installed
    """
    if shutil.which("java") is None:
        raise Obstacle(
            "Spark needs Java 17: install it (on Debian: apt-get install openjdk-17-jre-headless)."
        )
    found = spark_python()
    if found is not None:
        return found
    print("Installing PySpark into var/spark (300 MB to fetch)…", flush=True)
    python = FOLDER / "bin" / "python"
    commands = (
        [sys.executable, "-m", "venv", "--clear", str(FOLDER)],
        [str(python), "-m", "pip", "install", "--quiet", "--require-hashes", "-r", str(LOCK)],
    )
    for command in commands:
        done = subprocess.run(command, check=False, capture_output=True, text=True)
        if done.returncode:
            said = (done.stderr.strip().splitlines() or ["pip said nothing"])[-1]
            raise Obstacle(f"PySpark could not be installed: {said}")
    _STAMP.write_bytes(LOCK.read_bytes())
    return python
