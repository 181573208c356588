"""The operating system's user that owns and runs a PostgreSQL server."""

import grp
import os
import pwd
import shutil
import signal
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from daman.command.lifeline import lifeline
from daman.command.obstacle import Obstacle

# PostgreSQL refuses to run as root; an existing `postgres` user is preferred to a new one.
_PACKAGED_USER = "postgres"
_OWN_USER = "daman-postgres"


@dataclass(frozen=True)
class Owner:
    """A user by name and number; `is_other` when commands must first drop to it from root."""

    name: str
    uid: int
    gid: int
    is_other: bool

    def run(
        self, command: Sequence[str], *, timeout: float = 120
    ) -> subprocess.CompletedProcess[str]:
        """Run a command as this user, from the root folder, in a plain environment."""
        return subprocess.run(
            command,
            cwd="/",
            env=_plain_environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            timeout=timeout,
            check=False,
            **self._identity(),
        )

    def start(
        self, command: Sequence[str], log: IO[bytes], *, outlives: bool
    ) -> subprocess.Popen[bytes]:
        """Start a server as this user, out of the terminal's reach."""
        return subprocess.Popen(
            command,
            cwd="/",
            env=_plain_environment(),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=None if outlives else lifeline(signal.SIGQUIT),
            **self._identity(),
        )

    def may_enter(self, folder: Path) -> bool:
        """Return whether this user can reach into a folder, through every folder above it."""
        if not self.is_other:
            return os.access(folder, os.X_OK)
        command = ["/bin/sh", "-c", 'test -x "$1"', "sh", str(folder)]
        return self.run(command, timeout=10).returncode == 0

    def may_run(self, program: Path) -> bool:
        """Return whether this user can read and run a program."""
        if not self.is_other:
            return os.access(program, os.R_OK | os.X_OK)
        command = ["/bin/sh", "-c", 'test -r "$1" && test -x "$1"', "sh", str(program)]
        return self.run(command, timeout=10).returncode == 0

    def take(self, path: Path) -> None:
        """Make this user the owner of one path."""
        if self.is_other:
            os.chown(path, self.uid, self.gid)

    def _identity(self) -> dict[str, Any]:
        if not self.is_other:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": [self.gid]}


def present_owner() -> Owner:
    """
    Return the user that shall run PostgreSQL: oneself, or as root a system user made for it.

    :raises Obstacle: when this user has no name, or root finds and can make no other user
    """
    uid = os.geteuid()
    if uid == 0:
        return _for_root()
    try:
        entry = pwd.getpwuid(uid)
    except KeyError:
        raise Obstacle(
            f"The user with number {uid} has no name on this machine, which PostgreSQL needs: "
            "give it one (useradd), or set DATABASE_URL to a server that runs already."
        ) from None
    return Owner(entry.pw_name, uid, os.getegid(), is_other=False)


def owner_of(folder: Path) -> Owner | None:
    """Return the user that owns a cluster's folder already, or None when there is no such user."""
    try:
        facts = folder.stat()
        name = pwd.getpwuid(facts.st_uid).pw_name
    except (OSError, KeyError):
        return None
    if facts.st_uid == 0:
        return None
    return Owner(name, facts.st_uid, facts.st_gid, is_other=facts.st_uid != os.geteuid())


def _for_root() -> Owner:
    for name in (_PACKAGED_USER, _OWN_USER):
        if (found := _named(name)) is not None:
            return found
    nologin = shutil.which("nologin", path="/usr/sbin:/sbin:/usr/bin:/bin") or "/bin/false"
    for command in (
        ["useradd", "--system", "--user-group", "--no-create-home", "--shell", nologin],
        ["adduser", "-S", "-D", "-H", "-s", nologin],
    ):
        try:
            subprocess.run([*command, _OWN_USER], capture_output=True, timeout=30, check=False)
        except (OSError, subprocess.SubprocessError):
            continue
        if (made := _named(_OWN_USER)) is not None:
            return made
    raise Obstacle(
        "PostgreSQL does not run as root and no other user could be made for it: run ./daman as "
        f"an ordinary user, or make one with `useradd --system {_OWN_USER}`."
    )


def _named(name: str) -> Owner | None:
    try:
        entry = pwd.getpwnam(name)
        grp.getgrgid(entry.pw_gid)
    except KeyError:
        return None
    return Owner(name, entry.pw_uid, entry.pw_gid, is_other=True) if entry.pw_uid else None


def _plain_environment() -> dict[str, str]:
    # LC_ALL=C keeps the messages in the words that this package looks for.
    return {"PATH": "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin", "LC_ALL": "C"}
