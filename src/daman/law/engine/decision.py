"""The three-valued decision on one case: every condition's outcome, then the amount."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from daman.law.engine.conditions import ReadCondition
from daman.law.engine.expressions import Expression
from daman.law.engine.interpreter import Interpreter


class Outcome(Enum):
    """What became of one condition."""

    MET = "met"
    NOT_MET = "not_met"
    UNKNOWN = "unknown"
    REVIEW = "review"
    NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True)
class Finding:
    """One condition with its outcome and, where an exception met it, that exception's name."""

    condition: ReadCondition
    outcome: Outcome
    exception: str = ""

    @property
    def code(self) -> str:
        """Return the code that a reason gives: the open question's when a person must decide."""
        if self.outcome is Outcome.REVIEW:
            return self.condition.review_code
        return self.condition.code


@dataclass(frozen=True)
class AmountLine:
    """One step of the arithmetic: its label, what it adds (or takes away) and where it stands."""

    label: str
    source: str
    part: Expression


@dataclass(frozen=True)
class OpenAmount:
    """When an eligible case's amount is not settled by the edition, and the code that says so."""

    code: str
    articles: tuple[str, ...]
    contradictions: tuple[str, ...]
    test: Expression


@dataclass(frozen=True)
class ReadAmount:
    """The amount as one edition reads it, in the smallest unit of money."""

    amount: Expression
    lines: tuple[AmountLine, ...]
    left_open: tuple[OpenAmount, ...] = ()


@dataclass(frozen=True)
class Decision:
    """The outcome for one case; None means that it is not settled."""

    eligible: bool | None
    amount: int | None
    reasons: tuple[str, ...]
    findings: tuple[Finding, ...]
    left_open: tuple[OpenAmount, ...]
    unknown_facts: tuple[str, ...]


def find(condition: ReadCondition, answers: Interpreter) -> Finding:
    """Return the outcome of one condition; unknown never becomes a refusal."""
    applies = answers.value(condition.applies)
    if applies is False:
        return Finding(condition, Outcome.NOT_APPLICABLE)
    if answers.value(condition.requires) is True:
        return Finding(condition, Outcome.MET)
    for exception in condition.exceptions:
        if answers.value(exception.test) is True:
            return Finding(condition, Outcome.MET, exception.name)
    if applies is None:
        return Finding(condition, Outcome.UNKNOWN)
    review = answers.value(condition.review)
    if review is True:
        return Finding(condition, Outcome.REVIEW)
    if review is False and answers.value(condition.met) is False:
        return Finding(condition, Outcome.NOT_MET)
    return Finding(condition, Outcome.UNKNOWN)


def decide(
    conditions: Sequence[ReadCondition], amount: ReadAmount, answers: Interpreter
) -> Decision:
    """
    Return the decision: a failing condition beats an open question, which beats a yes.

    Reasons are the failing conditions of a refusal, the open questions of a review, or the notes
    on an eligible case's open amount, each in the order of the conditions.
    """
    findings = tuple(find(condition, answers) for condition in conditions)
    failing = _codes(findings, Outcome.NOT_MET)
    if failing:
        return Decision(False, 0, failing, findings, (), ())
    open_codes = _codes(findings, Outcome.REVIEW)
    if open_codes or any(finding.outcome is Outcome.UNKNOWN for finding in findings):
        needed = _needed(findings, answers)
        return Decision(None, None, open_codes, findings, (), needed)
    return _with_amount(amount, findings, answers)


def _with_amount(
    amount: ReadAmount, findings: tuple[Finding, ...], answers: Interpreter
) -> Decision:
    left_open = tuple(note for note in amount.left_open if answers.value(note.test) is True)
    unsettled = [note.test for note in amount.left_open if answers.value(note.test) is None]
    reasons = tuple(note.code for note in left_open)
    sum_due = answers.value(amount.amount)
    if left_open or unsettled or sum_due is None:
        asked = [] if left_open else [*unsettled, amount.amount]
        needed = [path for test in asked for path in answers.unknown_facts(test)]
        return Decision(True, None, reasons, findings, left_open, tuple(dict.fromkeys(needed)))
    return Decision(True, sum_due, (), findings, (), ())


def _codes(findings: Sequence[Finding], outcome: Outcome) -> tuple[str, ...]:
    return tuple(finding.code for finding in findings if finding.outcome is outcome)


def _needed(findings: Sequence[Finding], answers: Interpreter) -> tuple[str, ...]:
    needed = [
        path
        for finding in findings
        if finding.outcome is Outcome.UNKNOWN
        for path in facts_needed(finding, answers)
    ]
    return tuple(dict.fromkeys(needed))


def facts_needed(finding: Finding, answers: Interpreter) -> list[str]:
    """Return the paths of the unknown facts that would settle an unknown condition."""
    if finding.outcome is not Outcome.UNKNOWN:
        return []
    paths = [
        path
        for expression in finding.condition.expressions
        for path in answers.unknown_facts(expression)
    ]
    return list(dict.fromkeys(paths))
