"""One embedded PostgreSQL cluster: made, started, adopted after a crash, stopped."""

import contextlib
import fcntl
import os
import shutil
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO
from urllib.parse import quote

import psutil
import psycopg
from psycopg import sql

from daman.command.obstacle import Obstacle
from daman.command.postgres import configuration, place
from daman.command.postgres.binaries import Binaries
from daman.command.postgres.owner import Owner, owner_of, present_owner

_ROOM_BYTES_MIN = 200 * 1024 * 1024
_LOG_BYTES_MAX = 10 * 1024 * 1024
_START_SECONDS_MAX = 120
_RETRY_SECONDS_MAX = 15
# What a server killed a moment ago leaves for a few seconds.
_PASSING = ("already exists", "pre-existing shared memory", "still in use")


class Cluster:
    """
    The PostgreSQL cluster of one data folder.

    While a Cluster is started, no other process can start it; `durable=False` is for clusters
    that are thrown away.
    """

    def __init__(
        self,
        data_dir: Path,
        binaries: Binaries,
        *,
        durable: bool = True,
        say: Callable[[str], object] = print,
    ) -> None:
        self.data_dir = data_dir.resolve()
        self.durable = durable
        self._say = say
        self.place = place.cluster_place(self.data_dir)
        self.owner: Owner = owner_of(self.place) or present_owner()
        self.binaries = binaries
        self._lock: IO[str] | None = None
        self._socket_folder: Path | None = None

    @property
    def data(self) -> Path:
        """The folder that PostgreSQL itself keeps."""
        return self.place / "data"

    @property
    def log(self) -> Path:
        """The server's own log."""
        return self.place / "server.log"

    def start(self) -> str:
        """
        Make the cluster when there is none, start or adopt its server, return DATABASE_URL.

        :raises Obstacle: when the machine lacks something, in one sentence with the remedy
        """
        self.place, told = place.settle(self.data_dir, self.owner)
        if told:
            self._say(told)
        self._take_lock()
        try:
            self.binaries = place.within_reach(self.binaries, self.owner)
            self._require_room()
            if not (self.data / "PG_VERSION").exists():
                self._make()
            self._start_server()
            return self.create_database(configuration.ROLE)
        except BaseException:
            self._abandon()
            raise

    def stop(self) -> None:
        """Stop the server, cleanly where it holds data to keep, and let others start it."""
        if self.is_running():
            modes = ("fast", "immediate") if self.durable else ("immediate",)
            for mode in modes:
                command = ["stop", "-D", str(self.data), "-m", mode, "-w", "-t", "20"]
                if self._pg_ctl(*command).returncode == 0:
                    break
        self._release_lock()

    def is_running(self) -> bool:
        """Return whether this cluster's server runs."""
        return self._postmaster() is not None

    def url(self, database: str) -> str:
        """Return DATABASE_URL of one database, for the running server's socket."""
        host = quote(str(self._socket_folder), safe="/")
        return f"postgresql://{configuration.ROLE}@/{quote(database)}?host={host}&port=5432"

    def create_database(self, name: str) -> str:
        """Make a database of the application's role unless it exists, and return its address."""
        role, database = sql.Identifier(configuration.ROLE), sql.Identifier(name)
        with self._administrator() as connection:
            if not _exists(connection, "pg_roles", "rolname", configuration.ROLE):
                connection.execute(sql.SQL("CREATE ROLE {} LOGIN CREATEDB").format(role))
            if not _exists(connection, "pg_database", "datname", name):
                connection.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(database, role))
        return self.url(name)

    def _administrator(self) -> psycopg.Connection[tuple[object, ...]]:
        return psycopg.connect(
            host=str(self._socket_folder),
            port=5432,
            user=configuration.ADMINISTRATOR,
            dbname="postgres",
            connect_timeout=5,
            autocommit=True,
        )

    def _make(self) -> None:
        half = self.place / "data.new"
        shutil.rmtree(half, ignore_errors=True)
        command = [
            self.binaries.program("initdb"),
            *("-D", str(half), "-U", configuration.ADMINISTRATOR, "-E", "UTF8"),
            *("--data-checksums", "--auth-local=peer", "--auth-host=scram-sha-256"),
            *([] if self.durable else ["--no-sync"]),
        ]
        answer = self.owner.run([*command, "--locale=C.UTF-8"])
        if "invalid locale" in answer.stdout:
            # Systems without C.UTF-8 sort the same way by C; the encoding is UTF-8 in both.
            answer = self.owner.run([*command, "--locale=C"])
        if answer.returncode != 0:
            shutil.rmtree(half, ignore_errors=True)
            raise self._obstacle("PostgreSQL could not make its database", answer.stdout)
        half.rename(self.data)

    def _start_server(self) -> None:
        if self._adopt():
            return
        self._socket_folder = place.socket_folder(self.place, self.data_dir, self.owner)
        configuration.write(self.data, self._socket_folder, self.owner, durable=self.durable)
        self._clear_leftovers()
        if self.log.exists() and self.log.stat().st_size > _LOG_BYTES_MAX:
            self.log.replace(self.log.with_suffix(".log.1"))
        deadline = time.monotonic() + _RETRY_SECONDS_MAX
        while (said := self._try_start()) is not None:
            if time.monotonic() > deadline or not any(word in said for word in _PASSING):
                raise self._obstacle("PostgreSQL did not start", said)
            time.sleep(0.5)

    def _try_start(self) -> str | None:
        before = self.log.stat().st_size if self.log.exists() else 0
        wait = str(_START_SECONDS_MAX)
        command = ["start", "-D", str(self.data), "-l", str(self.log), "-w", "-t", wait, "-s"]
        answer = self._pg_ctl(*command)
        if answer.returncode == 0:
            return None
        logged = self.log.read_bytes()[before:] if self.log.exists() else b""
        return answer.stdout + logged.decode(errors="replace")

    def _adopt(self) -> bool:
        """Use a server that an earlier, killed process left running; stop it when it is deaf."""
        if not self.is_running():
            return False
        lines = (self.data / "postmaster.pid").read_text().splitlines()
        self._socket_folder = Path(lines[4]) if len(lines) > 4 and lines[4] else None
        if self._socket_folder is not None:
            with contextlib.suppress(psycopg.Error), self._administrator():
                return True
        self._pg_ctl("stop", "-D", str(self.data), "-m", "fast", "-w", "-t", "20")
        return False

    def _postmaster(self) -> psutil.Process | None:
        try:
            number = int((self.data / "postmaster.pid").read_text().split("\n", 1)[0])
            process = psutil.Process(number)
            is_ours = process.status() != psutil.STATUS_ZOMBIE and _works_in(process, self.data)
        except (OSError, ValueError, psutil.Error):
            return None
        return process if is_ours else None

    def _clear_leftovers(self) -> None:
        """
        Remove the note of a dead server whose number another program has since been given.

        PostgreSQL clears its own note when the number is free; it must never lose it while any
        of its processes still works on the data.
        """
        note = self.data / "postmaster.pid"
        if not note.exists() or any(_works_in(p, self.data) for p in psutil.process_iter()):
            return
        note.unlink()
        if self._socket_folder is not None:
            for leftover in self._socket_folder.glob(".s.PGSQL.*"):
                leftover.unlink(missing_ok=True)

    def _abandon(self) -> None:
        # A server whose start was interrupted may not have left its note yet.
        deadline = time.monotonic() + 2
        while not self.is_running() and time.monotonic() < deadline:
            if not any(_works_in(process, self.data) for process in psutil.process_iter()):
                break
            time.sleep(0.1)
        self.stop()

    def _pg_ctl(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return self.owner.run(
            [self.binaries.program("pg_ctl"), *arguments], timeout=_START_SECONDS_MAX + 30
        )

    def _require_room(self) -> None:
        free = shutil.disk_usage(self.place).free
        if free < _ROOM_BYTES_MIN:
            raise Obstacle(
                f"The disk of {self.place} has {free >> 20} MB left and PostgreSQL needs "
                f"{_ROOM_BYTES_MIN >> 20} MB: make room, or choose another place with --data."
            )

    def _obstacle(self, what: str, said: str) -> Obstacle:
        if "No space left on device" in said:
            return Obstacle(
                f"{what}, for the disk of {self.place} is full: make room, "
                "or choose another place with --data."
            )
        telling = [line for line in said.splitlines() if "FATAL" in line or "error:" in line]
        line = (telling or said.strip().splitlines() or ["it said nothing"])[-1].strip()
        return Obstacle(f"{what} ({line}): see {self.log}.")

    def _take_lock(self) -> None:
        lock = (self.place / "lock").open("a")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            lock.close()
            raise Obstacle(
                f"The database in {self.place} is in use by another ./daman: stop that one "
                "first, or choose another place with --data."
            ) from None
        self._lock = lock

    def _release_lock(self) -> None:
        if self._lock is not None:
            self._lock.close()
            self._lock = None


def _works_in(process: psutil.Process, data: Path) -> bool:
    try:
        return process.cwd() == os.path.realpath(data)
    except (OSError, psutil.Error):
        return False


def _exists(
    connection: psycopg.Connection[tuple[object, ...]], table: str, column: str, name: str
) -> bool:
    query = sql.SQL("SELECT 1 FROM {} WHERE {} = %s").format(
        sql.Identifier(table), sql.Identifier(column)
    )
    return connection.execute(query, [name]).fetchone() is not None
