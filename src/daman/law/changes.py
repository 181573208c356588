"""
What would change an answer: the smallest change of each fact that decides, and the answer at it.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import permutations
from typing import Any

from daman.kernel.ages import Calendar, birthday
from daman.kernel.money import Money
from daman.kernel.refusal import Refusal
from daman.law.alternatives import MONEY_KINDS, OUTCOME, Alternative, Alternatives
from daman.law.engine.conditions import ReadCondition
from daman.law.engine.decision import Decision, Outcome
from daman.law.explanation import riyals
from daman.law.facts.household import Household
from daman.law.facts.places import as_given, value_at, word_at
from daman.law.facts.vocabulary import FactWord
from daman.law.rules.reading import Reading
from daman.law.wording import Text
from daman.law.wording_of_changes import Effect, summary_text, way_text

# Whose changes are told: what a citizen or the calendar brings about, or everything.
CITIZENS = frozenset({"person", "rises", "falls"})
EVERYBODYS = CITIZENS | {"office", "never"}
# Of dependants who are alike in what a condition asks, two are enough to make a pair.
_ALIKE_MAX = 2


@dataclass(frozen=True)
class Change:
    """
    One fact with another value; `others` are words that would do just the same.

    `on` is the day on which an age is reached, where the birth date is known.
    """

    path: str
    word: FactWord
    before: Any
    after: Any
    others: tuple[Any, ...] = ()
    on: date | None = None

    def as_dict(self) -> dict[str, Any]:
        """Return the change as plain values; `from` and `to` as the schema writes the fact."""
        return {
            "field": self.path,
            "label_ar": self.word.label_ar,
            "label_en": self.word.label_en,
            "changes": self.word.changes,
            "from": _plain(self.word, self.before),
            "to": _plain(self.word, self.after),
            "or_to": [_plain(self.word, other) for other in self.others],
            "on": self.on and self.on.isoformat(),
        }


@dataclass(frozen=True)
class Way:
    """Changes made together, what the law answers after them, and the sentence that says so."""

    changes: tuple[Change, ...]
    affects: str
    eligible: bool | None
    amount: Money | None
    reasons: tuple[str, ...]
    text: Text

    def as_dict(self) -> dict[str, Any]:
        """Return the way as plain values, the amount in riyals."""
        return {
            "affects": self.affects,
            "changes": [change.as_dict() for change in self.changes],
            "eligible": self.eligible,
            "amount": riyals(self.amount.halalas if self.amount is not None else None),
            "reasons": list(self.reasons),
            "text_ar": self.text.ar,
            "text_en": self.text.en,
        }


@dataclass(frozen=True)
class Changes:
    """
    What would change an answer.

    `needed` says how many changes together a different outcome takes: `one`, `two` or `more`;
    `none` where a refusal rests on `failing` that neither one change nor two can meet, and
    `nothing` where no single change of an answer other than a refusal was found.
    """

    singles: tuple[Way, ...]
    pair: Way | None
    needed: str
    failing: tuple[str, ...]
    text: Text

    def as_dict(self) -> dict[str, Any]:
        """Return everything as plain values that JSON can carry."""
        return {
            "needed": self.needed,
            "failing": list(self.failing),
            "single": [way.as_dict() for way in self.singles],
            "pair": self.pair and self.pair.as_dict(),
            "text_ar": self.text.ar,
            "text_en": self.text.en,
        }


@dataclass(frozen=True)
class Asking:
    """Whose changes are asked for, and the birth dates by the path of each age."""

    whose: frozenset[str] = EVERYBODYS
    born_on: Mapping[str, date] = field(default_factory=dict)
    calendar: Calendar = Calendar.GREGORIAN


def _plain(word: FactWord, value: Any) -> Any:
    return riyals(value) if word.kind in MONEY_KINDS else as_given(word, value)


def what_would_change(
    reading: Reading, household: Household, asking: Asking | None = None
) -> Changes:
    """Return what would change the answer of a reading for a household."""
    asking = asking or Asking()
    search = Alternatives(reading, household.case, asking.whose)
    found = _alternatives(search, search.deciding())
    singles = tuple(_single(search, asking, each) for each in found)
    if any(way.affects == OUTCOME for way in singles):
        needed = "one"
    elif search.now.eligible is False:
        return _together(search, asking, singles)
    else:
        needed = "nothing"
    failing = search.now.reasons if search.now.eligible is False else ()
    return Changes(singles, None, needed, failing, summary_text(needed, failing))


def _alternatives(search: Alternatives, paths: Sequence[str]) -> list[Alternative]:
    """Return the alternatives of every fact; of dependants who are alike, one is asked for all."""
    alike = search.alike(paths)
    known: dict[Any, list[Alternative]] = {}
    for path in paths:
        key = alike.get(path, path)
        if key not in known:
            known[key] = search.of(path)
    return [replace(each, path=path) for path in paths for each in known[alike.get(path, path)]]


def _single(search: Alternatives, asking: Asking, found: Alternative) -> Way:
    change = _change(search, asking, found.path, found.value, found.others)
    return _way(search, (change,), found.decision, found.affects)


def _together(search: Alternatives, asking: Asking, singles: tuple[Way, ...]) -> Changes:
    """Return the two changes that end a refusal which none ends alone, or why there are none."""
    failing = search.with_outcome(Outcome.NOT_MET)
    codes = tuple(each.code for each in failing)
    for values in _pairs_ending(search, failing):
        decision = search.decide(values)
        if decision.eligible is not False:
            changes = [_change(search, asking, path, value) for path, value in values.items()]
            pair = _way(search, tuple(changes), decision, OUTCOME)
            return Changes(singles, pair, "two", codes, summary_text("two", codes))
    beyond = tuple(each.code for each in failing if not _can_be_met(search, each))
    needed, named = ("none", beyond) if beyond else ("more", codes)
    return Changes(singles, None, needed, named, summary_text(needed, named))


def _can_be_met(search: Alternatives, condition: ReadCondition) -> bool:
    """Return whether one change or two meet a condition, whatever becomes of the others."""
    alone = [condition]
    for path in _worth_trying(search, condition):
        for value in search.values(path, {}, alone):
            if search.decide({path: value}, alone).eligible is not False:
                return True
    return any(_pairs_ending(search, alone))


def _worth_trying(search: Alternatives, condition: ReadCondition) -> list[str]:
    """Return what can ever change of a failing condition, dependants like two before left out."""
    paths = [path for path in search.facts_of([condition]) if word_at(path).changes != "never"]
    alike = search.alike(paths)
    seen = Counter[Any]()
    kept = []
    for path in paths:
        key = alike.get(path, path)
        seen[key] += 1
        if seen[key] <= _ALIKE_MAX:
            kept.append(path)
    return kept


def _pairs_ending(
    search: Alternatives, failing: Sequence[ReadCondition]
) -> Iterator[dict[str, Any]]:
    """Yield values of two facts with which no failing condition fails, in the order of reading."""
    bearing = [_worth_trying(search, each) for each in failing]
    every = list(dict.fromkeys(path for paths in bearing for path in paths))
    for first, second in permutations(every, 2):
        if not all(first in paths or second in paths for paths in bearing):
            continue
        for one in search.values(first, {}, failing):
            for other in search.values(second, {first: one}, failing):
                values = {first: one, second: other}
                if search.decide(values, failing).eligible is not False:
                    yield values


def _change(
    search: Alternatives, asking: Asking, path: str, after: Any, others: tuple[Any, ...] = ()
) -> Change:
    on = None
    if path in asking.born_on:
        try:
            on = birthday(asking.born_on[path], after, asking.calendar)
        except Refusal:  # Beyond the calendar's tables there is no day to name.
            on = None
    return Change(path, word_at(path), value_at(search.case, path), after, others, on)


def _way(
    search: Alternatives, changes: tuple[Change, ...], decision: Decision, affects: str
) -> Way:
    effect = Effect(affects, decision, search.now)
    return Way(
        changes=changes,
        affects=affects,
        eligible=decision.eligible,
        amount=None if decision.amount is None else Money(decision.amount),
        reasons=decision.reasons,
        text=way_text(changes, effect),
    )
