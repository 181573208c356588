"""Keep people as the civil registry tells them."""

from datetime import datetime

from django.db import transaction

from daman.base.actors import Actor
from daman.base.audit import operations as audit
from daman.kernel.arabic import clean_line, search_key
from daman.kernel.hijri import HijriDate
from daman.record.people.models import Person


@transaction.atomic
def keep_person(*, by: Actor, at: datetime, national_id: str, **told: object) -> Person:
    """
    Return the person of a national number with what the registry told of them, kept now.

    `told` holds born_on, name_ar, name_en, sex, marital_status, is_saudi, nationality_basis,
    died_on, region and city; the Hijri birth date and the search key are made here.
    """
    name = clean_line(str(told["name_ar"]))
    born_hijri = HijriDate.of(told["born_on"])  # type: ignore[arg-type]
    facts = {
        **told,
        "name_ar": name,
        "name_key": search_key(name),
        "born_hijri": str(born_hijri or ""),
        "registry_checked_at": at,
    }
    person, _ = Person.objects.update_or_create(national_id=national_id, defaults=facts)
    audit.record("people.person.keep", target=f"PERSON-{person.pk}", by=by, at=at)
    return person
