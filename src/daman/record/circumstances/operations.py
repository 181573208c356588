"""Keep what registers said."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from daman.record.circumstances.models import RegistryFact
from daman.record.people.models import Person


def keep_facts(
    person: Person, told: Iterable[tuple[str, str, dict[str, Any], date]], *, at: datetime
) -> list[RegistryFact]:
    """Keep answers about a person, each a (source, kind, values, as_of), and return them."""
    return RegistryFact.objects.bulk_create(
        RegistryFact(
            person=person, source=source, kind=kind, told=values, as_of=as_of, fetched_at=at
        )
        for source, kind, values, as_of in told
    )
