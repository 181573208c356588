"""How the product calls any outside system: short waits, small answers, and no trust in either."""

import asyncio
import json
import ssl
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any

import httpx

CONNECT_SECONDS = 2.0
TOTAL_SECONDS = 5.0
ANSWER_BYTES_MAX = 1_000_000


class NoAnswer(Exception):
    """
    No usable answer came, and nothing may be concluded from that.

    `reason` is not_configured, timeout, connection, status, too_large, malformed or mismatch.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Answer:
    """What came back: the status and a body within the size limit."""

    status: int
    body: bytes

    def json(self) -> Any:
        """
        Return the body as JSON.

        :raises NoAnswer: malformed when it is not
        """
        try:
            return json.loads(self.body, parse_constant=_no_such_number)
        except (ValueError, RecursionError):
            raise NoAnswer("malformed") from None

    def json_object(self) -> dict[str, Any]:
        """
        Return the body as one JSON object.

        :raises NoAnswer: malformed when it is not one
        """
        content = self.json()
        if not isinstance(content, dict):
            raise NoAnswer("malformed")
        return content


def send(
    method: str,
    url: str,
    *,
    headers: Mapping[str, str] | None = None,
    content: Any = None,
    form: Mapping[str, str] | None = None,
    total_seconds: float = TOTAL_SECONDS,
) -> Answer:
    """
    Send one request (JSON `content` or a `form`) and return its answer, whatever its status.

    Redirects are not followed, proxies of the environment are not used, compressed answers are
    not accepted, and the whole exchange, however slowly it drips, ends after `total_seconds`.

    :raises NoAnswer: when nothing usable came in time
    """
    if not url.startswith(("http://", "https://")):
        raise NoAnswer("not_configured")
    request = _request(method, url, headers or {}, content, form)
    # A thread of its own: the caller's may already be running an event loop.
    with ThreadPoolExecutor(max_workers=1) as thread:
        return thread.submit(asyncio.run, _exchange(request, total_seconds)).result()


def succeeded(answer: Answer) -> Answer:
    """
    Return the answer when its status is 2xx.

    :raises NoAnswer: status when it is not
    """
    if not 200 <= answer.status < 300:
        raise NoAnswer("status")
    return answer


def sending_time() -> str:
    """Return the moment of sending, as message headers carry it (UTC, ISO 8601)."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def _no_such_number(name: str) -> None:
    raise ValueError(name)


def _request(
    method: str,
    url: str,
    headers: Mapping[str, str],
    content: Any,
    form: Mapping[str, str] | None,
) -> httpx.Request:
    sent = {"Accept": "application/json", "Accept-Encoding": "identity", **headers}
    try:
        if form is not None:
            return httpx.Request(method, url, headers=sent, data=dict(form))
        if content is not None:
            return httpx.Request(method, url, headers=sent, json=content)
        return httpx.Request(method, url, headers=sent)
    except (httpx.InvalidURL, UnicodeError):
        raise NoAnswer("not_configured") from None


async def _exchange(request: httpx.Request, total_seconds: float) -> Answer:
    timeout = httpx.Timeout(total_seconds, connect=min(CONNECT_SECONDS, total_seconds))
    try:
        async with asyncio.timeout(total_seconds):
            async with httpx.AsyncClient(
                timeout=timeout, trust_env=False, follow_redirects=False, verify=_trusted()
            ) as client:
                response = await client.send(request, stream=True)
                return await _read(response)
    except (TimeoutError, httpx.TimeoutException):
        raise NoAnswer("timeout") from None
    except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, OSError):
        raise NoAnswer("connection") from None


async def _read(response: httpx.Response) -> Answer:
    try:
        if response.headers.get("Content-Encoding", "identity") != "identity":
            raise NoAnswer("malformed")
        body = bytearray()
        async for chunk in response.aiter_raw():
            body += chunk
            if len(body) > ANSWER_BYTES_MAX:
                raise NoAnswer("too_large")
        return Answer(response.status_code, bytes(body))
    finally:
        await response.aclose()


@cache
def _trusted() -> ssl.SSLContext:
    return ssl.create_default_context()
