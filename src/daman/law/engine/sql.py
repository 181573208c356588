"""
Writes expressions as SQL: the same text of a rule where the data live, in PostgreSQL and others.

Three values as in the interpreter, and whole numbers of 64 bits with an exact factor as in
columns. What is long gets a name and is computed once, in stages (`Sheet`).
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from fractions import Fraction
from math import lcm
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
from daman.law.engine.interpreter import Case, Interpreter
from daman.law.engine.sql_text import (
    NONE,
    ONE,
    Dialect,
    NotInSql,
    Sheet,
    Written,
    text_literal,
    whole_literal,
)

MEMBERS_MAX = 1000


class SqlCompiler:
    """
    Turns expressions into SQL, each node once.

    `facts` are the case's columns, `members` those of the members' table, `collection_known` says
    whether the members of a case are known at all. `measures` holds afterwards what the members'
    table must sum for each case, the head left out.
    """

    def __init__(
        self,
        facts: Mapping[str, Written],
        dialect: Dialect,
        *,
        members: Mapping[str, Written] | None = None,
        collection_known: str = "",
    ) -> None:
        self.dialect = dialect
        self.sheet = Sheet()
        self.measures: dict[str, str] = {}
        self._facts = facts
        self._members = members
        self._collection_known = collection_known
        self._written: dict[Expression, Written] = {}

    def written(self, expression: Expression) -> Written:
        """
        Return the expression in SQL.

        :raises NotInSql: when SQL cannot answer it
        """
        if expression not in self._written:
            if is_constant(expression):
                found = _constant(Interpreter(Case({}, {})).value(expression))
            else:
                found = _WRITERS[type(expression)](self, expression)
            # What is asked of one member is summed at once and needs no name.
            is_case = self._members is not None
            named = self.sheet.name(found.text) if is_case else found.text
            self._written[expression] = replace(found, text=named)
        return self._written[expression]

    def truth(self, expression: Expression) -> str:
        """Return a condition."""
        return self._of_kind(expression, "truth").text

    def number(self, expression: Expression) -> Written:
        """Return a quantity."""
        return self._of_kind(expression, "number")

    def whole(self, expression: Expression) -> str:
        """Return a quantity that is always whole."""
        number = self.number(expression)
        if number.factor.denominator != 1:
            raise NotInSql(f"{expression} may be a fraction")
        return number.in_parts(1).text

    def _of_kind(self, expression: Expression, kind: str) -> Written:
        found = self.written(expression)
        if found.kind != kind:
            raise NotInSql(f"{expression} is no {kind}")
        return found

    def fact(self, fact: Fact) -> Written:
        """Return the column of a fact."""
        if fact.name not in self._facts:
            raise NotInSql(f"{fact} is asked where its column is not")
        return self._facts[fact.name]

    def over_members(self, question: OverMembers) -> Written:
        """Return what a question about all members gives for each case."""
        if self._members is None:
            raise NotInSql(f"{question} is asked within another such question")
        body = SqlCompiler(self._members, self.dialect).written(question.body)
        given = _counted(body, question.kind)
        one = given.in_parts(given.factor.denominator)
        summed = self._measure(f"COALESCE({one.text}, {NONE})")
        missing = self._measure(f"CASE WHEN {one.text} IS NULL THEN {ONE} ELSE {NONE} END")
        known = self._collection_known
        complete = f"{known} AND {missing} = 0"
        if question.kind in ("any", "all"):
            yes, no = ("TRUE", "FALSE") if question.kind == "any" else ("FALSE", "TRUE")
            found = f"{known} AND {summed} > 0"
            return Written(f"(CASE WHEN {found} THEN {yes} WHEN {complete} THEN {no} END)")
        column = f"(CASE WHEN {complete} THEN {summed} END)"
        parts = Fraction(1, given.factor.denominator)
        return Written.whole(column, one.bound * MEMBERS_MAX).scaled(parts)

    def _measure(self, text: str) -> str:
        return self.measures.setdefault(text, f"measure_{len(self.measures)}")


def is_constant(expression: Expression) -> bool:
    """Return whether an expression rests on no fact at all."""
    if isinstance(expression, Fact | OverMembers):
        return False
    return all(is_constant(part) for part in expression.parts)


def _constant(value: Scalar) -> Written:
    if isinstance(value, bool):
        return Written("TRUE" if value else "FALSE")
    if isinstance(value, str):
        return Written(text_literal(value), "word")
    return Written.whole(ONE, 1).scaled(Fraction(value))


def _constant_of(expression: Expression) -> Fraction:
    if not is_constant(expression):
        raise NotInSql(f"a division by {expression} is not exact in SQL")
    return Fraction(Interpreter(Case({}, {})).value(expression))


def _counted(body: Written, kind: str) -> Written:
    """Return what is summed for one member: the amount, or 1 where the answer counts."""
    if body.kind == "number":
        return body
    if body.kind != "truth":
        raise NotInSql("a word cannot be counted")
    counts = f"NOT ({body.text})" if kind == "all" else f"({body.text})"
    refused = f"({body.text})" if kind == "all" else f"NOT ({body.text})"
    return Written.whole(f"(CASE WHEN {counts} THEN {ONE} WHEN {refused} THEN {NONE} END)", 1)


def _aligned(left: Written, right: Written) -> tuple[Written, Written, Fraction]:
    """Return both numbers in the same parts of a unit, and the size of such a part."""
    parts = lcm(left.factor.denominator, right.factor.denominator)
    return left.in_parts(parts), right.in_parts(parts), Fraction(1, parts)


def _arithmetic(compiler: SqlCompiler, node: Arithmetic) -> Written:
    left, right = compiler.number(node.left), compiler.number(node.right)
    if node.operator == "/":
        return left.scaled(1 / _constant_of(node.right))
    if node.operator == "*":
        return _product(node, left, right)
    a, b, part = _aligned(left, right)
    return Written.whole(f"({a.text} {node.operator} {b.text})", a.bound + b.bound).scaled(part)


def _product(node: Arithmetic, left: Written, right: Written) -> Written:
    for constant, other in ((node.left, right), (node.right, left)):
        if is_constant(constant):
            return other.scaled(_constant_of(constant))
    product = Written.whole(f"({left.text} * {right.text})", left.bound * right.bound)
    return product.scaled(left.factor * right.factor)


def _comparison(compiler: SqlCompiler, node: Comparison) -> Written:
    left, right = compiler.written(node.left), compiler.written(node.right)
    operator = "=" if node.operator == "==" else node.operator
    if left.kind != right.kind:
        raise NotInSql(f"{node} compares what does not compare")
    if left.kind == "number":
        left, right, _ = _aligned(left, right)
    return Written(f"({left.text} {operator} {right.text})")


def _junction(compiler: SqlCompiler, node: Junction) -> Written:
    joined = "OR" if node.operator == "|" else "AND"
    return Written(f"({compiler.truth(node.left)} {joined} {compiler.truth(node.right)})")


def _negation(compiler: SqlCompiler, node: Negation) -> Written:
    return Written(f"(NOT {compiler.truth(node.operand)})")


def _rounded(compiler: SqlCompiler, node: Rounded) -> Written:
    number = compiler.number(node.operand)
    parts = number.factor.denominator
    if parts == 1:
        return number
    doubled = number.scaled(Fraction(2 * parts)).in_parts(1)
    half_added = Written.whole(f"({doubled.text} + {whole_literal(parts)})", doubled.bound + parts)
    text = compiler.dialect.floor(compiler.sheet.name(half_added.text), 2 * parts)
    return Written.whole(text, half_added.bound // (2 * parts) + 1)


def _undecided(compiler: SqlCompiler, node: Undecided) -> Written:
    return Written(f"(({compiler.written(node.operand).text}) IS NULL)")


def _one_of(compiler: SqlCompiler, node: OneOf) -> Written:
    asked, words = compiler.written(node.operand), node.words.value
    if asked.kind != "word" or not isinstance(words, tuple):
        raise NotInSql(f"{node} asks for no word in a list of words")
    if not words:  # Keeps unknown unknown.
        return Written(f"({asked.text} <> {asked.text})")
    return Written(f"({asked.text} IN ({', '.join(map(text_literal, words))}))")


def _lookup(compiler: SqlCompiler, node: Lookup) -> Written:
    """Return the row; null beyond the table and for an unknown index, never the last row."""
    table = node.table.value
    if not isinstance(table, Mapping):
        raise NotInSql(f"{node.table} is no table")
    rows = " ".join(f"WHEN {row} THEN {whole_literal(table[row])}" for row in table)
    text = f"(CASE {compiler.whole(node.index)} {rows} END)"
    return Written.whole(text, max(map(abs, table.values())))


def _choice(compiler: SqlCompiler, node: Choice) -> Written:
    if is_constant(node.test):
        test = Interpreter(Case({}, {})).value(node.test)
        return compiler.written(node.then if test else node.otherwise)
    then, otherwise = compiler.written(node.then), compiler.written(node.otherwise)
    if then.kind != otherwise.kind or then.kind == "word":
        raise NotInSql(f"{node} chooses between unlike values")
    test = compiler.truth(node.test)
    if then.kind == "truth":
        return Written(_chosen(test, then.text, otherwise.text))
    a, b, part = _aligned(then, otherwise)
    return Written.whole(_chosen(test, a.text, b.text), max(a.bound, b.bound)).scaled(part)


def _chosen(test: str, then: str, otherwise: str) -> str:
    """Return one of two values; CASE with ELSE would count an unknown as false."""
    return f"(CASE WHEN {test} THEN {then} WHEN NOT {test} THEN {otherwise} END)"


def _smaller(compiler: SqlCompiler, node: Smaller) -> Written:
    """Return the smaller; LEAST passes over an unknown amount."""
    a, b, part = _aligned(compiler.number(node.left), compiler.number(node.right))
    text = _chosen(f"({a.text} <= {b.text})", a.text, b.text)
    return Written.whole(text, max(a.bound, b.bound)).scaled(part)


_WRITERS: dict[type[Expression], Callable[[SqlCompiler, Any], Written]] = {
    Fact: SqlCompiler.fact,
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
    OverMembers: SqlCompiler.over_members,
}
# A literal, a parameter and the length of a table are constants and never get here.
CONSTANTS = (Literal, Parameter, RowsCount)
