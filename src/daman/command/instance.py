"""A running Daman for a story or a test: its own folder, ports and database, then gone."""

import contextlib
import os
import signal
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from daman.command.keys import NAMES
from daman.command.lifeline import lifeline
from daman.command.obstacle import Obstacle
from daman.command.paths import ROOT, python, python_path
from daman.command.ports import LOOPBACK, free_port
from daman.command.postgres.place import forget_socket_folder
from daman.command.postgres.temporary import temporary_folder

_READY_SECONDS_MAX = 120
_STOP_SECONDS_MAX = 30


@dataclass(frozen=True)
class Instance:
    """Where a running Daman answers, where it keeps its things, and its environment."""

    base_url: str
    data_dir: Path
    env: Mapping[str, str]
    pid: int


@contextmanager
def running(
    *, demo: bool = True, data_dir: Path | None = None, **extra_env: str
) -> Iterator[Instance]:
    """
    Yield a Daman that answers, and stop it afterwards.

    Without data_dir everything lies in a temporary folder that is removed.

    :raises Obstacle: when it does not start, with what it said
    """
    with contextlib.ExitStack() as stack:
        folder = data_dir or stack.enter_context(temporary_folder())
        port = free_port()
        env = _environment(folder, port, extra_env)
        output = folder / "up.log"
        command = _command(port, folder, demo=demo, temporary=data_dir is None)
        with output.open("ab") as log:
            process = subprocess.Popen(
                command,
                env=env,
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                preexec_fn=lifeline(signal.SIGTERM),
            )
        stack.callback(forget_socket_folder, folder)
        stack.callback(_stop, process)
        base_url = f"http://{LOOPBACK}:{port}"
        _wait(process, base_url, output)
        yield Instance(base_url, folder, env, process.pid)


def _environment(folder: Path, port: int, extra_env: Mapping[str, str]) -> dict[str, str]:
    # A new instance has its own database and keys, whatever this process works with.
    foreign = {*NAMES, "DATABASE_URL", "DAMAN_PUBLIC_URL", "DAMAN_SIMULATORS_URL"}
    kept = {name: value for name, value in os.environ.items() if name not in foreign}
    own = {"DAMAN_DATA_DIR": str(folder), "DAMAN_PUBLIC_URL": f"http://{LOOPBACK}:{port}"}
    return python_path({**kept, **own, **extra_env})


def _command(port: int, folder: Path, *, demo: bool, temporary: bool) -> list[str]:
    options = ["--port", str(port), "--data", str(folder)]
    options += [] if demo else ["--no-demo"]
    options += ["--temporary"] if temporary else []
    return python("-m", "daman", "up", *options)


def _wait(process: subprocess.Popen[bytes], base_url: str, output: Path) -> None:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    note = output.with_name("running.json")
    deadline = time.monotonic() + _READY_SECONDS_MAX
    while True:
        with contextlib.suppress(OSError, urllib.error.URLError):
            # `up` leaves its note last, after everything else is ready.
            if note.exists() and opener.open(f"{base_url}/health/ready", timeout=5):
                return
        if process.poll() is not None or time.monotonic() > deadline:
            said = output.read_text(encoding="utf-8", errors="replace").strip()
            raise Obstacle(f"The temporary instance did not start; it said:\n{said}")
        time.sleep(0.1)


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(_STOP_SECONDS_MAX)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
