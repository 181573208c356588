"""Lying bars drawn on the server as SVG: one row a label, so that long Arabic labels have room."""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from daman.interfaces.ui.dates import language

WIDTH, ROW, EDGE = 360, 44, 6
_BAR = 14


@dataclass(frozen=True)
class Row:
    """One bar: its label, how long it is, and the words at its end and in the table."""

    label: str
    value: int
    text: str
    tone: str = ""


def chart(
    rows: Sequence[Row], *, title: str, summary: str, headings: tuple[str, str]
) -> dict[str, Any]:
    """Return what the chart's component shows: the picture, and its figures as a table."""
    return {
        "bars": rows,
        "title": title,
        "svg": _svg(rows, title=title, summary=summary),
        "label_heading": headings[0],
        "value_heading": headings[1],
    }


def _svg(rows: Sequence[Row], *, title: str, summary: str) -> SafeString:
    is_rtl = language() == "ar"
    name = f"rows-{zlib.crc32(f'{title}{summary}'.encode()):08x}"
    most = max((abs(row.value) for row in rows), default=0) or 1
    start = WIDTH - EDGE if is_rtl else EDGE
    end = EDGE if is_rtl else WIDTH - EDGE
    drawn = []
    for place, row in enumerate(rows):
        top = ROW * place + 14
        length = round((WIDTH - 2 * EDGE) * abs(row.value) / most, 1)
        x = round(WIDTH - EDGE - length, 1) if is_rtl else EDGE
        kind = f"bar {row.tone}".strip()
        drawn.append((start, top, row.label, end, row.text, x, top + 6, length, _BAR, kind))
    bars = format_html_join(
        "",
        '<text x="{0}" y="{1}" text-anchor="start">{2}</text>'
        '<text x="{3}" y="{1}" text-anchor="end" class="bar-text">{4}</text>'
        '<rect x="{5}" y="{6}" width="{7}" height="{8}" rx="3" class="{9}"/>',
        drawn,
    )
    return format_html(
        '<svg viewBox="0 0 {} {}" role="img" aria-labelledby="{}-t {}-d" class="bars"{}>'
        '<title id="{}-t">{}</title><desc id="{}-d">{}</desc>{}</svg>',
        WIDTH, ROW * len(rows) + 4, name, name, SafeString(' direction="rtl"' if is_rtl else ""),
        name, title, name, summary, bars,
    )  # fmt: skip
