"""Keep documents and open them again; each opening is recorded before the bytes are read."""

import hashlib
from datetime import datetime

from django.conf import settings
from django.db import transaction

from daman.base.actors import Actor, actor_name
from daman.base.audit import operations as audit
from daman.base.references import new_reference
from daman.kernel.refusal import Refusal
from daman.record.documents import rebuilding, storing
from daman.record.documents.models import Document, DocumentState
from daman.record.people.models import Person

_MEGABYTE = 1_000_000


class Tampered(Exception):
    """The stored bytes are not those that were kept."""


def keep_document(
    *, person: Person, name: str, content: bytes, by: Actor, at: datetime
) -> Document:
    """
    Keep one file of a person, rebuilt and sealed, and return its record.

    :raises Refusal: file.empty, file.size, file.type, file.pixels, file.pages, file.encrypted,
        file.corrupt or file.active
    """
    limit = settings.DAMAN_DOCUMENT_BYTES_MAX
    if not content:
        raise Refusal("file.empty")
    if len(content) > limit:
        raise Refusal("file.size", limit=limit // _MEGABYTE)
    rebuilt = rebuilding.rebuild(name, content)
    ref = new_reference("DOC")
    with storing.transaction_with_files():
        storage_key, sealed_key = storing.store(rebuilt.content, ref=ref)
        document = Document.objects.create(
            ref=ref,
            person=person,
            name=rebuilding.clean_name(name, media_type=rebuilt.media_type),
            media_type=rebuilt.media_type,
            size_bytes=len(rebuilt.content),
            pages_count=rebuilt.pages_count,
            sha256=hashlib.sha256(rebuilt.content).hexdigest(),
            storage_key=storage_key,
            sealed_key=sealed_key,
            state=DocumentState.CLEAN,
            kept_at=at,
            kept_by=actor_name(by),
        )
        audit.record("documents.document.keep", target=ref, by=by, at=at)
    return document


def open_document(document: Document, *, by: Actor, at: datetime, purpose: str) -> bytes:
    """
    Return the document's bytes, after the opening is written in the audit trail.

    :raises Tampered: when the bytes are not those that were kept
    :raises FileNotFoundError: when the stored file is gone
    """
    with transaction.atomic():
        audit.record("documents.document.open", target=document.ref, by=by, at=at, reason=purpose)
    content = storing.read(document.storage_key, bytes(document.sealed_key), ref=document.ref)
    if hashlib.sha256(content).hexdigest() != document.sha256:
        raise Tampered(document.ref)
    return content
