"""What `daman law assess`, `cliffs` and `compare` ask about each household of their input."""

import argparse
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Any

from daman.kernel.refusal import Refusal
from daman.law.assess import answer
from daman.law.changes import what_would_change
from daman.law.cliffs import cliffs_of, income_facts
from daman.law.comparison import check_count, compare
from daman.law.facts.household import Household, read_household
from daman.law.facts.json_text import values_in
from daman.law.parameters.editions import edition_of, editions
from daman.law.parameters.timeline import edition_in_force
from daman.law.rules.reading import Reading, reading_of

Told = dict[str, Any]
Question = Callable[[Household], Told]


def told_of(lines: Iterable[str], question: Question) -> Iterator[Told | Refusal]:
    """Yield what a question tells of each household in the text, or the refusal in its place."""
    for value in values_in(lines):
        try:
            yield value if isinstance(value, Refusal) else question(read_household(value))
        except Refusal as refusal:
            yield refusal


def assess_question(reading: Reading, *, with_changes: bool = False) -> Question:
    """Return the question what the law answers and, where asked, what would change it."""

    def ask(household: Household) -> Told:
        told = answer(reading, household).as_dict()
        if with_changes:
            told["changes"] = what_would_change(reading, household).as_dict()
        return told

    return ask


def cliffs_question(asked: argparse.Namespace) -> Question:
    """
    Return the question what each kind of income does to the amount, or only one kind.

    :raises Refusal: edition.unknown, or household.enum for what is no monthly income
    """
    reading = reading_of(edition_asked(asked))
    fields = [asked.fact] if asked.fact else list(income_facts())
    if asked.fact and asked.fact not in income_facts():
        allowed = ", ".join(income_facts())
        raise Refusal("household.enum", field="fact", given=asked.fact, allowed=allowed)

    def ask(household: Household) -> Told:
        found = [cliffs_of(reading, household, field) for field in fields]
        return {
            "edition": reading.edition.id,
            "edition_hash": reading.edition.content_hash,
            "eligible": found[0].eligible,
            "incomes": [each.as_dict() for each in found],
        }

    return ask


def compare_question(asked: argparse.Namespace) -> Question:
    """
    Return the question what two to four editions answer for a household.

    :raises Refusal: edition.unknown, or editions.count
    """
    readings = [reading_of(name.strip()) for name in asked.editions.split(",")]
    check_count(readings)

    def ask(household: Household) -> Told:
        return compare(readings, household).as_dict()

    return ask


def edition_asked(asked: argparse.Namespace) -> str:
    """
    Return the edition that a command names, or the one that the programme had on its day.

    :raises Refusal: edition.unknown, or edition.not_in_force before the first adoption
    """
    if asked.on is None:
        return edition_of(asked.edition).id
    return edition_in_force(asked.on).id


QUESTIONS: dict[str, Callable[[argparse.Namespace], Question]] = {
    "assess": lambda asked: assess_question(
        reading_of(edition_asked(asked)), with_changes=asked.changes
    ),
    "cliffs": cliffs_question,
    "compare": compare_question,
}


def _day(text: str) -> date:
    return date.fromisoformat(text)


def add_editions(parser: argparse.ArgumentParser) -> None:
    """Let a command name its edition, or the day whose edition it means."""
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument("--edition", help=f"one of {', '.join(editions())}")
    which.add_argument(
        "--on",
        type=_day,
        metavar="YYYY-MM-DD",
        help="instead, the edition that the programme's timeline has in force on a day",
    )


def add_commands(commands: Any) -> None:
    """Add the parsers of these commands beside the others of `daman law`."""
    cliffs = commands.add_parser(
        "cliffs",
        help="where help ends, and what one more riyal of income does",
        description="Tell of each household, one JSON line each, the amount as a function of each "
        "kind of monthly income: its breakpoints, where help ends, what one more riyal does, and "
        "where one loses more than one earns.",
    )
    add_editions(cliffs)
    cliffs.add_argument("--fact", help="one kind of income only, such as monthly_income.salary")
    comparing = commands.add_parser(
        "compare",
        help="what several editions answer for the same household",
        description="Answer each household, one JSON line each, under two to four editions side "
        "by side: outcome, conditions, values and lines of the amount that differ.",
    )
    comparing.add_argument(
        "--editions", required=True, metavar="A,B", help=f"two to four of {', '.join(editions())}"
    )
    for parser in (cliffs, comparing):
        parser.add_argument("file", nargs="?", metavar="FILE", help="default: standard input")
