"""The simulators as a process: they start, remember, stop, and refuse production."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import psutil

ROOT = Path(__file__).parents[3]


def command(port: int, folder: Path, *more: str) -> list[str]:
    return [sys.executable, "-m", "simulators", "--port", str(port), "--data", str(folder), *more]


def environment(**changes: str) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT / "src"), "DAMAN_ENV": "demo", **changes}


def a_free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


@contextmanager
def running(folder: Path, *more: str) -> Iterator[tuple[httpx.Client, subprocess.Popen[str]]]:
    port = a_free_port()
    process = subprocess.Popen(
        command(port, folder, *more), env=environment(), text=True, stdout=subprocess.PIPE
    )
    try:
        assert process.stdout is not None
        assert "Simulated systems" in process.stdout.readline()
        with httpx.Client(base_url=f"http://127.0.0.1:{port}") as client:
            yield client, process
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 0
        process.stdout.close()


def test_refuses_production(tmp_path: Path):
    refused = subprocess.run(
        command(a_free_port(), tmp_path),
        env=environment(DAMAN_ENV="production"),
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )

    assert refused.returncode == 2
    assert refused.stderr == "Simulated systems do not run when DAMAN_ENV=production.\n"
    assert list(tmp_path.iterdir()) == []


def test_says_that_a_port_is_taken(tmp_path: Path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        refused = subprocess.run(
            command(taken.getsockname()[1], tmp_path),
            env=environment(),
            capture_output=True,
            text=True,
            timeout=30,
            check=False,
        )

    assert refused.returncode == 2
    assert refused.stderr.count("\n") == 1
    assert "Traceback" not in refused.stderr


def test_remembers_over_a_restart(tmp_path: Path):
    sms = {"to": "+966590000001", "text": "kept", "correlation_id": "kept-1"}
    bearer = {"Authorization": "Bearer simulated"}
    with running(tmp_path) as (client, _):
        client.post("/simulators/sms/messages", json=sms, headers=bearer).raise_for_status()
        client.post("/simulators/control", json={"system": "registry", "mode": "down"})
        keys = client.get("/simulators/nafath/jwks").json()
        client.post("/simulators/registry/people/1999000019.json", json={"account": "closed"})

    with running(tmp_path) as (client, _):
        assert client.get("/simulators/sms.json").json()[0]["text"] == "kept"
        assert client.get("/simulators/control").json()["registry"]["mode"] == "down"
        assert client.get("/simulators/nafath/jwks").json() == keys
        (noura,) = client.get("/simulators/registry/people.json?q=1999000019").json()
        assert noura["account"] == "closed"


def test_reads_people_that_are_written_later(tmp_path: Path):
    from simulators.registry.population import generate
    from simulators.state import write_json

    with running(tmp_path) as (client, _):
        before = client.get("/simulators/healthz").json()["people"]
        write_json(tmp_path / "people.json", generate(7, 1))

        assert client.get("/simulators/healthz").json()["people"] < before
        (tmp_path / "people.json").write_text("half a fi")
        assert client.get("/simulators/healthz").status_code == 200


def test_ends_without_waiting_for_a_late_answer(tmp_path: Path):
    with running(tmp_path) as (client, process):
        client.post("/simulators/control", json={"system": "sms", "mode": "late", "seconds": 30})
        _wait_for_threads(process, 1)
        with socket.create_connection((client.base_url.host, client.base_url.port or 0)) as caller:
            caller.settimeout(60)
            caller.sendall(b"POST /simulators/sms/messages HTTP/1.0\r\nContent-Length: 0\r\n\r\n")
            _wait_for_threads(process, 2)
            process.send_signal(signal.SIGTERM)
            try:
                heard = caller.recv(1)
            except ConnectionResetError:
                # It ended while the request was still unread: no answer either.
                heard = b""

    # A process that waits for its answers ends as well, but says the late one first.
    assert heard == b""


def _wait_for_threads(process: subprocess.Popen[str], count: int) -> None:
    """Wait until the process has that many threads: each request has one beside the main one."""
    while psutil.Process(process.pid).num_threads() != count:
        assert process.poll() is None
        time.sleep(0.02)


def test_says_what_is_wrong_with_the_people(tmp_path: Path):
    (tmp_path / "people.json").write_text("half a fi")

    refused = subprocess.run(
        command(a_free_port(), tmp_path),
        env=environment(),
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )

    assert refused.returncode == 2
    assert "people.json" in refused.stderr
    assert "Traceback" not in refused.stderr
