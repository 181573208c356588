"""The provider's key and the id_token it signs, right or wrong as the switch says."""

import base64
import json
import time
from pathlib import Path
from typing import Any

from joserfc import jwt
from joserfc.jwk import RSAKey

from simulators.registry.census import Person
from simulators.state import write_json

LIFE_SECONDS = 150
KEY_BITS = 2048


class Signer:
    """One RSA key, kept over a restart."""

    def __init__(self, path: Path) -> None:
        if not path.exists():
            made = RSAKey.generate_key(KEY_BITS, {"use": "sig", "alg": "RS256"}, auto_kid=True)
            write_json(path, made.as_dict(private=True))
        self._key = RSAKey.import_key(json.loads(path.read_text("utf-8")))

    def public_keys(self) -> dict[str, Any]:
        """Return the JWKS document."""
        return {"keys": [self._key.as_dict(private=False)]}

    def id_token(self, claims: dict[str, Any], *, wrong: str) -> str:
        """Return the signed claims; `wrong` names one deliberate fault."""
        now = int(time.time())
        signed = {**claims, "iat": now, "exp": now + LIFE_SECONDS}
        faults: dict[str, dict[str, Any]] = {
            "nonce": {"nonce": "another"},
            "audience": {"aud": "another"},
            "issuer": {"iss": "https://another.invalid"},
            "expired": {"iat": now - 7200, "exp": now - 3600},
        }
        signed |= faults.get(wrong, {})
        if wrong == "alg_none":
            return _unsigned(signed)
        key = self._key
        if wrong == "signature":
            # The header still names the published key: only the signature betrays it.
            key = RSAKey.generate_key(KEY_BITS)
        header = {"alg": "RS256", "kid": self._key.kid, "typ": "JWT"}
        return jwt.encode(header, signed, key)


def person_claims(person: Person) -> dict[str, Any]:
    """Return what Nafath tells of a person."""
    return {
        "sub": person["id"],
        "arabicName": person["name_ar"],
        "englishName": person["name_en"],
        "gender": "Male" if person["sex"] == "M" else "Female",
        "dobGregorian": person["born_on"],
        "dobHijri": person["born_hijri"],
        "nationality": person["nationality"],
    }


def _unsigned(claims: dict[str, Any]) -> str:
    parts = [
        base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode()
        for part in ({"alg": "none", "typ": "JWT"}, claims)
    ]
    return ".".join([*parts, ""])
