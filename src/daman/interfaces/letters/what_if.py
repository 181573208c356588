"""What would change a decision and what income does to it, in the language of the page."""

from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from daman.interfaces.ui.dates import language
from daman.interfaces.ui.line_chart import Line, line_svg
from daman.journey.assessment import explaining
from daman.kernel.money import HALALAS_PER_RIYAL, Money
from daman.law.alternatives import OUTCOME
from daman.law.changes import Changes, Way
from daman.law.cliffs import Cliffs
from daman.law.wording import Text

SENTENCES_MAX = 3
# How far the chart goes where help never ends, in riyals.
_FAR = 5000


def of_decision(decision: Any) -> dict[str, Any]:
    """
    Return what a citizen's decision page says further; empty where there is nothing to say.

    Under a refusal by the law it is what would change it, under a pension what income does to it.
    """
    assessment = decision.assessment
    if decision.outcome == "REFUSED" and assessment.is_eligible is False:
        changes = explaining.changes_of(assessment, for_citizen=True)
        return {"changes": _changes(changes)} if changes else {}
    if decision.outcome == "ACCEPTED" and assessment.amount_halalas:
        found = explaining.incomes_of(assessment)
        return {"income": income_of(found[0])} if found else {}
    return {}


def of_assessment(assessment: Any) -> dict[str, Any]:
    """Return what a caseworker reads beside the law's answer: everything, each in full."""
    changes = explaining.changes_of(assessment, for_citizen=False)
    if changes is None:
        return {}
    found = explaining.incomes_of(assessment)
    return {
        "changes": {
            "summary": _in(changes.text),
            "sentences": [_in(way.text) for way in _ways(changes)],
        },
        "income": income_of(found[0]),
        "ends": [
            {"label": _in(each.label), "sentence": _in(each.texts[0])}
            for each in found
            if each.texts
        ],
    }


def _changes(changes: Changes) -> dict[str, Any]:
    """Return at most three sentences, those that bring a pension first."""
    ways = sorted(_ways(changes), key=lambda way: way.eligible is not True)
    return {
        "summary": "" if changes.needed == "one" else _in(changes.text),
        "sentences": [_in(way.text) for way in ways[:SENTENCES_MAX]],
    }


def _ways(changes: Changes) -> list[Way]:
    """Return the changes that bring another outcome, and the two that only do so together."""
    singles = [way for way in changes.singles if way.affects == OUTCOME]
    return [*singles, changes.pair] if changes.pair else singles


def income_of(found: Cliffs) -> dict[str, Any]:
    """Return what one kind of income does: sentences, a chart and the chart's figures."""
    label = _in(found.label)
    title = _("Your pension as this income changes: %(income)s") % {"income": label}
    sentences = [_in(text) for text in found.texts[:SENTENCES_MAX]]
    return {
        "label": label,
        "title": title,
        "sentences": sentences,
        "svg": _svg(found, title=title, summary=" ".join(sentences)),
        "points": [
            {"income": each.income, "before": each.before, "after": each.after}
            for each in found.breakpoints
        ],
    }


def _svg(found: Cliffs, *, title: str, summary: str) -> SafeString:
    far = _far(found)
    here = None
    if found.income is not None and found.amount is not None and found.income <= far:
        here = (_riyals(found.income), _riyals(found.amount))
    line = Line(runs=_runs(found, far), across_max=_riyals(far), here=here)
    return line_svg(line, title=title, summary=summary, is_rtl=language() == "ar")


def _far(found: Cliffs) -> Money:
    """Return how far the chart goes: past the last thing that happens, and past today."""
    last = found.breakpoints[-1].income.halalas
    recovered = [cliff.recovered_at.halalas for cliff in found.cliffs if cliff.recovered_at]
    now = found.income.halalas if found.income else 0
    far = max(last * 5 // 4, now * 5 // 4, *recovered, HALALAS_PER_RIYAL)
    return Money(far) if len(found.breakpoints) > 1 else max(Money(far), Money.riyals(_FAR))


def _runs(found: Cliffs, far: Money) -> list[list[tuple[float, float]]]:
    """Return the corners of the line, broken where people decide the amount."""
    places = [point for point in found.breakpoints if point.income < far]
    ends = [*(point.income - Money(1) for point in places[1:]), far]
    runs: list[list[tuple[float, float]]] = [[]]
    for point, end in zip(places, ends, strict=True):
        first, last = point.after, found.amount_at(end)
        if first is None or last is None:
            runs.append([])
            continue
        runs[-1] += [(_riyals(point.income), _riyals(first)), (_riyals(end), _riyals(last))]
    return [run for run in runs if run]


def _riyals(amount: Money) -> float:
    return amount.halalas / HALALAS_PER_RIYAL


def _in(text: Text) -> str:
    return text.ar if language() == "ar" else text.en
