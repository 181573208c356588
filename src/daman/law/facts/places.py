"""Where each fact of a household stands: its word and value by path, and how to change it."""

import re
from collections.abc import Mapping
from typing import Any

from daman.kernel.refusal import Refusal
from daman.law.engine.interpreter import Case
from daman.law.facts.vocabulary import NONE, FactWord, vocabulary

_MEMBER = re.compile(r"(\w+)\[(\d+)\]\.(\w+)")


def word_at(path: str) -> FactWord:
    """
    Return the vocabulary's word for the fact at a path.

    :raises Refusal: household.unknown_field when there is no such fact

    >>> word_at("head.age").changes, word_at("dependants[0].saudi").kind
    ('rises', 'flag')
    """
    known = vocabulary()
    if member := _MEMBER.fullmatch(path):
        collection, _, name = member.groups()
        if collection == known.collection.path and name in known.members:
            return known.members[name]
    elif path in known.facts:
        return known.facts[path]
    raise Refusal("household.unknown_field", field=path)


def place_of(path: str) -> int | None:
    """
    Return which member a fact is of, counted from 1; None for a fact of the household.

    >>> place_of("dependants[0].age"), place_of("head.age")
    (1, None)
    """
    member = _MEMBER.fullmatch(path)
    return int(member[2]) + 1 if member else None


def value_at(case: Case, path: str) -> Any:
    """Return the value of the fact at a path, None while it is unknown."""
    member = _MEMBER.fullmatch(path)
    if member is None:
        return case.facts[path]
    members = case.collections[member[1]]
    return members[int(member[2])][member[3]] if members is not None else None


def with_facts(case: Case, changes: Mapping[str, Any]) -> Case:
    """Return the case with the facts at these paths changed; the case itself stays as it is."""
    facts, collections = dict(case.facts), dict(case.collections)
    for path, value in changes.items():
        member = _MEMBER.fullmatch(path)
        if member is None:
            facts[path] = value
            continue
        name, place = member[1], int(member[2])
        members = list(collections[name] or ())
        members[place] = {**members[place], member[3]: value}
        collections[name] = members
    return Case(facts, collections)


def values_of(word: FactWord) -> tuple[Any, ...]:
    """
    Return every value that a flag or a word can be changed to; none for a number.

    >>> values_of(vocabulary().facts["head.sex"])
    ('M', 'F')
    """
    if word.kind == "flag":
        return (False, True)
    if word.kind != "word":
        return ()
    return (*word.words, NONE) if word.null_means == NONE else word.words


def as_given(word: FactWord, value: Any) -> Any:
    """Return a value as the schema of a household writes it, where nothing is a null."""
    return None if value == NONE and word.null_means == NONE else value
