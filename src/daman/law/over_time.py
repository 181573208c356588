"""Answers over time: the edition in force on a day, with the ages that people had on that day."""

import copy
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from daman.kernel.ages import Calendar, age_on, birthday
from daman.kernel.refusal import Refusal
from daman.law.assess import Answer, answer
from daman.law.facts.household import read_household
from daman.law.facts.places import word_at
from daman.law.parameters.timeline import Adoption, edition_in_force, programme_timeline
from daman.law.rules.reading import reading_of

_MEMBER = re.compile(r"(\w+)\[(\d+)\]\.(\w+)")


@dataclass(frozen=True)
class Birthdays:
    """
    Birth dates by the path of each age (`head.age`, `dependants[0].age`), and who counts years.

    Which calendar counts an age is not published; the product counts Gregorian years.
    """

    born_on: Mapping[str, date] = field(default_factory=dict)
    calendar: Calendar = Calendar.GREGORIAN


@dataclass(frozen=True)
class Span:
    """An answer with the first and the last day on which it holds."""

    first_day: date
    last_day: date
    answer: Answer


def household_on(household: Mapping[str, Any], day: date, birthdays: Birthdays) -> dict[str, Any]:
    """
    Return a household, in the shape of the schema, with the ages of that day.

    :raises Refusal: household.unknown_field for a birth date of no age, date.range for who is not
        born yet or a day beyond the calendar
    """
    aged = copy.deepcopy(dict(household))
    for path, born_on in birthdays.born_on.items():
        if not path.endswith("age") or word_at(path).kind != "count":
            raise Refusal("household.unknown_field", field=path)
        age = age_on(born_on, day, birthdays.calendar)
        if age < 0:
            raise Refusal("date.range", field=path)
        _holder_of(aged, path)["age"] = age
    return aged


def answer_on(
    household: Mapping[str, Any],
    day: date,
    *,
    timeline: Sequence[Adoption] | None = None,
    birthdays: Birthdays | None = None,
) -> Answer:
    """
    Return the answer of the edition in force on a day, by the programme's timeline or another.

    The facts are those given, as they were on that day; with birth dates, the ages are computed.

    :raises Refusal: edition.not_in_force before the first adoption, or household.…

    >>> from daman.law.examples import a_widow
    >>> days = date(2024, 7, 6), date(2024, 7, 7)
    >>> [answer_on(a_widow(salary=1500), day).eligible for day in days]
    [True, False]
    """
    aged = household_on(household, day, birthdays or Birthdays())
    reading = reading_of(edition_in_force(day, timeline).id)
    return answer(reading, read_household(aged))


def answers_between(
    household: Mapping[str, Any],
    first_day: date,
    last_day: date,
    *,
    timeline: Sequence[Adoption] | None = None,
    birthdays: Birthdays | None = None,
) -> tuple[Span, ...]:
    """
    Return every answer from one day to another, both included, for facts that only age.

    An answer ends where an edition takes over or a birthday changes outcome, amount or reasons.

    :raises Refusal: edition.not_in_force, date.range or household.…
    """
    known = birthdays or Birthdays()
    spans: list[Span] = []
    for day in _turning_days(first_day, last_day, timeline, known):
        found = answer_on(household, day, timeline=timeline, birthdays=known)
        if spans and _gist(spans[-1].answer) == _gist(found):
            continue
        if spans:
            before = spans.pop()
            spans.append(Span(before.first_day, day - timedelta(days=1), before.answer))
        spans.append(Span(day, last_day, found))
    return tuple(spans)


def _turning_days(
    first_day: date, last_day: date, timeline: Sequence[Adoption] | None, known: Birthdays
) -> Iterable[date]:
    adoptions = programme_timeline() if timeline is None else timeline
    days = {first_day, *(adoption.from_day for adoption in adoptions)}
    for born_on in known.born_on.values():
        youngest, oldest = (age_on(born_on, day, known.calendar) for day in (first_day, last_day))
        days |= {birthday(born_on, age, known.calendar) for age in range(youngest + 1, oldest + 1)}
    return sorted(day for day in days if first_day <= day <= last_day)


def _gist(given: Answer) -> Any:
    return given.edition.id, given.eligible, given.amount, given.reasons


def _holder_of(household: dict[str, Any], path: str) -> dict[str, Any]:
    """Return the head or the dependant whose age a path names."""
    if member := _MEMBER.fullmatch(path):
        people = household.get(member[1])
        if not isinstance(people, list) or int(member[2]) >= len(people):
            raise Refusal("household.unknown_field", field=path)
        holder: dict[str, Any] = people[int(member[2])]
        return holder
    group: dict[str, Any] = household[path.partition(".")[0]]
    return group
