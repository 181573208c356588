"""
A decision's content in one language, with its dates and amounts read: what page and print show.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from daman.interfaces.ui import dates
from daman.kernel.money import Money
from daman.kernel.month import Month

_DATES = frozenset({"submitted_on", "decided_on", "until_on", "since", "as_of"})
_AMOUNTS = frozenset({"halalas", "total_halalas"})


def letter_of(content: Mapping[str, Any]) -> dict[str, Any]:
    """
    Return the letter in the language of the page.

    Each pair of languages becomes its text, each date a `date`, each amount `Money`, and the first
    month a `Month`; each fact has its `label` and `origin` in one line. `met` and
    `not_met` hold the conditions, one of an unknown answer among the latter, and `failing` those
    that fail.
    """
    letter: dict[str, Any] = _in(content, dates.language())
    for condition in letter["conditions"]:
        for fact in condition["facts"]:
            fact["label"] = _label(fact)
            fact["origin"] = _joined(source["name"] for source in fact["sources"])
    letter["met"] = [each for each in letter["conditions"] if each["met"] is True]
    letter["not_met"] = [each for each in letter["conditions"] if each["met"] is not True]
    letter["failing"] = [each for each in letter["conditions"] if each["met"] is False]
    return letter


def _in(value: Any, language: str, name: str = "") -> Any:
    if isinstance(value, Mapping):
        return _in_mapping(value, language)
    if isinstance(value, list):
        return [_in(each, language) for each in value]
    if name in _DATES:
        return date.fromisoformat(value) if value else None
    if name in _AMOUNTS:
        return None if value is None else Money(value)
    if name == "first_month":
        return Month.parse(value) if value else None
    return value


def _in_mapping(value: Mapping[str, Any], language: str) -> Any:
    if set(value) == {"ar", "en"}:
        return value[language]
    if set(value) == {"code", "ar", "en"}:
        return {"code": value["code"], "name": value[language]}
    return {key: _in(each, language, key) for key, each in value.items()}


def _label(fact: Mapping[str, Any]) -> str:
    label = _joined(fact["labels"])
    places = _joined(str(place) for place in fact["places"])
    return f"{label} ({places})" if places else label


def _joined(parts: Any) -> str:
    return _(", ").join(parts)
