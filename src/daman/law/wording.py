"""Puts numbers into the law's sentences in both languages; the sentences are data in `reasons`."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from string import Formatter
from typing import Any

from daman.kernel.money import Money
from daman.kernel.refusal import Refusal
from daman.law.engine.interpreter import half_up
from daman.law.files import read_file

ABSENT = "\u2014"
LANGUAGES = ("ar", "en")


@dataclass(frozen=True)
class Text:
    """A sentence in both languages."""

    ar: str
    en: str


NO_TEXT = Text("", "")


class _Sentence(Formatter):
    """Formats `{income:riyal}` in one language; an absent number is a dash."""

    def __init__(self, language: str) -> None:
        self._language = language

    def get_value(self, key: int | str, args: Any, kwargs: Mapping[str, Any]) -> Any:
        return kwargs.get(str(key))

    def format_field(self, value: Any, format_spec: str) -> str:
        if value is None:
            return ABSENT
        if isinstance(value, Text):
            return value.ar if self._language == "ar" else value.en
        return measured(value, format_spec, self._language) if format_spec else str(value)


def measured(value: int | Fraction, unit: str, language: str) -> str:
    """
    Return a number with its unit, in the right plural.

    >>> measured(132000, "riyal", "en"), measured(3, "people", "en")
    ('1,320 riyals', '3 people')
    """
    forms = read_units()[unit][language]
    if unit == "riyal":
        amount = Money(half_up(value))
        return _plural(amount.halalas // 100, forms, language).format(n=amount)
    return _plural(int(value), forms, language).format(n=f"{value:,}")


def _plural(number: int, forms: Any, language: str) -> str:
    if isinstance(forms, str):
        return forms
    if language == "en":
        return str(forms[0] if number == 1 else forms[1])
    if number in forms:
        return str(forms[number])
    last_two = number % 100
    if number < 11 or 3 <= last_two <= 10:
        return str(forms["few"])
    return str(forms["many"] if last_two >= 11 else forms["hundred"])


@cache
def read_units() -> Mapping[str, Any]:
    """Return the forms of every unit."""
    return read_file("reasons/units.yaml")


@cache
def condition_texts() -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    """Return the sentences of every condition and open amount, by code."""
    return read_file("reasons/conditions.yaml")


@cache
def _amount_texts() -> Mapping[str, Mapping[str, str]]:
    return read_file("reasons/amounts.yaml")


@cache
def _contradictions() -> Mapping[str, Mapping[str, str]]:
    return read_file("reasons/contradictions.yaml")


@cache
def _words() -> Mapping[str, Mapping[str, str]]:
    return read_file("reasons/words.yaml")


def word_text(word: str) -> Text:
    """Return how a word of the vocabulary is read out."""
    return Text(**_words()[word])


@cache
def _refusals() -> Mapping[str, Mapping[str, Any]]:
    return read_file("reasons/refusals.yaml")


def sentence(forms: Mapping[str, str] | None, values: Mapping[str, Any]) -> Text:
    """Return a sentence with its numbers, or no text where there is no such sentence."""
    if not forms:
        return NO_TEXT
    return Text(*(_Sentence(lang).vformat(forms[lang], (), values) for lang in LANGUAGES))


def condition_text(code: str, part: str, values: Mapping[str, Any]) -> Text:
    """Return one sentence of a condition: its title, an outcome's words, or the remedy."""
    return sentence(condition_texts()[code].get(part), values)


def amount_text(label: str, values: Mapping[str, Any]) -> Text:
    """Return the label of a line of the pension's arithmetic."""
    return sentence(_amount_texts()[label], values)


def contradiction(number: str) -> Text:
    """Return which reading is used where the sources disagree, and what the others say."""
    return sentence(_contradictions()[number], {})


def refusal_text(refusal: Refusal) -> Text:
    """
    Return the sentence of an input that cannot be read.

    >>> refusal_text(Refusal("household.missing_field", field="unit")).en
    'The field unit is missing.'
    """
    values = dict(refusal.values) | {"field": refusal.field}
    expected = _refusals()["expected"].get(values.get("expected", ""), {})
    for language in LANGUAGES:
        values[f"expected_{language}"] = expected.get(language, "")
    return sentence(_refusals()[refusal.code], values)
