"""The keys of one data folder: made once, kept readable by their owner alone."""

import base64
import os
import secrets
from collections.abc import Mapping
from pathlib import Path

from daman.command.obstacle import Obstacle
from daman.command.paths import make_folder

NAMES = ("DAMAN_SECRET_KEY", "DAMAN_FIELD_KEY", "DAMAN_INDEX_KEY")
_BYTES = 32


def keys_of(data_dir: Path, env: Mapping[str, str], *, has_data: bool) -> dict[str, str]:
    """
    Return the three keys, from the environment or from the folder's `secrets`.

    Missing ones are made, unless the folder has data already that only the lost ones open.

    :raises Obstacle: when keys are missing that the data need
    """
    folder = make_folder(data_dir / "secrets")
    folder.chmod(0o700)
    return {name: env.get(name) or _kept(folder / name, has_data) for name in NAMES}


def new_keys() -> dict[str, str]:
    """Return fresh keys for an instance that is thrown away."""
    return {name: _new() for name in NAMES}


def _kept(path: Path, has_data: bool) -> str:
    if path.exists():
        return path.read_text().strip()
    if has_data:
        raise Obstacle(
            f"The key {path} is missing and the data beside it cannot be opened without it: "
            "restore it from the backup, or choose another place with --data."
        )
    half = path.with_suffix(".new")
    half.unlink(missing_ok=True)
    with open(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(f"{_new()}\n")
        file.flush()
        os.fsync(file.fileno())
    half.replace(path)
    return path.read_text().strip()


def _new() -> str:
    return base64.b64encode(secrets.token_bytes(_BYTES)).decode()
