"""How the workshop says values, states and differences in the language of the page."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from daman.interfaces.ui.dates import language
from daman.interfaces.workspace.wording import in_language, place_of
from daman.kernel.refusal import Refusal
from daman.law.parameters.differences import Change, Difference, differences
from daman.law.parameters.editions import Edition, Value
from daman.law.wording import word_text
from daman.record.editions import queries

Word = tuple[str, str]


def title_of(edition_id: str) -> str:
    """Return the title of an edition in use, or its id while it has none here."""
    try:
        return in_language(queries.edition_of(edition_id), "title")
    except Refusal:
        return edition_id


def state(draft: Any, *, today: date) -> Word:
    """Return the words and tone of a draft's state."""
    if draft.state == "ADOPTED" and draft.adopted_from <= today:
        return (_("Adopted"), "ok")
    return {
        "DRAFT": (_("Draft"), "plain"),
        "READY": (_("Waits for a signature"), "warn"),
        "SIGNED": (_("Signed"), "info"),
        "ADOPTED": (_("Adopted, begins later"), "info"),
        "WITHDRAWN": (_("Withdrawn before its day"), "bad"),
    }[draft.state]


def measured(number: int | None, unit: str) -> str:
    """Return a number with its unit; a dash for none."""
    if number is None:
        return "–"
    patterns = {
        "riyal/month": _("%(value)s riyals a month"),
        "percent": _("%(value)s percent"),
        "years": _("%(value)s years"),
        "days": _("%(value)s days"),
        "months": _("%(value)s months"),
    }
    return patterns.get(unit, "%(value)s") % {"value": f"{number:,}"}


def signed_number(number: int | None) -> str:
    """Return a change with its sign: +80, -5."""
    return "–" if number is None else f"{number:+,}"


def word(name: str) -> str:
    """Return how a word of the vocabulary is read out."""
    try:
        return in_language(word_text(name))
    except KeyError:
        return name


def sources_text(sources: Sequence[str]) -> str:
    """Return where a value stands, as people cite it."""
    return " · ".join(map(place_of, sources))


def value_text(value: Value) -> str:
    """Return a whole value in a few words: a number, the span of a table, or a list."""
    if value.unit == "words":
        return " · ".join(word(name) for name in value.value) or _("None")
    if isinstance(value.value, Mapping):
        rows = list(value.value)
        return _("%(count)s rows, from %(least)s to %(most)s") % {
            "count": len(rows),
            "least": f"{value.value[rows[0]]:,}",
            "most": f"{value.value[rows[-1]]:,}",
        }
    return measured(value.value, value.unit)


def difference_rows(base: Edition, edition: Edition) -> list[dict[str, Any]]:
    """Return every value that differs, with its numbers and its sentence in both languages."""
    return [_difference(each) for each in differences(base, edition)]


def _difference(each: Difference) -> dict[str, Any]:
    unit = each.shown.unit
    return {
        "name": each.name,
        "label": in_language(each.shown, "label"),
        "unit": unit_text(unit),
        "changes": [
            {
                "row": change.row,
                "before": measured(change.before, unit),
                "after": measured(change.after, unit),
                "by": signed_number(change.by),
                "share": _share(change),
            }
            for change in each.changes
        ],
        "added": [word(name) for name in each.added],
        "removed": [word(name) for name in each.removed],
        "sentences": both_languages(each),
    }


def unit_text(unit: str) -> str:
    """Return the name of a unit."""
    names = {
        "riyal/month": _("riyals a month"),
        "percent": _("percent"),
        "years": _("years"),
        "days": _("days"),
        "months": _("months"),
    }
    return names.get(unit, "")


def _share(change: Change) -> str:
    if not change.before or change.by is None:
        return ""
    tenths = (change.by * 1000 + change.before // 2) // change.before
    whole, tenth = divmod(abs(tenths), 10)
    return f"{'-' if tenths < 0 else '+'}{whole}.{tenth}%"


def both_languages(each: Difference) -> list[dict[str, str]]:
    """Return one sentence of a difference in Arabic and in English, the page's own first."""
    from django.utils.translation import override

    codes = ("ar", "en") if language() == "ar" else ("en", "ar")
    said = []
    for code in codes:
        with override(code):
            said.append({"lang": code, "dir": "rtl" if code == "ar" else "ltr",
                         "text": _sentence(each)})  # fmt: skip
    return said


def _sentence(each: Difference) -> str:
    label, unit = in_language(each.shown, "label"), each.shown.unit
    if each.added or each.removed:
        return _words_sentence(each, label)
    if each.before is None:
        return _("%(label)s: new, %(after)s.") % {"label": label, "after": value_text(each.shown)}
    if each.after is None:
        was = value_text(each.shown)
        return _("%(label)s: no longer there, it was %(before)s.") % {
            "label": label,
            "before": was,
        }
    if len(each.changes) == 1 and each.changes[0].row is None:
        change = each.changes[0]
        return _("%(label)s: from %(before)s to %(after)s.") % {
            "label": label,
            "before": measured(change.before, unit),
            "after": measured(change.after, unit),
        }
    return ngettext(
        "%(label)s: %(count)s row changes, the first of them from %(before)s to %(after)s.",
        "%(label)s: %(count)s rows change, the first of them from %(before)s to %(after)s.",
        len(each.changes),
    ) % {
        "label": label,
        "count": len(each.changes),
        "before": measured(each.changes[0].before, unit),
        "after": measured(each.changes[0].after, unit),
    }


def _words_sentence(each: Difference, label: str) -> str:
    parts = []
    if each.added:
        named = " · ".join(word(name) for name in each.added)
        parts.append(_("added: %(words)s") % {"words": named})
    if each.removed:
        named = " · ".join(word(name) for name in each.removed)
        parts.append(_("taken out: %(words)s") % {"words": named})
    return f"{label}: {'; '.join(parts)}."
