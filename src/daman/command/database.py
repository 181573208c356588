"""The database and keys of a data folder, for as long as a command needs them."""

import fcntl
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from daman.command.keys import keys_of
from daman.command.obstacle import Obstacle
from daman.command.paths import DATA, make_folder, python_path
from daman.command.postgres import Cluster, Given, choose
from daman.command.postgres.place import written_by

_NOTE = "running.json"


def environment(data_dir: Path, database_url: str, env: Mapping[str, str]) -> dict[str, str]:
    """Return the environment of the product's processes for a data folder and a database."""
    return python_path(
        {
            **env,
            "DJANGO_SETTINGS_MODULE": "daman.config.settings",
            "DATABASE_URL": database_url,
            "DAMAN_DATA_DIR": str(data_dir),
            # The processes speak to each other on this machine, whatever proxy leads out of it.
            **dict.fromkeys(["NO_PROXY", "no_proxy"], _without_proxy(env)),
        }
    )


def _without_proxy(env: Mapping[str, str]) -> str:
    named = env.get("no_proxy") or env.get("NO_PROXY") or ""
    return ",".join(filter(None, [named, "127.0.0.1", "localhost"]))


def chosen_folder(env: Mapping[str, str]) -> Path:
    """Return the data folder that DAMAN_DATA_DIR names, or the usual one."""
    return Path(env.get("DAMAN_DATA_DIR") or DATA).resolve()


@contextmanager
def borrowed_database(data_dir: Path) -> Iterator[dict[str, str]]:
    """
    Yield the environment for the database of a data folder, whether `up` runs there or not.

    Where nothing runs, the server is started and stopped again.
    """
    env = dict(os.environ)
    source = choose(data_dir, env)
    if isinstance(source, Given):
        yield environment(data_dir, source.url, {**env, **keys_of(data_dir, env, has_data=False)})
        return
    has_data = written_by(data_dir) is not None
    running = note_of(data_dir)
    make_folder(data_dir, 0o711)
    keys = keys_of(data_dir, env, has_data=has_data)
    if running is not None:
        yield environment(data_dir, running["database_url"], {**env, **keys})
        return
    cluster = Cluster(data_dir, source)
    try:
        yield environment(data_dir, cluster.start(), {**env, **keys})
    finally:
        cluster.stop()


def require_alone(data_dir: Path) -> None:
    """
    Make sure that no other `up` runs on the folder.

    :raises Obstacle: when one does, naming where it answers
    """
    running = note_of(data_dir)
    if running is not None:
        raise _in_use(data_dir, f" at {running['base_url']}")


@contextmanager
def sole_use(data_dir: Path) -> Iterator[None]:
    """
    Hold the data folder for one `up`; the hold ends with the process, however it ends.

    :raises Obstacle: when another `up` holds it
    """
    with open(_lock_of(data_dir), "a", opener=_private) as lock:
        if not _hold(lock):
            raise _in_use(data_dir)
        (data_dir / _NOTE).unlink(missing_ok=True)
        try:
            yield
        finally:
            (data_dir / _NOTE).unlink(missing_ok=True)


def write_note(data_dir: Path, **facts: Any) -> None:
    """Tell other commands what runs on the folder: `base_url`, `database_url`, `pid`."""
    path = data_dir / _NOTE
    half = path.with_suffix(".new")
    half.touch(mode=0o600)
    half.write_text(json.dumps(facts))
    half.replace(path)


def note_of(data_dir: Path) -> dict[str, Any] | None:
    """Return what runs on the folder, or None when nothing does."""
    try:
        facts: dict[str, Any] = json.loads((data_dir / _NOTE).read_text())
        with open(_lock_of(data_dir), "a", opener=_private) as lock:
            # Nobody holds the folder: the note is what a killed `up` left.
            return None if _hold(lock) else facts
    except (OSError, ValueError):
        return None


def _in_use(data_dir: Path, where: str = "") -> Obstacle:
    return Obstacle(
        f"Daman already runs on {data_dir}{where}: stop that one first, "
        "or choose another place with --data."
    )


def _lock_of(data_dir: Path) -> Path:
    return data_dir / "lock"


def _hold(lock: IO[str]) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
