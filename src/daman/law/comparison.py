"""One household under several editions side by side: what each answers, and where they differ."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from daman.kernel.money import Money
from daman.kernel.refusal import Refusal
from daman.law.assess import Answer, answer
from daman.law.engine.conditions import ReadCondition
from daman.law.explanation import ExplainedCondition, ExplainedLine, riyals
from daman.law.facts.household import Household
from daman.law.parameters.editions import Value
from daman.law.rules.reading import Reading
from daman.law.wording import Text
from daman.law.wording_of_changes import forms

EDITIONS_MIN, EDITIONS_MAX = 2, 4
_AMOUNT = "amount"


@dataclass(frozen=True)
class Topic:
    """
    One question of the law as each edition answers it, None where an edition does not ask it.

    `parameters` holds the edition's values that are not the same in all of them, by name.
    """

    code: str
    title: Text
    conditions: Mapping[str, ExplainedCondition | None]
    parameters: Mapping[str, Mapping[str, Value | None]]

    @property
    def differs(self) -> bool:
        """Return whether the outcome is not the same in every edition."""
        return len({each and each.outcome for each in self.conditions.values()}) > 1


@dataclass(frozen=True)
class Line:
    """One line of the arithmetic by edition, None where an edition has no such line."""

    code: str
    label: Text
    halalas: Mapping[str, int | None]

    @property
    def differs(self) -> bool:
        """Return whether the line is not the same in every edition."""
        return len(set(self.halalas.values())) > 1


@dataclass(frozen=True)
class Comparison:
    """The answers of several editions for one household, by edition in the order asked."""

    answers: Mapping[str, Answer]
    topics: tuple[Topic, ...]
    lines: tuple[Line, ...]

    @property
    def is_same(self) -> bool:
        """Return whether every edition gives the same outcome and amount."""
        return len({(each.eligible, each.amount) for each in self.answers.values()}) == 1

    def as_dict(self) -> dict[str, Any]:
        """Return the comparison as plain values that JSON can carry, amounts in riyals."""
        return {
            "editions": list(self.answers),
            "same": self.is_same,
            "answers": {name: _answer(each) for name, each in self.answers.items()},
            "conditions": [_topic(topic) for topic in self.topics],
            "amount_lines": [_line(line) for line in self.lines],
        }


def compare(readings: Sequence[Reading], household: Household) -> Comparison:
    """
    Return the answers of two to four editions for one household, side by side.

    :raises Refusal: editions.count when there are fewer, more, or one of them twice
    """
    check_count(readings)
    answers = {reading.edition.id: answer(reading, household) for reading in readings}
    return Comparison(answers, _topics(readings, answers), _lines(answers))


def check_count(readings: Sequence[Reading]) -> None:
    """
    Check that two to four different editions are compared.

    :raises Refusal: editions.count
    """
    names = {reading.edition.id for reading in readings}
    if not EDITIONS_MIN <= len(names) <= EDITIONS_MAX or len(names) < len(readings):
        raise Refusal(
            "editions.count", field="editions", lowest=EDITIONS_MIN, highest=EDITIONS_MAX
        )


def _topics(readings: Iterable[Reading], answers: Mapping[str, Answer]) -> tuple[Topic, ...]:
    by_topic: dict[str, dict[str, ExplainedCondition]] = {}
    for reading in readings:
        explained = answers[reading.edition.id].conditions
        for place, condition in enumerate(explained):
            code = _topic_of(reading.conditions, place)
            by_topic.setdefault(code, {})[reading.edition.id] = condition
    return tuple(_one_topic(code, found, answers) for code, found in by_topic.items())


def _topic_of(conditions: Sequence[ReadCondition], place: int) -> str:
    """Return the topic of a condition; what follows the conditions is an open amount."""
    if place >= len(conditions):
        return _AMOUNT
    name = conditions[place].code.partition(".")[2]
    return next((code for code, each in forms()["topics"].items() if name in each["of"]), name)


def _one_topic(
    code: str, found: Mapping[str, ExplainedCondition], answers: Mapping[str, Answer]
) -> Topic:
    named = forms()["topics"].get(code)
    first = next(iter(found.values()))
    return Topic(
        code=code,
        title=Text(named["ar"], named["en"]) if named else first.title,
        conditions={edition: found.get(edition) for edition in answers},
        parameters=_parameters(found, answers),
    )


def _parameters(
    found: Mapping[str, ExplainedCondition], answers: Mapping[str, Answer]
) -> dict[str, dict[str, Value | None]]:
    by_name: dict[str, dict[str, Value | None]] = {}
    for edition, condition in found.items():
        for value in condition.parameters:
            by_name.setdefault(value.name, dict.fromkeys(answers))[edition] = value
    return {
        name: values
        for name, values in by_name.items()
        if any(_plain(value) != _plain(values[next(iter(answers))]) for value in values.values())
    }


def _plain(value: Value | None) -> Any:
    """Return a value as it is compared: of a list of words the words, not their sources."""
    if value is None:
        return None
    return list(value.value) if value.unit == "words" else value.value


def _lines(answers: Mapping[str, Answer]) -> tuple[Line, ...]:
    by_code: dict[str, dict[str, ExplainedLine]] = {}
    for edition, each in answers.items():
        for line in each.amount_lines:
            by_code.setdefault(line.code, {})[edition] = line
    total = by_code.pop("total", None)
    ordered = by_code | ({"total": total} if total else {})
    return tuple(
        Line(
            code,
            next(iter(found.values())).label,
            {edition: found[edition].halalas if edition in found else None for edition in answers},
        )
        for code, found in ordered.items()
    )


def _answer(given: Answer) -> dict[str, Any]:
    return {
        "eligible": given.eligible,
        "amount": _money(given.amount),
        "reasons": list(given.reasons),
        "edition_hash": given.edition.content_hash,
    }


def _money(amount: Money | None) -> int | float | None:
    return None if amount is None else riyals(amount.halalas)


def _topic(topic: Topic) -> dict[str, Any]:
    return {
        "topic": topic.code,
        "title_ar": topic.title.ar,
        "title_en": topic.title.en,
        "differs": topic.differs,
        "in": {name: each and _condition(each) for name, each in topic.conditions.items()},
        "parameters": [
            {
                "name": name,
                "label_ar": shown.label_ar,
                "label_en": shown.label_en,
                "unit": shown.unit,
                "values": {edition: _plain(value) for edition, value in values.items()},
            }
            for name, values in topic.parameters.items()
            for shown in [next(value for value in values.values() if value)]
        ],
    }


def _condition(condition: ExplainedCondition) -> dict[str, Any]:
    return {
        "code": condition.code,
        "outcome": condition.outcome.value,
        "met": condition.met,
        "text_ar": condition.text.ar,
        "text_en": condition.text.en,
        "values": dict(condition.values),
    }


def _line(line: Line) -> dict[str, Any]:
    return {
        "line": line.code,
        "label_ar": line.label.ar,
        "label_en": line.label.en,
        "differs": line.differs,
        "halalas": dict(line.halalas),
    }
