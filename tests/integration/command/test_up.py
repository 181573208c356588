"""`up` for real: it serves, survives the death of its parts, and leaves nothing behind."""

import contextlib
import os
import socket
import stat
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from daman.command import instance, keys
from daman.command.obstacle import Obstacle
from daman.command.paths import SRC
from daman.command.ports import free_port
from daman.command.postgres.temporary import temporary_folder

pytestmark = pytest.mark.xdist_group("up")


@pytest.fixture(scope="module")
def shared() -> Iterator[instance.Instance]:
    with instance.running(demo=False) as running:
        yield running


@pytest.fixture
def folder() -> Iterator[Path]:
    with temporary_folder() as folder:
        yield folder
        for process in of(folder):
            with contextlib.suppress(psutil.Error):
                process.kill()


def of(folder: Path) -> list[psutil.Process]:
    """Return the processes that work for a data folder."""
    found = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error):
            said = " ".join([*process.cmdline(), *process.environ().values()])
            if str(folder) in said and process.pid != os.getpid():
                found.append(process)
    return found


def until(question: Callable[[], object], seconds: float = 60) -> object:
    deadline = time.monotonic() + seconds
    while not (answer := question()) and time.monotonic() < deadline:
        time.sleep(0.1)
    return answer


def status(url: str) -> int:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return int(answer.status)
    except OSError:
        return 0


def named(running: instance.Instance, word: str) -> list[psutil.Process]:
    return [p for p in of(running.data_dir) if word in " ".join(p.cmdline())]


def server_of(folder: Path) -> int:
    """Return the process number of the database server."""
    note = folder / "postgres" / "data" / "postmaster.pid"
    return int(note.read_text().split()[0])


def own_environment() -> dict[str, str]:
    """Return the environment without the database and keys of the test run."""
    foreign = {"DATABASE_URL", *keys.NAMES}
    return {name: value for name, value in os.environ.items() if name not in foreign}


def up(folder: Path, *words: str, **env: str) -> subprocess.CompletedProcess[str]:
    port = [] if "--port" in words else ["--port", str(free_port())]
    return subprocess.run(
        [sys.executable, "-P", "-m", "daman", "up", "--data", str(folder), *port, *words],
        env={**own_environment(), "PYTHONPATH": str(SRC), **env},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


class TestRunning:
    def test_serves_the_product_and_the_simulated_world(self, shared: instance.Instance) -> None:
        assert status(f"{shared.base_url}/health/ready") == 200
        assert status(f"{shared.base_url}/simulators/sms.json") == 200

    def test_keeps_its_files_to_itself(self, shared: instance.Instance) -> None:
        for name in ("secrets", "log", "simulators", "static", "postgres"):
            assert stat.S_IMODE((shared.data_dir / name).stat().st_mode) == 0o700
        for name in ("running.json", "lock"):
            assert stat.S_IMODE((shared.data_dir / name).stat().st_mode) == 0o600

    def test_listens_on_this_machine_only(self, shared: instance.Instance) -> None:
        listening = {
            connection.laddr.ip
            for process in of(shared.data_dir)
            for connection in process.net_connections("inet")
            if connection.status == psutil.CONN_LISTEN
        }

        assert listening == {"127.0.0.1"}

    def test_slow_senders_hold_nobody_up(self, shared: instance.Instance) -> None:
        port = int(shared.base_url.rpartition(":")[2])
        half = (
            b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100000\r\n\r\na=",
            b"GET / H",
        )
        with contextlib.ExitStack() as stack:
            for begun in half * 20:
                slow = socket.create_connection(("127.0.0.1", port))
                stack.enter_context(slow)
                slow.sendall(begun)

            answers = [status(f"{shared.base_url}/health/ready") for _ in range(6)]

        assert answers == [200] * 6

    def test_a_second_one_on_the_folder_is_refused(self, shared: instance.Instance) -> None:
        done = up(shared.data_dir, "--port", "8999")

        assert done.returncode == 1
        assert f"already runs on {shared.data_dir} at {shared.base_url}" in done.stderr
        assert len(done.stderr.strip().splitlines()) == 1

    def test_other_commands_use_its_database(self, shared: instance.Instance) -> None:
        asked = (
            "from django.db import connection as c; c.ensure_connection(); print(c.is_usable())"
        )
        done = subprocess.run(
            [sys.executable, "-P", "-m", "daman", "manage", "shell", "-v0", "-c", asked],
            env=dict(shared.env),
            capture_output=True,
            text=True,
            check=False,
        )

        assert done.stdout.strip() == "True", done.stderr

    @pytest.mark.parametrize("word", ["procrastinate", "daman.command.web", "simulators"])
    def test_what_dies_is_started_again(self, shared: instance.Instance, word: str) -> None:
        before = {p.pid for p in named(shared, word)}
        min(named(shared, word), key=lambda p: p.pid).kill()

        assert until(lambda: {p.pid for p in named(shared, word)} - before)
        assert until(lambda: status(f"{shared.base_url}/simulators/sms.json") == 200)
        assert "starts again" in (shared.data_dir / "up.log").read_text()

    def test_a_killed_database_server_is_started_again(self, shared: instance.Instance) -> None:
        psutil.Process(server_of(shared.data_dir)).kill()

        assert until(lambda: status(f"{shared.base_url}/health/ready") == 200)
        assert until(lambda: "PostgreSQL had ended" in (shared.data_dir / "up.log").read_text())


class TestEnding:
    def test_leaves_no_process(self, folder: Path) -> None:
        with instance.running(demo=False, data_dir=folder):
            assert len(of(folder)) > 5

        assert of(folder) == []
        # It ended everything itself, in order, and had to kill nothing.
        assert (folder / "up.log").read_text().splitlines()[-2:] == [
            "Ctrl-C stops everything.",
            "Stopped.",
        ]
        assert not (folder / "running.json").exists()

    def test_a_kill_leaves_only_the_database_and_the_next_start_takes_it(
        self, folder: Path
    ) -> None:
        with instance.running(demo=False, data_dir=folder) as first:
            keys = (folder / "secrets" / "DAMAN_FIELD_KEY").read_text()
            psutil.Process(first.pid).kill()
            assert until(lambda: {p.name() for p in of(folder)} <= {"postgres"})
        left = server_of(folder)

        with instance.running(demo=False, data_dir=folder) as second:
            assert server_of(folder) == left
            assert status(f"{second.base_url}/health/ready") == 200
            assert (folder / "secrets" / "DAMAN_FIELD_KEY").read_text() == keys
        assert of(folder) == []


class TestObstacles:
    def test_a_port_in_use(self, folder: Path) -> None:
        with socket.socket() as other:
            other.bind(("127.0.0.1", 0))
            other.listen()
            port = other.getsockname()[1]
            done = up(folder, "--port", str(port))

        assert done.returncode == 1
        assert done.stderr.startswith(f"Port {port} is in use by another program")
        assert "--port" in done.stderr
        assert len(done.stderr.strip().splitlines()) == 1

    def test_a_place_that_cannot_be(self, folder: Path) -> None:
        (folder / "file").write_text("")

        done = up(folder / "file" / "data")

        assert done.returncode == 1
        assert "choose another place with --data" in done.stderr
        assert len(done.stderr.strip().splitlines()) == 1

    def test_lost_keys(self, folder: Path) -> None:
        version = folder / "postgres" / "data" / "PG_VERSION"
        version.parent.mkdir(parents=True)
        version.write_text("15\n")

        done = up(folder)

        if "written by PostgreSQL 15" in done.stderr:
            pytest.skip("this machine has no PostgreSQL 15 to read such data with")
        assert done.returncode == 1
        assert "restore it from the backup" in done.stderr

    def test_an_address_that_does_not_answer(self, folder: Path) -> None:
        done = up(folder, DATABASE_URL="postgresql://daman@/daman?host=/nonexistent")

        assert done.returncode == 1
        assert "could not be brought up to date" in done.stderr
        assert "Traceback" not in done.stderr

    def test_an_instance_that_fails_says_why(self, folder: Path) -> None:
        with pytest.raises(Obstacle, match="DAMAN_PG_BIN names /nowhere"):
            instance.running(demo=False, DAMAN_PG_BIN="/nowhere").__enter__()
