"""The provider's memory: who asks to sign in, one-time codes, access tokens; and its rules."""

import base64
import hashlib
import hmac
import os
import secrets
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

from simulators.state import Memory

REQUEST_SECONDS = 300
CODE_SECONDS = 60
TOKEN_SECONDS = 300
RECENT_MAX = 50
LOOPBACK = ("127.0.0.1", "localhost", "::1")


class NotOurs(Exception):
    """A sign-in request whose sender or return address is not registered: never sent back."""


class Provider:
    """Sign-in requests and what becomes of them; a code or token is found once and gone."""

    def __init__(self, folder: Path, *, public_url: str) -> None:
        self._memory = Memory(
            folder / "nafath.json",
            empty=lambda: {"requests": {}, "codes": {}, "tokens": {}, "recent": []},
        )
        self._public = urlsplit(public_url)
        self.client_id = os.environ.get("DAMAN_NAFATH_CLIENT_ID", "daman")
        self._secret = os.environ.get("DAMAN_NAFATH_CLIENT_SECRET", "simulated")

    def ask(self, query: Mapping[str, str], *, host: str) -> str:
        """
        Keep a sign-in request that came by way of `host`, and return its id.

        :raises NotOurs: when client or return address is unknown
        """
        address = query.get("redirect_uri", "")
        if query.get("client_id") != self.client_id or not self._known(address, host):
            raise NotOurs
        names = ("client_id", "redirect_uri", "state", "nonce", "code_challenge")
        kept: dict[str, Any] = {name: query.get(name, "") for name in names}
        number = secrets.randbelow(90) + 10
        kept |= {"until": time.time() + REQUEST_SECONDS, "number": number, "national_id": ""}
        request_id = secrets.token_urlsafe(18)
        with self._memory.changing() as content:
            _forget_old(content)
            content["requests"][request_id] = kept
        return request_id

    def asked(self, request_id: str) -> dict[str, Any] | None:
        """Return a sign-in request that waits."""
        kept = self._memory.read()["requests"].get(request_id)
        return kept if kept and kept["until"] > time.time() else None

    def name(self, request_id: str, national_id: str) -> None:
        """Say whose sign-in it is."""
        with self._memory.changing() as content:
            content["requests"][request_id]["national_id"] = national_id

    def settle(self, request_id: str, *, approved: bool) -> str | None:
        """Answer a request, once, and return the address that the browser goes back to."""
        with self._memory.changing() as content:
            kept = content["requests"].pop(request_id, None)
            if kept is None or kept["until"] <= time.time():
                return None
            outcome = "approved" if approved else "rejected"
            content["recent"].insert(0, {"national_id": kept["national_id"], "outcome": outcome})
            del content["recent"][RECENT_MAX:]
            answer = {"error": "access_denied"}
            if approved:
                answer = {"code": secrets.token_urlsafe(24)}
                kept["until"] = time.time() + CODE_SECONDS
                content["codes"][answer["code"]] = kept
        return back_to(kept, answer)

    def redeem(self, code: str, verifier: str, redirect_uri: str) -> dict[str, Any] | None:
        """Return the request behind a code, the only time that it is shown with its verifier."""
        with self._memory.changing() as content:
            kept = content["codes"].pop(code, None)
            if kept is None or kept["until"] <= time.time():
                return None
        proven = hmac.compare_digest(_challenge(verifier), kept["code_challenge"])
        return kept if proven and redirect_uri == kept["redirect_uri"] else None

    def issue_token(self, national_id: str) -> str:
        """Return an access token for userinfo."""
        token = secrets.token_urlsafe(24)
        with self._memory.changing() as content:
            until = time.time() + TOKEN_SECONDS
            content["tokens"][token] = {"national_id": national_id, "until": until}
        return token

    def bearer(self, token: str) -> str:
        """Return whose access token it is, or nothing."""
        kept = self._memory.read()["tokens"].get(token)
        return str(kept["national_id"]) if kept and kept["until"] > time.time() else ""

    def recent(self) -> list[dict[str, str]]:
        """Return the last answered requests, newest first."""
        return list(self._memory.read()["recent"])

    def is_client(self, authorization: str, form: Mapping[str, str]) -> bool:
        """Return whether the caller proved to be the registered client (basic or post)."""
        client, secret = form.get("client_id", ""), form.get("client_secret", "")
        scheme, _, value = authorization.partition(" ")
        if scheme.lower() == "basic":
            client, _, secret = _decoded(value).partition(":")
        known = hmac.compare_digest(client.encode(), self.client_id.encode())
        return known and hmac.compare_digest(secret.encode(), self._secret.encode())

    def _known(self, redirect_uri: str, host: str) -> bool:
        """Return whether the address is on this machine or where the browser came from."""
        try:
            address = urlsplit(redirect_uri)
            port = address.port
        except ValueError:
            return False
        if address.scheme not in ("http", "https") or address.username is not None:
            return False
        here = (address.scheme, address.hostname, port)
        public = (self._public.scheme, self._public.hostname, self._public.port)
        return address.hostname in LOOPBACK or here == public or address.netloc == host


def fault(query: Mapping[str, str]) -> str:
    """Return the OAuth error of a sign-in request, or nothing."""
    if query.get("response_type") != "code":
        return "unsupported_response_type"
    if "openid" not in query.get("scope", "").split():
        return "invalid_scope"
    complete = all(query.get(name) for name in ("state", "nonce", "code_challenge"))
    if not complete or query.get("code_challenge_method") != "S256":
        return "invalid_request"
    return ""


def back_to(asked: Mapping[str, Any], answer: Mapping[str, str]) -> str:
    """Return the return address with the answer and the state it came with."""
    address = str(asked["redirect_uri"])
    joint = "&" if "?" in address else "?"
    return f"{address}{joint}{urlencode({**answer, 'state': asked['state']})}"


def _forget_old(content: dict[str, Any]) -> None:
    for kind in ("requests", "codes", "tokens"):
        content[kind] = {
            key: kept for key, kept in content[kind].items() if kept["until"] > time.time()
        }


def _challenge(verifier: str) -> str:
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def _decoded(value: str) -> str:
    try:
        return base64.b64decode(value, validate=True).decode()
    except ValueError:
        return ""
