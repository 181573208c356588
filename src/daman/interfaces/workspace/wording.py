"""How the workspace says what the record holds in two languages, and how long is left."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from daman.interfaces.ui.dates import language
from daman.law.parameters.texts import articles

SOON_DAYS = 5


def in_language(source: Any, name: str = "") -> str:
    """
    Return the Arabic or English words of something, in the language of the page.

    `source` has `name_ar` and `name_en` (as attributes or keys), or `ar` and `en` without a name.
    """
    key = f"{name}_{language()}" if name else language()
    words = source.get(key, "") if isinstance(source, dict) else getattr(source, key, "")
    return str(words)


def place_of(cited: str) -> str:
    """Return where a passage of the law stands, as people cite it."""
    article = articles().get(cited)
    return in_language(article, "label") if article else cited


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


def tabs(
    labels: dict[str, str], counts: dict[str, int], *, here: str, address: str
) -> list[dict[str, Any]]:
    """
    Return the tabs of a list as the template shows them, those counted with their counts.

    `address` is that of a tab without its name, which is put at its end.
    """
    return [
        {
            "url": f"{address}{name}",
            "label": label,
            "count": counts.get(name),
            "current": name == here,
        }
        for name, label in labels.items()
    ]


def paging(number: int, *, has_more: bool, address: str) -> dict[str, str]:
    """Return the ways to the pages before and after; `address` ends where the number goes."""
    return {
        "previous_url": f"{address}{number - 1}" if number > 1 else "",
        "next_url": f"{address}{number + 1}" if has_more else "",
        "position": _("Page %(number)s") % {"number": number},
    }


def page_number(text: str) -> int:
    """Return the page asked for in an address; 1 for anything that is no page."""
    is_number = text.isascii() and text.isdigit() and len(text) <= 4
    return max(1, int(text)) if is_number else 1
