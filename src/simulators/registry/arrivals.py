"""Families that come into the register later, so that a story can be told again and again."""

from datetime import date

from simulators.registry.census import Census, Person
from simulators.registry.population import FIRST_UNNAMED_SERIAL

# Later families are numbered from here, far above the ones the population is made of.
FIRST_SERIAL = 50_000
LAST_SERIAL = 89_900


def widow(people: list[Person], *, on: date) -> list[Person]:
    """Return a widow of about 38 in the register's way, with two children and without income."""
    census = _next_to(people, on)
    late_husband, mother = census.couple(census.between(42, 50), census.between(34, 42))
    census.children(late_husband, mother, [7, 11])
    census.bury(late_husband, mother)
    census.head(mother, "widow")
    return census.people


KINDS = {"widow": widow}


def _next_to(people: list[Person], on: date) -> Census:
    taken = [int(person["id"][4:9]) for person in people]
    serial = max((number for number in taken if number >= FIRST_SERIAL), default=FIRST_SERIAL)
    assert FIRST_UNNAMED_SERIAL < serial < LAST_SERIAL, "the marked range is full"
    census = Census(seed=serial, as_of=on.replace(day=1))
    census.serial = serial
    census.households = max((person["household"] for person in people), default=0)
    census.settle()
    return census
