"""How a rule is written down: its code, sources, exceptions, and what a person must decide."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from daman.law.engine.expressions import Expression, Literal, Parameter, ParameterValue

Question = Callable[[Any, Any], Expression]


class NotInForce(Exception):
    """The edition being read gives no such parameter; the rule that asked lives without it."""


class Parameters:
    """
    The parameters of one edition, as a rule asks for them.

    A name that no edition has is a slip of the pen and an AttributeError; a name that only this
    edition lacks is NotInForce, and the rule or exception that asked for it falls away.
    """

    def __init__(self, values: Mapping[str, ParameterValue], known: Collection[str]) -> None:
        self._values = values
        self._known = known

    def __getattr__(self, name: str) -> Parameter:
        if name.startswith("__") or name not in self._known:
            raise AttributeError(f"no edition has a parameter {name!r}")
        if name not in self._values:
            raise NotInForce(name)
        return Parameter(name, self._values[name])


@dataclass(frozen=True)
class Named:
    """A quantity that a sentence prints, with the unit it is printed in."""

    name: str
    unit: str
    question: Question


@dataclass(frozen=True)
class Unless:
    """A named exception: where it holds, the condition is met all the same. They add up."""

    name: str
    articles: tuple[str, ...]
    question: Question


@dataclass(frozen=True)
class Review:
    """What only a person may decide: the open question's code and when it opens."""

    code: str
    question: Question


def _always(_: Any, __: Any) -> Expression:
    return Literal(True)


@dataclass
class Condition:
    """
    A condition of the law as it is written: a question to the facts and what belongs to it.

    Made by `condition`; then `unless` adds an exception, `applies_when` says whom it concerns,
    and `opens` names the question that is left to a person.
    """

    code: str
    question: Question
    articles: tuple[str, ...]
    shows: tuple[Named, ...] = ()
    contradictions: tuple[str, ...] = ()
    applies: Question = _always
    exceptions: list[Unless] = field(default_factory=list)
    review: Review | None = None

    def unless(self, name: str, *articles: str) -> Callable[[Question], Question]:
        """Return a decorator that adds a named exception with its articles."""

        def add(question: Question) -> Question:
            self.exceptions.append(Unless(name, articles, question))
            return question

        return add

    def applies_when(self, question: Question) -> Question:
        """Mark the question that says to whom the condition applies at all."""
        self.applies = question
        return question

    def opens(self, code: str) -> Callable[[Question], Question]:
        """Return a decorator that names when the condition is left to a person, and its code."""

        def add(question: Question) -> Question:
            self.review = Review(code, question)
            return question

        return add


def condition(
    code: str,
    *articles: str,
    shows: Sequence[Named] = (),
    contradictions: Sequence[str] = (),
) -> Callable[[Question], Condition]:
    """Return a decorator that makes a rule of a question to the facts and the parameters."""

    def make(question: Question) -> Condition:
        return Condition(code, question, articles, tuple(shows), tuple(contradictions))

    return make


def quantity(question: Question) -> Question:
    """
    Mark a quantity that several rules ask for, so that each reading of the law makes it once.

    The first argument of the question keeps what was made in its `quantities`.
    """

    def made_once(subject: Any, parameters: Any) -> Expression:
        made: dict[Question, Expression] = subject.quantities
        if question not in made:
            made[question] = question(subject, parameters)
        return made[question]

    made_once.__doc__ = question.__doc__
    made_once.__name__ = question.__name__
    return made_once


@dataclass(frozen=True)
class ReadUnless:
    """An exception as one edition reads it."""

    name: str
    articles: tuple[str, ...]
    test: Expression


@dataclass(frozen=True)
class ReadCondition:
    """A condition as one edition reads it: expressions that the interpreter can answer."""

    code: str
    articles: tuple[str, ...]
    contradictions: tuple[str, ...]
    applies: Expression
    requires: Expression
    exceptions: tuple[ReadUnless, ...]
    review_code: str
    review: Expression
    shows: Mapping[str, tuple[str, Expression]]

    @cached_property
    def met(self) -> Expression:
        """Return the whole condition: what is required, or any of its exceptions."""
        met = self.requires
        for exception in self.exceptions:
            met = met | exception.test
        return met

    @cached_property
    def expressions(self) -> tuple[Expression, ...]:
        """Return everything the condition's outcome rests on."""
        return self.applies, self.met, self.review

    @property
    def codes(self) -> tuple[str, ...]:
        """Return the reason codes this condition can give."""
        return (self.code, self.review_code) if self.review_code else (self.code,)


def read(written: Condition, subject: Any, parameters: Parameters) -> ReadCondition | None:
    """Return the condition as this edition reads it, or None when it is not in force there."""
    try:
        requires = written.question(subject, parameters)
    except NotInForce:
        return None
    review = written.review
    return ReadCondition(
        code=written.code,
        articles=written.articles,
        contradictions=written.contradictions,
        applies=written.applies(subject, parameters),
        requires=requires,
        exceptions=tuple(_exceptions_in_force(written, subject, parameters)),
        review_code=review.code if review else "",
        review=review.question(subject, parameters) if review else Literal(False),
        shows={
            named.name: (named.unit, named.question(subject, parameters))
            for named in written.shows
        },
    )


def _exceptions_in_force(
    written: Condition, subject: Any, parameters: Parameters
) -> Sequence[ReadUnless]:
    found = []
    for exception in written.exceptions:
        try:
            test = exception.question(subject, parameters)
        except NotInForce:
            continue
        found.append(ReadUnless(exception.name, exception.articles, test))
    return found
