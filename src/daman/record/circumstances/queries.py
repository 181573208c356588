"""Read what registers said."""

from daman.record.circumstances.models import RegistryFact
from daman.record.people.models import Person


def latest_facts(person: Person) -> dict[str, RegistryFact]:
    """Return the newest answer of each kind about a person."""
    newest = (
        RegistryFact.objects.filter(person=person)
        .order_by("kind", "-fetched_at", "-pk")
        .distinct("kind")
    )
    return {fact.kind: fact for fact in newest}
