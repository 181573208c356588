"""The law used alone: only its two packages and what they name as needed, nothing of Django."""

import os
import shutil
import subprocess
import sys
import tomllib
from importlib.metadata import distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "packages" / "law" / "pyproject.toml").read_text())
KEPT = {".py", *(Path(each).suffix for each in PROJECT["tool"]["setuptools"]["package-data"]["*"])}
DOCTEST = """
import doctest, pathlib, sys, daman.law
found = doctest.testfile(str(pathlib.Path(daman.law.__file__).parent / "README.md"),
                         module_relative=False)
assert found.attempted > 25, found
sys.exit(found.failed)
"""
ONE = """
from daman.law import assess
from daman.law.examples import a_widow
print(assess(a_widow(children_count=1), edition="statutory-2023-11").amount)
"""


def needed(requirements: list[str]) -> list[Path]:
    """Return the installed folders and files of what these requirements ask for."""
    found = set()
    for each in requirements:
        of = distribution(Requirement(each).name)
        for file in of.files or ():
            if file.parts[0] not in ("..",) and not file.parts[0].endswith(".dist-info"):
                found.add(Path(of.locate_file(file.parts[0])))
        found |= set(needed([r for r in of.requires or () if Requirement(r).marker is None]))
    return sorted(found)


@pytest.fixture(scope="module")
def place(tmp_path_factory) -> Path:
    """Return a folder that holds the two packages as they are installed alone."""
    made = tmp_path_factory.mktemp("alone")
    (made / "daman").mkdir()
    for package in ("kernel", "law"):
        for path in (ROOT / "src" / "daman" / package).rglob("*"):
            if path.suffix in KEPT and path.is_file():
                target = made / path.relative_to(ROOT / "src")
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(path, target)
    shutil.copy(ROOT / "src" / "daman" / "__init__.py", made / "daman")
    return made


def run(place: Path, code: list[str], *, extra: str = "") -> subprocess.CompletedProcess[str]:
    """Run Python with the packages of a place and what the project says they need."""
    project = PROJECT["project"]
    asked = [*project["dependencies"], *(project["optional-dependencies"][extra] if extra else ())]
    libraries = place.parent / f"libraries-{extra or 'base'}"
    libraries.mkdir(exist_ok=True)
    for path in needed(asked):
        if not (libraries / path.name).exists():
            (libraries / path.name).symlink_to(path)
    # Neither the site's packages (-S) nor the user's (-s), nor the folder the tests run in.
    return subprocess.run(
        [sys.executable, "-S", "-s", "-P", *code],
        env={"PYTHONPATH": os.pathsep.join([str(place), str(libraries)])},
        cwd=place,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("name", ["django", "polars", "daman.base", "daman.journey", "simulators"])
def test_nothing_else_is_there(place, name):
    assert "ModuleNotFoundError" in run(place, ["-c", f"import {name}"]).stderr


def test_one_household_is_answered(place):
    done = run(place, ["-c", ONE])

    assert (done.returncode, done.stdout.strip(), done.stderr) == (0, "1,980", "")


def test_the_command_line_answers(place):
    done = run(place, ["-m", "daman.law.command_line", "editions"])

    assert done.returncode == 0, done.stderr
    assert len(done.stdout.splitlines()) == 6


def test_many_households_say_what_they_need(place):
    words = ["assess", "--edition", "1446-article"]
    words += ["--households", "h.parquet", "--persons", "p.parquet", "--out", "o.parquet"]
    done = run(place, ["-m", "daman.law.command_line", *words])

    assert '"polars.missing"' in done.stdout, done.stderr


def test_every_example_of_the_readme_runs(place):
    done = run(place, ["-c", DOCTEST], extra="columns")

    assert done.returncode == 0, done.stdout + done.stderr


def test_everything_that_is_data_is_packed():
    law = ROOT / "src" / "daman" / "law"
    odd = {p.suffix for p in law.rglob("*") if p.is_file() and "__pycache__" not in p.parts} - KEPT

    assert odd == set()
