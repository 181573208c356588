"""The words of every notice: data beside this file, Arabic and English side by side."""

from datetime import date
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any

import yaml

from daman.kernel import calendars
from daman.kernel.month import Month

_FOLDER = Path(__file__).parent / "messages"
PARTS = ("title_ar", "title_en", "sms_ar", "sms_en")


@cache
def texts() -> dict[str, dict[str, str]]:
    """
    Return the words of every template by its name.

    Each has `title_*` and `sms_*` in both languages; `body_*` when the inbox says more than the
    SMS.
    """
    found: dict[str, dict[str, str]] = {}
    for path in sorted(_FOLDER.glob("*.yaml")):
        for name, words in yaml.safe_load(path.read_text("utf-8")).items():
            assert name not in found, f"two notices are named {name}"
            assert set(PARTS) <= set(words), f"{path.name}: {name} lacks words"
            found[name] = words
    return found


def rendered(template: str, part: str, values: dict[str, Any]) -> str:
    """
    Return one part of a template with its values filled in; every value must be given.

    Days and months come in words; a text message has room for the Gregorian date alone.
    """
    words = texts()[template]
    text = words.get(part) or words[part.replace("body", "sms")]
    wanted = {name for _, name, _, _ in Formatter().parse(text) if name}
    assert wanted <= set(values), f"{template} wants {sorted(wanted - set(values))}"
    return text.format(**{name: _in_words(values[name], part) for name in wanted})


def _in_words(value: Any, part: str) -> str:
    kind, language = part.split("_")
    if isinstance(value, Month):
        return calendars.month_in_words(value, language)
    if isinstance(value, date):
        write = calendars.in_gregorian if kind == "sms" else calendars.in_both
        return write(value, language)
    return str(value)
