"""
What a rule is read into: facts, parameters and what joins them, as a graph of small nodes.

The graph says *what* is computed, never how: the interpreter walks it for one household, and a
compiler may turn the same graph into columns for millions.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import NoReturn

Scalar = bool | int | Fraction | str
ParameterValue = int | Mapping[int, int] | tuple[str, ...]


class Expression:
    """
    A quantity or a condition that can be computed from facts, or be unknown.

    >>> (Fact("age") >= 60) & ~Fact("student")
    ((age >= 60) & ~student)
    """

    def __bool__(self) -> NoReturn:
        raise TypeError("a rule joins conditions with &, | and ~, and asks with choose()")

    def __add__(self, other: "Expression | int") -> "Expression":
        return Arithmetic("+", self, lift(other))

    def __sub__(self, other: "Expression | int") -> "Expression":
        return Arithmetic("-", self, lift(other))

    def __mul__(self, other: "Expression | int") -> "Expression":
        return Arithmetic("*", self, lift(other))

    def __truediv__(self, other: "Expression | int") -> "Expression":
        return Arithmetic("/", self, lift(other))

    def __neg__(self) -> "Expression":
        return Arithmetic("-", Literal(0), self)

    def __lt__(self, other: "Expression | int") -> "Expression":
        return Comparison("<", self, lift(other))

    def __le__(self, other: "Expression | int") -> "Expression":
        return Comparison("<=", self, lift(other))

    def __gt__(self, other: "Expression | int") -> "Expression":
        return Comparison(">", self, lift(other))

    def __ge__(self, other: "Expression | int") -> "Expression":
        return Comparison(">=", self, lift(other))

    def __and__(self, other: "Expression") -> "Expression":
        return Junction("&", self, other)

    def __or__(self, other: "Expression") -> "Expression":
        return Junction("|", self, other)

    def __invert__(self) -> "Expression":
        return Negation(self)

    def equals(self, other: "Expression | int | str") -> "Expression":
        """Return the condition that this equals the other; unknown when either is."""
        return Comparison("==", self, lift(other))

    def one_of(self, words: "Parameter") -> "Expression":
        """Return the condition that this word stands in a parameter's list."""
        return OneOf(self, words)

    def is_undecided(self) -> "Expression":
        """Return the condition, itself never unknown, that nobody has settled this yet."""
        return Undecided(self)

    def rounded(self) -> "Expression":
        """Return the nearest whole number, a half going up."""
        return Rounded(self)

    @cached_property
    def parts(self) -> "tuple[Expression, ...]":
        """Return the expressions this one is made of, in the order of its fields."""
        return tuple(part for part in vars(self).values() if isinstance(part, Expression))

    @cached_property
    def parameters(self) -> "Mapping[str, Parameter]":
        """Return every parameter asked for here, by name, in the order of asking."""
        found = {self.name: self} if isinstance(self, Parameter) else {}
        for part in self.parts:
            found |= part.parameters
        return found


@dataclass(frozen=True, eq=False, repr=False)
class Literal(Expression):
    """A value written in the rule itself."""

    value: Scalar

    def __repr__(self) -> str:
        return str(self.value)


@dataclass(frozen=True, eq=False, repr=False)
class Fact(Expression):
    """A fact of the case or, inside a question about members, of one member."""

    name: str
    collection: str = ""

    def __repr__(self) -> str:
        return f"{self.collection}[].{self.name}" if self.collection else self.name


@dataclass(frozen=True, eq=False, repr=False)
class Parameter(Expression):
    """A value the edition gives: a number, a table by whole numbers from 1, or a list of words."""

    name: str
    value: ParameterValue

    def __repr__(self) -> str:
        return f"${self.name}"

    def __getitem__(self, index: Expression) -> Expression:
        return Lookup(self, index)

    @property
    def rows_count(self) -> Expression:
        """Return how many rows the table has."""
        return RowsCount(self)


@dataclass(frozen=True, eq=False, repr=False)
class Arithmetic(Expression):
    """A sum, difference, product or exact quotient."""

    operator: str
    left: Expression
    right: Expression

    def __repr__(self) -> str:
        return f"({self.left} {self.operator} {self.right})"


class Comparison(Arithmetic):
    """A comparison; unknown when either side is."""


class Smaller(Arithmetic):
    """The smaller of two amounts."""

    def __repr__(self) -> str:
        return f"{self.operator}({self.left}, {self.right})"


class Junction(Arithmetic):
    """Kleene's *and* and *or*: a known side that settles the answer beats an unknown one."""


@dataclass(frozen=True, eq=False, repr=False)
class Negation(Expression):
    """Kleene's *not*."""

    operand: Expression

    def __repr__(self) -> str:
        return f"~{self.operand}"


class Rounded(Negation):
    """The nearest whole number, a half going up."""

    def __repr__(self) -> str:
        return f"round({self.operand})"


class Undecided(Negation):
    """Whether a value is absent; never unknown itself."""

    def __repr__(self) -> str:
        return f"undecided({self.operand})"


@dataclass(frozen=True, eq=False, repr=False)
class OneOf(Expression):
    """Whether a word stands in a parameter's list."""

    operand: Expression
    words: Parameter

    def __repr__(self) -> str:
        return f"({self.operand} in {self.words})"


@dataclass(frozen=True, eq=False, repr=False)
class Lookup(Expression):
    """The row of a table; unknown for a row the table does not have."""

    table: Parameter
    index: Expression

    def __repr__(self) -> str:
        return f"{self.table}[{self.index}]"


@dataclass(frozen=True, eq=False, repr=False)
class RowsCount(Expression):
    """The last row a table has."""

    table: Parameter

    def __repr__(self) -> str:
        return f"rows({self.table})"


@dataclass(frozen=True, eq=False, repr=False)
class Choice(Expression):
    """One of two values by a condition; unknown when the condition is, unlike SQL's CASE."""

    test: Expression
    then: Expression
    otherwise: Expression

    def __repr__(self) -> str:
        return f"choose({self.test}, {self.then}, {self.otherwise})"


@dataclass(frozen=True, eq=False, repr=False)
class OverMembers(Expression):
    """A question about all members of a collection: any, all, count or sum."""

    kind: str
    collection: str
    body: Expression

    def __repr__(self) -> str:
        return f"{self.kind}({self.body})"


class Words:
    """The facts of one subject, by name; a name the vocabulary does not have is an error."""

    def __init__(self, names: Mapping[str, str], collection: str = "") -> None:
        self._names = names
        self._collection = collection

    def __getattr__(self, name: str) -> Fact:
        if name.startswith("__") or name not in self._names:
            raise AttributeError(f"the vocabulary has no fact {name!r}")
        return Fact(self._names[name], self._collection)


class Members:
    """The members of a collection, as a rule asks about them."""

    def __init__(self, collection: str, names: Sequence[str]) -> None:
        self._collection = collection
        self._member = Words({name: name for name in names}, collection)

    def _over(self, kind: str, question: Callable[[Words], Expression]) -> Expression:
        return OverMembers(kind, self._collection, question(self._member))

    def any(self, question: Callable[[Words], Expression]) -> Expression:
        """Return whether the question holds for at least one member."""
        return self._over("any", question)

    def all(self, question: Callable[[Words], Expression]) -> Expression:
        """Return whether the question holds for every member."""
        return self._over("all", question)

    def count(self, question: Callable[[Words], Expression]) -> Expression:
        """Return for how many members the question holds; unknown when one of them is."""
        return self._over("count", question)

    def sum(self, amount: Callable[[Words], Expression]) -> Expression:
        """Return the sum over all members; unknown when one amount is."""
        return self._over("sum", amount)


def lift(value: "Expression | Scalar") -> Expression:
    """Return the value as an expression."""
    return value if isinstance(value, Expression) else Literal(value)


def choose(test: Expression, then: Expression | int, otherwise: Expression | int) -> Expression:
    """Return the first value where the test holds, else the second; unknown stays unknown."""
    return Choice(test, lift(then), lift(otherwise))


def smaller(left: Expression | int, right: Expression | int) -> Expression:
    """Return the smaller of two amounts."""
    return Smaller("min", lift(left), lift(right))


def total(amounts: Sequence[Expression]) -> Expression:
    """Return the sum of the amounts."""
    first, *rest = amounts
    for amount in rest:
        first = first + amount
    return first
