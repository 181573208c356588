"""Whose word a web process takes for where a request comes from."""

import socket
import threading
import urllib.request

import pytest

from daman.command import web


def told(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [f"{environ['REMOTE_ADDR']} {environ['wsgi.url_scheme']}".encode()]


@pytest.mark.parametrize(
    ("proxy", "seen"),
    [
        ("127.0.0.1", "203.0.113.7 https"),
        ("192.0.2.1", "127.0.0.1 http"),
        ("", "127.0.0.1 http"),
    ],
)
def test_only_the_named_proxy_is_believed(proxy: str, seen: str) -> None:
    listening = socket.create_server(("127.0.0.1", 0))
    server = web.server_of(told, listening, proxy=proxy)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        request = urllib.request.Request(
            f"http://127.0.0.1:{listening.getsockname()[1]}/",
            headers={"X-Forwarded-For": "198.51.100.9, 203.0.113.7", "X-Forwarded-Proto": "https"},
        )
        with urllib.request.urlopen(request, timeout=10) as answer:
            assert answer.read().decode() == seen
            assert answer.headers["Server"] is None
    finally:
        server.close()
        thread.join(10)
