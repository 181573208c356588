"""Runs the worked cases, so that each rule is shown with those that meet it and that fail it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from daman.kernel.money import Money
from daman.law.assess import answer
from daman.law.book.words import heading, joined, said
from daman.law.cases.worked import WorkedCase, case_tables
from daman.law.engine.conditions import ReadCondition
from daman.law.engine.decision import Decision, Finding, Outcome, decide
from daman.law.engine.expressions import Expression, Fact, OverMembers
from daman.law.engine.interpreter import Interpreter
from daman.law.explanation import ExplainedLine
from daman.law.facts.household import read_household
from daman.law.facts.vocabulary import vocabulary
from daman.law.parameters.editions import Edition, editions
from daman.law.rules.reading import Reading, read_edition, reading_of
from daman.law.wording import NO_TEXT, Text, condition_text, word_text

SHOWN_MAX = 3
EXAMPLES_MAX = 2


@dataclass(frozen=True)
class Seen:
    """One case in one edition, with the answer it gets there."""

    case: WorkedCase
    edition: str
    answer: Text


@dataclass(frozen=True)
class Evidence:
    """The cases that show one rule: met, failed or left to people, and met by an exception."""

    met: tuple[Seen, ...] = ()
    failed: tuple[Seen, ...] = ()
    excepted: tuple[Seen, ...] = ()


@dataclass(frozen=True)
class WorkedAmount:
    """One case with its amount computed line by line."""

    seen: Seen
    lines: tuple[ExplainedLine, ...]


@dataclass(frozen=True)
class _Run:
    seen: Seen
    decision: Decision


@cache
def runs(edition: str) -> tuple[_Run, ...]:
    """Return every case that names an edition, decided under it."""
    reading = reading_of(edition)
    cases = [case for table in case_tables() for case in table.cases if edition in case.expected]
    return tuple(_run(case, edition, reading) for case in cases)


def _run(case: WorkedCase, edition: str, reading: Reading) -> _Run:
    answers = Interpreter(read_household(case.household).case)
    decision = decide(reading.conditions, reading.amount, answers)
    return _Run(Seen(case, edition, answer_text(decision)), decision)


def answers_of(case: WorkedCase) -> tuple[Seen, ...]:
    """Return what each edition a case names answers to it."""
    return tuple(
        run.seen for edition in case.expected for run in runs(edition) if run.seen.case is case
    )


def evidence(edition: Edition) -> Mapping[str, Evidence]:
    """
    Return the cases that show each rule and each open amount of an edition, by its code.

    Where no case names the edition, the cases of another edition with the same rules stand in.
    """
    same = [each.id for each in editions().values() if each.family == edition.family]
    found: dict[str, Evidence] = {}
    for source in sorted(reversed(same), key=lambda each: each != edition.id):
        for code, more in _own_evidence(source).items():
            found[code] = _completed(found.get(code, Evidence()), more)
    excepting = {each.code for each in read_edition(edition).conditions if each.exceptions}
    return {
        code: held if code in excepting else replace(held, excepted=())
        for code, held in found.items()
    }


def _completed(held: Evidence, more: Evidence) -> Evidence:
    return Evidence(
        met=held.met or more.met,
        failed=held.failed or more.failed,
        excepted=held.excepted or more.excepted,
    )


@cache
def _own_evidence(edition: str) -> Mapping[str, Evidence]:
    reading = reading_of(edition)
    found = {each.code: _shown(each, runs(edition)) for each in reading.conditions}
    for note in reading.amount.left_open:
        opened = [run.seen for run in runs(edition) if note in run.decision.left_open]
        found[note.code] = Evidence(failed=tuple(opened[:SHOWN_MAX]))
    return found


def _shown(condition: ReadCondition, decided: Sequence[_Run]) -> Evidence:
    facts = facts_of(condition.expressions)

    def chosen(outcome: Outcome, *, excepted: bool = False) -> tuple[Seen, ...]:
        held = [run for run in decided if _is(run, condition, outcome, excepted=excepted)]
        telling = sorted(held, key=lambda run: _distance(run, facts))
        return tuple(run.seen for run in telling[:SHOWN_MAX])

    return Evidence(
        met=chosen(Outcome.MET),
        failed=(*chosen(Outcome.NOT_MET), *chosen(Outcome.REVIEW)),
        excepted=chosen(Outcome.MET, excepted=True),
    )


def _distance(run: _Run, facts: set[str]) -> tuple[bool, int]:
    """Return how far a case is from showing one rule alone: what else changes, what else fails."""
    return not facts & _touched(run.seen.case), len(run.decision.reasons)


def _is(run: _Run, of: ReadCondition, outcome: Outcome, *, excepted: bool) -> bool:
    finding = _finding(run.decision, of.code)
    return finding.outcome is outcome and bool(finding.exception) == excepted


def _finding(decision: Decision, code: str) -> Finding:
    return next(finding for finding in decision.findings if finding.condition.code == code)


def _touched(case: WorkedCase) -> set[str]:
    members = {vocabulary().collection.path} if case.children_count or case.member else set()
    return {*case.changes} | members


def facts_of(expressions: Iterable[Expression]) -> set[str]:
    """Return the paths of the facts that expressions ask for, the members' as their collection."""
    found: set[str] = set()
    for expression in expressions:
        if isinstance(expression, Fact):
            found.add(expression.name)
        elif isinstance(expression, OverMembers):
            found.add(expression.collection)
        else:
            found |= facts_of(expression.parts)
    return found


def worked_amounts(edition: Edition) -> tuple[WorkedAmount, ...]:
    """Return the cases whose amount has the most lines, with their arithmetic."""
    if edition.id not in editions():
        return ()
    found = []
    for run in runs(edition.id):
        if run.decision.eligible and run.decision.amount:
            household = read_household(run.seen.case.household)
            lines = answer(reading_of(edition.id), household).amount_lines
            found.append(WorkedAmount(run.seen, lines))
    longest = sorted(found, key=lambda each: -len(each.lines))
    return tuple(longest[:EXAMPLES_MAX])


def answer_text(decision: Decision) -> Text:
    """Return a decision in one line: its outcome, its amount, and the titles of its reasons."""
    head = _outcome_text(decision)
    titles = [condition_text(_titled(decision, code), "title", {}) for code in decision.reasons]
    if not titles:
        return head
    listed = joined(titles)
    return Text(f"{head.ar} ({listed.ar})", f"{head.en} ({listed.en})")


def _outcome_text(decision: Decision) -> Text:
    if decision.eligible is None:
        return heading("people_decide" if decision.reasons else "waits")
    if not decision.eligible:
        return heading("refused")
    if decision.amount is None:
        return heading("accepted_open" if decision.left_open else "waits")
    return said("accepted", amount=str(Money(decision.amount)))


def _titled(decision: Decision, code: str) -> str:
    """Return the code whose title a reason has: of an open question, its condition's."""
    for finding in decision.findings:
        if code in finding.condition.codes:
            return finding.condition.code
    return code


def changes_text(case: WorkedCase) -> tuple[Text, ...]:
    """Return what a case changes about the widow, fact by fact."""
    known = vocabulary()
    found = []
    if case.children_count:
        found.append(said("children", n=str(case.children_count)))
    for path, value in case.changes.items():
        word = known.facts.get(path)
        label = Text(word.label_ar, word.label_en) if word else Text(path, path)
        if path == known.collection.path:
            label = Text(known.collection.label_ar, known.collection.label_en)
        found.append(_pair(label, value_text(value)))
    for name, value in case.member.items():
        word = known.members[name]
        pair = _pair(Text(word.label_ar, word.label_en), value_text(value))
        found.append(pair)
    return tuple(found)


def _pair(label: Text, value: Text) -> Text:
    return Text(f"{label.ar}: {value.ar}", f"{label.en}: {value.en}")


def value_text(value: Any) -> Text:
    """Return a fact's value in words."""
    if value is None:
        return heading("nothing")
    if isinstance(value, bool):
        return heading("yes" if value else "no")
    if isinstance(value, str):
        return word_text(value)
    return Text(f"{value:,}", f"{value:,}") if value != "" else NO_TEXT
