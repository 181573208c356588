"""The law's answer as a caseworker reads it: each condition with values, numbers and article."""

from typing import Any

from django.utils.translation import gettext as _

from daman.interfaces.ui.dates import language
from daman.interfaces.workspace.wording import in_language, place_of
from daman.journey.assessment import wording

_TONES = {True: "ok", False: "bad", None: "warn"}


def verdict(is_eligible: bool | None) -> dict[str, str]:
    """Return the law's answer in words, with the tone of its tag."""
    words = {True: _("Eligible"), False: _("Not eligible"), None: _("Open: for review")}
    return {"text": words[is_eligible], "tone": _TONES[is_eligible]}


def conditions(answer: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the conditions of an answer in its order, those not met or open marked `is_open`."""
    return [_condition(each) for each in answer["conditions"]]


def _condition(told: dict[str, Any]) -> dict[str, Any]:
    met = told["met"]
    words = {True: _("Met"), False: _("Not met"), None: _("Not known yet")}
    applies = told["applicable"]
    return {
        "code": told["code"],
        "title": in_language(told, "title"),
        "text": in_language(told, "text"),
        "verdict": words[met] if applies else _("Does not apply"),
        "tone": _TONES[met] if applies else "plain",
        "is_open": met is not True,
        "facts": [
            {"label": in_language(fact, "label"), "value": _value(fact)} for fact in told["facts"]
        ],
        "parameters": [_parameter(each) for each in told["parameters"]],
        "articles": [
            {
                "place": place_of(each["id"]),
                "text": in_language(each, "text"),
                "is_official": each["official"] and language() == "ar",
            }
            for each in told["articles"]
        ],
    }


def _value(fact: dict[str, Any]) -> str:
    try:
        return in_language(wording.fact_text(fact["field"], fact["value"]))
    except (KeyError, TypeError, ValueError):
        return str(fact["value"])


def _parameter(told: dict[str, Any]) -> dict[str, Any]:
    return {
        "label": in_language(told, "label"),
        "value": _measured(told["value"], told["unit"]),
        "source": " · ".join(map(place_of, told["sources"])),
        "note": in_language(told, "note"),
    }


def _measured(value: Any, unit: str) -> str:
    """Return a number with its unit; empty for lists, whose sources say enough."""
    patterns = {
        "riyal/month": _("%(value)s riyals a month"),
        "years": _("%(value)s years"),
        "days": _("%(value)s days"),
        "months": _("%(value)s months"),
        "percent": _("%(value)s percent"),
    }
    if isinstance(value, (dict, list)):
        return ""
    shown = f"{value:,}" if isinstance(value, int) else str(value)
    return patterns.get(unit, "%(value)s") % {"value": shown}


def amount_lines(answer: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the arithmetic of the amount; the lines add up to it."""
    return [
        {
            "label": in_language(line, "label"),
            "halalas": line["halalas"],
            "source": line["source"] and place_of(line["source"]),
        }
        for line in answer["amount_lines"]
    ]


def notes(answer: dict[str, Any]) -> list[str]:
    """Return the contradictions of the sources that bear on the answer."""
    return [in_language(note, "text") for note in answer["notes"]]


def fact_label(path: str) -> str:
    """Return what a fact is called."""
    return in_language(wording.label_text(path))
