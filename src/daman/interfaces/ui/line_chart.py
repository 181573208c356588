"""A line drawn on the server as SVG: an amount over another, with its steps, and where one is."""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from daman.interfaces.ui.charts import round_up

WIDTH, HEIGHT = 360, 240
TOP, BOTTOM, AXIS, EDGE = 16, 200, 46, 336
_STEPS = 4


@dataclass(frozen=True)
class Line:
    """
    The line's corners from left to right, as pairs of numbers; `here` is the place of today.

    Corners come in runs: between two runs there is nothing to draw.
    """

    runs: Sequence[Sequence[tuple[float, float]]]
    across_max: float
    here: tuple[float, float] | None = None


def line_svg(line: Line, *, title: str, summary: str, is_rtl: bool) -> SafeString:
    """Return the chart; amounts grow from right to left on a right-to-left page."""
    name = f"chart-{zlib.crc32(f'{title}{summary}'.encode()):08x}"
    plot = _Plot(line, is_rtl)
    return format_html(
        '<svg viewBox="0 0 {} {}" role="img" aria-labelledby="{}-t {}-d" class="bars">'
        '<title id="{}-t">{}</title><desc id="{}-d">{}</desc>{}{}{}{}</svg>',
        WIDTH, HEIGHT, name, name, name, title, name, summary,
        plot.grid(), plot.ticks(), plot.runs(), plot.here(),
    )  # fmt: skip


class _Plot:
    """One chart's scales."""

    def __init__(self, line: Line, is_rtl: bool) -> None:
        self._line = line
        self._is_rtl = is_rtl
        self._across = round_up(line.across_max)
        self._up = round_up(max((y for run in line.runs for _, y in run), default=0))

    def _x(self, value: float) -> float:
        x = AXIS + (EDGE - AXIS) * min(value / self._across, 1)
        return round(WIDTH - x if self._is_rtl else x, 1)

    def _y(self, value: float) -> float:
        return round(BOTTOM - (BOTTOM - TOP) * value / self._up, 1)

    def grid(self) -> SafeString:
        edge = WIDTH - AXIS + 6 if self._is_rtl else AXIS - 6
        values = [self._up * step / _STEPS for step in range(_STEPS + 1)]
        anchor = "start" if self._is_rtl else "end"
        start, end = self._x(0), self._x(self._across)
        return format_html_join(
            "",
            '<line x1="{0}" x2="{1}" y1="{2}" y2="{2}" class="grid-line"/>'
            '<text x="{3}" y="{2}" dy="4" text-anchor="{4}" direction="ltr">{5}</text>',
            ((start, end, self._y(value), edge, anchor, f"{value:,.0f}") for value in values),
        )

    def ticks(self) -> SafeString:
        values = [self._across * step / _STEPS for step in range(_STEPS + 1)]
        marks = ((self._x(value), BOTTOM + 22, f"{value:,.0f}") for value in values)
        return format_html_join(
            "", '<text x="{}" y="{}" text-anchor="middle" direction="ltr">{}</text>', marks
        )

    def runs(self) -> SafeString:
        drawn = (
            (" ".join(f"{self._x(x)},{self._y(y)}" for x, y in run),) for run in self._line.runs
        )
        return format_html_join("", '<polyline points="{}" class="chart-line"/>', drawn)

    def here(self) -> SafeString:
        if self._line.here is None:
            return SafeString("")
        x, y = self._line.here
        return format_html(
            '<circle cx="{}" cy="{}" r="6" class="chart-here"/>', self._x(x), self._y(y)
        )
