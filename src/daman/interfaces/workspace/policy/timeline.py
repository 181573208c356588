"""The timeline of editions as a picture drawn on the server, and as a table."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from daman.interfaces.ui.dates import language
from daman.law.parameters.timeline import Adoption

WIDTH, ROW, TOP, EDGE = 360, 46, 14, 8
_AHEAD = timedelta(days=365)


@dataclass(frozen=True)
class Span:
    """One edition from its first day until the next one's; `until` is None while none follows."""

    edition: str
    title: str
    from_day: date
    until: date | None

    def is_in_force(self, today: date) -> bool:
        """Return whether it decides on what is submitted today."""
        return self.from_day <= today and (self.until is None or today < self.until)


def spans(adoptions: Sequence[Adoption], titles: dict[str, str]) -> list[Span]:
    """Return the editions in order of time, each with the day on which the next begins."""
    ends = [*(each.from_day for each in adoptions[1:]), None]
    return [
        Span(each.edition, titles[each.edition], each.from_day, until)
        for each, until in zip(adoptions, ends, strict=True)
    ]


def picture(found: Sequence[Span], *, today: date) -> SafeString:
    """Return the timeline as SVG: one bar an edition, today as a line; time runs with the page."""
    first, last = found[0].from_day, max(today, found[-1].from_day) + _AHEAD
    height = TOP + ROW * len(found) + 26
    is_rtl = language() == "ar"

    def place(day: date) -> float:
        reach = (WIDTH - 2 * EDGE) * (day - first).days / (last - first).days + EDGE
        return round(WIDTH - reach if is_rtl else reach, 1)

    bars = []
    for row, span in enumerate(found):
        one, other = place(span.from_day), place(span.until or last)
        top = TOP + ROW * row
        kind = (
            "bar"
            if span.is_in_force(today)
            else "bar later"
            if span.from_day > today
            else "bar past"
        )
        bars.append((min(one, other), top + 18, round(abs(one - other), 1), kind, top + 12,
                     WIDTH - EDGE if is_rtl else EDGE, span.title))  # fmt: skip
    drawn = format_html_join(
        "",
        '<text x="{5}" y="{4}" text-anchor="start">{6}</text>'
        '<rect x="{0}" y="{1}" width="{2}" height="16" rx="3" class="{3}"/>',
        bars,
    )
    here = place(today)
    return format_html(
        '<svg viewBox="0 0 {} {}" role="img" aria-labelledby="timeline-t" class="bars"'
        '{}><title id="timeline-t">{}</title>{}'
        '<line x1="{}" x2="{}" y1="{}" y2="{}" class="today"/>'
        '<text x="{}" y="{}" text-anchor="middle">{}</text></svg>',
        WIDTH, height, SafeString(' direction="rtl"' if is_rtl else ""),
        _("Which edition decides from which day"), drawn,
        here, here, TOP, height - 22, _within(here), height - 6, _("Today"),
    )  # fmt: skip


def _within(x: float) -> float:
    """Return a middle at which a short word stays inside the picture."""
    return min(max(x, 24), WIDTH - 24)
