"""Which household a person heads, and who depends on whom on a day."""

from collections.abc import Iterable
from datetime import date

from daman.record.households.models import Household, Membership
from daman.record.people.models import Person


def household_headed_by(person: Person) -> Household | None:
    """Return the newest household that a person heads, or None."""
    return Household.objects.filter(head=person).order_by("-formed_on", "-pk").first()


def members_on(household: Household, day: date) -> list[Membership]:
    """Return the memberships of a household that hold on a day, oldest person first."""
    held = household.memberships.filter(during__contains=day).select_related("person")
    return list(held.order_by("person__born_on", "pk"))


def numbers_elsewhere(
    national_ids: Iterable[str], *, household: Household | None, day: date
) -> set[str]:
    """
    Return who of the people depends on another household on a day (article 11).

    `household` is the one that does not count as another.
    """
    held = Membership.objects.filter(
        person__national_id__in=list(national_ids), during__contains=day
    )
    if household is not None:
        held = held.exclude(household=household)
    return set(held.values_list("person__national_id", flat=True))
