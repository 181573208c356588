"""Computes expressions for one case, in three values: true, false and unknown (None)."""

import operator
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from daman.law.engine.expressions import (
    Arithmetic,
    Choice,
    Comparison,
    Expression,
    Fact,
    Junction,
    Literal,
    Lookup,
    Negation,
    OneOf,
    OverMembers,
    Parameter,
    Rounded,
    RowsCount,
    Scalar,
    Smaller,
    Undecided,
)

Facts = Mapping[str, Scalar | None]
_OPERATORS: dict[str, Callable[[Any, Any], Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": lambda number, divisor: number * Fraction(1, divisor),
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
}


@dataclass(frozen=True)
class Case:
    """The facts of one case; a None fact is unknown, and so is a None collection."""

    facts: Facts
    collections: Mapping[str, Sequence[Facts] | None]


@dataclass(frozen=True)
class FactUsed:
    """A fact that an expression read, with the path by which a person knows it."""

    path: str
    name: str
    value: Scalar | None


class Interpreter:
    """
    Answers expressions about one case, each node once.

    >>> answers = Interpreter(Case({"age": 61, "student": None}, {}))
    >>> answers.value((Fact("age") >= 60) | Fact("student"))
    True
    >>> answers.value((Fact("age") >= 60) & Fact("student")) is None
    True
    """

    def __init__(self, case: Case, member: Facts | None = None, member_path: str = "") -> None:
        self._case = case
        self._member = member
        self._member_path = member_path
        self._answers: dict[Expression, Any] = {}

    def value(self, expression: Expression) -> Any:
        """Return the value of the expression, or None when the facts do not settle it."""
        if expression not in self._answers:
            self._answers[expression] = _EVALUATORS[type(expression)](self, expression)
        return self._answers[expression]

    def members(self, collection: str) -> "list[Interpreter] | None":
        """Return an interpreter for each member, or None when the members are unknown."""
        members = self._case.collections[collection]
        if members is None:
            return None
        return [
            Interpreter(self._case, member, f"{collection}[{place}]")
            for place, member in enumerate(members)
        ]

    def fact(self, fact: Fact) -> FactUsed:
        """Return a fact with its path and its value in this case."""
        if not fact.collection:
            return FactUsed(fact.name, fact.name, self._case.facts[fact.name])
        assert self._member is not None, f"{fact!r} was asked outside its collection"
        path = f"{self._member_path}.{fact.name}"
        return FactUsed(path, repr(fact), self._member[fact.name])

    def facts_used(self, expression: Expression) -> dict[str, FactUsed]:
        """Return the facts that the answer rests on, by path, in the order of reading."""
        return {fact.path: fact for fact in self._walk(expression, unknown_only=False)}

    def unknown_facts(self, expression: Expression) -> list[str]:
        """Return the paths of the unknown facts that keep the expression unknown, none else."""
        return list({fact.path: None for fact in self._walk(expression, unknown_only=True)})

    def _walk(self, expression: Expression, *, unknown_only: bool) -> Iterable[FactUsed]:
        if unknown_only and self.value(expression) is not None:
            return
        if isinstance(expression, Fact):
            yield self.fact(expression)
        elif isinstance(expression, OverMembers):
            yield from self._walk_members(expression, unknown_only=unknown_only)
        else:
            for part in self._live_parts(expression):
                yield from self._walk(part, unknown_only=unknown_only)

    def _walk_members(self, question: OverMembers, *, unknown_only: bool) -> Iterable[FactUsed]:
        members = self.members(question.collection)
        if members is None:
            yield FactUsed(question.collection, question.collection, None)
            return
        for member in members:
            yield from member._walk(question.body, unknown_only=unknown_only)

    def _live_parts(self, expression: Expression) -> tuple[Expression, ...]:
        """Return the parts that bear on the answer: of a settled choice, the branch taken."""
        if not isinstance(expression, Choice):
            return expression.parts
        test = self.value(expression.test)
        if test is None:
            return expression.parts
        return expression.test, expression.then if test else expression.otherwise


def parameters_used(expression: Expression) -> dict[str, Parameter]:
    """Return every parameter the expression asks for, by name, in the order of asking."""
    return dict(expression.parameters)


def lists_asked(expression: Expression) -> list[OneOf]:
    """Return every question whether a word stands in a list."""
    own = [expression] if isinstance(expression, OneOf) else []
    return own + [asked for part in expression.parts for asked in lists_asked(part)]


def half_up(amount: Fraction | int) -> int:
    """
    Return the nearest whole number, a half going up.

    >>> half_up(Fraction(5, 2)), half_up(Fraction(-5, 2)), half_up(7)
    (3, -2, 7)
    """
    if isinstance(amount, Fraction):
        return (2 * amount.numerator + amount.denominator) // (2 * amount.denominator)
    return (2 * amount + 1) // 2


def _literal(_: Interpreter, literal: Literal) -> Any:
    return literal.value


def _parameter(_: Interpreter, parameter: Parameter) -> Any:
    return parameter.value


def _fact(answers: Interpreter, fact: Fact) -> Any:
    return answers.fact(fact).value


def _joined(answers: Interpreter, node: Arithmetic) -> Any:
    left, right = answers.value(node.left), answers.value(node.right)
    return None if left is None or right is None else _OPERATORS[node.operator](left, right)


def _junction(answers: Interpreter, node: Junction) -> Any:
    settling = node.operator == "|"
    left = answers.value(node.left)
    if left is settling:
        return settling
    right = answers.value(node.right)
    if right is settling:
        return settling
    return None if left is None or right is None else not settling


def _negation(answers: Interpreter, node: Negation) -> Any:
    value = answers.value(node.operand)
    return None if value is None else not value


def _rounded(answers: Interpreter, node: Rounded) -> Any:
    value = answers.value(node.operand)
    return None if value is None else half_up(value)


def _undecided(answers: Interpreter, node: Undecided) -> Any:
    return answers.value(node.operand) is None


def _one_of(answers: Interpreter, node: OneOf) -> Any:
    word = answers.value(node.operand)
    return None if word is None else word in answers.value(node.words)


def _lookup(answers: Interpreter, node: Lookup) -> Any:
    row = answers.value(node.index)
    return None if row is None else answers.value(node.table).get(row)


def _rows_count(answers: Interpreter, node: RowsCount) -> Any:
    return len(answers.value(node.table))


def _choice(answers: Interpreter, node: Choice) -> Any:
    test = answers.value(node.test)
    if test is None:
        return None
    return answers.value(node.then if test else node.otherwise)


def _smaller(answers: Interpreter, node: Smaller) -> Any:
    left, right = answers.value(node.left), answers.value(node.right)
    return None if left is None or right is None else min(left, right)


def _over_members(answers: Interpreter, node: OverMembers) -> Any:
    members = answers.members(node.collection)
    if members is None:
        return None
    values = [member.value(node.body) for member in members]
    if node.kind in ("any", "all"):
        settling = node.kind == "any"
        if settling in values:
            return settling
        return None if None in values else not settling
    return None if None in values else sum(values)


_EVALUATORS: dict[type[Expression], Callable[[Interpreter, Any], Any]] = {
    Literal: _literal,
    Parameter: _parameter,
    Fact: _fact,
    Arithmetic: _joined,
    Comparison: _joined,
    Junction: _junction,
    Negation: _negation,
    Rounded: _rounded,
    Undecided: _undecided,
    OneOf: _one_of,
    Lookup: _lookup,
    RowsCount: _rows_count,
    Choice: _choice,
    Smaller: _smaller,
    OverMembers: _over_members,
}
