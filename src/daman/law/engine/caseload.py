"""The three-valued decision on many cases at once: the same precedence as on one, in columns."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from daman.law.engine.columns import Compiler
from daman.law.engine.conditions import ReadCondition
from daman.law.engine.decision import ReadAmount

AMOUNT = "amount"
_WIDTHS: Mapping[type[pl.DataType], int] = {pl.UInt16: 16, pl.UInt32: 32, pl.UInt64: 64}


@dataclass(frozen=True)
class ConditionColumns:
    """What became of one condition in every case; each column is true or false, never null."""

    not_met: pl.Expr
    review: pl.Expr
    unknown: pl.Expr


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
    failed, open_to_review = ~met & ~review, ~met.fill_null(False) & review
    not_met = (applies & failed).fill_null(False)
    asked = (applies & open_to_review).fill_null(False)
    concerns = applies.fill_null(True) & ~met.fill_null(False)
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
    found = [(each, find_in_columns(each, compiler)) for each in conditions]
    notes = [(note.code, compiler.truth(note.test)) for note in amount.left_open]
    due = compiler.whole(amount.amount)
    unsettled = [(code, test.is_null()) for code, test in notes]
    noted = [(code, test.fill_null(False)) for code, test in notes]
    parts = {
        "failing": _bits(codes, [(each.code, columns.not_met) for each, columns in found]),
        "asked": _bits(
            codes, [(each.review_code or each.code, columns.review) for each, columns in found]
        ),
        "waiting": _bits(codes, [(each.code, columns.unknown) for each, columns in found]),
        "noted": _bits(codes, noted),
        "unsettled": _bits(codes, [*unsettled, (AMOUNT, due.is_null())]),
        "due": due,
    }
    return parts, _outcome(), _answer()


def _outcome() -> Mapping[str, pl.Expr]:
    refused = pl.col("failing") != 0
    is_open = (pl.col("asked") != 0) | (pl.col("waiting") != 0)
    return {"eligible": pl.when(refused).then(False).when(~is_open).then(True)}


def _answer() -> Mapping[str, pl.Expr]:
    eligible, none = pl.col("eligible"), pl.lit(0, pl.UInt64)
    failing, asked, waiting, noted, unsettled = (
        pl.col(name).cast(pl.UInt64)
        for name in ("failing", "asked", "waiting", "noted", "unsettled")
    )
    is_open = eligible.is_null()
    settled = (pl.col("noted") == 0) & (pl.col("unsettled") == 0)
    waits_for_amount = eligible & (pl.col("noted") == 0)
    return {
        "amount": pl.when(~eligible)
        .then(pl.lit(0, pl.Int64))
        .when(eligible & settled)
        .then(pl.col("due")),
        "reasons": pl.when(is_open).then(asked).when(eligible).then(noted).otherwise(failing),
        "unknown": pl.when(is_open)
        .then(waiting)
        .when(waits_for_amount)
        .then(unsettled)
        .otherwise(none),
    }


def _bits(codes: Sequence[str], held: Sequence[tuple[str, pl.Expr]]) -> pl.Expr:
    """Return the set of codes that hold, as a sum of powers of two: `&` differs by engine."""
    bits: dict[str, pl.Expr] = {}
    for code, holds in held:
        bits[code] = bits[code] | holds if code in bits else holds
    # The narrowest type that holds every bit moves the least memory; the answer is widened.
    narrow = next(kind for kind, width in _WIDTHS.items() if len(codes) <= width)
    found = pl.lit(0, narrow)
    for code, holds in bits.items():
        found = found + holds.cast(narrow) * pl.lit(1 << codes.index(code), narrow)
    return found
