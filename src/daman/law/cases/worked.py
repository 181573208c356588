"""Reads the worked households: a widow, what is changed about her, and the answers expected."""

import copy
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from daman.law.examples import a_widow
from daman.law.files import LawFault, faults_located, read_folder, required
from daman.law.wording import Text

_FOLDER = "cases"


@dataclass(frozen=True)
class WorkedCase:
    """
    One household, why it is worth a case, and what each edition named answers.

    An expectation is an amount in riyals, a list of failing conditions, or a mapping with
    `review`, `eligible` or `needs`.
    """

    id: str
    why: Text
    children_count: int
    changes: Mapping[str, Any]
    member: Mapping[str, Any]
    expected: Mapping[str, Any]

    @property
    def household(self) -> dict[str, Any]:
        """Return the whole household in the shape of the schema."""
        household = a_widow(children_count=self.children_count)
        for path, value in self.changes.items():
            *groups, name = path.split(".")
            place = household
            for group in groups:
                place = place[group]
            place[name] = copy.deepcopy(value)
        if self.member:
            household["dependants"][0] |= self.member
        return household


@dataclass(frozen=True)
class CaseTable:
    """The cases of one subject."""

    name: str
    title: Text
    cases: tuple[WorkedCase, ...]


@cache
def case_tables() -> tuple[CaseTable, ...]:
    """
    Return every table of worked households.

    :raises LawFault: when a case lacks its reason in a language, or what is expected

    >>> case_tables()[0].cases[0].id
    'conditions-1'
    """
    return tuple(
        _table(name.removesuffix(".yaml"), content)
        for name, content in read_folder(_FOLDER).items()
    )


def _table(name: str, content: Mapping[str, Any]) -> CaseTable:
    file = f"{_FOLDER}/{name}.yaml"
    with faults_located(content):
        title = required(content, "title", file=file)
        cases = [
            _case(f"{name}-{place + 1}", item, file=file, at=f"cases[{place}]")
            for place, item in enumerate(required(content, "cases", file=file))
        ]
    return CaseTable(name, Text(**title), tuple(cases))


def _case(case_id: str, item: Mapping[str, Any], *, file: str, at: str) -> WorkedCase:
    unknown = set(item) - {"why", "why_ar", "start", "change", "member", "expect"}
    if unknown:
        raise LawFault(file, at, f"has keys that no case has: {sorted(unknown)}")
    return WorkedCase(
        id=case_id,
        why=Text(
            ar=required(item, "why_ar", file=file, at=at),
            en=required(item, "why", file=file, at=at),
        ),
        children_count=item.get("start", 0),
        changes=item.get("change", {}),
        member=item.get("member", {}),
        expected=required(item, "expect", file=file, at=at),
    )
