"""The import contracts hold, and a breach made on purpose is caught."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BREACHES = [
    ("daman/law/assess.py", "import django"),
    ("daman/law/assess.py", "from daman.record.people import models"),
    ("daman/journey/decisions/queries.py", "from daman.journey.payroll import models"),
    ("daman/journey/casework/rules.py", "from daman.journey.casework import models"),
    ("daman/interfaces/portal/home/urls.py", "from daman.journey.profile import models"),
    ("daman/interfaces/portal/home/urls.py", "from daman.interfaces.workspace import urls"),
    ("daman/exchange/registries/port.py", "from daman.exchange.notices import operations"),
    ("daman/record/people/queries.py", "import simulators"),
]


def lint_imports(src: Path) -> subprocess.CompletedProcess[str]:
    linter = Path(sys.executable).parent / "lint-imports"
    return subprocess.run(
        [linter, "--config", ROOT / ".importlinter", "--no-cache"],
        cwd=src.parent,
        env={**os.environ, "PYTHONPATH": str(src)},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    def passed_over(folder: str, names: list[str]) -> set[str]:
        return {name for name in names if name in {"__pycache__", "static", "templates", "fonts"}}

    return shutil.copytree(ROOT / "src", tmp_path / "src", ignore=passed_over)


def test_every_contract_is_kept(copied: Path):
    done = lint_imports(copied)
    assert done.returncode == 0, done.stdout[-3000:]


def test_each_breach_is_caught(copied: Path):
    uncaught = []
    for name, line in BREACHES:
        path = copied / name
        before = path.read_text()
        path.write_text(f"{before}\n{line}\n")
        if lint_imports(copied).returncode == 0:
            uncaught.append((name, line))
        path.write_text(before)
    assert uncaught == []
