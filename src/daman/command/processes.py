"""Child processes: grouped, logged, restarted when they die, ended with their parent."""

import contextlib
import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from daman.command.lifeline import lifeline

_GRACE_SECONDS = 8
_BACK_OFF_SECONDS_MAX = 30
# A child that lived this long starts its count of failures anew.
_STEADY_SECONDS = 60
_LOG_BYTES_MAX = 10 * 1024 * 1024
_TAIL_LINES = 15


@dataclass
class Child:
    """One process of the product: its name, command, log and the sockets it is handed."""

    name: str
    command: Sequence[str]
    log: Path
    env: Mapping[str, str]
    handed: Sequence[int] = ()
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    failures: int = 0
    resume_at: float = field(default=0.0)

    def start(self) -> None:
        """Start the process in a group of its own; the kernel ends it if this one is killed."""
        _turn_over(self.log)
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command,
                env=dict(self.env),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                pass_fds=self.handed,
                preexec_fn=lifeline(signal.SIGTERM),
            )
        self.started = time.monotonic()

    def died(self) -> bool:
        """Return whether the process ended by itself."""
        return self.process is not None and self.process.poll() is not None

    def tail(self) -> str:
        """Return the last lines of the log."""
        try:
            lines = self.log.read_text(encoding="utf-8", errors="replace").splitlines()
        except OSError:
            return ""
        return "\n".join(f"  {self.name}: {line}" for line in lines[-_TAIL_LINES:])

    def signal_group(self, number: int) -> None:
        """Send a signal to the process and all it started."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, number)


class Processes:
    """The children of one `up`, started in order and stopped together."""

    def __init__(self, say: Callable[[str], object]) -> None:
        self.children: list[Child] = []
        self._say = say
        self._kept: list[socket.socket] = []

    def keep(self, listening: socket.socket) -> socket.socket:
        """Keep a listening socket open for children to be started with, until they are stopped."""
        self._kept.append(listening)
        return listening

    def add(self, child: Child) -> Child:
        """Start one more child."""
        self.children.append(child)
        child.start()
        return child

    def revive(self) -> None:
        """Restart what died, later after every failure."""
        now = time.monotonic()
        for child in self.children:
            if child.process is None and now >= child.resume_at:
                child.start()
            elif child.died():
                self._note_death(child, now)

    def stop(self) -> None:
        """End every child and all that they started, in at most a few seconds."""
        for child in self.children:
            child.signal_group(signal.SIGTERM)
        deadline = time.monotonic() + _GRACE_SECONDS
        for child in self.children:
            if child.process is not None:
                with contextlib.suppress(subprocess.TimeoutExpired):
                    child.process.wait(max(0.0, deadline - time.monotonic()))
        for child in self.children:
            if child.process is not None and child.process.poll() is None:
                self._say(f"The {child.name} process did not end when told to and is killed.")
            child.signal_group(signal.SIGKILL)
            if child.process is not None:
                child.process.wait()
        self.children.clear()
        while self._kept:
            self._kept.pop().close()

    def _note_death(self, child: Child, now: float) -> None:
        assert child.process is not None
        if now - child.started > _STEADY_SECONDS:
            child.failures = 0
        wait = min(2**child.failures, _BACK_OFF_SECONDS_MAX)
        self._say(
            f"The {child.name} process ended ({_how(child.process.returncode)}); "
            f"it starts again in {wait} s. The end of {child.log}:\n{child.tail()}"
        )
        child.signal_group(signal.SIGKILL)
        child.failures += 1
        child.process, child.resume_at = None, now + wait


def _how(status: int) -> str:
    return f"status {status}" if status >= 0 else signal.Signals(-status).name


def _turn_over(log: Path) -> None:
    if log.exists() and log.stat().st_size > _LOG_BYTES_MAX:
        log.replace(log.with_name(f"{log.name}.1"))
