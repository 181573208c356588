"""The simulated outside world, in a process of its own, while demo people are loaded."""

import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import httpx
from django.conf import settings
from django.test.utils import override_settings

from daman.command.paths import python
from daman.command.ports import LOOPBACK, free_port

_READY_SECONDS_MAX = 30


@contextmanager
def outside_world() -> Iterator[Callable[[], list[dict[str, Any]]]]:
    """
    Run the simulators on a free loopback port with the settings pointing at them.

    Yields a function that waits until they answer and returns the people of the simulated
    registry. The folder is the one that the simulators use
    later, so that messages and bank files of the demo are found there.
    """
    port = free_port()
    address = f"http://{LOOPBACK}:{port}"
    folder = settings.DAMAN_DATA_DIR / "simulators"
    command = python("-m", "simulators", "--port", str(port), "--data", str(folder))
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(command, stdin=quiet, stdout=quiet, stderr=quiet)
    pointed = {
        f"DAMAN_{name.upper()}_URL": f"{address}/simulators/{name}"
        for name in ("registry", "sms", "bank")
    }
    try:
        with override_settings(DAMAN_SIMULATORS_URL=address, **pointed):
            yield partial(_people, address)
    finally:
        process.terminate()
        process.wait()


def _people(address: str) -> list[dict[str, Any]]:
    """Return everybody in the registry, once it answers."""
    until = time.monotonic() + _READY_SECONDS_MAX
    with httpx.Client(base_url=address, timeout=10, trust_env=False) as client:
        while True:
            try:
                answer = client.get("/simulators/registry/people.json")
                people: list[dict[str, Any]] = answer.raise_for_status().json()
            except httpx.TransportError:
                if time.monotonic() > until:
                    raise
                time.sleep(0.1)
            else:
                return people
