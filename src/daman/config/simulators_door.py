"""The way from the product's address to the simulated outside systems, never in production."""

from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import quote

import httpx

PREFIX = "/simulators"
# Longer than the 30 s a simulator may be told to dawdle.
_WAIT_SECONDS = 35
_BODY_BYTES_MAX = 10_000_000
# These belong to one connection, or are set anew for the next.
_OWN_HEADERS = frozenset(
    {
        "connection",
        "content-encoding",
        "content-length",
        "date",
        "keep-alive",
        "proxy-authenticate",
        "server",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
    }
)
_FORWARDED = ("ACCEPT", "ACCEPT_LANGUAGE", "AUTHORIZATION", "COOKIE", "REFERER", "USER_AGENT")
_UNREACHABLE = (
    '<!doctype html><html lang="ar" dir="rtl"><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width"><title>502</title>'
    "<h1>&#1575;&#1604;&#1571;&#1606;&#1592;&#1605;&#1577; "
    "&#1575;&#1604;&#1605;&#1581;&#1575;&#1603;&#1575;&#1577; &#1604;&#1575; "
    "&#1578;&#1587;&#1578;&#1580;&#1610;&#1576; &#1575;&#1604;&#1570;&#1606;</h1>"
    '<p lang="en" dir="ltr">The simulated outside systems do not answer now.</p></html>'
)

StartResponse = Callable[..., Any]
Application = Callable[[dict[str, Any], StartResponse], Iterable[bytes]]


class SimulatorsDoor:
    """Hand requests under /simulators to the process that plays them, and all others on."""

    def __init__(self, app: Application, upstream_url: str) -> None:
        self.app = app
        self._client = httpx.Client(
            base_url=upstream_url, timeout=_WAIT_SECONDS, follow_redirects=False, trust_env=False
        )

    def close(self) -> None:
        """Let go of the connections."""
        self._client.close()

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        if path != PREFIX and not path.startswith(f"{PREFIX}/"):
            return self.app(environ, start_response)
        try:
            answer = self._client.request(
                environ["REQUEST_METHOD"],
                _target(environ, path),
                content=_body(environ),
                headers=_headers(environ),
            )
        except (httpx.HTTPError, httpx.InvalidURL):
            start_response("502 Bad Gateway", [("Content-Type", "text/html; charset=utf-8")])
            return [_UNREACHABLE.encode()]
        # Set-Cookie may come several times, so the pairs are kept as they are.
        kept = [(k, v) for k, v in answer.headers.multi_items() if k.lower() not in _OWN_HEADERS]
        kept.append(("Content-Length", str(len(answer.content))))
        start_response(f"{answer.status_code} {answer.reason_phrase or 'OK'}", kept)
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [answer.content]


def _target(environ: dict[str, Any], path: str) -> str:
    # WSGI hands the path decoded as Latin-1.
    quoted = quote(path.encode("latin-1"), safe="/:@!$&'()*+,;=~-._")
    query = environ.get("QUERY_STRING", "")
    return f"{quoted}?{query}" if query else quoted


def _body(environ: dict[str, Any]) -> bytes:
    try:
        length = min(int(environ.get("CONTENT_LENGTH") or 0), _BODY_BYTES_MAX)
    except ValueError:
        length = 0
    body: bytes = environ["wsgi.input"].read(length) if length > 0 else b""
    return body


def _headers(environ: dict[str, Any]) -> dict[str, str]:
    headers = {
        name.replace("_", "-"): environ[f"HTTP_{name}"]
        for name in _FORWARDED
        if f"HTTP_{name}" in environ
    }
    if environ.get("CONTENT_TYPE"):
        headers["Content-Type"] = environ["CONTENT_TYPE"]
    if environ.get("HTTP_HOST"):
        headers["X-Forwarded-Host"] = environ["HTTP_HOST"]
    headers["X-Forwarded-Proto"] = environ.get("wsgi.url_scheme", "http")
    return headers
