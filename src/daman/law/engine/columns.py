"""
Compiles expressions into Polars columns: one text of a rule for one case and for millions.

Three values as in the interpreter: a null is unknown and stays so. A number is a whole column of
64 bits with an exact factor, so that quotients are never rounded on the way; how large it can
become is known when it is compiled, and what could wrap around is refused then.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from math import lcm
from typing import Any

import polars as pl

from daman.law.engine.expressions import (
    Arithmetic,
    Choice,
    Comparison,
    Expression,
    Fact,
    Junction,
    Lookup,
    Negation,
    OneOf,
    OverMembers,
    Rounded,
    Smaller,
    Undecided,
)
from daman.law.engine.interpreter import Case, Interpreter

LARGEST = 2**63 - 1
MEMBERS_MAX = 1000
NOWHERE = 255  # The place of a word that a list does not have.


class NotInColumns(Exception):
    """A rule asks what columns cannot answer, or what could become too large for them."""


@dataclass(frozen=True)
class FactColumn:
    """Where a fact stands: a Boolean, a whole number up to `bound`, or the place of a word."""

    column: pl.Expr
    bound: int = 0
    words: tuple[str, ...] = ()

    @property
    def compiled(self) -> "Compiled":
        """Return the column as what compiled expressions are joined from."""
        if self.words:
            return Word(self.column, self.words)
        return Number.whole(self.column, self.bound) if self.bound else Truth(self.column)


@dataclass(frozen=True)
class Truth:
    """A Boolean column; null is unknown."""

    column: pl.Expr


@dataclass(frozen=True)
class Word:
    """A column of places, of 8 bits, in a list of at most 255 words."""

    column: pl.Expr
    words: tuple[str, ...]

    def equals(self, word: str) -> pl.Expr:
        """Return whether the column has this word; a word it never has is not unknown."""
        return self.column == place_literal(
            self.words.index(word) if word in self.words else NOWHERE
        )


@dataclass(frozen=True)
class Number:
    """An Int64 column times an exact factor; the column is never beyond the bound."""

    column: pl.Expr
    factor: Fraction
    bound: int

    @staticmethod
    def whole(column: pl.Expr, bound: int) -> "Number":
        """
        Return a number of whole units.

        :raises NotInColumns: when it could wrap around
        """
        if bound > LARGEST:
            raise NotInColumns(f"a number up to {bound} does not fit 64 bits")
        return Number(column, Fraction(1), bound)

    def in_parts(self, denominator: int) -> "Number":
        """Return the whole count of parts: `in_parts(12)` counts twelfths."""
        times = self.factor * denominator
        assert times.denominator == 1, "the denominator is a multiple of the number's own"
        if times == 1:
            return Number.whole(self.column, self.bound)
        bound = self.bound * abs(times.numerator)
        return Number.whole(self.column * _whole_literal(times.numerator), bound)

    def scaled(self, factor: Fraction) -> "Number":
        """Return the number times an exact factor."""
        return Number(self.column, self.factor * factor, self.bound)


Compiled = Truth | Word | Number


@dataclass
class Measures:
    """What is summed over the members of each case, as columns of the members' table."""

    summed: dict[str, pl.Expr] = field(default_factory=dict)
    made: dict[OverMembers, int] = field(default_factory=dict)


class Compiler:
    """
    Turns expressions into columns, each node once.

    `facts` are the case's columns, `members` those of the members' table, `collection_known` the
    column that says whether the members of a case are known at all. What the members' table must
    sum for each case, the head of nothing left out, is found in `measures` afterwards.
    """

    def __init__(
        self,
        facts: Mapping[str, FactColumn],
        members: Mapping[str, FactColumn] | None = None,
        collection_known: pl.Expr | None = None,
    ) -> None:
        self._facts = facts
        self._members = members
        self._collection_known = collection_known
        self._compiled: dict[Expression, Compiled] = {}
        self.measures = Measures()

    def compiled(self, expression: Expression) -> Compiled:
        """
        Return the expression in columns.

        :raises NotInColumns: when it cannot be answered by columns
        """
        if expression not in self._compiled:
            if is_constant(expression):
                value = Interpreter(Case({}, {})).value(expression)
                self._compiled[expression] = _constant(value)
            else:
                self._compiled[expression] = _COMPILERS[type(expression)](self, expression)
        return self._compiled[expression]

    def truth(self, expression: Expression) -> pl.Expr:
        """Return a condition as a Boolean column."""
        found = self.compiled(expression)
        if not isinstance(found, Truth):
            raise NotInColumns(f"{expression} is no condition")
        return found.column

    def number(self, expression: Expression) -> Number:
        """Return a quantity."""
        found = self.compiled(expression)
        if not isinstance(found, Number):
            raise NotInColumns(f"{expression} is no number")
        return found

    def whole(self, expression: Expression) -> pl.Expr:
        """Return a quantity that is always whole, as an Int64 column."""
        number = self.number(expression)
        if number.factor.denominator != 1:
            raise NotInColumns(f"{expression} may be a fraction")
        return number.in_parts(1).column

    def fact(self, fact: Fact) -> Compiled:
        """Return the column of a fact."""
        if fact.name not in self._facts:
            raise NotInColumns(f"{fact} is asked where its column is not")
        return self._facts[fact.name].compiled

    def over_members(self, question: OverMembers) -> Compiled:
        """Return what a question about all members gives for each case."""
        if self._members is None or self._collection_known is None:
            raise NotInColumns(f"{question} is asked within another such question")
        place = self.measures.made.setdefault(question, len(self.measures.made))
        body = Compiler(self._members).compiled(question.body)
        given = _counted(body, question.kind)
        one = given.in_parts(given.factor.denominator)
        missing = one.column.is_null()
        names = f"measure_{place}", f"measure_{place}_unknown"
        self.measures.summed[names[0]] = one.column.fill_null(0).cast(pl.Int64)
        self.measures.summed[names[1]] = missing.cast(pl.Int64)
        summed = Number.whole(pl.col(names[0]), one.bound * MEMBERS_MAX)
        return self._answered(question.kind, summed, given, pl.col(names[1]) == 0)

    def _answered(self, kind: str, summed: Number, given: Number, complete: pl.Expr) -> Compiled:
        known = self._collection_known
        assert known is not None, "a case's members are asked about"
        if kind in ("any", "all"):
            found = summed.column > 0
            settled = pl.lit(kind == "any")
            answer = pl.when(known & found).then(settled).when(known & complete).then(~settled)
            return Truth(answer)
        column = pl.when(known & complete).then(summed.column)
        parts = Fraction(1, given.factor.denominator)
        return Number.whole(column, summed.bound).scaled(parts)


def is_constant(expression: Expression) -> bool:
    """Return whether an expression rests on no fact at all."""
    if isinstance(expression, Fact | OverMembers):
        return False
    return all(is_constant(part) for part in expression.parts)


def _constant(value: Any) -> Compiled:
    if isinstance(value, bool):
        return Truth(pl.lit(value))
    if isinstance(value, str):
        return Word(place_literal(0), (value,))
    if isinstance(value, int | Fraction):
        exact = Fraction(value)
        return Number.whole(_whole_literal(1), 1).scaled(exact)
    raise NotInColumns(f"{value!r} is no constant of a column")


def _whole_literal(value: int) -> pl.Expr:
    """Return a literal of 64 bits: Polars makes literals of 32, which wrap around unseen."""
    return pl.lit(value, pl.Int64)


def place_literal(place: int) -> pl.Expr:
    """Return a literal of the 8 bits in which the places of words stand."""
    return pl.lit(place, pl.UInt8)


def _counted(body: Compiled, kind: str) -> Number:
    """Return what is summed for one member: the amount, or 1 where the answer counts."""
    if isinstance(body, Number):
        return body
    if not isinstance(body, Truth):
        raise NotInColumns("a word cannot be counted")
    counts = ~body.column if kind == "all" else body.column
    return Number.whole(counts.cast(pl.Int64), 1)


def _aligned(left: Number, right: Number) -> tuple[Number, Number, int]:
    """Return both numbers in the same parts of a unit, and how many parts make one."""
    parts = lcm(left.factor.denominator, right.factor.denominator)
    return left.in_parts(parts), right.in_parts(parts), parts


def _arithmetic(compiler: Compiler, node: Arithmetic) -> Number:
    left, right = compiler.number(node.left), compiler.number(node.right)
    if node.operator == "/":
        return left.scaled(1 / _constant_of(node.right))
    if node.operator == "*":
        return _product(compiler, node, left, right)
    a, b, parts = _aligned(left, right)
    column = a.column + b.column if node.operator == "+" else a.column - b.column
    return Number.whole(column, a.bound + b.bound).scaled(Fraction(1, parts))


def _product(compiler: Compiler, node: Arithmetic, left: Number, right: Number) -> Number:
    for constant, other in ((node.left, right), (node.right, left)):
        if is_constant(constant):
            return other.scaled(_constant_of(constant))
    product = Number.whole(left.column * right.column, left.bound * right.bound)
    return product.scaled(left.factor * right.factor)


def _constant_of(expression: Expression) -> Fraction:
    if not is_constant(expression):
        raise NotInColumns(f"a division by {expression} is not exact in columns")
    return Fraction(Interpreter(Case({}, {})).value(expression))


_COMPARISONS: Mapping[str, Callable[[pl.Expr, pl.Expr], pl.Expr]] = {
    "<": lambda left, right: left < right,
    "<=": lambda left, right: left <= right,
    ">": lambda left, right: left > right,
    ">=": lambda left, right: left >= right,
    "==": lambda left, right: left == right,
}


def _comparison(compiler: Compiler, node: Comparison) -> Truth:
    left, right = compiler.compiled(node.left), compiler.compiled(node.right)
    if isinstance(left, Number) and isinstance(right, Number):
        a, b, _ = _aligned(left, right)
        return Truth(_COMPARISONS[node.operator](a.column, b.column))
    if isinstance(left, Word) and isinstance(right, Word) and len(right.words) == 1:
        return Truth(left.equals(right.words[0]))
    if isinstance(left, Truth) and isinstance(right, Truth):
        return Truth(_COMPARISONS[node.operator](left.column, right.column))
    raise NotInColumns(f"{node} compares what does not compare")


def _junction(compiler: Compiler, node: Junction) -> Truth:
    left, right = compiler.truth(node.left), compiler.truth(node.right)
    return Truth(left | right if node.operator == "|" else left & right)


def _negation(compiler: Compiler, node: Negation) -> Truth:
    return Truth(~compiler.truth(node.operand))


def _rounded(compiler: Compiler, node: Rounded) -> Number:
    number = compiler.number(node.operand)
    parts = number.factor.denominator
    if parts == 1:
        return number
    doubled = number.scaled(Fraction(2 * parts)).in_parts(1)
    half_added = Number.whole(doubled.column + _whole_literal(parts), doubled.bound + parts)
    column = half_added.column // _whole_literal(2 * parts)
    return Number.whole(column, half_added.bound // (2 * parts) + 1)


def _undecided(compiler: Compiler, node: Undecided) -> Truth:
    return Truth(compiler.compiled(node.operand).column.is_null())


def _one_of(compiler: Compiler, node: OneOf) -> Truth:
    asked = compiler.compiled(node.operand)
    words = node.words.value
    if not isinstance(asked, Word) or not isinstance(words, tuple):
        raise NotInColumns(f"{node} asks for no word in a list of words")
    places = [place for place, word in enumerate(asked.words) if word in words]
    found = asked.column == place_literal(NOWHERE)  # Keeps unknown unknown, also of an empty list.
    for place in places:
        found = found | (asked.column == place_literal(place))
    return Truth(found)


def _lookup(compiler: Compiler, node: Lookup) -> Number:
    """Return the row; null beyond the table and for an unknown index, never the last row."""
    table = node.table.value
    if not isinstance(table, Mapping):
        raise NotInColumns(f"{node.table} is no table")
    index = compiler.whole(node.index)
    rows = list(table)
    amounts = pl.Series([table[row] for row in rows], dtype=pl.Int64)
    column = index.replace_strict(
        pl.Series(rows, dtype=pl.Int64), amounts, default=None, return_dtype=pl.Int64
    )
    return Number.whole(column, max(map(abs, table.values())))


def _choice(compiler: Compiler, node: Choice) -> Compiled:
    if is_constant(node.test):
        test = Interpreter(Case({}, {})).value(node.test)
        return compiler.compiled(node.then if test else node.otherwise)
    test = compiler.truth(node.test)
    then, otherwise = compiler.compiled(node.then), compiler.compiled(node.otherwise)
    if isinstance(then, Number) and isinstance(otherwise, Number):
        a, b, parts = _aligned(then, otherwise)
        column = _chosen(test, a.column, b.column)
        return Number.whole(column, max(a.bound, b.bound)).scaled(Fraction(1, parts))
    if isinstance(then, Truth) and isinstance(otherwise, Truth):
        return Truth(_chosen(test, then.column, otherwise.column))
    raise NotInColumns(f"{node} chooses between unlike values")


def _chosen(test: pl.Expr, then: pl.Expr, otherwise: pl.Expr) -> pl.Expr:
    """Return one of two columns; without the second test an unknown would count as false."""
    return pl.when(test).then(then).when(~test).then(otherwise)


def _smaller(compiler: Compiler, node: Smaller) -> Number:
    a, b, parts = _aligned(compiler.number(node.left), compiler.number(node.right))
    column = _chosen(a.column <= b.column, a.column, b.column)
    return Number.whole(column, max(a.bound, b.bound)).scaled(Fraction(1, parts))


_COMPILERS: dict[type[Expression], Callable[[Compiler, Any], Compiled]] = {
    Fact: Compiler.fact,
    Arithmetic: _arithmetic,
    Comparison: _comparison,
    Junction: _junction,
    Negation: _negation,
    Rounded: _rounded,
    Undecided: _undecided,
    OneOf: _one_of,
    Lookup: _lookup,
    Choice: _choice,
    Smaller: _smaller,
    OverMembers: Compiler.over_members,
}
