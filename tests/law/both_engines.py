"""Asks the law about the same households twice: one at a time, and all at once over columns."""

from daman.law.engine.decision import Outcome, decide
from daman.law.engine.interpreter import Interpreter
from daman.law.facts.household import read_household
from daman.law.facts.tables import tables_of
from daman.law.many import ANSWER, answers_in_order, assess_many, codes_in
from daman.law.rules.reading import reading_of


def one_by_one(households, edition):
    """Return (eligible, halalas, reasons, what is unknown, size) of each household, in order."""
    return [_one(household, reading_of(edition)) for household in households]


def _one(household, reading):
    answers = Interpreter(read_household(household).case)
    decision = decide(reading.conditions, reading.amount, answers)
    counted = answers.value(reading.counted_dependants)
    size = None if counted is None else counted + 1
    unknown = _unknown(decision, reading, answers)
    return decision.eligible, decision.amount, decision.reasons, unknown, size


def _unknown(decision, reading, answers):
    if decision.eligible is False or decision.left_open:
        return ()
    if decision.eligible is None:
        waiting = [f for f in decision.findings if f.outcome is Outcome.UNKNOWN]
        return tuple(finding.condition.code for finding in waiting)
    notes = [n.code for n in reading.amount.left_open if answers.value(n.test) is None]
    amount = ["amount"] if answers.value(reading.amount.amount) is None else []
    return (*notes, *amount)


def all_at_once(households, edition):
    """Return the same for all households from one question over columns."""
    tables = [table.lazy() for table in tables_of(households)]
    answers = assess_many(*tables, edition=edition).sort("household_id").collect()
    assert answers_in_order(*tables, edition=edition).select(ANSWER).equals(answers)
    return [
        (eligible, amount, codes_in(reasons, edition), codes_in(unknown, edition), size)
        for _, eligible, amount, reasons, unknown, size in answers.rows()
    ]
