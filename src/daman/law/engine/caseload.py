"""The three-valued decision on many cases at once: the same precedence as on one, in columns."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import reduce
from operator import add, or_

import polars as pl

from daman.law.engine.column_values import Truth, whole_literal
from daman.law.engine.columns import Compiler
from daman.law.engine.conditions import ReadCondition
from daman.law.engine.decision import ReadAmount

AMOUNT = "amount"
_WIDTHS: Mapping[type[pl.DataType], int] = {pl.UInt16: 16, pl.UInt32: 32, pl.UInt64: 64}
Held = Sequence[tuple[str, Truth]]


@dataclass(frozen=True)
class ConditionColumns:
    """What became of one condition in every case; each is true or false, never null."""

    not_met: Truth
    review: Truth
    unknown: Truth


@dataclass
class _Stage:
    """Columns that are computed once, under names that later stages ask for."""

    columns: dict[str, pl.Expr] = field(default_factory=dict)

    def truth(self, name: str, truth: Truth) -> Truth:
        if truth.always is not None:
            return truth
        self.columns[name] = truth.column
        return Truth(pl.col(name), truth.is_known)

    def each(self, name: str, held: Held) -> Held:
        return [
            (code, self.truth(f"{name}_{place}", truth))
            for place, (code, truth) in enumerate(held)
        ]


def codes_of(conditions: Sequence[ReadCondition], amount: ReadAmount) -> tuple[str, ...]:
    """
    Return every code a decision can give, in the order of the conditions; its place is its bit.

    The last one stands for the amount itself, where an unknown fact keeps it open.
    """
    codes = [code for condition in conditions for code in condition.codes]
    codes += [note.code for note in amount.left_open]
    found = (*dict.fromkeys(codes), AMOUNT)
    assert len(found) <= max(_WIDTHS.values()), "the reasons of an edition fit a bit set"
    return found


def find_in_columns(condition: ReadCondition, compiler: Compiler) -> ConditionColumns:
    """Return the outcome of one condition in every case; unknown never becomes a refusal."""
    applies, met = compiler.truth(condition.applies), compiler.truth(condition.met)
    review = compiler.truth(condition.review)
    not_met = (applies & ~met & ~review).certain
    asked = (applies & ~met.certain & review).certain
    if applies.is_known and met.is_known and review.is_known:
        return ConditionColumns(not_met, asked, Truth.constant(False))
    concerns = ~(~applies).certain & ~met.certain
    return ConditionColumns(not_met, asked, concerns & ~not_met & ~asked)


def decide_in_columns(
    conditions: Sequence[ReadCondition], amount: ReadAmount, compiler: Compiler
) -> Sequence[Mapping[str, pl.Expr]]:
    """
    Return the columns of the decision, in the stages in which they are to be added.

    They end in `eligible` (null: open), `amount` (null: open, 0: refused), `reasons` and
    `unknown`, bit sets over `codes_of`: the reasons of a refusal, a review or an open amount,
    and what waits for unknown facts.
    """
    codes = codes_of(conditions, amount)
    first, second, third, fourth = _Stage(), _Stage(), _Stage(), _Stage()
    found = [(each, find_in_columns(each, compiler)) for each in conditions]
    tests = [(note.code, compiler.truth(note.test)) for note in amount.left_open]
    due = compiler.whole(amount.amount)
    due = replace(due, column=compiler.stages.put(due.column))
    failing = first.each("failing", [(each.code, made.not_met) for each, made in found])
    review = [(each.review_code or each.code, made.review) for each, made in found]
    asked = first.each("asked", review)
    waiting = first.each("waiting", [(each.code, made.unknown) for each, made in found])
    noted = first.each("noted", [(code, test.certain) for code, test in tests])
    unsettled = first.each("unsettled", [(code, test.unknown) for code, test in tests])
    refused = second.truth("refused", _any_of(failing))
    is_open = third.truth("open", ~refused & _any_of([*asked, *waiting]))
    granted = ~refused & ~is_open
    has_note = fourth.truth("has_note", granted & _any_of(noted))
    waits = granted & ~has_note
    without_amount = is_open | has_note | waits & _any_of(unsettled)
    amount_column = pl.when(refused.column).then(whole_literal(0)).otherwise(due.column)
    reasons = [*failing, *_within(~refused, asked), *_within(granted, noted)]
    lacking = [*_within(is_open, waiting), *_within(waits, [*unsettled, (AMOUNT, due.unknown)])]
    answer = {
        "eligible": _where(~is_open, (~refused).column),
        "amount": _where(~without_amount, amount_column),
        "reasons": _bits(codes, reasons),
        "unknown": _bits(codes, lacking),
    }
    own = [stage.columns for stage in (first, second, third, fourth)]
    return [*filter(None, [*compiler.stages.columns, *own]), answer]


def _any_of(held: Held) -> Truth:
    return reduce(or_, (truth for _, truth in held), Truth.constant(False))


def _within(where: Truth, held: Held) -> Held:
    return [(code, where & truth) for code, truth in held]


def _where(known: Truth, column: pl.Expr) -> pl.Expr:
    return column if known.always is True else pl.when(known.column).then(column)


def _bits(codes: Sequence[str], held: Held) -> pl.Expr:
    """Return the set of codes that hold, as a sum of powers of two: `&` differs by engine."""
    bits: dict[str, Truth] = {}
    for code, holds in held:
        bits[code] = bits.get(code, Truth.constant(False)) | holds
    # The narrowest type that holds every bit moves the least memory; the answer is widened.
    narrow = next(kind for kind, width in _WIDTHS.items() if len(codes) <= width)
    none = pl.lit(0, narrow)
    held_bits = [
        pl.when(holds.column).then(pl.lit(1 << codes.index(code), narrow)).otherwise(none)
        for code, holds in bits.items()
        if holds.always is not False
    ]
    return reduce(add, held_bits or [none]).cast(pl.UInt64)
