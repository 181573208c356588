"""The id_token's checks, one wrong thing at a time."""

import base64
import hmac
import json
from datetime import UTC, datetime, timedelta

import pytest
from joserfc import jwt
from joserfc.jwk import RSAKey

from daman.exchange.identity.id_token import verified_claims
from daman.exchange.identity.port import NafathRefused, NafathUnavailable

AT = datetime(2026, 11, 25, 10, 0, tzinfo=UTC)
KEY = RSAKey.generate_key(2048, {"use": "sig", "alg": "RS256"}, auto_kid=True)
JWKS = {"keys": [KEY.as_dict(private=False)]}
CLAIMS = {
    "iss": "https://nafath.example",
    "aud": "daman",
    "sub": "1999000019",
    "nonce": "n-1",
    "iat": int(AT.timestamp()),
    "exp": int(AT.timestamp()) + 150,
}


def signed(key=KEY, alg: str = "RS256", **changes) -> str:
    claims = {name: value for name, value in (CLAIMS | changes).items() if value is not None}
    return jwt.encode({"alg": alg, "kid": KEY.kid}, claims, key, algorithms=[alg])


def base64url(content: bytes) -> bytes:
    return base64.urlsafe_b64encode(content).rstrip(b"=")


def checked(token, *, keys=JWKS, at: datetime = AT) -> dict:
    return verified_claims(
        token, keys=keys, issuer=CLAIMS["iss"], audience="daman", nonce="n-1", at=at
    )


def test_accepts_a_right_token():
    assert checked(signed())["sub"] == CLAIMS["sub"]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"iss": "https://other.example"}, "nafath.issuer"),
        ({"iss": None}, "nafath.issuer"),
        ({"aud": "other"}, "nafath.audience"),
        ({"aud": ["daman", "other"]}, "nafath.audience"),
        ({"aud": ["daman"], "azp": "other"}, "nafath.audience"),
        ({"nonce": "n-2"}, "nafath.nonce"),
        ({"nonce": None}, "nafath.nonce"),
        ({"exp": CLAIMS["iat"] - 60}, "nafath.expired"),
        ({"exp": None}, "nafath.token"),
        ({"exp": "soon"}, "nafath.token"),
        ({"iat": None}, "nafath.token"),
        ({"iat": CLAIMS["iat"] + 600, "exp": CLAIMS["iat"] + 900}, "nafath.token"),
        ({"sub": None}, "nafath.token"),
    ],
)
def test_refuses_a_wrong_claim(changes: dict, code: str):
    with pytest.raises(NafathRefused) as refused:
        checked(signed(**changes))

    assert refused.value.code == code


def test_refuses_a_token_of_yesterday():
    with pytest.raises(NafathRefused) as refused:
        checked(signed(), at=AT + timedelta(days=1))

    assert refused.value.code == "nafath.expired"


def test_refuses_another_key_under_the_same_name():
    with pytest.raises(NafathRefused) as refused:
        checked(signed(key=RSAKey.generate_key(2048)))

    assert refused.value.code == "nafath.signature"


def test_refuses_a_shared_secret_signature_made_with_the_public_key():
    header, claims = ({"alg": "HS256", "kid": KEY.kid}, CLAIMS)
    content = b".".join(base64url(json.dumps(part).encode()) for part in (header, claims))
    signature = hmac.digest(KEY.as_pem(private=False), content, "sha256")
    token = b".".join((content, base64url(signature))).decode()

    with pytest.raises(NafathRefused) as refused:
        checked(token)

    assert refused.value.code == "nafath.signature"


@pytest.mark.parametrize("token", [None, 7, "", "a.b.c", "....", "x" * 50_000])
def test_refuses_what_is_no_token(token: object):
    with pytest.raises(NafathRefused):
        checked(token)


@pytest.mark.parametrize(
    "keys",
    [
        {},
        {"keys": []},
        {"keys": "x"},
        {"keys": [{"kty": "oct", "k": "AAAA"}]},
        {"keys": [{"kty": "RSA"}]},
    ],
)
def test_is_unavailable_without_usable_keys(keys: dict):
    with pytest.raises(NafathUnavailable):
        checked(signed(), keys=keys)
