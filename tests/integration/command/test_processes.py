"""Children are told to end before they are made to, and no one's child is left behind."""

import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from daman.command import processes
from daman.command.processes import Child, Processes

POLITE = """
import signal, sys, time
def end(*_):
    print("good-bye", flush=True)
    sys.exit(0)
signal.signal(signal.SIGTERM, end)
print("ready", flush=True)
while True: time.sleep(60)
"""
DEAF = """
import signal, subprocess, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
print("ready", child.pid, flush=True)
time.sleep(60)
"""


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def family(said: list[str]) -> Iterator[Processes]:
    made = Processes(said.append)
    yield made
    made.stop()


def started(family: Processes, program: str, folder: Path) -> Child:
    child = Child("worker", [sys.executable, "-c", program], folder / "worker.log", {})
    family.add(child)
    while "ready" not in child.tail():
        assert not child.died(), child.tail()
        time.sleep(0.02)
    return child


def ended(process: psutil.Process) -> bool:
    """Say whether a killed process goes, once the kernel gets to it; 10 s only end a hung test."""
    deadline = time.monotonic() + 10
    while process.is_running() and process.status() != psutil.STATUS_ZOMBIE:
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def test_a_child_ends_in_its_own_way(family, said, tmp_path):
    child = started(family, POLITE, tmp_path)
    process = child.process

    family.stop()

    assert process.returncode == 0
    assert child.tail().endswith("good-bye")
    assert said == []


def test_a_child_that_does_not_listen_is_killed_with_its_own(family, said, tmp_path, monkeypatch):
    monkeypatch.setattr(processes, "_GRACE_SECONDS", 0.2)
    child = started(family, DEAF, tmp_path)
    process, grandchild = child.process, psutil.Process(int(child.tail().split()[-1]))

    family.stop()

    assert process.returncode == -9
    assert said == ["The worker process did not end when told to and is killed."]
    assert ended(grandchild)
