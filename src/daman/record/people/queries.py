"""Find people."""

from daman.record.people.models import Person


def person_numbered(national_id: str) -> Person | None:
    """Return the person of a national number, or None when no record is kept."""
    return Person.objects.filter(national_id=national_id).first()
