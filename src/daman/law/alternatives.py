"""
The other values that one fact may take, and the decision at the nearest of each kind.

A number is searched exactly: the engine is walked over all that the fact may be, and each value
found is asked of the engine again, with its plain value and one step short of it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from daman.law.engine.conditions import ReadCondition
from daman.law.engine.decision import Decision, Outcome, decide
from daman.law.engine.expressions import Expression
from daman.law.engine.interpreter import Case, Interpreter
from daman.law.engine.pieces import Exact, Piece, joined, stretches_of
from daman.law.facts.household import RIYALS_CEILING
from daman.law.facts.places import place_of, value_at, values_of, with_facts, word_at
from daman.law.facts.vocabulary import FactWord
from daman.law.rules.reading import Reading

MONEY_KINDS = ("money", "savings")
OUTCOME, AMOUNT = "outcome", "amount"
_UNSETTLED = (Outcome.REVIEW, Outcome.UNKNOWN)


@dataclass(frozen=True)
class Alternative:
    """One other value of a fact, the words that do just the same, and the decision at it."""

    path: str
    value: Any
    decision: Decision
    affects: str
    others: tuple[Any, ...] = ()


def is_number(word: FactWord) -> bool:
    """Return whether the fact is a whole number or an amount of money."""
    return word.kind == "count" or word.kind in MONEY_KINDS


def highest_of(word: FactWord) -> int:
    """Return the highest value of a number, money in halalas."""
    return RIYALS_CEILING * 100 if word.kind in MONEY_KINDS else word.max


def standing(decision: Decision) -> tuple[bool | None, bool]:
    """Return what a change must change to change the outcome: the answer, and an open amount."""
    return decision.eligible, decision.amount is None


class Alternatives:
    """One household under one reading, asked again and again with a fact changed."""

    def __init__(self, reading: Reading, case: Case, whose: frozenset[str]) -> None:
        self.reading = reading
        self.case = case
        self._whose = whose
        self._answers = Interpreter(case)
        self.now = decide(reading.conditions, reading.amount, self._answers)

    def decide(
        self, changes: Mapping[str, Any], conditions: Sequence[ReadCondition] | None = None
    ) -> Decision:
        """Return the decision with facts changed, by all conditions or only by these."""
        asked = self.reading.conditions if conditions is None else conditions
        answers = Interpreter(with_facts(self.case, changes))
        return decide(asked, self.reading.amount, answers)

    def with_outcome(self, *outcomes: Outcome) -> tuple[ReadCondition, ...]:
        """Return the conditions that have one of these outcomes now."""
        found = self.now.findings
        return tuple(each.condition for each in found if each.outcome in outcomes)

    def deciding(self) -> list[str]:
        """Return the facts that decide: of what stands in the way, else of all there is."""
        if self.now.eligible is False:
            return self.facts_of(self.with_outcome(Outcome.NOT_MET))
        if self.now.eligible is None:
            return self.facts_of(self.with_outcome(*_UNSETTLED))
        amount = self.reading.amount
        in_amount = self._facts_in([amount.amount, *(note.test for note in amount.left_open)])
        return list(dict.fromkeys([*self.facts_of(self.reading.conditions), *in_amount]))

    def facts_of(self, conditions: Iterable[ReadCondition]) -> list[str]:
        """Return the known facts on which conditions rest and which may be changed, in order."""
        return self._facts_in(part for each in conditions for part in each.expressions)

    def _facts_in(self, expressions: Iterable[Expression]) -> list[str]:
        used: dict[str, Any] = {}
        for expression in expressions:
            used |= self._answers.facts_used(expression)
        known = [path for path, fact in used.items() if fact.value is not None]
        return [path for path in known if word_at(path).changes in self._whose]

    def alike(self, paths: Sequence[str]) -> dict[str, Any]:
        """Return for each fact of a dependant a key that all who are alike in `paths` share."""
        names = sorted({path.rpartition(".")[2] for path in paths if place_of(path)})
        keys = {}
        for path in paths:
            if place_of(path):
                prefix, _, name = path.rpartition(".")
                values = tuple(value_at(self.case, f"{prefix}.{each}") for each in names)
                keys[path] = (name, values)
        return keys

    def of(self, path: str) -> list[Alternative]:
        """Return the nearest value of a fact for each other outcome, and for another amount."""
        if is_number(word_at(path)):
            return self._of_number(path)
        return self._of_word(path)

    def values(
        self, path: str, changes: Mapping[str, Any], conditions: Sequence[ReadCondition]
    ) -> list[Any]:
        """
        Return the other values of a fact that are worth trying together with another fact's.

        Of a number each stretch counts, also one that decides nothing by itself.
        """
        word, now = word_at(path), value_at(self.case, path)
        if not is_number(word):
            return [value for value in values_of(word) if value != now]
        stretches = self._stretches(path, changes, conditions)
        ends = [0] if word.kind in MONEY_KINDS and now > 0 else []
        return [*(place for _, place in self._reachable(word, now, stretches)), *ends]

    def _of_word(self, path: str) -> list[Alternative]:
        now = value_at(self.case, path)
        found: dict[Any, list[tuple[Any, Decision]]] = {}
        for value in values_of(word_at(path)):
            if value == now:
                continue
            decision = self.decide({path: value})
            found.setdefault((standing(decision), decision.amount), []).append((value, decision))
        return [
            Alternative(
                path,
                value=same[0][0],
                decision=same[0][1],
                affects=OUTCOME if kind[0] != standing(self.now) else AMOUNT,
                others=tuple(value for value, _ in same[1:]),
            )
            for kind, same in found.items()
            if kind != (standing(self.now), self.now.amount)
        ]

    def _of_number(self, path: str) -> list[Alternative]:
        word, now = word_at(path), value_at(self.case, path)
        pieces = joined(self._stretches(path, {}, self.reading.conditions))
        nearest: dict[Any, int] = {}
        for piece, place in self._reachable(word, now, pieces):
            kind = standing(piece.decision)
            if kind != standing(self.now):
                nearest.setdefault(kind, place)
        found = [self._verified(path, place, OUTCOME) for place in nearest.values()]
        amount_at = self._nearest_amount(word, now, pieces)
        return found if amount_at is None else [*found, self._verified(path, amount_at, AMOUNT)]

    def _stretches(
        self, path: str, changes: Mapping[str, Any], conditions: Sequence[ReadCondition]
    ) -> Iterator[Piece]:
        def decide_at(number: Any) -> Decision:
            return self.decide({**changes, path: number}, conditions)

        return stretches_of(decide_at, lowest=0, highest=highest_of(word_at(path)))

    def _reachable(
        self, word: FactWord, now: Exact, pieces: Iterable[Piece]
    ) -> list[tuple[Piece, int]]:
        """Return each other stretch with its nearest value, the nearest first."""
        others = [
            (piece, piece.nearest_to(now))
            for piece in pieces
            if not piece.lowest <= now <= piece.highest
        ]
        allowed = [(piece, place) for piece, place in others if _may_move(word, now, place)]
        return sorted(allowed, key=lambda found: (abs(found[1] - now), found[1]))

    def _nearest_amount(self, word: FactWord, now: Exact, pieces: list[Piece]) -> int | None:
        """Return the nearest value with the same outcome and another amount."""
        if self.now.amount is None or not self.now.eligible:
            return None
        alike = [piece for piece in pieces if standing(piece.decision) == standing(self.now)]
        found = [
            place
            for side in (-1, 1)
            for place in [_first_other(alike, now, side, self.now.amount)]
            if place is not None and _may_move(word, now, place)
        ]
        return min(found, key=lambda place: (abs(place - now), place), default=None)

    def _verified(self, path: str, place: int, affects: str) -> Alternative:
        """Ask the engine with the plain number, and one step short of it."""
        now = value_at(self.case, path)
        decision = self.decide({path: place})
        step = place + (1 if place < now else -1)
        short = self.decide({path: step}) if abs(place - now) > 1 else self.now
        same = _kind(short, affects) == _kind(decision, affects)
        assert not same, f"{path}: {step} would already do what {place} does"
        return Alternative(path, place, decision, affects)


def _kind(decision: Decision, affects: str) -> Any:
    return standing(decision) if affects == OUTCOME else decision.amount


def _may_move(word: FactWord, now: Exact, place: Exact) -> bool:
    """Return whether a fact may go there: an age only rises, days abroad only fall."""
    return {"rises": place > now, "falls": place < now}.get(word.changes, True)


def _first_other(pieces: list[Piece], now: Exact, side: int, amount: int) -> int | None:
    """Return the first value on one side of now at which the amount is another."""
    ordered = pieces if side > 0 else reversed(pieces)
    for piece in ordered:
        span = _beyond(piece, now, side)
        if span is None:
            continue
        near, far = span
        if piece.amount_at(near) != amount:
            return near
        if piece.amount_at(far) != amount:
            return _search(piece, near, far, amount)
    return None


def _beyond(piece: Piece, now: Exact, side: int) -> tuple[int, int] | None:
    """Return the ends of a stretch beyond now on one side, the nearer first."""
    if side > 0:
        near = max(piece.lowest, int(now // 1) + 1)
        return (near, piece.highest) if near <= piece.highest else None
    near = min(piece.highest, -int(-now // 1) - 1)
    return (near, piece.lowest) if near >= piece.lowest else None


def _search(piece: Piece, near: int, far: int, amount: int) -> int:
    """Return the value nearest to `near` with another amount; along one line there is one."""
    while abs(far - near) > 1:
        middle = (near + far) // 2
        if piece.amount_at(middle) == amount:
            near = middle
        else:
            far = middle
    return far
