"""Sealed columns: AES-GCM bound to the column's name, and a blind index to search by."""

import hashlib
import hmac
import os
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import models

_VERSION = b"\x01"
_NONCE_BYTES = 12


def seal(plain: bytes, *, purpose: str) -> bytes:
    """Return version, nonce and ciphertext; only `unseal` with the same purpose opens it."""
    nonce = os.urandom(_NONCE_BYTES)
    return (
        _VERSION + nonce + AESGCM(settings.DAMAN_FIELD_KEY).encrypt(nonce, plain, purpose.encode())
    )


def unseal(sealed: bytes, *, purpose: str) -> bytes:
    """
    Return the plain bytes.

    :raises cryptography.exceptions.InvalidTag: when key, purpose or bytes are not those sealed
    """
    assert sealed[:1] == _VERSION, "unknown sealing version"
    nonce, cipher = sealed[1 : 1 + _NONCE_BYTES], sealed[1 + _NONCE_BYTES :]
    return AESGCM(settings.DAMAN_FIELD_KEY).decrypt(nonce, cipher, purpose.encode())


def blind_index(plain: str, *, purpose: str) -> str:
    """Return a keyed digest by which equal values are found without opening any."""
    return hmac.new(
        settings.DAMAN_INDEX_KEY, f"{purpose}:{plain}".encode(), hashlib.sha256
    ).hexdigest()


class SealedTextField(models.BinaryField):
    """Text that the database holds only sealed; the purpose is the table and column."""

    def _purpose(self) -> str:
        return f"{self.model._meta.db_table}.{self.column}"

    def get_prep_value(self, value: Any) -> Any:
        if value is None or isinstance(value, bytes | memoryview):
            return value
        return seal(value.encode(), purpose=self._purpose())

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> str | None:
        if value is None:
            return None
        return unseal(bytes(value), purpose=self._purpose()).decode()
