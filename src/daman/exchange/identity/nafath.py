"""Nafath over OpenID Connect: code flow with PKCE (S256), state and nonce, each used once."""

import base64
import hmac
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import quote, urlencode

from authlib.common.security import generate_token
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from django.conf import settings

from daman.exchange.identity.id_token import verified_claims
from daman.exchange.identity.port import (
    NafathIdentity,
    NafathRefused,
    NafathUnavailable,
    NationalSignIn,
    SessionStore,
)
from daman.exchange.identity.told import identity_of
from daman.exchange.outbound import Answer, NoAnswer, send, succeeded

__all__ = ["NafathIdentity", "NafathRefused", "NafathUnavailable", "begin", "current", "finish"]

KEPT_AS = "nafath_attempt"
SECRET_LENGTH = 48
CODE_LENGTH_MAX = 2000
SIMULATED_AUTHORIZE = "/simulators/nafath/authorize"


class OidcNafath:
    """One provider and our registration with it."""

    def __init__(
        self, *, issuer: str, client_id: str, client_secret: str, authorize_url: str = ""
    ) -> None:
        self._issuer = issuer.rstrip("/")
        self._client_id = client_id
        self._client_secret = client_secret
        self._authorize_url = authorize_url

    def begin(self, session: SessionStore, redirect_uri: str) -> str:
        """See the port."""
        address = self._authorize_url or self._endpoint(self._configured(), "authorization")
        attempt = {
            "state": generate_token(SECRET_LENGTH),
            "nonce": generate_token(SECRET_LENGTH),
            "verifier": generate_token(SECRET_LENGTH),
            "redirect_uri": redirect_uri,
        }
        session[KEPT_AS] = attempt
        asked = {
            "response_type": "code",
            "client_id": self._client_id,
            "redirect_uri": redirect_uri,
            "scope": "openid",
            "state": attempt["state"],
            "nonce": attempt["nonce"],
            "code_challenge": create_s256_code_challenge(attempt["verifier"]),
            "code_challenge_method": "S256",
        }
        return f"{address}{'&' if '?' in address else '?'}{urlencode(asked)}"

    def finish(
        self, session: SessionStore, query: Mapping[str, str], *, at: datetime | None = None
    ) -> NafathIdentity:
        """See the port."""
        attempt = session.pop(KEPT_AS, None)
        code = _code_of(attempt, query)
        configuration = self._configured()
        tokens = self._redeem(configuration, attempt, code)
        claims = verified_claims(
            tokens.get("id_token"),
            keys=self._asked("GET", self._endpoint(configuration, "jwks")),
            issuer=self._issuer,
            audience=self._client_id,
            nonce=attempt["nonce"],
            at=at,
        )
        if "arabicName" not in claims and "userinfo_endpoint" in configuration:
            claims = {**self._userinfo(configuration, tokens, claims["sub"]), **claims}
        return identity_of(claims)

    def _configured(self) -> dict[str, Any]:
        """Return the provider's own description, which must be of the issuer that we know."""
        configuration = self._asked("GET", f"{self._issuer}/.well-known/openid-configuration")
        if configuration.get("issuer") != self._issuer:
            raise NafathUnavailable("mismatch")
        return configuration

    def _endpoint(self, configuration: Mapping[str, Any], name: str) -> str:
        address = configuration.get("jwks_uri" if name == "jwks" else f"{name}_endpoint")
        if not isinstance(address, str) or not address.startswith(("http://", "https://")):
            raise NafathUnavailable("malformed")
        if self._issuer.startswith("https://") and not address.startswith("https://"):
            raise NafathUnavailable("mismatch")
        return address

    def _redeem(
        self, configuration: Mapping[str, Any], attempt: Mapping[str, str], code: str
    ) -> dict[str, Any]:
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": attempt["redirect_uri"],
            "code_verifier": attempt["verifier"],
        }
        answer = self._sent(
            "POST",
            self._endpoint(configuration, "token"),
            headers={"Authorization": _basic(self._client_id, self._client_secret)},
            form=form,
        )
        # 400 is the provider's no to this code; any other failure says nothing about the person.
        if answer.status == 400:
            raise NafathRefused("nafath.code")
        return _content(answer)

    def _userinfo(
        self, configuration: Mapping[str, Any], tokens: Mapping[str, Any], subject: str
    ) -> dict[str, Any]:
        bearer = {"Authorization": f"Bearer {tokens.get('access_token', '')}"}
        told = self._asked("GET", self._endpoint(configuration, "userinfo"), headers=bearer)
        if told.get("sub") != subject:
            raise NafathRefused("nafath.subject")
        return told

    def _asked(self, method: str, url: str, **sent: Any) -> dict[str, Any]:
        return _content(self._sent(method, url, **sent))

    def _sent(self, method: str, url: str, **sent: Any) -> Answer:
        try:
            return send(method, url, **sent)
        except NoAnswer as none:
            raise NafathUnavailable(none.reason) from None


def current() -> NationalSignIn:
    """Return the provider that the settings name; the simulated one shares our own origin."""
    issuer, simulated = settings.DAMAN_NAFATH_ISSUER, settings.DAMAN_SIMULATORS_URL
    authorize_url = settings.DAMAN_NAFATH_AUTHORIZE_URL
    if not authorize_url and simulated and issuer.startswith(simulated):
        authorize_url = SIMULATED_AUTHORIZE
    return OidcNafath(
        issuer=issuer,
        client_id=settings.DAMAN_NAFATH_CLIENT_ID,
        client_secret=settings.DAMAN_NAFATH_CLIENT_SECRET,
        authorize_url=authorize_url,
    )


def begin(session: SessionStore, redirect_uri: str) -> str:
    """
    Return where to send the browser to sign in.

    :raises NafathUnavailable: when the provider cannot be asked where that is
    """
    return current().begin(session, redirect_uri)


def finish(
    session: SessionStore, query: Mapping[str, str], *, at: datetime | None = None
) -> NafathIdentity:
    """
    Return who came back from Nafath.

    :raises NafathRefused: when nobody may be signed in by this answer
    :raises NafathUnavailable: when the provider gave no usable answer
    """
    return current().finish(session, query, at=at)


def _code_of(attempt: Any, query: Mapping[str, str]) -> str:
    """Return the code of an answer that belongs to the attempt of this very session."""
    state = query.get("state", "")
    if not isinstance(attempt, Mapping) or not isinstance(state, str):
        raise NafathRefused("nafath.state")
    if not hmac.compare_digest(state.encode(), attempt["state"].encode()):
        raise NafathRefused("nafath.state")
    if query.get("error"):
        raise NafathRefused("nafath.denied")
    code = query.get("code", "")
    if not isinstance(code, str) or not 0 < len(code) <= CODE_LENGTH_MAX:
        raise NafathRefused("nafath.code")
    return code


def _content(answer: Answer) -> dict[str, Any]:
    try:
        return succeeded(answer).json_object()
    except NoAnswer as none:
        raise NafathUnavailable(none.reason) from None


def _basic(client_id: str, client_secret: str) -> str:
    pair = f"{quote(client_id, safe='')}:{quote(client_secret, safe='')}"
    return f"Basic {base64.b64encode(pair.encode()).decode()}"
