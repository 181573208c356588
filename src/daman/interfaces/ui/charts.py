"""Bar charts drawn on the server as SVG: no script, words for who cannot see it."""

import math
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

WIDTH, HEIGHT = 360, 240
TOP, BOTTOM, AXIS = 24, 208, 46
_GRID_STEPS = 4


@dataclass(frozen=True)
class Bar:
    """One bar: its name under it, its height, and the words over it and in the table."""

    label: str
    value: float
    text: str
    is_missing: bool = False


def bars_svg(bars: Sequence[Bar], *, title: str, summary: str, is_rtl: bool) -> SafeString:
    """Return the chart; time runs from right to left on a right-to-left page."""
    top_value = round_up(max((bar.value for bar in bars), default=0))
    name = f"chart-{zlib.crc32(f'{title}{summary}'.encode()):08x}"
    return format_html(
        '<svg viewBox="0 0 {} {}" role="img" aria-labelledby="{}-t {}-d" class="bars">'
        '<title id="{}-t">{}</title><desc id="{}-d">{}</desc>{}{}</svg>',
        WIDTH, HEIGHT, name, name, name, title, name, summary,
        _grid(top_value, is_rtl), _bars(bars, top_value, is_rtl),
    )  # fmt: skip


def round_up(value: float) -> float:
    """Return a round number at or above the value, so that the axis reads easily."""
    if value <= 0:
        return 1
    power: float = 10.0 ** math.floor(math.log10(value))
    return next(step * power for step in (1, 2, 4, 5, 8, 10) if step * power >= value)


def _mirrored(x: float, is_rtl: bool) -> float:
    return round(WIDTH - x if is_rtl else x, 1)


def _height_of(value: float, top_value: float) -> float:
    return round((BOTTOM - TOP) * value / top_value, 1)


def _grid(top_value: float, is_rtl: bool) -> SafeString:
    lines = (
        (
            _mirrored(AXIS, is_rtl),
            _mirrored(WIDTH, is_rtl),
            BOTTOM - _height_of(top_value * step / _GRID_STEPS, top_value),
            _mirrored(AXIS - 6, is_rtl),
            "start" if is_rtl else "end",
            f"{top_value * step / _GRID_STEPS:,.0f}",
        )
        for step in range(_GRID_STEPS + 1)
    )
    return format_html_join(
        "",
        '<line x1="{0}" x2="{1}" y1="{2}" y2="{2}" class="grid-line"/>'
        '<text x="{3}" y="{2}" dy="4" text-anchor="{4}" direction="ltr">{5}</text>',
        lines,
    )


def _bars(bars: Sequence[Bar], top_value: float, is_rtl: bool) -> SafeString:
    room = (WIDTH - AXIS) / max(len(bars), 1)
    breadth = round(min(room * 0.6, 44), 1)
    drawn = []
    for place, bar in enumerate(bars):
        middle = _mirrored(AXIS + room * (place + 0.5), is_rtl)
        height = 12 if bar.is_missing else max(_height_of(bar.value, top_value), 1)
        start = round(middle - breadth / 2, 1)
        kind = "bar missing" if bar.is_missing else "bar"
        drawn.append(
            (start, BOTTOM - height, breadth, height, kind, middle, BOTTOM - height - 6, bar.text,
             BOTTOM + 22, bar.label)
        )  # fmt: skip
    return format_html_join(
        "",
        '<rect x="{0}" y="{1}" width="{2}" height="{3}" rx="3" class="{4}"/>'
        '<text x="{5}" y="{6}" text-anchor="middle" class="bar-text">{7}</text>'
        '<text x="{5}" y="{8}" text-anchor="middle">{9}</text>',
        drawn,
    )
