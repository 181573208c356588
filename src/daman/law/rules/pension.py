"""The pension: a table by family size in the articles, minimum less counted income in the law."""

from daman.law.engine.conditions import NotInForce, Parameters
from daman.law.engine.decision import AmountLine, OpenAmount, ReadAmount
from daman.law.engine.expressions import Expression, smaller
from daman.law.facts.vocabulary import HouseholdWords
from daman.law.rules.household import (
    EARNED,
    calculated_minimum,
    counted_dependants,
    counted_earned_income,
    counted_income,
    counted_savings,
    counted_unearned_income,
    is_exempt_from_income,
    size,
)


def pension_by_table(h: HouseholdWords, k: Parameters) -> ReadAmount:
    """Return the pension of the family's size as the 1444 article prints it."""
    amount = k.pension_by_size[size(h, k)]
    return ReadAmount(amount, (AmountLine("table", "S003-6", amount),))


def pension_by_short_table(h: HouseholdWords, k: Parameters) -> ReadAmount:
    """Return the pension of the 1446 article's table, left open beyond its last row."""
    amount = k.pension_by_size[size(h, k)]
    beyond = OpenAmount(
        code="1446.amount_not_published",
        articles=("S002-50",),
        contradictions=("C-07",),
        test=size(h, k) > k.pension_by_size.rows_count,
    )
    return ReadAmount(amount, (AmountLine("table", "S002-40", amount),), (beyond,))


def pension_by_formula(h: HouseholdWords, k: Parameters) -> ReadAmount:
    """Return the calculated minimum less the counted income, at most the cap (article 14)."""
    due = calculated_minimum(h, k) - counted_income(h, k)
    amount = smaller(k.family_cap, due).rounded()
    lines = (*_due_lines(h, k), AmountLine("cap", "P4", smaller(k.family_cap, due) - due))
    return ReadAmount(amount, lines, tuple(_open_by_decree(h, k, due)))


def _due_lines(h: HouseholdWords, k: Parameters) -> list[AmountLine]:
    increase = k.dependant_increment * counted_dependants(h, k)
    unearned = [
        AmountLine(kind, "law-1442/14", -counted_unearned_income(kind, h, k))
        for kind in h.incomes()
        if kind not in EARNED
    ]
    return [
        AmountLine("basic_minimum", "law-1442/15", k.basic_minimum),
        AmountLine("dependants", "law-1442/14", increase),
        AmountLine("earned", "P15", -counted_earned_income(h, k)),
        *unearned,
        AmountLine("savings", "P1", -counted_savings(h, k)),
    ]


def _open_by_decree(h: HouseholdWords, k: Parameters, due: Expression) -> list[OpenAmount]:
    """Return the amount that Royal Decree M/35 leaves open: exempt, yet the formula gives none."""
    try:
        test = is_exempt_from_income(h, k) & (due <= 0)
    except NotInForce:
        return []
    return [OpenAmount("stat.m35_amount_review", ("L2", "L3"), (), test)]
