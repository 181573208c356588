"""Find documents."""

from daman.record.documents.models import Document
from daman.record.people.models import Person


def document_of(person: Person, ref: str) -> Document | None:
    """Return a person's document by its reference, or None."""
    return Document.objects.filter(person=person, ref=ref).first()
