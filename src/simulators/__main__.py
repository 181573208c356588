"""Runs the simulated outside systems: python -m simulators --port 8100 --data var/simulators."""

import argparse
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from types import FrameType

from werkzeug.serving import WSGIRequestHandler, make_server

from simulators.app import create_app

IDLE_SECONDS_MAX = 90


class _Quiet(WSGIRequestHandler):
    """Logs nothing of a normal request and lets go of a caller who says nothing."""

    timeout = IDLE_SECONDS_MAX

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Stay silent: the callers keep their own logs."""


def main(arguments: list[str] | None = None) -> int:
    """Serve on loopback until SIGTERM or Ctrl-C; 2 when the machine or the setting forbids it."""
    parser = argparse.ArgumentParser(prog="python -m simulators")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--data", type=Path, required=True, help="where their state is kept")
    parser.add_argument("--people", type=Path, help="the people of the registry (JSON)")
    options = parser.parse_args(arguments)
    if os.environ.get("DAMAN_ENV") == "production":
        return _refused("Simulated systems do not run when DAMAN_ENV=production.")
    own_url = f"http://127.0.0.1:{options.port}"
    public_url = os.environ.get("DAMAN_PUBLIC_URL", "")
    try:
        listener = socket.create_server(("127.0.0.1", options.port), backlog=128)
    except OSError as problem:
        return _refused(f"Port {options.port} cannot be used ({problem.strerror}): name another.")
    try:
        app = create_app(
            options.data, people_file=options.people, own_url=own_url, public_url=public_url
        )
    except (OSError, ValueError) as problem:
        return _refused(f"The simulated systems cannot start: {problem}.")
    server = make_server(
        "127.0.0.1",
        options.port,
        app,
        threaded=True,
        request_handler=_Quiet,
        fd=listener.fileno(),
    )
    listener.close()
    _stop_on_signals(server.shutdown)
    print(f"Simulated systems: {own_url}/simulators/", flush=True)
    server.serve_forever(poll_interval=0.1)
    server.server_close()
    return 0


def _stop_on_signals(shutdown: Callable[[], None]) -> None:
    def stop(_number: int, _frame: FrameType | None) -> None:
        # shutdown() waits for the serving loop, so it must not be called from it.
        threading.Thread(target=shutdown, daemon=True).start()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)


def _refused(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main())
