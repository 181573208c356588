"""The letter as an A4 print: Typst sets the same content; data goes in beside the markup."""

import io
import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pikepdf
import typst
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from daman.interfaces.letters.reading import letter_of
from daman.interfaces.ui import dates
from daman.kernel.money import Money
from daman.kernel.month import Month

_FOLDER = Path(__file__).parent
_FONTS = _FOLDER.parent / "ui" / "fonts"


def pdf_of(content: Mapping[str, Any], *, verify_url: str, language: str = "ar") -> bytes:
    """
    Return a decision's letter as a tagged PDF; the same content gives the same bytes.

    `verify_url` is the address that checks the letter's code.
    """
    with translation.override(language):
        letter = letter_of(content)
        given = {"letter": _plain(letter), "words": _words(letter), "verify_url": verify_url}
    given["language"] = language
    printed = typst.compile(
        str(_FOLDER / "letter.typ"),
        root=str(_FOLDER),
        font_paths=[str(_FONTS)],
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs={"given": json.dumps(given, ensure_ascii=False)},
        pdf_standards=["ua-1"],
        timestamp=_noon(letter["decided_on"]),
    )
    return _packed(printed)


def _packed(printed: bytes) -> bytes:
    """Return a print with its many small parts compressed together: two thirds of the size."""
    smaller = io.BytesIO()
    with pikepdf.open(io.BytesIO(printed)) as paper:
        paper.save(
            smaller,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            recompress_flate=True,
            deterministic_id=True,
        )
    return smaller.getvalue()


def _noon(day: date) -> int:
    """Return a moment of the day in seconds, so that a print never depends on the clock."""
    return (day - date(1970, 1, 1)).days * 86_400 + 43_200


def _plain(value: Any) -> Any:
    """Return the letter as text only, as it is read on the page."""
    if isinstance(value, Mapping):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_plain(each) for each in value]
    if isinstance(value, date):
        return dates.dual_date_text(value)
    if isinstance(value, Month):
        return dates.month_text(value)
    return str(value) if isinstance(value, Money) else value


def _words(letter: Mapping[str, Any]) -> dict[str, str]:
    """Return the fixed words of the print, the same as on the page."""
    return _headings() | _figures() | _sentences(letter)


def _headings() -> dict[str, str]:
    return {
        "from": _("Enhanced Social Security"),
        "conditions": _("The conditions, one by one"),
        "why": _("Why we could not accept it"),
        "committee": _("What the committee says"),
        "amount": _("How we worked out the amount"),
        "next": _("What you do next"),
        "disagree": _("If you do not agree"),
        "rules": _("The rules that were applied"),
    }


def _figures() -> dict[str, str]:
    return {
        "decision": _("Decision"),
        "date": _("Date"),
        "application": _("Application"),
        "number": _("National number"),
        "pension": _("Your monthly pension"),
        "riyals": _("riyals"),
        "first_month": _("First month"),
        "account": _("Paid to your account ending in"),
        "object_until": _("You can object until"),
        "met": _("Met"),
        "not_met": _("Not met"),
        "unknown": _("Not known yet"),
        "since": _("since"),
        "part": _("Part"),
        "a_month": _("Riyals a month"),
        "code": _("Verification code"),
        "signed": _("Decided by"),
    }


def _sentences(letter: Mapping[str, Any]) -> dict[str, str]:
    objection, month = letter["objection"], letter["first_month"]
    begins = _("Your pension begins with %(month)s, the month after this decision (article 16).")
    last_day = ngettext(
        "You have %(days)s day to object. The last day is %(until)s.",
        "You have %(days)s days to object. The last day is %(until)s.",
        objection["days"],
    )
    until = dates.dual_date_text(objection["until_on"])
    applied = _("We applied the rules in force on the day you applied, %(day)s: %(title)s.")
    applied_on = dates.dual_date_text(letter["submitted_on"])
    return {
        "begins": begins % {"month": dates.month_text(month)} if month else "",
        "last_day": last_day % {"days": objection["days"], "until": until},
        "applied": applied % {"day": applied_on, "title": letter["edition"]["title"]},
        "check": _("Anyone you show this letter to can check that it is genuine."),
        "not_official": _(
            "The cited articles are in our own short words; they are not the official text."
        ),
    }
