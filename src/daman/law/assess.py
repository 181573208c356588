"""The one door into the law: a household and an edition in, a reasoned answer out."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from daman.kernel.money import Money
from daman.law.engine.decision import Decision, decide
from daman.law.engine.interpreter import FactUsed, Interpreter
from daman.law.explanation import (
    ExplainedCondition,
    ExplainedLine,
    Note,
    explain_amount,
    explain_conditions,
    notes_on,
    plain_fact,
    riyals,
    word_of,
)
from daman.law.facts.household import Household, read_household
from daman.law.parameters.editions import Edition, Value
from daman.law.rules.reading import Reading, reading_of


@dataclass(frozen=True)
class Answer:
    """
    What the law says about one household.

    `eligible` is True, False, or None when a person must decide or facts are missing; `amount` is
    zero for a refusal and None while it is open. `missing` names every unknown fact that was
    given as such, `needed` those of them that this answer waits for.
    """

    eligible: bool | None
    amount: Money | None
    reasons: tuple[str, ...]
    edition: Edition
    rules_hash: str
    conditions: tuple[ExplainedCondition, ...]
    amount_lines: tuple[ExplainedLine, ...]
    missing: tuple[str, ...]
    needed: tuple[str, ...]
    notes: tuple[Note, ...]

    def as_dict(self) -> dict[str, Any]:
        """Return the answer as plain values that JSON can carry, amounts in riyals."""
        amount = self.amount
        return {
            "eligible": self.eligible,
            "amount": None if amount is None else riyals(amount.halalas),
            "reasons": list(self.reasons),
            "edition": self.edition.id,
            "edition_hash": self.edition.content_hash,
            "rules_hash": self.rules_hash,
            "conditions": [_condition(condition) for condition in self.conditions],
            "amount_lines": [_line(line) for line in self.amount_lines],
            "missing": list(self.missing),
            "needed": list(self.needed),
            "notes": [
                {"code": note.code, "text_ar": note.text.ar, "text_en": note.text.en}
                for note in self.notes
            ],
        }


def assess(household: Mapping[str, Any], *, edition: str) -> Answer:
    """
    Return the law's answer for a household, in the shape of the schema, under an edition.

    A fact given as None where the schema gives None no meaning is unknown: it is never a zero and
    never a refusal, but named in the answer.

    :raises Refusal: edition.unknown, or household.… for the first field that cannot be read

    >>> from daman.law.examples import a_widow
    >>> answer = assess(a_widow(children_count=1), edition="statutory-2023-11")
    >>> answer.eligible, answer.amount
    (True, Money(halalas=198000))
    >>> assess(a_widow(age=None), edition="1444-article").missing
    ('head.age',)
    """
    return answer(reading_of(edition), read_household(household))


def answer(reading: Reading, household: Household) -> Answer:
    """Return the answer of any reading, also of a draft edition, for a household already read."""
    answers = Interpreter(household.case)
    decision: Decision = decide(reading.conditions, reading.amount, answers)
    return Answer(
        eligible=decision.eligible,
        amount=None if decision.amount is None else Money(decision.amount),
        reasons=decision.reasons,
        edition=reading.edition,
        rules_hash=reading.rules_hash,
        conditions=explain_conditions(reading, decision, answers),
        amount_lines=explain_amount(reading, decision, answers),
        missing=household.unknown,
        needed=decision.unknown_facts,
        notes=notes_on(reading, decision, answers),
    )


def _condition(condition: ExplainedCondition) -> dict[str, Any]:
    return {
        "code": condition.code,
        "met": condition.met,
        "applicable": condition.outcome.value != "not_applicable",
        "outcome": condition.outcome.value,
        "exception": condition.exception,
        "article": condition.articles[0].id,
        "articles": [
            {"id": a.id, "text_ar": a.text_ar, "text_en": a.text_en, "official": a.official}
            for a in condition.articles
        ],
        "title_ar": condition.title.ar,
        "title_en": condition.title.en,
        "text_ar": condition.text.ar,
        "text_en": condition.text.en,
        "remedy_ar": condition.remedy.ar,
        "remedy_en": condition.remedy.en,
        "values": dict(condition.values),
        "parameters": [_parameter(value) for value in condition.parameters],
        "facts": [_fact(fact) for fact in condition.facts],
        "missing": list(condition.missing),
    }


def _parameter(value: Value) -> dict[str, Any]:
    return {
        "name": value.name,
        "label_ar": value.label_ar,
        "label_en": value.label_en,
        "value": value.value,
        "unit": value.unit,
        "since": value.since and value.since.isoformat(),
        "sources": list(value.sources),
        "confidence": value.confidence,
        "note_ar": value.note_ar,
        "note_en": value.note_en,
        "errata": [
            {"row": e.row, "coherent_value": e.coherent_value, "contradiction": e.contradiction}
            for e in value.errata
        ],
    }


def _fact(fact: FactUsed) -> dict[str, Any]:
    word = word_of(fact)
    return {
        "field": fact.path,
        "label_ar": word.label_ar,
        "label_en": word.label_en,
        "value": plain_fact(fact),
    }


def _line(line: ExplainedLine) -> dict[str, Any]:
    return {
        "kind": line.kind,
        "label_ar": line.label.ar,
        "label_en": line.label.en,
        "halalas": line.halalas,
        "source": line.source,
    }
