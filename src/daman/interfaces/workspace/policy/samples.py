"""A handful of example households: what a draft does to each, with the whole trace both ways."""

from typing import Any

from django.utils.translation import gettext as _

from daman.interfaces.workspace.cases import trace
from daman.law.assess import answer
from daman.law.examples import a_head, a_widow
from daman.law.facts.household import read_household
from daman.law.rules.reading import Reading


def households() -> list[tuple[str, dict[str, Any]]]:
    """Return the examples with their names; amounts are riyals a month."""
    elderly = a_widow(age=70, retirement_pension=1000) | {
        "category": "elderly",
        "head": a_head(age=70, sex="M", able_to_work=False),
    }
    saver = a_widow(children_count=1)
    saver["assets"] |= {"liquid_assets": 12_000}
    return [
        (_("A widow alone, without income"), a_widow()),
        (_("A widow with one child, without income"), a_widow(children_count=1)),
        (
            _("A widow with two children and a salary of 900"),
            a_widow(children_count=2, salary=900),
        ),
        (_("A family of five with a salary of 3,000"), a_widow(children_count=4, salary=3000)),
        (_("A widow alone with an income just at 1,100"), a_widow(survivor_pension=1100)),
        (_("An elderly man with a pension of 1,000"), elderly),
        (_("A widow with one child and savings of 12,000"), saver),
        (_("A family of twelve without income"), a_widow(children_count=11)),
    ]


def both_ways(base: Reading, draft: Reading) -> list[dict[str, Any]]:
    """Return each example with its answer before and after, and where the two traces part."""
    return [_sample(label, household, base, draft) for label, household in households()]


def _sample(
    label: str, household: dict[str, Any], base: Reading, draft: Reading
) -> dict[str, Any]:
    read = read_household(household)
    before, after = (answer(reading, read).as_dict() for reading in (base, draft))
    halalas = [answer(reading, read).amount for reading in (base, draft)]
    change = None
    if halalas[0] is not None and halalas[1] is not None:
        change = halalas[1] - halalas[0]
    return {
        "label": label,
        "before": _told(before, halalas[0], other=after),
        "after": _told(after, halalas[1], other=before),
        "change": change,
        "is_changed": (before["eligible"], halalas[0]) != (after["eligible"], halalas[1]),
    }


def _told(told: dict[str, Any], amount: Any, *, other: dict[str, Any]) -> dict[str, Any]:
    others = {each["code"]: each["text_en"] for each in other["conditions"]}
    conditions = [
        {**shown, "differs": others.get(shown["code"]) != each["text_en"]}
        for shown, each in zip(trace.conditions(told), told["conditions"], strict=True)
    ]
    return {
        "verdict": trace.verdict(told["eligible"]),
        "amount": amount,
        "differing": [each for each in conditions if each["differs"]],
        "alike": [each for each in conditions if not each["differs"]],
        "amount_lines": trace.amount_lines(told),
    }
