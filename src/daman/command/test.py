"""`test`: every test, with a PostgreSQL and a browser of its own."""

import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import ExitStack

from daman.command import catalogue
from daman.command.browser import find_browser
from daman.command.keys import new_keys
from daman.command.paths import ROOT, python, python_path
from daman.command.postgres import temporary_cluster
from daman.command.postgres.temporary import temporary_folder

_NO_BROWSER = (
    "The browser tests had no Chromium or Chrome: install one "
    "(on Debian: apt-get install chromium) and run ./daman test again."
)


def run(words: Sequence[str]) -> int:
    """Run pytest with the words given, or everything on two processes; return its status."""
    # A SIGTERM must not leave the temporary PostgreSQL behind.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    catalogue.compile_if_stale()
    with ExitStack() as stack:
        env = _environment(words, stack)
        arguments = list(words) or ["-n", _processes(), "--dist", "loadgroup", "-q"]
        command = python("-m", "pytest", "-p", "daman.command.tally", *arguments)
        status = _run(command, env)
    if not env["DAMAN_BROWSER"] and _includes_browser(words):
        print(_NO_BROWSER, flush=True)
    return status


def _environment(words: Sequence[str], stack: ExitStack) -> dict[str, str]:
    env = {**new_keys(), **os.environ}
    env["DAMAN_BROWSER"] = find_browser(env, may_install=_includes_browser(words))
    env["DJANGO_SETTINGS_MODULE"] = "daman.config.settings"
    # What the tests store never mixes with a folder in use.
    env["DAMAN_DATA_DIR"] = str(stack.enter_context(temporary_folder()))
    if not env.get("DATABASE_URL"):
        cluster = stack.enter_context(temporary_cluster(env=env))
        env["DATABASE_URL"] = cluster.url("daman")
    return python_path(env)


def _includes_browser(words: Sequence[str]) -> bool:
    return not words or any("browser" in word or word.rstrip("/") == "tests" for word in words)


def _processes() -> str:
    # More than four only wait for each other's PostgreSQL.
    return str(min(4, max(2, os.cpu_count() or 2)))


def _run(command: Sequence[str], env: Mapping[str, str]) -> int:
    with subprocess.Popen(command, env=dict(env), cwd=ROOT) as process:
        # Ctrl-C reaches pytest too, which ends in its own way; SIGTERM is passed on.
        interrupt = signal.signal(signal.SIGINT, signal.SIG_IGN)
        terminate = signal.signal(signal.SIGTERM, lambda *_: process.terminate())
        try:
            return process.wait()
        finally:
            signal.signal(signal.SIGINT, interrupt)
            signal.signal(signal.SIGTERM, terminate)
