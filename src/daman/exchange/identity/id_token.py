"""The checks of an id_token (OpenID Connect Core 3.1.3.7): signature first, then every claim."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from joserfc import jwt
from joserfc.errors import ExpiredTokenError, InvalidClaimError, JoseError, MissingClaimError
from joserfc.jwk import KeySet

from daman.exchange.identity.port import NafathRefused, NafathUnavailable

ALGORITHMS = ["RS256"]
LEEWAY_SECONDS = 30
TOKEN_LENGTH_MAX = 20_000
_REFUSED_CLAIM = {"iss": "nafath.issuer", "aud": "nafath.audience", "nonce": "nafath.nonce"}


def verified_claims(
    token: Any,
    *,
    keys: Mapping[str, Any],
    issuer: str,
    audience: str,
    nonce: str,
    at: datetime | None = None,
) -> dict[str, Any]:
    """
    Return the claims of a token that the provider signed for us, for this attempt, just now.

    :raises NafathRefused: when one check fails
    :raises NafathUnavailable: when the provider's keys cannot be read
    """
    if not isinstance(token, str) or not 0 < len(token) <= TOKEN_LENGTH_MAX:
        raise NafathRefused("nafath.token")
    claims = _signed(token, _key_set(keys))
    registry = jwt.JWTClaimsRegistry(
        now=int(at.timestamp()) if at else None,
        leeway=LEEWAY_SECONDS,
        iss={"essential": True, "value": issuer},
        aud={"essential": True, "value": audience},
        exp={"essential": True},
        iat={"essential": True},
        sub={"essential": True},
        nonce={"essential": True, "value": nonce},
    )
    try:
        registry.validate(claims)
    except ExpiredTokenError:
        raise NafathRefused("nafath.expired") from None
    except (InvalidClaimError, MissingClaimError) as wrong:
        raise NafathRefused(_REFUSED_CLAIM.get(wrong.claim, "nafath.token")) from None
    except (JoseError, TypeError, ValueError):
        raise NafathRefused("nafath.token") from None
    _require_sole_audience(claims, audience)
    return claims


def _signed(token: str, keys: KeySet) -> dict[str, Any]:
    try:
        return dict(jwt.decode(token, keys, algorithms=ALGORITHMS).claims)
    except (JoseError, ValueError, TypeError, KeyError):
        raise NafathRefused("nafath.signature") from None


def _key_set(keys: Mapping[str, Any]) -> KeySet:
    """Return the provider's RSA keys; a shared-secret key must never verify a token."""
    listed = keys.get("keys")
    if not isinstance(listed, list):
        raise NafathUnavailable("malformed")
    rsa = [key for key in listed if isinstance(key, dict) and key.get("kty") == "RSA"]
    try:
        found = KeySet.import_key_set({"keys": rsa})
    except (JoseError, ValueError, TypeError, KeyError):
        raise NafathUnavailable("malformed") from None
    if not rsa:
        raise NafathUnavailable("malformed")
    return found


def _require_sole_audience(claims: Mapping[str, Any], audience: str) -> None:
    """Refuse a token meant for others too, unless it says that it was issued to us."""
    named = claims["aud"] if isinstance(claims["aud"], list) else [claims["aud"]]
    issued_to = claims.get("azp", audience if len(named) == 1 else None)
    if issued_to != audience:
        raise NafathRefused("nafath.audience")
