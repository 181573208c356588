"""Where a contradiction shows, as links to the pages of the portal."""

from dataclasses import dataclass

from django.urls import reverse

from daman.law.book.places import ProductPlace, places_of
from daman.law.parameters.contradictions import Contradiction
from daman.law.wording import Text


@dataclass(frozen=True)
class LinkedPlace:
    """One place with its address."""

    label: Text
    url: str


def linked(contradiction: Contradiction) -> list[LinkedPlace]:
    """Return the places that answer a contradiction, each with its address."""
    return [LinkedPlace(place.label, _url(place)) for place in places_of(contradiction)]


def _url(place: ProductPlace) -> str:
    if place.kind == "page":
        return reverse(place.name)
    _, _, anchor = place.page.partition("#")
    if place.kind == "clock":
        return f"{reverse('portal:law')}#{anchor}"
    address = reverse("portal:law_edition", args=[place.name])
    return f"{address}#{anchor}" if anchor else address
