"""
One web process, started by `up`, on a listening socket that it is handed.

Waitress takes each request whole before a thread works on it, so who sends slowly holds no thread.
"""

import argparse
import os
import signal
import socket
import sys
from collections.abc import Sequence
from types import FrameType
from typing import Any, NoReturn
from wsgiref.types import WSGIApplication

import waitress

THREADS_COUNT = 4
# Above every limit of the product itself, whose own refusals are the ones people read.
BODY_BYTES_MAX = 64_000_000
CONNECTIONS_MAX = 500
SILENT_SECONDS_MAX = 60


def run(words: Sequence[str]) -> int:
    """Answer requests on the socket with that number until SIGTERM; return the exit status."""
    parser = argparse.ArgumentParser(prog="daman web", description=__doc__)
    parser.add_argument("--socket", type=int, required=True)
    listening = socket.socket(fileno=parser.parse_args(words).socket)
    signal.signal(signal.SIGTERM, _leave)
    from daman.config.wsgi import application

    server_of(application, listening, proxy=os.environ.get("DAMAN_TRUSTED_PROXY", "")).run()
    return 0


def server_of(application: WSGIApplication, listening: socket.socket, *, proxy: str = "") -> Any:
    """
    Return a server for the application, ready to run.

    What `proxy`, an address, says of its callers is believed; of anybody else it is not.
    """
    return waitress.create_server(
        application,
        sockets=[listening],
        threads=THREADS_COUNT,
        ident="",
        max_request_body_size=BODY_BYTES_MAX,
        connection_limit=CONNECTIONS_MAX,
        channel_timeout=SILENT_SECONDS_MAX,
        cleanup_interval=SILENT_SECONDS_MAX // 4,
        asyncore_use_poll=True,
        **_believing(proxy),
    )


def _believing(proxy: str) -> dict[str, object]:
    if not proxy:
        return {}
    return {
        "trusted_proxy": proxy,
        "trusted_proxy_count": 1,
        "trusted_proxy_headers": {"x-forwarded-for", "x-forwarded-proto"},
    }


def _leave(number: int, frame: FrameType | None) -> NoReturn:
    """End the loop of the server, which lets its threads finish what they answer."""
    raise SystemExit(0)


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
