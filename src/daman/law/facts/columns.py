"""
The flat form of many households: two tables, their columns generated from the vocabulary.

A household's own facts stand in one table, its head and dependants in the other, one row each.
A column is named by the path of its fact (`residence.permanent` is `residence_permanent`); money
is in whole halalas and its column says so. A null is an unknown fact; what a null means in the
JSON form is written out here (`none`, `false`), and an undecided finding stays null.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from daman.law.facts.household import RIYALS_CEILING
from daman.law.facts.vocabulary import FactWord, vocabulary

HOUSEHOLD_ID = "household_id"
IS_HEAD = "is_head"
PERSON_ID = "person_id"
MEMBERS_KNOWN = "dependants_known"
MONEY_MAX = RIYALS_CEILING * 100
_MONEY = ("money", "savings")
_HEAD = "head."


@dataclass(frozen=True)
class Column:
    """One column: its name, the highest number or the words it may hold, and what it tells."""

    name: str
    kind: str
    max: int
    words: tuple[str, ...]
    label_ar: str
    label_en: str

    @property
    def states(self) -> int:
        """Return how many different values a small column can hold, unknown among them."""
        if self.words:
            return len(self.words) + 1
        return 3 if self.kind == "flag" else self.max + 2


def _column(name: str, word: FactWord) -> Column:
    is_money = word.kind in _MONEY
    words = word.words
    if isinstance(word.null_means, str) and word.null_means not in words:
        words = (*words, word.null_means)
    return Column(
        name=f"{name}_halalas" if is_money else name,
        kind="money" if is_money else word.kind,
        max=MONEY_MAX if is_money else word.max if word.kind == "count" else 0,
        words=words,
        label_ar=word.label_ar,
        label_en=word.label_en,
    )


@cache
def household_columns() -> Mapping[str, Column]:
    """
    Return the column of each fact of a household, by the fact's path.

    >>> household_columns()["monthly_income.salary"].name
    'monthly_income_salary_halalas'
    """
    facts = vocabulary().facts
    return {
        path: _column(path.replace(".", "_"), word)
        for path, word in facts.items()
        if not path.startswith(_HEAD)
    }


@cache
def head_columns() -> Mapping[str, Column]:
    """
    Return the column of each fact of the head, by the fact's path; they stand in the head's row.

    >>> head_columns()["head.saudi"].name
    'saudi'
    """
    facts = vocabulary().facts
    return {
        path: _column(path.removeprefix(_HEAD), word)
        for path, word in facts.items()
        if path.startswith(_HEAD)
    }


@cache
def member_columns() -> Mapping[str, Column]:
    """Return the column of each fact of a dependant, by the fact's name."""
    return {name: _column(name, word) for name, word in vocabulary().members.items()}


@cache
def person_columns() -> Mapping[str, Column]:
    """Return every column of the persons' table, by name: those of a head and of a dependant."""
    columns = [*member_columns().values(), *head_columns().values()]
    found: dict[str, Column] = {}
    for column in columns:
        same = found.setdefault(column.name, column)
        assert (same.words, same.max) == (column.words, column.max), column.name
    return found
