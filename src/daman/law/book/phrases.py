"""Reads a rule out in words: the very expressions the engine answers, in Arabic and English."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeGuard

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
    Smaller,
    Undecided,
)
from daman.law.engine.interpreter import Case, Interpreter
from daman.law.facts.vocabulary import FactWord, vocabulary
from daman.law.files import read_file
from daman.law.parameters.editions import Edition, Value
from daman.law.wording import Text, measured, read_units, word_text

_OPPOSITE = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "==": "!="}


@dataclass(frozen=True)
class Reader:
    """Puts the expressions of one edition into words; `named` holds its quantities by identity."""

    edition: Edition
    named: Mapping[int, str]

    def words(self, expression: Expression) -> Text:
        """Return the expression in words, its named quantities by their names."""
        return self._text(expression)

    def opened(self, quantity: Expression) -> Text:
        """Return a named quantity as what it is made of."""
        return self._made_of(quantity)

    def blank(self, expression: Expression, unit: str) -> Text:
        """Return what stands for a number in a sentence: its value, or its name as a blank."""
        value = _constant(expression)
        if isinstance(value, int):
            return Text(measured(value, unit, "ar"), measured(value, unit, "en"))
        shown = expression.table if isinstance(expression, Lookup) else expression
        label = self._label(shown) if isinstance(shown, Parameter) else self._text(shown)
        return _form("blank", operand=label)

    def _text(self, given: Expression) -> Text:
        expression = _settled(given)
        name = self.named.get(id(expression))
        return _quantities()[name] if name else self._made_of(expression)

    def _made_of(self, expression: Expression) -> Text:
        return _READERS[type(expression)](self, expression)

    def _part(self, given: Expression) -> Text:
        """Return a part in words, in brackets where it is itself a sum or a condition."""
        expression = _settled(given)
        text = self._text(expression)
        is_plain = self.named.get(id(expression)) or isinstance(
            expression, Fact | Literal | Parameter
        )
        return text if is_plain else _form("group", operand=text)

    def _label(self, parameter: Parameter) -> Text:
        value = self.edition.values[parameter.name]
        return Text(value.label_ar, value.label_en)

    def fact(self, fact: Fact) -> Text:
        word = word_for(fact)
        return Text(word.label_ar, word.label_en)

    def condition(self, expression: Expression) -> Text:
        """Return a true-or-false expression as a statement: a flag is answered with yes."""
        is_flag = isinstance(expression, Fact) and word_for(expression).kind == "flag"
        text = self._text(expression)
        return _form("true", operand=text) if is_flag else text

    def negation(self, node: Negation) -> Text:
        inner = node.operand
        if isinstance(inner, Comparison) and not self.named.get(id(inner)):
            return self.comparison(Comparison(_OPPOSITE[inner.operator], inner.left, inner.right))
        if isinstance(inner, Junction):
            return self.junction(_pushed(inner))
        if isinstance(inner, OneOf):
            return self.one_of(inner, "not_in_list")
        if isinstance(inner, Negation) and type(inner) is Negation:
            return self.condition(inner.operand)
        form = "false" if isinstance(inner, Fact) else "not"
        return _form(form, operand=self._text(inner))

    def junction(self, node: Junction) -> Text:
        """Return all sides of the same *and* or *or* in one line, others in brackets."""
        texts = [
            _form("group", operand=self._text(side))
            if isinstance(side, Junction)
            else self.condition(side)
            for side in _sides(node, node.operator)
        ]
        joint = _operators()[node.operator]
        return Text(joint.ar.join(t.ar for t in texts), joint.en.join(t.en for t in texts))

    def comparison(self, node: Comparison) -> Text:
        left = self._text(node.left)
        if isinstance(node.right, Literal) and isinstance(node.right.value, str):
            right = word_text(node.right.value)
        else:
            right = self._text(node.right)
        return _filled(_operators()[node.operator], left=left, right=right)

    def arithmetic(self, node: Arithmetic) -> Text:
        left, right = _settled(node.left), _settled(node.right)
        if node.operator == "-" and _is_zero(left):
            if isinstance(right, Smaller):
                sides = _opposite(right.left), _opposite(right.right)
                return _form("larger", left=self._part(sides[0]), right=self._part(sides[1]))
            return _form("negative", operand=self._part(right))
        if node.operator in "+-" and _is_zero(right):
            return self._text(left)
        if node.operator == "+" and _is_zero(left):
            return self._text(right)
        if node.operator == "/" and _is_share(left):
            return self._text(left)
        is_sum = isinstance(left, Arithmetic) and node.operator in "+-"
        first = self._text(left) if is_sum else self._part(left)
        return _filled(_operators()[node.operator], left=first, right=self._part(right))

    def one_of(self, node: OneOf, form: str = "in_list") -> Text:
        operand = self._text(node.operand)
        return _form(form, operand=operand, list=self._label(node.words))

    def lookup(self, node: Lookup) -> Text:
        return _form("row", index=self._text(node.index), table=self._label(node.table))

    def rows_count(self, node: RowsCount) -> Text:
        count = str(_constant(node))
        return _form("rows_count", table=self._label(node.table), count=Text(count, count))

    def choice(self, node: Choice) -> Text:
        return _form(
            "choice",
            test=self.condition(node.test),
            then=self._text(node.then),
            otherwise=self._text(node.otherwise),
        )

    def parameter(self, node: Parameter) -> Text:
        value = self.edition.values[node.name]
        return _form("number", label=self._label(node), value=number_text(value, value.value))

    def over_members(self, node: OverMembers) -> Text:
        return _form(node.kind, body=self.condition(node.body))

    def smaller(self, node: Smaller) -> Text:
        return _form("smaller", left=self._part(node.left), right=self._part(node.right))


_READERS: Mapping[type[Expression], Callable[[Reader, Any], Text]] = {
    Literal: lambda _, node: Text(str(node.value), str(node.value)),
    Fact: Reader.fact,
    Parameter: Reader.parameter,
    Arithmetic: Reader.arithmetic,
    Comparison: Reader.comparison,
    Junction: Reader.junction,
    Negation: Reader.negation,
    Rounded: lambda reader, node: _form("rounded", operand=reader.words(node.operand)),
    Undecided: lambda reader, node: _form("undecided", operand=reader.words(node.operand)),
    OneOf: Reader.one_of,
    Lookup: Reader.lookup,
    RowsCount: Reader.rows_count,
    Choice: Reader.choice,
    Smaller: Reader.smaller,
    OverMembers: Reader.over_members,
}


def word_for(fact: Fact) -> FactWord:
    """Return the vocabulary's word for a fact of the case or of a member."""
    known = vocabulary()
    return known.members[fact.name] if fact.collection else known.facts[fact.name]


def number_text(value: Value, number: int) -> Text:
    """
    Return one number of a value with its unit: an amount, a share, an age, days or months.

    >>> from daman.law.parameters.editions import edition_of
    >>> number_text(edition_of("statutory-2022").values["earned_share"], 50).en
    '50%'
    """
    form, plural = _phrases()["units"][value.unit], value.unit in read_units()

    def in_language(language: str, text: str) -> str:
        counted = measured(number, value.unit, language) if plural else ""
        return text.format(n=f"{number:,}", plural=counted)

    # Money has a plural of its own in halalas; here it is in riyals, as the edition writes it.
    plural = plural and value.unit != "riyal"
    return Text(in_language("ar", form.ar), in_language("en", form.en))


def _sides(given: Expression, operator: str) -> list[Expression]:
    node = _pushed(given.operand) if _is_negated_junction(given) else given
    if isinstance(node, Junction) and node.operator == operator:
        return [*_sides(node.left, operator), *_sides(node.right, operator)]
    return [node]


def _is_negated_junction(node: Expression) -> TypeGuard[Negation]:
    return type(node) is Negation and isinstance(node.operand, Junction)


def _pushed(negated: Expression) -> Junction:
    """Return the *and* of the opposites for a denied *or*, and the other way round."""
    assert isinstance(negated, Junction), f"{negated} joins nothing"
    other = "|" if negated.operator == "&" else "&"
    return Junction(other, ~negated.left, ~negated.right)


def _settled(node: Expression) -> Expression:
    """Return the branch of a choice that the edition itself has settled."""
    while isinstance(node, Choice) and is_constant(node.test):
        node = node.then if _constant(node.test) else node.otherwise
    return node


def _is_share(node: Expression) -> bool:
    """Return whether a product is by a share in percent, which its division by 100 completes."""
    share = node.right if type(node) is Arithmetic and node.operator == "*" else None
    return isinstance(share, Parameter) and share.name.endswith("_share")


def is_nothing(node: Expression) -> bool:
    """Return whether an amount is settled by the edition, and settled to nothing."""
    return is_constant(node) and _constant(node) == 0


def _is_zero(node: Expression) -> bool:
    return isinstance(node, Literal) and node.value == 0 and not isinstance(node.value, bool)


def _opposite(node: Expression) -> Expression:
    """Return what a negative is the negative of."""
    if type(node) is Arithmetic and node.operator == "-" and _is_zero(node.left):
        return node.right
    return -node


def _constant(expression: Expression) -> Any:
    """Return the value of an expression that rests on no fact, or None."""
    return Interpreter(Case({}, {})).value(expression) if is_constant(expression) else None


def is_constant(expression: Expression) -> bool:
    """Return whether an expression rests on no fact: of a settled choice, its branch."""
    expression = _settled(expression)
    if isinstance(expression, Fact | OverMembers):
        return False
    return all(is_constant(part) for part in expression.parts)


@cache
def _phrases() -> Mapping[str, Mapping[str, Text]]:
    return {
        group: {name: Text(**forms) for name, forms in entries.items()}
        for group, entries in read_file("reasons/phrases.yaml").items()
    }


def _operators() -> Mapping[str, Text]:
    return _phrases()["operators"]


def _quantities() -> Mapping[str, Text]:
    return _phrases()["quantities"]


def _form(name: str, **parts: Text) -> Text:
    return _filled(_phrases()["forms"][name], **parts)


def _filled(form: Text, **parts: Text) -> Text:
    arabic = form.ar.format(**{name: part.ar for name, part in parts.items()})
    return Text(arabic, form.en.format(**{name: part.en for name, part in parts.items()}))
