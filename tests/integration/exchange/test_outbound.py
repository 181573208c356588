"""The one way out: time and size limits against a server that behaves badly on purpose."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from daman.exchange.outbound import NoAnswer, send

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"


@contextmanager
def a_server(behave: Callable[[socket.socket], None]) -> Iterator[str]:
    """Serve one connection with the behaviour, and give the address."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            connection, _ = listener.accept()
            with connection:
                connection.recv(65_536)
                try:
                    behave(connection)
                except OSError:
                    return

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/"
        thread.join(10)


def sending(content: bytes) -> Callable[[socket.socket], None]:
    return lambda connection: connection.sendall(content)


def dripping(connection: socket.socket) -> None:
    """Send a header byte by byte for longer than anybody waits, and then a whole answer."""
    connection.sendall(HEAD + b"X-Slow: ")
    for _ in range(300):
        connection.sendall(b"a")
        time.sleep(0.1)
    connection.sendall(b"\r\nContent-Length: 2\r\n\r\n{}")


def test_returns_status_and_body():
    with a_server(sending(HEAD + b'Content-Length: 8\r\n\r\n{"a": 1}')) as url:
        answer = send("GET", url)

    assert (answer.status, answer.json_object()) == (200, {"a": 1})


def test_ends_however_slowly_it_drips():
    # No single read is late: only a limit on the whole exchange refuses the answer at the end.
    with a_server(dripping) as url, pytest.raises(NoAnswer) as none:
        send("GET", url, total_seconds=1.0)

    assert none.value.reason == "timeout"


def test_takes_no_more_than_a_megabyte():
    body = b"x" * 1_500_000
    with a_server(sending(HEAD + b"\r\n" + body)) as url, pytest.raises(NoAnswer) as none:
        send("GET", url)

    assert none.value.reason == "too_large"


def test_unpacks_nothing():
    content = HEAD + b"Content-Encoding: gzip\r\nContent-Length: 3\r\n\r\nxyz"
    with a_server(sending(content)) as url, pytest.raises(NoAnswer) as none:
        send("GET", url)

    assert none.value.reason == "malformed"


def test_follows_no_redirect():
    content = b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n"
    with a_server(sending(content)) as url:
        assert send("GET", url).status == 302


@pytest.mark.parametrize(
    "content", [b"", b"SMTP ready\r\n", HEAD + b"Content-Length: 9\r\n\r\nab"]
)
def test_a_broken_conversation_is_no_answer(content: bytes):
    with a_server(sending(content)) as url, pytest.raises(NoAnswer) as none:
        send("GET", url)

    assert none.value.reason == "connection"


@pytest.mark.parametrize("body", [b"", b"[1]", b"NaN", b'{"a": Infinity}', b"[" * 9_000, b"\xff"])
def test_only_a_json_object_is_one(body: bytes):
    length = str(len(body)).encode()
    with a_server(sending(HEAD + b"Content-Length: " + length + b"\r\n\r\n" + body)) as url:
        answer = send("GET", url)

    with pytest.raises(NoAnswer) as none:
        answer.json_object()

    assert none.value.reason == "malformed"
