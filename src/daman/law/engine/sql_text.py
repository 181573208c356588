"""What SQL is written from: dialects, literals, exact numbers and named quantities."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction

LARGEST = 2**63 - 1
_NAMED_FROM = 60
_NAME = re.compile(r"\blet_\w+\b")


class NotInSql(Exception):
    """A rule asks what SQL cannot answer, or what could become too large for its numbers."""


def whole_literal(value: int) -> str:
    """Return a literal of 64 bits: a bare one has 32, and products of such are refused."""
    return f"CAST({value} AS BIGINT)"


def text_literal(word: str) -> str:
    """Return a text as a literal."""
    assert "'" not in word, "the words of the law are plain"
    assert "\\" not in word, "the words of the law are plain"
    return f"'{word}'"


ONE, NONE = whole_literal(1), whole_literal(0)


@dataclass(frozen=True)
class Dialect:
    """What differs: a name's quote, the type of text, whole division, an optimiser's fence."""

    name: str
    quote: str = '"'
    text: str = "TEXT"
    divide: str = "/"
    fence: str = ""

    def named(self, name: str) -> str:
        """Return the name of a column or table, quoted."""
        return f"{self.quote}{name.replace(self.quote, self.quote * 2)}{self.quote}"

    def floor(self, numerator: str, denominator: int) -> str:
        """Return the whole quotient rounded down: databases cut off towards zero instead."""
        by = whole_literal(denominator)
        rest = f"((({numerator}) % {by} + {by}) % {by})"
        return f"((({numerator}) - {rest}) {self.divide} {by})"


# OFFSET 0 keeps PostgreSQL from writing a named quantity into every place that asks for it.
DIALECTS: Mapping[str, Dialect] = {
    dialect.name: dialect
    for dialect in (
        Dialect("postgresql", fence=" OFFSET 0"),
        Dialect("duckdb", divide="//"),
        Dialect("spark", quote="`", text="STRING", divide="div"),
    )
}


@dataclass(frozen=True)
class Written:
    """An expression in SQL; its kind says what it is, and a number carries factor and bound."""

    text: str
    kind: str = "truth"
    factor: Fraction = Fraction(1)
    bound: int = 0

    @staticmethod
    def whole(text: str, bound: int) -> "Written":
        """
        Return a number of whole units.

        :raises NotInSql: when it could grow beyond 64 bits
        """
        if bound > LARGEST:
            raise NotInSql(f"a number up to {bound} does not fit 64 bits")
        return Written(text, "number", Fraction(1), bound)

    def in_parts(self, denominator: int) -> "Written":
        """Return the whole count of parts: `in_parts(12)` counts twelfths."""
        times = self.factor * denominator
        assert times.denominator == 1, "the denominator is a multiple of the number's own"
        if times == 1:
            return Written.whole(self.text, self.bound)
        text = whole_literal(times.numerator)
        if self.text != ONE:
            text = f"({self.text} * {text})"
        return Written.whole(text, self.bound * abs(times.numerator))

    def scaled(self, factor: Fraction) -> "Written":
        """Return the number times an exact factor."""
        return replace(self, factor=self.factor * factor)


@dataclass
class Sheet:
    """
    The named quantities of one statement, in the stages in which they can be computed.

    A quantity is one stage after the last quantity that it asks for.
    """

    names: dict[str, str] = field(default_factory=dict)
    stages: list[dict[str, str]] = field(default_factory=list)
    _stage_of: dict[str, int] = field(default_factory=dict)

    def name(self, text: str, name: str = "") -> str:
        """Return the name under which a text is computed, or the text where it is short."""
        if text in self.names:
            return self.names[text]
        if not name and len(text) < _NAMED_FROM:
            return text
        name = f"let_{name or len(self.names)}"
        stage = max([self._stage_of[asked] + 1 for asked in _NAME.findall(text)], default=0)
        if stage == len(self.stages):
            self.stages.append({})
        self.stages[stage][name] = text
        self.names[text] = name
        self._stage_of[name] = stage
        return name
