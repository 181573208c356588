"""Sealed files in storage: written with a transaction, and gone again when it fails."""

import os
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from daman.base.sealing import seal, unseal

_KEY_BYTES = 32
_NONCE_BYTES = 12
_KEY_PURPOSE = "documents.document.sealed_key"
_open = threading.local()


@contextmanager
def transaction_with_files() -> Iterator[None]:
    """Open a transaction; when it fails, the files stored within it are removed as well."""
    if getattr(_open, "stored", None) is not None:
        with transaction.atomic():
            yield
        return
    _open.stored = []
    try:
        with transaction.atomic():
            yield
    except BaseException:
        for storage_key in _open.stored:
            default_storage.delete(storage_key)
        raise
    finally:
        _open.stored = None


def store(content: bytes, *, ref: str) -> tuple[str, bytes]:
    """
    Store the bytes sealed under a key of their own; return the storage key and the sealed key.

    Call it inside `transaction_with_files`.
    """
    key, nonce = os.urandom(_KEY_BYTES), os.urandom(_NONCE_BYTES)
    sealed = nonce + AESGCM(key).encrypt(nonce, content, ref.encode())
    wanted = f"{secrets.token_hex(1)}/{secrets.token_hex(24)}"
    storage_key = default_storage.save(wanted, ContentFile(sealed))
    _open.stored.append(storage_key)
    return storage_key, seal(key, purpose=f"{_KEY_PURPOSE}:{ref}")


def read(storage_key: str, sealed_key: bytes, *, ref: str) -> bytes:
    """
    Return the bytes of a stored file.

    :raises FileNotFoundError: when the file is not there
    :raises cryptography.exceptions.InvalidTag: when file, key or reference do not belong together
    """
    key = unseal(sealed_key, purpose=f"{_KEY_PURPOSE}:{ref}")
    with default_storage.open(storage_key, "rb") as stored:
        sealed = stored.read()
    return AESGCM(key).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], ref.encode())


def stored_before(moment: datetime) -> Iterator[set[str]]:
    """Yield the keys of the files that were last written before a moment, folder by folder."""
    try:
        folders, _ = default_storage.listdir("")
    except FileNotFoundError:
        return
    for folder in sorted(folders):
        keys = {f"{folder}/{name}" for name in default_storage.listdir(folder)[1]}
        yield {key for key in keys if default_storage.get_modified_time(key) < moment}


def remove(storage_key: str) -> None:
    """Remove one stored file."""
    default_storage.delete(storage_key)
