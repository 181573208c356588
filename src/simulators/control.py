"""The switches: each outside system can answer as it should, late, wrong or not at all."""

import socket
import time
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

from flask import Response, request

from simulators.state import Memory

MODES = ("normal", "late", "wrong", "down")
SECONDS_MAX = 30
HUGE_BYTES = 10 * 1024 * 1024
# What "wrong" may mean; the first of each is what is done when nothing is said.
ANY_WRONG = ("malformed", "type", "html", "huge")
WRONG = {
    "registry": ("person", *ANY_WRONG),
    "nafath": ("signature", "nonce", "audience", "issuer", "expired", "alg_none", *ANY_WRONG),
    "sms": ANY_WRONG,
    "bank": (*ANY_WRONG, "totals", "lost", "duplicate", "reorder"),
}
DOWN = ("unavailable", "closed")
SYSTEMS = tuple(WRONG)


class UnknownSwitch(ValueError):
    """A system, mode, variant or number of seconds that there is not."""


class Switches:
    """The present mode of every system, kept over a restart."""

    def __init__(self, path: Path) -> None:
        self._memory = Memory(path, empty=dict)

    def all(self) -> dict[str, dict[str, Any]]:
        """Return the mode of every system."""
        kept = self._memory.read()
        return {system: {**_normal(), **kept.get(system, {})} for system in SYSTEMS}

    def of(self, system: str) -> dict[str, Any]:
        """Return one system's `mode`, `seconds` and `variant`."""
        return self.all()[system]

    def turn(self, *, system: str, mode: str, seconds: Any = 0, variant: str = "") -> None:
        """
        Set how one system answers from now on.

        :raises UnknownSwitch: when there is no such system, mode or variant
        """
        if system not in SYSTEMS or mode not in MODES:
            raise UnknownSwitch("no such system or mode")
        choices = {"wrong": WRONG[system], "down": DOWN}.get(mode, ("",))
        variant = variant if mode in ("wrong", "down") else ""
        if variant and variant not in choices:
            raise UnknownSwitch("no such variant")
        setting = {
            "mode": mode,
            "seconds": _seconds(seconds) if mode == "late" else 0,
            "variant": variant or choices[0],
        }
        with self._memory.changing() as content:
            content[system] = setting

    def reset(self) -> None:
        """Let every system answer as it should."""
        with self._memory.changing() as content:
            content.clear()

    def wrong(self, system: str) -> str:
        """Return in which way the system answers wrong now, or nothing."""
        setting = self.of(system)
        return setting["variant"] if setting["mode"] == "wrong" else ""

    def guard(self, system: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        """Return a decorator that lets an answer out as the system's switch says."""

        def decorate(view: Callable[..., Any]) -> Callable[..., Any]:
            @wraps(view)
            def guarded(*args: Any, **kwargs: Any) -> Any:
                setting = self.of(system)
                if setting["mode"] == "late":
                    time.sleep(setting["seconds"])
                if setting["mode"] == "down":
                    return _no_answer(setting["variant"])
                if setting["variant"] in ANY_WRONG:
                    return _rubbish(setting["variant"])
                return view(*args, **kwargs)

            return guarded

        return decorate


def _normal() -> dict[str, Any]:
    return {"mode": "normal", "seconds": 0, "variant": ""}


def _seconds(typed: Any) -> int:
    try:
        seconds = int(typed)
    except (TypeError, ValueError, OverflowError):
        raise UnknownSwitch("seconds is a whole number") from None
    if not 0 <= seconds <= SECONDS_MAX:
        raise UnknownSwitch(f"seconds is 0 to {SECONDS_MAX}")
    return seconds


def _no_answer(variant: str) -> Response:
    if variant == "closed":
        connection = request.environ.get("werkzeug.socket")
        if connection is not None:
            connection.shutdown(socket.SHUT_RDWR)
    return Response("", status=503)


def _rubbish(variant: str) -> Response:
    if variant == "html":
        return Response(
            "<!doctype html><title>502</title><h1>Bad gateway</h1>", mimetype="text/html"
        )
    bodies = {
        "malformed": b'{"header": {"message_id": "1", ',
        "type": b'["not", "what", "was", "asked", 7]',
        "huge": b'{"padding": "' + b"0" * HUGE_BYTES + b'"}',
    }
    return Response(bodies[variant], mimetype="application/json")
