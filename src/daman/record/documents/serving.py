"""How a document leaves the house: to be saved, never shown inside a page or kept by a cache."""

from datetime import datetime
from urllib.parse import quote

from django.http import HttpResponse

from daman.base.actors import Actor
from daman.record.documents.models import Document
from daman.record.documents.operations import open_document

# Only what fetches falls back to `default-src`, so the others are named.
_POLICY = (
    "sandbox; default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


def served(document: Document, *, by: Actor, at: datetime, purpose: str) -> HttpResponse:
    """Return the answer that hands the document over; the opening is recorded first."""
    content = open_document(document, by=by, at=at, purpose=purpose)
    ending = document.media_type.rpartition("/")[2]
    response = HttpResponse(content, content_type=document.media_type)
    response["Content-Disposition"] = (
        f'attachment; filename="{document.ref}.{ending}"; '
        f"filename*=UTF-8''{quote(document.name, safe='')}"
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store, private"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Content-Security-Policy"] = _POLICY
    # django-csp adds the pages' policy otherwise, and two policies confuse whoever reads them.
    response._csp_exempt = True  # type: ignore[attr-defined]
    return response
