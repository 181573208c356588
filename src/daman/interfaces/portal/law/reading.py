"""Which editions the public may read: those shipped, and those the ministry has adopted."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.http import Http404

from daman.kernel.refusal import Refusal
from daman.law.book.contents import ShownEdition, show, shown_edition, shown_editions
from daman.law.parameters.editions import editions
from daman.record.editions import queries


@dataclass(frozen=True)
class OnTimeline:
    """One edition on the timeline: from which day it decides, and whether it does on a day."""

    edition: ShownEdition
    from_day: date
    is_in_force: bool


def readable(edition_id: str) -> ShownEdition:
    """
    Return an edition that anyone may read.

    :raises Http404: when there is none, or it is a draft that is not adopted
    """
    if edition_id in editions():
        return shown_edition(edition_id)
    if edition_id not in {adoption.edition for adoption in queries.adoptions()}:
        raise Http404
    return show(queries.edition_of(edition_id))


def timeline(today: date) -> list[OnTimeline]:
    """Return every edition that decides from some day on, in order of days."""
    in_force = _in_force(today)
    return [
        OnTimeline(readable(each.edition), each.from_day, each.edition == in_force)
        for each in queries.adoptions()
    ]


def others(shown: Iterable[OnTimeline]) -> list[ShownEdition]:
    """Return the editions that are shipped complete and decide on no day."""
    deciding = {each.edition.id for each in shown}
    return [edition for edition in shown_editions() if edition.id not in deciding]


def choices() -> list[ShownEdition]:
    """Return every edition that may be compared."""
    own = [each.edition for each in queries.adoptions() if each.edition not in editions()]
    return [*shown_editions(), *(readable(edition_id) for edition_id in dict.fromkeys(own))]


def default_pair(today: date) -> tuple[str, str]:
    """Return the edition that decides today, after the one that was in force before it."""
    ids = [each.edition for each in queries.adoptions() if each.from_day <= today]
    if len(ids) > 1:
        return ids[-2], ids[-1]
    first, second, *_ = editions()
    return first, second


def _in_force(today: date) -> str:
    try:
        return queries.id_in_force(today)
    except Refusal:
        return ""
