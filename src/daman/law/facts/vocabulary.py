"""The vocabulary: every fact by its path, with its kind, its words and its bilingual name."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from daman.law.engine.conditions import Question
from daman.law.engine.expressions import Expression, Fact, Members, Words
from daman.law.files import read_file

NONE = "none"


@dataclass(frozen=True)
class FactWord:
    """
    One fact: its path, what kind of value it has, and what an empty value means.

    `changes` says who or what can change it: `person`, time (it `rises`, it `falls`), the `office`
    by a finding, or `never`; what never changes is suggested to nobody.
    """

    path: str
    kind: str
    label_ar: str
    label_en: str
    words: tuple[str, ...] = ()
    max: int = 10**9
    has_null_meaning: bool = False
    null_means: str | bool | None = None
    changes: str = "never"


@dataclass(frozen=True)
class Vocabulary:
    """The facts of a household and those of each member."""

    facts: Mapping[str, FactWord]
    members: Mapping[str, FactWord]
    collection: FactWord


@cache
def vocabulary() -> Vocabulary:
    """
    Return the vocabulary of the law.

    >>> vocabulary().facts["head.age"].label_en
    'Age of the head'
    """
    content = read_file("facts/vocabulary.yaml")
    bases = tuple(content["bases"])
    collection = content["collection"]
    return Vocabulary(
        facts={path: _word(path, item, bases) for path, item in content["facts"].items()},
        members={name: _word(name, item, bases) for name, item in content["members"].items()},
        collection=FactWord(collection["name"], "members", collection["ar"], collection["en"]),
    )


def _word(path: str, item: Mapping[str, Any], bases: tuple[str, ...]) -> FactWord:
    null_means = item.get("null_means")
    words = item.get("words", ())
    return FactWord(
        path=path,
        kind=item["kind"],
        label_ar=item["ar"],
        label_en=item["en"],
        words=bases if words == "bases" else tuple(words),
        max=item.get("max", 10**9),
        has_null_meaning="null_means" in item,
        null_means=None if null_means == "undecided" else null_means,
        changes=item["changes"],
    )


@dataclass
class HouseholdWords:
    """A household as rules ask about it: `h.head.age`, `h.own.unit`, `h.dependants.any(…)`."""

    head: Words
    income: Words
    assets: Words
    findings: Words
    residence: Words
    obligations: Words
    own: Words
    dependants: Members
    quantities: dict[Question, Expression] = field(default_factory=dict)

    def incomes(self) -> Mapping[str, Fact]:
        """Return the monthly income of each kind, by kind."""
        return {
            path.rpartition(".")[2]: Fact(path)
            for path in vocabulary().facts
            if path.startswith("monthly_income.")
        }


def household_words() -> HouseholdWords:
    """Return the words of a household, for one reading of the law."""
    known = vocabulary()

    def group(prefix: str) -> Words:
        paths = [path for path in known.facts if path.rpartition(".")[0] == prefix]
        return Words({path.rpartition(".")[2]: path for path in paths})

    return HouseholdWords(
        head=group("head"),
        income=group("monthly_income"),
        assets=group("assets"),
        findings=group("assessor_findings"),
        residence=group("residence"),
        obligations=group("obligations"),
        own=group(""),
        dependants=Members(known.collection.path, tuple(known.members)),
    )
