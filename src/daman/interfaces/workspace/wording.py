"""How the workspace says what the record holds in two languages, and how long is left."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from daman.interfaces.ui.dates import language

SOON_DAYS = 5


def in_language(source: Any, name: str = "") -> str:
    """
    Return the Arabic or English words of something, in the language of the page.

    `source` has `name_ar` and `name_en` (as attributes or keys), or `ar` and `en` without a name.
    """
    key = f"{name}_{language()}" if name else language()
    words = source.get(key, "") if isinstance(source, dict) else getattr(source, key, "")
    return str(words)


def days_left(due_on: date, *, today: date) -> dict[str, str]:
    """Return how many days are left, in words, with the tone of its tag."""
    left = (due_on - today).days
    if left == 0:
        return {"text": _("Due today"), "tone": "bad"}
    if left < 0:
        late = ngettext("%(count)s day late", "%(count)s days late", -left) % {"count": -left}
        return {"text": late, "tone": "bad"}
    text = ngettext("%(count)s day left", "%(count)s days left", left) % {"count": left}
    return {"text": text, "tone": "warn" if left <= SOON_DAYS else "plain"}


def tabs(labels: dict[str, str], counts: dict[str, int], *, here: str) -> list[dict[str, Any]]:
    """Return the tabs of a list with their counts, as the template shows them."""
    return [
        {"name": name, "label": label, "count": counts[name], "current": name == here}
        for name, label in labels.items()
    ]


def page_number(text: str) -> int:
    """Return the page asked for in an address; 1 for anything that is no page."""
    is_number = text.isascii() and text.isdigit() and len(text) <= 4
    return max(1, int(text)) if is_number else 1
