"""What the profile asks, which answers it takes, and what does not agree in a family."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from daman.kernel.ages import age_on
from daman.kernel.refusal import Refusal
from daman.law.facts.vocabulary import vocabulary

ADULT_YEARS = 18
# Nobody was a parent before this age; a younger one is an error of the data.
PARENT_YEARS_MIN = 10
WIVES_MAX = 4
PEOPLE_MAX = 40
HALALAS_MAX = 100_000_000_000
RELATIONS = ("wife", "husband", "child", "parent", "sibling", "other")


@dataclass(frozen=True)
class Question:
    """One question: its name in the snapshot, the kind of its answer and the page it is on."""

    name: str
    kind: Literal["flag", "word", "count", "money"]
    page: int = 1
    words: tuple[str, ...] = ()
    most: int = 99
    must: bool = False
    is_for_residents: bool = False


def _bases() -> tuple[str, ...]:
    return tuple(vocabulary().facts["head.nationality_basis"].words)


QUESTIONS: dict[str, tuple[Question, ...]] = {
    "personal": (
        Question("able_to_work", "flag"),
        Question("has_disability", "flag"),
        Question("services_suspended", "flag"),
        Question("nationality_basis", "word", words=_bases(), is_for_residents=True),
        Question("residence_permit_valid", "flag", is_for_residents=True),
    ),
    "housing": (
        Question("dwelling", "word", words=("owned", "rented", "with_family", "other"), must=True),
        Question("separate_dwelling", "flag"),
        Question(
            "institution",
            "word",
            words=("none", "care_home", "shelter", "hospital", "prison"),
            must=True,
        ),
        Question("permanent_residence", "flag", page=2),
        Question("longest_consecutive_days_abroad", "count", page=2, most=366),
        Question("total_days_abroad_12m", "count", page=2, most=366),
        Question("study_abroad", "flag", page=2),
    ),
    "income": (Question("has_income", "flag"),),
    "education": (Question("student", "flag"), Question("health_education_met", "flag")),
    "employment": (
        Question("employed", "flag"),
        Question("seeking_work", "flag"),
        Question("training_attended", "flag"),
    ),
    "licences": (
        Question("commercial_register", "flag"),
        Question("professional_licence", "flag"),
    ),
    "property": (
        Question("main_home_owned", "flag"),
        Question("other_real_estate_count", "count"),
        Question("liquid_assets_halalas", "money"),
        Question("cars", "count"),
    ),
    "dependants": (Question("other_families_of_head", "count", most=3),),
}


def questions_on(section: str, page: int, *, is_saudi: bool) -> list[Question]:
    """Return the questions of one page of a section for a citizen or a resident."""
    return [
        question
        for question in QUESTIONS[section]
        if question.page == page and not (is_saudi and question.is_for_residents)
    ]


def pages_count(section: str) -> int:
    """Return how many pages a section has."""
    return max(question.page for question in QUESTIONS[section])


def read_answers(questions: Sequence[Question], given: Mapping[str, Any]) -> dict[str, Any]:
    """
    Return the answers to the questions; None is "I don't know" where that may be said.

    :raises Refusal: required, type, choice.invalid or count.range, naming the question
    """
    return {question.name: _read(question, given.get(question.name)) for question in questions}


def _read(question: Question, value: Any) -> Any:
    if value is None:
        if question.must:
            raise Refusal("choice.invalid", field=question.name)
        return None
    if question.kind == "word":
        if value not in question.words:
            raise Refusal("choice.invalid", field=question.name)
        return value
    if question.kind == "flag":
        if not isinstance(value, bool):
            raise Refusal("type", field=question.name)
        return value
    most = HALALAS_MAX if question.kind == "money" else question.most
    if type(value) is not int or not 0 <= value <= most:
        raise Refusal("count.range", field=question.name, least=0, most=most)
    return value


def needs_consent(born_on: date, day: date) -> bool:
    """Return whether a dependant is an adult, who is asked before being linked."""
    return age_on(born_on, day) >= ADULT_YEARS


def family_faults(head_born_on: date, people: Sequence[Mapping[str, Any]]) -> list[str]:
    """
    Return what cannot be true in a family: a person looks at it, nobody is refused for it.

    Words: child_too_old, parent_too_young, wives_too_many.
    """
    faults = set()
    for member in people:
        born_on = date.fromisoformat(member["born_on"])
        if member["relation"] == "child" and age_on(head_born_on, born_on) < PARENT_YEARS_MIN:
            faults.add("child_too_old")
        if member["relation"] == "parent" and age_on(born_on, head_born_on) < PARENT_YEARS_MIN:
            faults.add("parent_too_young")
    if sum(member["relation"] == "wife" for member in people) > WIVES_MAX:
        faults.add("wives_too_many")
    return sorted(faults)


def digest(content: Mapping[str, Any]) -> str:
    """Return the SHA-256 of the content as canonical JSON: sorted keys, no spaces, UTF-8."""
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()
