"""Which PostgreSQL is taken, tried with pretended programs."""

from pathlib import Path

import pytest

from daman.command.obstacle import Obstacle
from daman.command.postgres import Binaries, Given, choose
from daman.command.postgres.binaries import inspect


def pretend(folder: Path, version: str) -> Path:
    folder.mkdir(parents=True)
    for name in ("initdb", "pg_ctl", "postgres"):
        program = folder / name
        program.write_text(f'#!/bin/sh\necho "{name} (PostgreSQL) {version}"\n')
        program.chmod(0o755)
    return folder


def test_an_address_goes_before_everything(tmp_path: Path) -> None:
    env = {"DATABASE_URL": "postgresql://somewhere/daman", "DAMAN_PG_BIN": "/nowhere"}

    assert choose(tmp_path, env) == Given("postgresql://somewhere/daman")


def test_the_chosen_folder_goes_before_the_machine(tmp_path: Path) -> None:
    folder = pretend(tmp_path / "bin", "17.4 (Debian 17.4-1)")

    found = choose(tmp_path, {"DAMAN_PG_BIN": str(folder)})

    assert found == Binaries(folder, 17, "17.4", "chosen")


def test_a_chosen_folder_without_postgresql_is_named(tmp_path: Path) -> None:
    with pytest.raises(Obstacle, match="DAMAN_PG_BIN names /nowhere"):
        choose(tmp_path, {"DAMAN_PG_BIN": "/nowhere"})


@pytest.mark.parametrize("version", ["14.9", "9.6.24", "nonsense"])
def test_what_is_too_old_is_passed_over(tmp_path: Path, version: str) -> None:
    assert inspect(pretend(tmp_path / "bin", version), "machine") is None


def test_the_data_decide_the_version(tmp_path: Path) -> None:
    folder = pretend(tmp_path / "bin", "17.4")
    version_file = tmp_path / "postgres" / "data" / "PG_VERSION"
    version_file.parent.mkdir(parents=True)
    version_file.write_text("16\n")

    with pytest.raises(Obstacle, match=r"written by PostgreSQL 16 and this machine offers 17"):
        choose(tmp_path, {"DAMAN_PG_BIN": str(folder)})

    assert version_file.read_text() == "16\n"


def test_a_machine_without_contrib_is_passed_over(tmp_path: Path) -> None:
    folder = pretend(tmp_path / "own" / "bin", "17.4")
    (tmp_path / "own" / "share" / "extension").mkdir(parents=True)

    found = choose(tmp_path, {"PATH": str(folder)})

    assert isinstance(found, Binaries)
    assert found.folder != folder
