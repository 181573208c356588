"""One embedded PostgreSQL cluster: made, started, adopted after a crash, stopped."""

import contextlib
import fcntl
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO
from urllib.parse import quote

import psutil  # type: ignore[import-untyped]
import psycopg
from psycopg import sql

from daman.command.obstacle import Obstacle
from daman.command.postgres import configuration, place
from daman.command.postgres.binaries import Binaries
from daman.command.postgres.owner import Owner, owner_of, present_owner

_ROOM_BYTES_MIN = 200 * 1024 * 1024
_LOG_BYTES_MAX = 10 * 1024 * 1024
_START_SECONDS_MAX = 120
_STOP_SECONDS_MAX = 20
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
        self._process: subprocess.Popen[bytes] | None = None
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
            self.stop()
            raise

    def stop(self) -> None:
        """Stop the server, cleanly where it holds data to keep, and let others start it."""
        self._stop_server(*([signal.SIGINT] if self.durable else []))
        self._release_lock()

    def revive(self) -> bool:
        """Start the server again when it ended by itself, and return whether it had."""
        if self.is_running():
            return False
        self._start_server()
        return True

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
        """Start the server and wait until it is ready, or return what it said instead."""
        # Not by pg_ctl, which hands its paths to a shell.
        self._release_process()
        with self.log.open("ab") as log:
            before = log.tell()
            self._process = self.owner.start(
                [self.binaries.program("postgres"), "-D", str(self.data)],
                log,
                outlives=self.durable,
            )
        self.owner.take(self.log)
        deadline = time.monotonic() + _START_SECONDS_MAX
        while time.monotonic() < deadline:
            if self._process.poll() is not None:
                return self.log.read_bytes()[before:].decode(errors="replace")
            if self._is_ready():
                return None
            time.sleep(0.03)
        return f"FATAL: it was not ready after {_START_SECONDS_MAX} s"

    def _is_ready(self) -> bool:
        lines = self._note_lines()
        ours = self._process is not None and lines[:1] == [str(self._process.pid)]
        return ours and len(lines) > 7 and lines[7].strip() == "ready"

    def _adopt(self) -> bool:
        """Use a server that an earlier, killed process left running; stop it when it is deaf."""
        if not self.is_running():
            return False
        lines = self._note_lines()
        self._socket_folder = Path(lines[4]) if len(lines) > 4 and lines[4] else None
        if self._socket_folder is not None:
            with contextlib.suppress(psycopg.Error), self._administrator():
                return True
        self._stop_server(signal.SIGINT)
        return False

    def _note_lines(self) -> list[str]:
        try:
            return (self.data / "postmaster.pid").read_text().splitlines()
        except OSError:
            return []

    def _postmaster(self) -> psutil.Process | None:
        try:
            process = psutil.Process(int(self._note_lines()[0]))
            is_ours = process.status() != psutil.STATUS_ZOMBIE and _works_in(process, self.data)
        except (IndexError, ValueError, psutil.Error):
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

    def _stop_server(self, *numbers: signal.Signals) -> None:
        # SIGINT asks for a fast, clean end; SIGQUIT for an immediate one, recovered from later.
        for number in (*numbers, signal.SIGQUIT):
            server = self._postmaster()
            if server is None:
                break
            with contextlib.suppress(psutil.Error):
                server.send_signal(number)
                server.wait(_STOP_SECONDS_MAX)
        self._release_process()

    def _release_process(self) -> None:
        if self._process is not None:
            if self._process.poll() is None:
                self._process.send_signal(signal.SIGQUIT)
            self._process.wait()
            self._process = None

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
        return bool(process.cwd() == os.path.realpath(data))
    except (OSError, psutil.Error):
        return False


def _exists(
    connection: psycopg.Connection[tuple[object, ...]], table: str, column: str, name: str
) -> bool:
    query = sql.SQL("SELECT 1 FROM {} WHERE {} = %s").format(
        sql.Identifier(table), sql.Identifier(column)
    )
    return connection.execute(query, [name]).fetchone() is not None
