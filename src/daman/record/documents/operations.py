"""Keep documents and open them again; each opening is recorded before the bytes are read."""

import hashlib
import logging
from datetime import datetime, timedelta

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
ORPHAN_AGE = timedelta(days=1)
# More than this is not what killed uploads leave, but a database that is not these files'.
ORPHANS_MAX = 100
log = logging.getLogger(__name__)


class Tampered(Exception):
    """The stored bytes are not those that were kept."""


def keep_document(
    *, person: Person, name: str, content: bytes, by: Actor, at: datetime
) -> Document:
    """
    Keep one file of a person, rebuilt and sealed, and return its record.

    :raises Refusal: file.empty, file.size, file.type, file.pixels, file.pages, file.encrypted,
        file.swells, file.corrupt or file.active
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


def remove_orphans(*, at: datetime) -> int:
    """
    Remove the stored files that no document names, and return how many.

    A killed upload leaves one: the file is written before its row. It is left alone for a day.
    When there are more than killed uploads can leave, nothing is removed.
    """
    orphans = []
    for stored in storing.stored_before(at - ORPHAN_AGE):
        named = Document.objects.filter(storage_key__in=stored)
        orphans += sorted(stored - set(named.values_list("storage_key", flat=True)))
    if len(orphans) > ORPHANS_MAX:
        log.error("%s stored files belong to no document; none is removed", len(orphans))
        return 0
    for storage_key in orphans:
        storing.remove(storage_key)
        log.warning("the stored file %s belonged to no document and is removed", storage_key)
    return len(orphans)
