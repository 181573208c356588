"""Which edition is in force on a day: the programme's timeline, or one an operator has adopted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from daman.kernel.hijri import HijriDate
from daman.kernel.refusal import Refusal
from daman.law.files import LawFault, faults_located, read_file, required
from daman.law.parameters.editions import Edition, current_editions, edition_of, editions

_FILE = "parameters/timeline.yaml"


@dataclass(frozen=True)
class Adoption:
    """An edition adopted from a day on, until the next adoption."""

    edition: str
    from_day: date


@cache
def programme_timeline() -> tuple[Adoption, ...]:
    """
    Return the timeline that the programme ships with.

    :raises LawFault: when its days are not in order or the two calendars disagree

    >>> [(adoption.edition, str(adoption.from_day)) for adoption in programme_timeline()]
    [('1444-article', '2022-07-30'), ('1446-article', '2024-07-07')]
    """
    return adoptions_in(read_file(_FILE))


def adoptions_in(content: Mapping[str, Any]) -> tuple[Adoption, ...]:
    """
    Return the adoptions that a timeline file holds, in order.

    :raises LawFault: when its days are not in order or the two calendars disagree
    """
    with faults_located(content):
        return _adoptions(content)


def _adoptions(content: Mapping[str, Any]) -> tuple[Adoption, ...]:
    adoptions: list[Adoption] = []
    for place, item in enumerate(required(content, "adoptions", file=_FILE)):
        at = f"adoptions[{place}]"
        edition_id = required(item, "edition", file=_FILE, at=at)
        from_day = required(item, "from", file=_FILE, at=at)
        hijri = HijriDate(*map(int, required(item, "from_hijri", file=_FILE, at=at).split("-")))
        if hijri.gregorian != from_day:
            raise LawFault(_FILE, f"{at}.from", f"{from_day} is not {hijri}")
        if edition_id not in editions():
            raise LawFault(_FILE, f"{at}.edition", f"{edition_id} is no edition")
        if edition_id not in current_editions():
            raise LawFault(_FILE, f"{at}.edition", f"{edition_id} is history, never in force")
        if adoptions and from_day <= adoptions[-1].from_day:
            raise LawFault(_FILE, f"{at}.from", "does not come after the one before")
        adoptions.append(Adoption(edition_id, from_day))
    return tuple(adoptions)


def edition_in_force(day: date, timeline: Sequence[Adoption] | None = None) -> Edition:
    """
    Return the edition in force on a day, by the given timeline or else the programme's.

    :raises Refusal: edition.not_in_force when the day lies before the first adoption,
        edition.history when the edition adopted there is history

    >>> edition_in_force(date(2024, 7, 6)).id, edition_in_force(date(2024, 7, 7)).id
    ('1444-article', '1446-article')
    """
    adoptions = programme_timeline() if timeline is None else timeline
    begun = [adoption for adoption in adoptions if adoption.from_day <= day]
    if not begun:
        raise Refusal("edition.not_in_force", field="day", day=str(day))
    found = edition_of(max(begun, key=lambda adoption: adoption.from_day).edition)
    if found.is_history:
        raise Refusal("edition.history", field="edition", given=found.id)
    return found


def statutory_edition_on(day: date) -> Edition:
    """
    Return the statutory edition that was valid on a day, whatever the programme had adopted.

    >>> statutory_edition_on(date(2023, 10, 31)).id, statutory_edition_on(date(2023, 11, 1)).id
    ('statutory-2022', 'statutory-2023-11')
    """
    for edition in editions().values():
        begun = edition.valid_from is None or edition.valid_from <= day
        ended = edition.valid_until is not None and edition.valid_until <= day
        if edition.line == "statutory" and begun and not ended:
            return edition
    raise AssertionError(f"no statutory edition covers {day}")
