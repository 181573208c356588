"""The paying bank over HTTP: JSON for questions, ISO 20022 files as they are, a Bearer token."""

import time
from collections.abc import Collection
from typing import Any
from urllib.parse import quote

import httpx

from daman.exchange.banks.names import bank_of
from daman.exchange.banks.port import BankUnavailable, Ownership, OwnershipAnswer
from daman.exchange.outbound import CONNECT_SECONDS, NoAnswer, send, succeeded

# A file of 50,000 payments is about 20 MB; each answer about as much.
FILE_BYTES_MAX = 50_000_000
FILE_SECONDS = 60.0
READ_SECONDS = 10.0
NAME_LENGTH_MAX = 120
ANSWERS_MAX = 100_000


class HttpBank:
    """`{url}/accounts/verify`, `{url}/files`, `{url}/answers` and `{url}/answers/NAME`."""

    def __init__(self, *, url: str, token: str) -> None:
        self._url = url.rstrip("/")
        self._bearer = {"Authorization": f"Bearer {token}"}

    def verify(self, *, iban: str, national_id: str) -> OwnershipAnswer:
        """See the protocol."""
        question = {"iban": iban, "identifier": national_id}
        told = self._ask("POST", "/accounts/verify", question)
        try:
            result = Ownership(str(told.get("result")))
        except ValueError:
            raise BankUnavailable("malformed") from None
        known = bank_of(iban)
        name = told.get("bank_name") or (known.name_ar if known else "")
        bic = told.get("bic") or (known.bic if known else "")
        if not (isinstance(name, str) and isinstance(bic, str) and len(bic) <= 11):
            raise BankUnavailable("malformed")
        return OwnershipAnswer(result=result, bank_name=name[:60], bic=bic)

    def send(self, *, name: str, content: bytes, msg_id: str) -> None:
        """See the protocol; the message's id is also the idempotency key."""
        headers = {
            "Content-Type": "application/xml",
            "X-File-Name": name,
            "Idempotency-Key": msg_id,
        }
        self._exchange("POST", "/files", headers=headers, content=content)

    def answers(self, *, known: Collection[str] = ()) -> list[tuple[str, bytes]]:
        """See the protocol."""
        listed = self._ask("GET", "/answers").get("files")
        if not isinstance(listed, list) or len(listed) > ANSWERS_MAX:
            raise BankUnavailable("malformed")
        if not all(_is_file_name(name) for name in listed):
            raise BankUnavailable("malformed")
        fresh = [name for name in listed if name not in known]
        return [(name, self._exchange("GET", f"/answers/{quote(name)}")) for name in fresh]

    def _ask(self, method: str, path: str, question: Any = None) -> dict[str, Any]:
        try:
            answer = send(method, self._url + path, headers=self._bearer, content=question)
            return succeeded(answer).json_object()
        except NoAnswer as none:
            raise BankUnavailable(none.reason) from None

    def _exchange(self, method: str, path: str, **request: Any) -> bytes:
        """Return the body of a 2xx answer within the limits of time and size."""
        if not self._url.startswith(("http://", "https://")):
            raise BankUnavailable("not_configured")
        headers = {**self._bearer, "Accept-Encoding": "identity", **request.pop("headers", {})}
        timeout = httpx.Timeout(READ_SECONDS, connect=CONNECT_SECONDS)
        deadline = time.monotonic() + FILE_SECONDS
        try:
            with (
                httpx.Client(timeout=timeout, trust_env=False, follow_redirects=False) as client,
                client.stream(method, self._url + path, headers=headers, **request) as response,
            ):
                if not 200 <= response.status_code < 300:
                    raise BankUnavailable("status")
                return _body(response, deadline)
        except httpx.TimeoutException:
            raise BankUnavailable("timeout") from None
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, OSError):
            raise BankUnavailable("connection") from None


def _is_file_name(name: object) -> bool:
    return (
        isinstance(name, str)
        and 0 < len(name) <= NAME_LENGTH_MAX
        and name.isascii()
        and name.isprintable()
        and "/" not in name
        and not name.startswith(".")
    )


def _body(response: httpx.Response, deadline: float) -> bytes:
    if response.headers.get("Content-Encoding", "identity") != "identity":
        raise BankUnavailable("malformed")
    body = bytearray()
    for chunk in response.iter_raw():
        body += chunk
        if len(body) > FILE_BYTES_MAX:
            raise BankUnavailable("too_large")
        if time.monotonic() > deadline:
            raise BankUnavailable("timeout")
    return bytes(body)
