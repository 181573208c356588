"""The keys of a data folder are made once and kept from other users."""

import base64
import stat
from pathlib import Path

import pytest

from daman.command.keys import NAMES, keys_of
from daman.command.obstacle import Obstacle


def test_are_made_once_and_kept(tmp_path: Path) -> None:
    first = keys_of(tmp_path, {}, has_data=False)

    assert keys_of(tmp_path, {}, has_data=True) == first
    assert len({base64.b64decode(key) for key in first.values()}) == len(NAMES)
    assert all(len(base64.b64decode(key)) == 32 for key in first.values())


def test_only_their_owner_reads_them(tmp_path: Path) -> None:
    keys_of(tmp_path, {}, has_data=False)

    assert stat.S_IMODE((tmp_path / "secrets").stat().st_mode) == 0o700
    for name in NAMES:
        assert stat.S_IMODE((tmp_path / "secrets" / name).stat().st_mode) == 0o600


def test_the_environment_goes_first_and_is_not_written_down(tmp_path: Path) -> None:
    given = dict.fromkeys(NAMES, "given")

    assert keys_of(tmp_path, given, has_data=False) == given
    assert list((tmp_path / "secrets").iterdir()) == []


def test_lost_keys_are_not_replaced_when_there_are_data(tmp_path: Path) -> None:
    keys_of(tmp_path, {}, has_data=False)
    (tmp_path / "secrets" / NAMES[1]).unlink()

    with pytest.raises(Obstacle, match="restore it from the backup"):
        keys_of(tmp_path, {}, has_data=True)
