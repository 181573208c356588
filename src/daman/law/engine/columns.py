"""
Compiles expressions into Polars columns: one text of a rule for one case and for millions.

Three values as in the interpreter: a null is unknown and stays so. A number is a whole column of
64 bits with an exact factor, so that quotients are never rounded on the way; how large it can
become is known when it is compiled, and what could wrap around is refused then.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from math import lcm
from typing import Any

import polars as pl

from daman.law.engine.column_stages import Stages
from daman.law.engine.column_values import (
    NOWHERE,
    Compiled,
    FactColumn,
    NotInColumns,
    Number,
    Truth,
    Word,
    place_literal,
    unknown_where,
    whole_literal,
)
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

MEMBERS_MAX = 1000


@dataclass
class Measures:
    """
    What is added up over the members of each case, by the name of the column it gives.

    `counted` are conditions and `summed` numbers, columns of the members' table without null.
    """

    counted: dict[str, pl.Expr] = field(default_factory=dict)
    summed: dict[str, pl.Expr] = field(default_factory=dict)
    made: dict[OverMembers, int] = field(default_factory=dict)

    @property
    def numbers(self) -> Mapping[str, pl.Expr]:
        """Return everything as whole numbers: one where a condition holds."""
        ones = {name: holds.cast(pl.Int64) for name, holds in self.counted.items()}
        return ones | self.summed


class Compiler:
    """
    Turns expressions into columns, each node once.

    `facts` are the case's columns, `members` those of the members' table; `collection_known` says
    whether the members of a case are known at all. What is to be added up over the members of
    each case is found in `measures` afterwards, and in `stages` the comparisons and the `shared`
    quantities that must stand beside the facts, stage after stage, before anything is decided.
    """

    def __init__(
        self,
        facts: Mapping[str, FactColumn],
        members: Mapping[str, FactColumn] | None = None,
        collection_known: Truth | None = None,
        *,
        shared: Collection[Expression] = (),
    ) -> None:
        self._facts = facts
        self._members = members
        self._collection_known = collection_known
        self._shared = shared
        self._compiled: dict[Expression, Compiled] = {}
        self.measures = Measures()
        self.stages = Stages()

    def compiled(self, expression: Expression) -> Compiled:
        """
        Return the expression in columns.

        :raises NotInColumns: when it cannot be answered by columns
        """
        if expression not in self._compiled:
            self._compiled[expression] = self._made(expression)
        return self._compiled[expression]

    def _made(self, expression: Expression) -> Compiled:
        if is_constant(expression):
            return _constant(Interpreter(Case({}, {})).value(expression))
        made = _COMPILERS[type(expression)](self, expression)
        is_compared = isinstance(expression, Comparison) and self._members is not None
        if expression in self._shared or is_compared:
            return replace(made, column=self.stages.put(made.column))
        return made

    def is_shared(self, expression: Expression) -> bool:
        """Return whether a quantity is computed by itself, under a name."""
        return expression in self._shared

    def truth(self, expression: Expression) -> Truth:
        """Return a condition."""
        found = self.compiled(expression)
        if not isinstance(found, Truth):
            raise NotInColumns(f"{expression} is no condition")
        return found

    def number(self, expression: Expression) -> Number:
        """Return a quantity."""
        found = self.compiled(expression)
        if not isinstance(found, Number):
            raise NotInColumns(f"{expression} is no number")
        return found

    def whole(self, expression: Expression) -> Number:
        """Return a quantity that is always whole, in whole units."""
        number = self.number(expression)
        if number.factor.denominator != 1:
            raise NotInColumns(f"{expression} may be a fraction")
        return number.in_parts(1)

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
        name, lacking = f"measure_{place}", f"measure_{place}_unknown"
        body = Compiler(self._members).compiled(question.body)
        if isinstance(body, Word):
            raise NotInColumns("a word cannot be counted")
        if body.unknown.always is None:
            self.measures.counted[lacking] = body.unknown.column
        complete = Truth.constant(True)
        if lacking in self.measures.counted:
            complete = Truth(pl.col(lacking) == 0, is_known=True)
        if isinstance(body, Truth):
            counts = ~body if question.kind == "all" else body
            self.measures.counted[name] = counts.certain.column
            parts, bound = 1, MEMBERS_MAX
        else:
            parts = body.factor.denominator
            one = body.in_parts(parts)
            self.measures.summed[name] = one.column.fill_null(0).cast(pl.Int64)
            bound = one.bound * MEMBERS_MAX
        found = self._answered(question.kind, Number.whole(pl.col(name), bound), complete)
        return found.scaled(Fraction(1, parts)) if isinstance(found, Number) else found

    def _answered(self, kind: str, summed: Number, complete: Truth) -> Truth | Number:
        known = self._collection_known
        assert known is not None, "a case's members are asked about"
        settled = known & complete
        if kind in ("any", "all"):
            found = Truth(summed.column > 0, is_known=True)
            answer = found if kind == "any" else ~found
            return _where(known & (found | complete), answer)
        column = _where_known(settled, summed.column)
        return Number.whole(column, summed.bound, is_known=settled.always is True)


def _where(settled: Truth, answer: Truth) -> Truth:
    column = _where_known(settled, answer.column)
    return Truth(column, is_known=settled.always is True)


def _where_known(settled: Truth, column: pl.Expr) -> pl.Expr:
    """Return the column where it is settled, else null."""
    return column if settled.always is True else pl.when(settled.column).then(column)


def is_constant(expression: Expression) -> bool:
    """Return whether an expression rests on no fact at all."""
    if isinstance(expression, Fact | OverMembers):
        return False
    return all(is_constant(part) for part in expression.parts)


def _constant(value: Any) -> Compiled:
    if isinstance(value, bool):
        return Truth.constant(value)
    if isinstance(value, str):
        return Word(place_literal(0), (value,), is_known=True)
    if isinstance(value, int | Fraction):
        exact = Fraction(value)
        return Number.whole(whole_literal(1), 1, is_known=True).scaled(exact)
    raise NotInColumns(f"{value!r} is no constant of a column")


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
    return _sum_of(_addends(compiler, node))


def _addends(compiler: Compiler, node: Arithmetic) -> list[Number]:
    """Return what a sum adds up, down to what is shared; what is taken away is negative."""
    first = node.left
    if compiler.is_shared(first) or type(first) is not Arithmetic or first.operator not in "+-":
        left = [compiler.number(first)]
    else:
        left = _addends(compiler, first)
    sign = Fraction(1 if node.operator == "+" else -1)
    return [*left, compiler.number(node.right).scaled(sign)]


def _sum_of(addends: list[Number]) -> Number:
    """Return a sum; what stands in the same parts of a unit is added up before it is scaled."""
    groups: dict[Fraction, Number] = {}
    for number in addends:
        same = groups.get(abs(number.factor))
        groups[abs(number.factor)] = _added(same, number) if same else number
    first, *others = [number for factor, number in groups.items() if factor] or [addends[0]]
    for other in others:
        first = _added(first, other)
    return first


def _added(left: Number, right: Number) -> Number:
    """Return the sum of two numbers, taken away where their signs differ."""
    sign = 1 if right.factor > 0 else -1
    a, b, parts = _aligned(left, right.scaled(Fraction(sign)))
    column = a.column + b.column if sign > 0 else a.column - b.column
    both = Number.whole(column, a.bound + b.bound, is_known=_both_known(a, b))
    return both.scaled(Fraction(1, parts))


def _both_known(left: Compiled, right: Compiled) -> bool:
    return left.is_known and right.is_known


def _product(compiler: Compiler, node: Arithmetic, left: Number, right: Number) -> Number:
    for constant, other in ((node.left, right), (node.right, left)):
        if is_constant(constant):
            return other.scaled(_constant_of(constant))
    bound, is_known = left.bound * right.bound, _both_known(left, right)
    product = Number.whole(left.column * right.column, bound, is_known=is_known)
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
        left, right, _ = _aligned(left, right)
    elif isinstance(left, Word) and isinstance(right, Word) and len(right.words) == 1:
        return left.equals(right.words[0])
    elif not (isinstance(left, Truth) and isinstance(right, Truth)):
        raise NotInColumns(f"{node} compares what does not compare")
    column = _COMPARISONS[node.operator](left.column, right.column)
    return Truth(column, _both_known(left, right))


def _junction(compiler: Compiler, node: Junction) -> Truth:
    left, right = compiler.truth(node.left), compiler.truth(node.right)
    return left | right if node.operator == "|" else left & right


def _negation(compiler: Compiler, node: Negation) -> Truth:
    return ~compiler.truth(node.operand)


def _rounded(compiler: Compiler, node: Rounded) -> Number:
    number = compiler.number(node.operand)
    parts = number.factor.denominator
    if parts == 1:
        return number
    parts *= 1 + parts % 2  # An even count of parts has a half of its own.
    exact = number.in_parts(parts)
    half_added = Number.whole(exact.column + whole_literal(parts // 2), exact.bound + parts)
    column = half_added.column // whole_literal(parts)
    return Number.whole(column, half_added.bound // parts + 1, is_known=number.is_known)


def _undecided(compiler: Compiler, node: Undecided) -> Truth:
    operand = compiler.compiled(node.operand)
    return unknown_where(operand.column, operand.is_known)


def _one_of(compiler: Compiler, node: OneOf) -> Truth:
    asked = compiler.compiled(node.operand)
    words = node.words.value
    if not isinstance(asked, Word) or not isinstance(words, tuple):
        raise NotInColumns(f"{node} asks for no word in a list of words")
    places = [place for place, word in enumerate(asked.words) if word in words]
    # Nowhere when there is none: unknown stays unknown, also of an empty list.
    first, *rest = places or [NOWHERE]
    found = asked.column == place_literal(first)
    for place in rest:
        found = found | (asked.column == place_literal(place))
    return Truth(found, asked.is_known)


def _lookup(compiler: Compiler, node: Lookup) -> Number:
    """Return the row; null beyond the table and for an unknown index, never the last row."""
    table = node.table.value
    if not isinstance(table, Mapping):
        raise NotInColumns(f"{node.table} is no table")
    index, last = compiler.whole(node.index).column, max(table)
    rows = pl.Series([table.get(row) for row in range(last + 2)], dtype=pl.Int64)
    assert rows[0] is None, "a table's rows are counted from 1"
    # The rows before the first and after the last are null; so is what stands for no number.
    place = pl.min_horizontal(pl.max_horizontal(index, whole_literal(0)), whole_literal(last + 1))
    return Number.whole(pl.lit(rows).gather(place), max(map(abs, table.values())))


def _choice(compiler: Compiler, node: Choice) -> Compiled:
    if is_constant(node.test):
        test = Interpreter(Case({}, {})).value(node.test)
        return compiler.compiled(node.then if test else node.otherwise)
    test = compiler.truth(node.test)
    then, otherwise = compiler.compiled(node.then), compiler.compiled(node.otherwise)
    is_known = test.is_known and _both_known(then, otherwise)
    if isinstance(then, Number) and isinstance(otherwise, Number):
        a, b, parts = _aligned(then, otherwise)
        column = _chosen(test, a.column, b.column)
        chosen = Number.whole(column, max(a.bound, b.bound), is_known=is_known)
        return chosen.scaled(Fraction(1, parts))
    if isinstance(then, Truth) and isinstance(otherwise, Truth):
        return Truth(_chosen(test, then.column, otherwise.column), is_known)
    raise NotInColumns(f"{node} chooses between unlike values")


def _chosen(test: Truth, then: pl.Expr, otherwise: pl.Expr) -> pl.Expr:
    """Return one of two columns; without the second test an unknown would count as false."""
    first = pl.when(test.column).then(then)
    if test.is_known:
        return first.otherwise(otherwise)
    return first.when(~test.column).then(otherwise)


def _smaller(compiler: Compiler, node: Smaller) -> Number:
    a, b, parts = _aligned(compiler.number(node.left), compiler.number(node.right))
    is_known = _both_known(a, b)
    # The least of several columns leaves nulls out, which is right only where there is none.
    least = pl.min_horizontal(a.column, b.column)
    column = least if is_known else _chosen(Truth(a.column <= b.column), a.column, b.column)
    smaller = Number.whole(column, max(a.bound, b.bound), is_known=is_known)
    return smaller.scaled(Fraction(1, parts))


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
