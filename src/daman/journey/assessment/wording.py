"""Facts in words: what a value and where it comes from are called, in both languages."""

import re
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from daman.journey.assessment import rules
from daman.kernel.money import HALALAS_PER_RIYAL
from daman.law.facts.vocabulary import vocabulary
from daman.law.wording import Text, measured, word_text

_PLACE = re.compile(r"dependants\[(\d+)\]\.(\w+)")


def label_text(path: str) -> Text:
    """
    Return what a fact is called; of a dependant with the place in the family.

    >>> label_text("dependants[0].age").en
    'Age of the dependant (1)'
    """
    member = _PLACE.fullmatch(path)
    if not member:
        word = vocabulary().facts[path]
        return Text(word.label_ar, word.label_en)
    word, place = vocabulary().members[member[2]], int(member[1]) + 1
    return Text(f"{word.label_ar} ({place})", f"{word.label_en} ({place})")


def fact_text(path: str, value: Any) -> Text:
    """
    Return a fact's value in words, as a person reads it.

    >>> fact_text("monthly_income.salary", Decimal("99.5")).en, fact_text("head.age", None).en
    ('99.50 riyals', 'Not known')
    """
    name = path.rpartition(".")[2]
    if value is None:
        return _meaning_of_nothing(path)
    if isinstance(value, bool):
        return _word("yes" if value else "no")
    if isinstance(value, str):
        return word_of(value)
    if rules.kind_of(path) in rules.MONEY_KINDS:
        return _measured(Decimal(str(value)) * HALALAS_PER_RIYAL, "riyal")
    unit = "days" if "days" in name else "count"
    return _measured(value, unit)


def source_text(source: str) -> Text:
    """
    Return what a source is called.

    >>> source_text("social_insurance").en, source_text("claim").en
    ('Social insurance', 'What you told us')
    """
    return Text(**_words()["sources"][source])


def word_of(word: str) -> Text:
    """
    Return what a word of the vocabulary is called.

    >>> word_of("widow").en, word_of("wife_of_saudi").en
    ('Widow', 'wife of a Saudi')
    """
    known = _words()["words"]
    return Text(**known[word]) if word in known else word_text(word)


def _meaning_of_nothing(path: str) -> Text:
    meanings = _words()["nothing"]
    name = path.rpartition(".")[2]
    return Text(**meanings.get(name, meanings["unknown"]))


def _word(word: str) -> Text:
    return Text(**_words()["words"][word])


def _measured(value: Any, unit: str) -> Text:
    return Text(measured(int(value), unit, "ar"), measured(int(value), unit, "en"))


@cache
def _words() -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    text = (Path(__file__).parent / "words.yaml").read_text(encoding="utf-8")
    words: Mapping[str, Mapping[str, Mapping[str, str]]] = yaml.safe_load(text)
    return words
