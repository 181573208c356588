"""The three-valued decision on many cases in SQL: the same precedence as on one and in columns."""

from collections.abc import Sequence
from dataclasses import dataclass

from daman.law.engine.caseload import AMOUNT, codes_of
from daman.law.engine.conditions import ReadCondition
from daman.law.engine.decision import ReadAmount
from daman.law.engine.sql import SqlCompiler
from daman.law.engine.sql_text import NONE, whole_literal

Held = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class DecisionInSql:
    """The names of the columns of the decision, as the compiler's sheet computes them."""

    eligible: str
    amount: str
    reasons: str
    unknown: str


@dataclass(frozen=True)
class ConditionInSql:
    """What became of one condition in every case; each is true or false, never null."""

    not_met: str
    review: str
    unknown: str


def find_in_sql(condition: ReadCondition, compiler: SqlCompiler) -> ConditionInSql:
    """Return the outcome of one condition in every case; unknown never becomes a refusal."""
    applies, met = compiler.truth(condition.applies), compiler.truth(condition.met)
    review, name = compiler.truth(condition.review), compiler.sheet.name
    not_met = name(f"COALESCE({applies} AND NOT {met} AND NOT {review}, FALSE)")
    asked = name(f"COALESCE({applies} AND NOT COALESCE({met}, FALSE) AND {review}, FALSE)")
    concerns = f"COALESCE({applies}, TRUE) AND NOT COALESCE({met}, FALSE)"
    return ConditionInSql(not_met, asked, name(f"({concerns} AND NOT {not_met} AND NOT {asked})"))


def decide_in_sql(
    conditions: Sequence[ReadCondition], amount: ReadAmount, compiler: SqlCompiler
) -> DecisionInSql:
    """
    Return the columns of the decision: `eligible` and `amount` are null where they are open.

    `reasons` and `unknown` are bit sets over `codes_of`, as in columns.
    """
    codes = codes_of(conditions, amount)
    assert len(codes) < 63, "the reasons of an edition fit a whole number of SQL"
    found = [(each, find_in_sql(each, compiler)) for each in conditions]
    notes = [(note.code, compiler.truth(note.test)) for note in amount.left_open]
    due = compiler.sheet.name(compiler.whole(amount.amount))
    reviews = [(each.review_code or each.code, each_found.review) for each, each_found in found]
    unsettled = [(code, f"({test}) IS NULL") for code, test in notes]

    def bits(name: str, held: Held) -> str:
        return compiler.sheet.name(_bits(codes, held), name)

    return _answer(
        compiler,
        failing=bits("failing", [(each.code, one.not_met) for each, one in found]),
        asked=bits("asked", reviews),
        waiting=bits("waiting", [(each.code, one.unknown) for each, one in found]),
        noted=bits("noted", [(code, f"COALESCE({test}, FALSE)") for code, test in notes]),
        unsettled=bits("unsettled", [*unsettled, (AMOUNT, f"({due}) IS NULL")]),
        due=due,
    )


def _answer(
    compiler: SqlCompiler,
    *,
    failing: str,
    asked: str,
    waiting: str,
    noted: str,
    unsettled: str,
    due: str,
) -> DecisionInSql:
    name = compiler.sheet.name
    settled = f"{asked} = 0 AND {waiting} = 0"
    eligible = name(
        f"CASE WHEN {failing} <> 0 THEN FALSE WHEN {settled} THEN TRUE END", "eligible"
    )
    is_due = f"{eligible} AND {noted} = 0"
    amount = (
        f"CASE WHEN NOT {eligible} THEN {NONE} WHEN {is_due} AND {unsettled} = 0 THEN {due} END"
    )
    is_open = f"CASE WHEN {eligible} IS NULL"
    reasons = f"{is_open} THEN {asked} WHEN {eligible} THEN {noted} ELSE {failing} END"
    unknown = f"{is_open} THEN {waiting} WHEN {is_due} THEN {unsettled} ELSE {NONE} END"
    return DecisionInSql(
        eligible, name(amount, "amount"), name(reasons, "reasons"), name(unknown, "unknown")
    )


def _bits(codes: Sequence[str], held: Held) -> str:
    """Return the set of codes that hold, as a sum of powers of two: `&` differs by database."""
    tests: dict[str, list[str]] = {}
    for code, holds in held:
        tests.setdefault(code, []).append(f"({holds})")
    return " + ".join(
        [NONE]
        + [
            f"CASE WHEN {' OR '.join(any_of)} THEN {whole_literal(1 << codes.index(code))} "
            f"ELSE {NONE} END"
            for code, any_of in tests.items()
        ]
    )
