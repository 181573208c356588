"""
Cliffs: the amount as a function of one kind of monthly income, and what one more riyal does.

All of it is exact to the halala: the engine is walked over every income there can be.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

from daman.kernel.money import HALALAS_PER_RIYAL, Money
from daman.kernel.refusal import Refusal
from daman.law.alternatives import highest_of
from daman.law.engine.decision import Decision, decide
from daman.law.engine.interpreter import Case, Interpreter
from daman.law.engine.pieces import Piece, joined, stretches_of
from daman.law.explanation import riyals
from daman.law.facts.household import Household
from daman.law.facts.places import value_at, with_facts
from daman.law.facts.vocabulary import vocabulary
from daman.law.rules.reading import Reading
from daman.law.wording import Text
from daman.law.wording_of_changes import cliff_text

INCOME = "monthly_income."


@dataclass(frozen=True)
class Breakpoint:
    """
    An income at which the amount takes another line: what it is a halala before, and at it.

    An amount is None where people must decide it. Between two breakpoints it follows a line.
    """

    income: Money
    before: Money | None
    after: Money | None
    eligible: bool | None

    @property
    def is_step(self) -> bool:
        """Return whether the last halala earned takes more than itself away."""
        return self.lost > Money(1)

    @property
    def lost(self) -> Money:
        """Return how much the amount falls at this income."""
        if self.before is None or self.after is None:
            return Money(0)
        return max(self.before - self.after, Money(0))


@dataclass(frozen=True)
class Cliff:
    """
    An income past which one loses more than one earns.

    `recovered_at` is the income from which income and help together are again what they were;
    None where an amount between them is left to people.
    """

    past: Money
    lost: Money
    recovered_at: Money | None


@dataclass(frozen=True)
class OneMore:
    """What one more riyal does now: to the amount, and to income and amount together."""

    amount: Money
    together: Money


@dataclass(frozen=True)
class Cliffs:
    """
    What one kind of monthly income does to the amount, the other facts as they are.

    `ends_at` is the lowest income from which on there is never help; None where help never ends,
    and zero where there is none at any income. `income` is None while it is unknown.
    """

    field: str
    label: Text
    income: Money | None
    amount: Money | None
    eligible: bool | None
    ends_at: Money | None
    breakpoints: tuple[Breakpoint, ...]
    cliffs: tuple[Cliff, ...]
    one_more: OneMore | None
    pieces: tuple[Piece, ...]

    def amount_at(self, income: Money) -> Money | None:
        """Return the amount at any income, zero for a refusal, None where people decide."""
        return _amount(_piece_at(self.pieces, income.halalas), income.halalas)

    @property
    def texts(self) -> tuple[Text, ...]:
        """Return the sentences: where help ends, what one more riyal does, and the cliff."""
        return _texts(self)

    def as_dict(self) -> dict[str, Any]:
        """Return all of it as plain values, amounts in riyals."""
        more = self.one_more
        return {
            "field": self.field,
            "label_ar": self.label.ar,
            "label_en": self.label.en,
            "income": _plain(self.income),
            "eligible": self.eligible,
            "amount": _plain(self.amount),
            "ends_at": _plain(self.ends_at),
            "breakpoints": [
                {
                    "income": _plain(each.income),
                    "before": _plain(each.before),
                    "after": _plain(each.after),
                    "eligible": each.eligible,
                }
                for each in self.breakpoints
            ],
            "cliffs": [
                {
                    "past": _plain(each.past),
                    "lost": _plain(each.lost),
                    "recovered_at": _plain(each.recovered_at),
                }
                for each in self.cliffs
            ],
            "one_more_riyal": more
            and {"amount": _plain(more.amount), "together": _plain(more.together)},
            "texts": [{"text_ar": text.ar, "text_en": text.en} for text in self.texts],
        }


def income_facts() -> tuple[str, ...]:
    """Return the paths of every kind of monthly income."""
    return tuple(path for path in vocabulary().facts if path.startswith(INCOME))


def cliffs_of(reading: Reading, household: Household, field: str) -> Cliffs:
    """
    Return what a kind of monthly income does to the amount of a household.

    :raises Refusal: household.enum when the fact is no monthly income
    """
    if field not in income_facts():
        allowed = ", ".join(income_facts())
        raise Refusal("household.enum", field="fact", given=field, allowed=allowed)
    case, word = household.case, vocabulary().facts[field]

    def decide_at(income: Any) -> Decision:
        return _decided(reading, with_facts(case, {field: income}))

    pieces = joined(stretches_of(decide_at, lowest=0, highest=highest_of(word)))
    now, income = _decided(reading, case), value_at(case, field)
    breakpoints = tuple(_breakpoints(pieces))
    return Cliffs(
        field=field,
        label=Text(word.label_ar, word.label_en),
        income=None if income is None else Money(income),
        amount=None if now.amount is None else Money(now.amount),
        eligible=now.eligible,
        ends_at=_end_of_help(pieces),
        breakpoints=breakpoints,
        cliffs=tuple(_cliff(pieces, point) for point in breakpoints if point.is_step),
        one_more=None if income is None else _one_more(pieces, income),
        pieces=tuple(pieces),
    )


def _decided(reading: Reading, case: Case) -> Decision:
    return decide(reading.conditions, reading.amount, Interpreter(case))


def _piece_at(pieces: Sequence[Piece], income: int) -> Piece:
    return next(piece for piece in pieces if income <= piece.highest)


def _amount(piece: Piece, income: int) -> Money | None:
    amount = piece.amount_at(income)
    return None if amount is None else Money(amount)


def _end_of_help(pieces: Sequence[Piece]) -> Money | None:
    refused = list(takewhile(lambda piece: piece.eligible is False, reversed(pieces)))
    return Money(refused[-1].lowest) if refused else None


def _breakpoints(pieces: Sequence[Piece]) -> list[Breakpoint]:
    first = _amount(pieces[0], 0)
    points = [Breakpoint(Money(0), first, first, pieces[0].eligible)]
    for before, after in zip(pieces, pieces[1:], strict=False):
        points.append(
            Breakpoint(
                income=Money(after.lowest),
                before=_amount(before, before.highest),
                after=_amount(after, after.lowest),
                eligible=after.eligible,
            )
        )
    return points


def _cliff(pieces: Sequence[Piece], point: Breakpoint) -> Cliff:
    past = point.income - Money(1)
    assert point.before is not None, "a step has an amount on both sides"
    recovered = _recovered(pieces, point.income.halalas, (past + point.before).halalas)
    return Cliff(past, point.lost, recovered)


def _recovered(pieces: Sequence[Piece], income: int, together: int) -> Money | None:
    """Return the lowest income from `income` on that brings income and amount to a sum."""
    for piece in pieces:
        if piece.highest < income:
            continue
        amount = piece.amount_at(piece.highest)
        if amount is None:
            return None
        if piece.highest + amount >= together:
            return Money(_first_reaching(piece, max(piece.lowest, income), together))
    return None


def _first_reaching(piece: Piece, low: int, together: int) -> int:
    """Return the lowest income of a stretch, on which no riyal takes more than itself away."""
    high = piece.highest
    while low < high:
        middle = (low + high) // 2
        reached = middle + (piece.amount_at(middle) or 0) >= together
        low, high = (low, middle) if reached else (middle + 1, high)
    return low


def _one_more(pieces: Sequence[Piece], income: int) -> OneMore | None:
    more = income + HALALAS_PER_RIYAL
    if more > pieces[-1].highest:
        return None
    now, then = (_amount(_piece_at(pieces, each), each) for each in (income, more))
    if now is None or then is None:
        return None
    return OneMore(amount=then - now, together=then - now + Money(HALALAS_PER_RIYAL))


def _texts(found: Cliffs) -> tuple[Text, ...]:
    label = found.label
    if found.ends_at == Money(0):
        return (cliff_text("no_help", label),)
    texts = []
    if found.ends_at is not None:
        last = found.ends_at - Money(1)
        is_round = last.halalas % HALALAS_PER_RIYAL == 0
        form = "ends_past" if is_round else "ends_at"
        texts.append(cliff_text(form, label, last=last.halalas, first=found.ends_at.halalas))
    elif len(found.pieces) == 1:
        return (cliff_text("no_matter", label),)
    elif found.pieces[-1].eligible is None and found.eligible:
        texts.append(cliff_text("review_from", label, first=found.pieces[-1].lowest))
    texts += _one_more_text(found)
    for cliff in found.cliffs:
        values = {"past": cliff.past.halalas, "lost": cliff.lost.halalas}
        if cliff.recovered_at is not None:
            values["recovered"] = cliff.recovered_at.halalas
        form = "cliff" if cliff.recovered_at is not None else "cliff_open"
        texts.append(cliff_text(form, label, **values))
    return tuple(texts)


def _one_more_text(found: Cliffs) -> list[Text]:
    more = found.one_more
    if more is None or not found.eligible:
        return []
    if not more.amount:
        return [cliff_text("riyal_same", found.label)]
    values = {"less": -more.amount.halalas, "kept": more.together.halalas}
    if more.amount > Money(0):
        return [cliff_text("riyal_more", found.label, more=more.amount.halalas)]
    if not more.together:
        return [cliff_text("riyal_nothing", found.label)]
    form = "riyal_less" if more.together > Money(0) else "riyal_loses"
    return [cliff_text(form, found.label, **values)]


def _plain(amount: Money | None) -> int | float | None:
    return None if amount is None else riyals(amount.halalas)
