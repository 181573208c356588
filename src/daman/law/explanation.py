"""Explains a decision: each condition in words, with numbers, sources and facts; then the sum."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from daman.kernel.money import HALALAS_PER_RIYAL, Money
from daman.law.engine.decision import (
    AmountLine,
    Decision,
    Finding,
    OpenAmount,
    Outcome,
    facts_needed,
)
from daman.law.engine.expressions import Expression
from daman.law.engine.interpreter import (
    FactUsed,
    Interpreter,
    half_up,
    lists_asked,
    parameters_used,
)
from daman.law.facts.vocabulary import FactWord, vocabulary
from daman.law.parameters.editions import Edition, Value
from daman.law.parameters.texts import Article, articles
from daman.law.rules.reading import Reading
from daman.law.wording import NO_TEXT, Text, amount_text, condition_text, contradiction, word_text

_MET = {Outcome.MET: True, Outcome.NOT_APPLICABLE: True, Outcome.NOT_MET: False}
_MONEY_KINDS = ("money", "savings")


@dataclass(frozen=True)
class ExplainedCondition:
    """One condition of the answer, ready to be read by a person."""

    code: str
    outcome: Outcome
    exception: str
    articles: tuple[Article, ...]
    title: Text
    text: Text
    remedy: Text
    values: Mapping[str, Any]
    parameters: tuple[Value, ...]
    facts: tuple[FactUsed, ...]
    missing: tuple[str, ...]

    @property
    def met(self) -> bool | None:
        """Return whether it is met: None while it is unknown or a person must decide."""
        return _MET.get(self.outcome)


@dataclass(frozen=True)
class ExplainedLine:
    """One line of the arithmetic; the lines add up to the total exactly."""

    kind: str
    code: str
    label: Text
    halalas: int
    source: str


@dataclass(frozen=True)
class Note:
    """A contradiction or misprint of the sources that bears on this answer."""

    code: str
    text: Text


def explain_conditions(
    reading: Reading, decision: Decision, answers: Interpreter
) -> tuple[ExplainedCondition, ...]:
    """Return every condition with its words, then the question an open amount leaves."""
    edition = reading.edition
    explained = [_condition(edition, finding, answers) for finding in decision.findings]
    opened = [_open_amount(edition, note, answers) for note in decision.left_open]
    return (*explained, *opened)


def _condition(edition: Edition, finding: Finding, answers: Interpreter) -> ExplainedCondition:
    condition = finding.condition
    values = {name: answers.value(shown) for name, (_, shown) in condition.shows.items()}
    units = {name: unit for name, (unit, _) in condition.shows.items()}
    words, excepting = _exception_held(edition, finding, answers)
    settled = finding.outcome in (Outcome.MET, Outcome.NOT_APPLICABLE)
    part = "exception" if finding.exception else finding.outcome.value
    code = condition.code
    return ExplainedCondition(
        code=finding.code,
        outcome=finding.outcome,
        exception=finding.exception,
        articles=_cited([*condition.articles, *excepting]),
        title=condition_text(code, "title", values),
        text=condition_text(code, part, values | words),
        remedy=NO_TEXT if settled else condition_text(code, "remedy", values),
        values={name: _plain(value, units[name]) for name, value in values.items()},
        parameters=_parameters(edition, condition.expressions),
        facts=_facts(condition.expressions, answers),
        missing=tuple(facts_needed(finding, answers)),
    )


def _exception_held(
    edition: Edition, finding: Finding, answers: Interpreter
) -> tuple[dict[str, Text], list[str]]:
    """Return the words of the exception that met a condition, and the sources it stands on."""
    words: dict[str, Text] = {}
    sources: list[str] = []
    for unless in finding.condition.exceptions:
        if unless.name != finding.exception:
            continue
        sources += unless.articles
        for question in lists_asked(unless.test):
            word = answers.value(question.operand)
            words["exception"] = word_text(word)
            sources.append(edition.values[question.words.name].value[word])
    return words, sources


def _open_amount(edition: Edition, note: OpenAmount, answers: Interpreter) -> ExplainedCondition:
    return ExplainedCondition(
        code=note.code,
        outcome=Outcome.REVIEW,
        exception="",
        articles=_cited(note.articles),
        title=condition_text(note.code, "title", {}),
        text=condition_text(note.code, "review", {}),
        remedy=condition_text(note.code, "remedy", {}),
        values={},
        parameters=_parameters(edition, [note.test]),
        facts=_facts([note.test], answers),
        missing=(),
    )


def explain_amount(
    reading: Reading, decision: Decision, answers: Interpreter
) -> tuple[ExplainedLine, ...]:
    """Return the pension's arithmetic line by line; nothing while there is no amount."""
    if not decision.eligible or decision.amount is None:
        return ()
    values = _amount_values(reading, answers)
    lines = [
        ExplainedLine("part", line.label, amount_text(line.label, values), halalas, line.source)
        for line, halalas in _rounded_lines(reading.amount.lines, answers)
    ]
    difference = decision.amount - sum(line.halalas for line in lines)
    if difference:
        lines.append(_closing("part", "rounding", difference, values))
    lines.append(_closing("total", "total", decision.amount, values))
    return tuple(lines)


def _closing(kind: str, code: str, halalas: int, values: Mapping[str, Any]) -> ExplainedLine:
    return ExplainedLine(kind, code, amount_text(code, values), halalas, "")


def _rounded_lines(
    lines: Sequence[AmountLine], answers: Interpreter
) -> Iterable[tuple[AmountLine, int]]:
    for place, line in enumerate(lines):
        exact = answers.value(line.part)
        halalas = half_up(abs(exact)) * (-1 if exact < 0 else 1)
        if halalas or place == 0:
            yield line, halalas


def _amount_values(reading: Reading, answers: Interpreter) -> Mapping[str, Any]:
    values = reading.edition.values
    given = {
        name: values[parameter].value
        for name, parameter in (("share", "earned_share"), ("months", "savings_months"))
        if parameter in values
    }
    if "family_cap" in values:
        given["cap"] = str(Money.riyals(values["family_cap"].value))
    counted = answers.value(reading.counted_dependants)
    return given | {"dependants": counted, "size": counted + 1}


def notes_on(reading: Reading, decision: Decision, answers: Interpreter) -> tuple[Note, ...]:
    """Return the misprints in the rows used, and the contradictions behind what decided."""
    numbers = [
        erratum.contradiction
        for value in reading.edition.values.values()
        for erratum in value.errata
        if erratum.row == _size(reading, answers)
    ]
    deciding = (Outcome.NOT_MET, Outcome.REVIEW)
    for finding in decision.findings:
        if finding.outcome in deciding or finding.exception:
            numbers += finding.condition.contradictions
    for note in decision.left_open:
        numbers += note.contradictions
    return tuple(Note(number, contradiction(number)) for number in dict.fromkeys(numbers))


def _size(reading: Reading, answers: Interpreter) -> int | None:
    counted = answers.value(reading.counted_dependants)
    return None if counted is None else counted + 1


def _cited(ids: Iterable[str]) -> tuple[Article, ...]:
    return tuple(articles()[cited] for cited in dict.fromkeys(ids))


def _parameters(edition: Edition, expressions: Iterable[Expression]) -> tuple[Value, ...]:
    names = [name for expression in expressions for name in parameters_used(expression)]
    return tuple(edition.values[name] for name in dict.fromkeys(names))


def _facts(expressions: Iterable[Expression], answers: Interpreter) -> tuple[FactUsed, ...]:
    found: dict[str, FactUsed] = {}
    for expression in expressions:
        found |= answers.facts_used(expression)
    return tuple(found.values())


def _plain(value: Any, unit: str) -> Any:
    return riyals(value) if unit == "riyal" else value


def riyals(halalas: int | Fraction | None) -> int | float | None:
    """
    Return an amount as JSON carries it: whole riyals as an integer, else with two decimals.

    >>> riyals(132000), riyals(9950)
    (1320, 99.5)
    """
    if halalas is None:
        return None
    whole, part = divmod(half_up(halalas), HALALAS_PER_RIYAL)
    # Only here, at the edge, is there a binary fraction: JSON has no other number with decimals.
    return half_up(halalas) / HALALAS_PER_RIYAL if part else whole


def word_of(fact: FactUsed) -> FactWord:
    """Return the vocabulary's word for a fact: its kind and its names in both languages."""
    known = vocabulary()
    if fact.name in known.facts:
        return known.facts[fact.name]
    if fact.name == known.collection.path:
        return known.collection
    return known.members[fact.name.rpartition(".")[2]]


def plain_fact(fact: FactUsed) -> Any:
    """Return a fact's value as JSON carries it."""
    if word_of(fact).kind in _MONEY_KINDS and fact.value is not None:
        assert not isinstance(fact.value, str)
        return riyals(fact.value)
    return fact.value
