"""Expressions over columns: three values, exact quotients, and the traps that pay wrong money."""

from fractions import Fraction
from itertools import product

import polars as pl
import pytest

from daman.law.engine.column_stages import shared_quantities
from daman.law.engine.column_values import LARGEST, FactColumn, NotInColumns, Number, Truth
from daman.law.engine.columns import _COMPILERS, Compiler
from daman.law.engine.expressions import (
    Fact,
    Literal,
    Members,
    Parameter,
    RowsCount,
    choose,
    smaller,
)
from daman.law.engine.interpreter import _EVALUATORS, Case, Interpreter

A, B, TEST, OTHER, WORD = (Fact(name) for name in ("a", "b", "test", "other", "word"))
TABLE = Parameter("table", {1: 1000, 2: 1275, 3: 1570})
WORDS = ("ant", "bee", "cat")
NUMBERS = [None, -7, -1, 0, 1, 2, 3, 4, 1000]
FLAGS = [None, True, False]


def compiler():
    return Compiler(
        {
            "a": FactColumn(pl.col("a"), bound=10**6),
            "b": FactColumn(pl.col("b"), bound=10**6),
            "test": FactColumn(pl.col("test")),
            "other": FactColumn(pl.col("other")),
            "word": FactColumn(pl.col("word"), words=WORDS),
        }
    )


def cases():
    return [
        {"a": a, "b": b, "test": test, "other": other, "word": word}
        for a in NUMBERS
        for b in NUMBERS
        for test, other, word in product(FLAGS, FLAGS, [None, *WORDS])
    ]


def table_of(cases):
    rows = [
        case | {"word": None if case["word"] is None else WORDS.index(case["word"])}
        for case in cases
    ]
    types = {"a": pl.Int64, "b": pl.Int64, "test": pl.Boolean, "other": pl.Boolean}
    return pl.DataFrame(rows, schema=types | {"word": pl.UInt8})


def in_columns(expression, table=None):
    """Return the exact values of an expression over all cases."""
    found = compiler().compiled(expression)
    column = (table_of(cases()) if table is None else table).select(answer=found.column)["answer"]
    if not isinstance(found, Number):
        return column.to_list()
    return [None if value is None else value * found.factor for value in column]


def one_at_a_time(expression):
    return [Interpreter(Case(case, {})).value(expression) for case in cases()]


EXPRESSIONS = [
    A + B,
    A - B,
    -A,
    A * 0,
    A * B,
    (A + B) * 50 / 100,
    A / 12 + B / 7,
    (A / 12).rounded(),
    ((A + B) * 50 / 100 - A / 12).rounded(),
    smaller(A / 3, B),
    smaller(Literal(2), A),
    A / 2 < B,
    A / 2 <= B,
    A > B / 3,
    A >= B,
    A.equals(B / 2),
    TEST & OTHER,
    TEST | OTHER,
    ~TEST,
    TEST.equals(OTHER),
    TEST.is_undecided(),
    (A + B).is_undecided(),
    WORD.equals("bee"),
    WORD.equals("dog"),
    WORD.is_undecided(),
    WORD.one_of(Parameter("some", ("ant", "cat", "dog"))),
    WORD.one_of(Parameter("none", ())),
    TABLE[A],
    TABLE[A] + B / 3,
    TABLE.rows_count < A,
    choose(TEST, A / 3, B),
    choose(TEST, A, 0),
    choose(Literal("x").one_of(Parameter("some", ("x",))), A, B),
    choose(TEST, A, B) <= smaller(A, 3),
    (TEST & (A > 0)) | (OTHER & (B > 0)),
]


@pytest.mark.parametrize("expression", EXPRESSIONS, ids=str)
def test_columns_and_interpreter_agree(expression):
    answers = in_columns(expression)

    assert answers == one_at_a_time(expression)
    assert None in answers or expression.__class__.__name__ == "Undecided"


@pytest.mark.parametrize("expression", EXPRESSIONS, ids=str)
def test_columns_that_promise_no_null_answer_the_same(expression):
    complete = [case for case in cases() if None not in case.values()]
    named = {"a": 10**6, "b": 10**6, "test": 0, "other": 0}
    facts = {name: FactColumn(pl.col(name), bound, (), True) for name, bound in named.items()}
    facts["word"] = FactColumn(pl.col("word"), words=WORDS, is_known=True)
    # What two ask for is made once, under a name.
    twice = [expression, expression.is_undecided(), expression.is_undecided().is_undecided()]
    promised = Compiler(facts, {}, Truth.constant(True), shared=shared_quantities(twice))

    found = promised.compiled(expression)

    table = table_of(complete).lazy()
    for stage in promised.stages.columns:
        table = table.with_columns(**stage)
    values = table.select(answer=found.column).collect()["answer"]
    factor = found.factor if isinstance(found, Number) else 1
    expected = [Interpreter(Case(case, {})).value(expression) for case in complete]
    if len(values) == 1:
        expected = expected[:1]  # The same in every case.
    assert [v if v is None or v is True or v is False else v * factor for v in values] == expected
    assert not (found.is_known and None in expected)


def test_quantities_that_several_ask_for_are_made_once():
    earned, again = A + B, A + B
    first, second = earned / 12 < 5, again - 7 > A

    shared = shared_quantities([first, second])

    assert shared == {earned, again}
    made = Compiler({"a": FactColumn(pl.col("a"), 9), "b": FactColumn(pl.col("b"), 9)}, {},
                    Truth.constant(True), shared=shared)  # fmt: skip
    for condition in (first, second):
        made.truth(condition)
    assert [len(stage) for stage in made.stages.columns] == [1, 2]


def test_every_kind_of_expression_is_compiled_or_constant():
    uncompiled = set(_EVALUATORS) - set(_COMPILERS)

    assert uncompiled == {Literal, Parameter, RowsCount}


class TestTraps:
    """Each of these once gave wrong money without a word."""

    def test_whole_numbers_of_32_bits_wrap_and_ours_do_not(self):
        wraps = pl.DataFrame({"a": [2**31 - 1, 1]}, schema={"a": pl.Int32})
        wrapped = wraps["a"].sum()
        assert wrapped < 0, "Polars has changed: this trap is gone"

        table = pl.DataFrame({"a": [2**31 - 1]})
        column = compiler().compiled(A + 1).column
        assert table.select(answer=column).schema["answer"] == pl.Int64
        assert table.select(answer=column)["answer"].to_list() == [2**31]
        literal = compiler().compiled(choose(TEST, 1000, 2000)).column
        summed = table_of(cases()).select(answer=literal.cast(pl.Int64)).sum()
        assert table_of(cases()).select(answer=literal).schema["answer"] == pl.Int64
        assert summed["answer"][0] > 0

    def test_what_could_wrap_in_64_bits_is_refused_when_compiled(self):
        wide = Compiler({"a": FactColumn(pl.col("a"), bound=LARGEST)})

        assert wide.number(A * 1).bound == LARGEST
        for expression in (A + 1, A - 1, A * A, (A / 3).rounded(), A / 3 < A / 2):
            with pytest.raises(NotInColumns):
                wide.compiled(expression)

    def test_an_unknown_test_chooses_no_branch(self):
        table = pl.DataFrame({"test": [None], "a": [1], "b": [2]}, schema_overrides={"test": bool})

        assert in_columns(choose(TEST, A, B), table) == [None]
        careless = pl.when(pl.col("test")).then(1).otherwise(2)
        assert table.select(careless).item() == 2, "Polars has changed: this trap is gone"

    def test_an_unknown_size_takes_no_row_of_a_table(self):
        table = pl.DataFrame({"a": [None, 0, 1, 3, 4]}, schema={"a": pl.Int64})

        assert in_columns(TABLE[A], table) == [None, None, 1000, 1570, None]

    def test_unknown_of_a_negation_is_unknown(self):
        table = pl.DataFrame({"test": [None, True, False]}, schema={"test": pl.Boolean})

        assert in_columns((~TEST).is_undecided(), table) == [True, False, False]
        assert in_columns(TEST | ~TEST, table) == [None, True, True]

    def test_a_half_is_rounded_up_by_whole_numbers_alone(self):
        table = pl.DataFrame({"a": [5, -5, 3, 1, 4]})

        assert in_columns((A / 2).rounded(), table) == [3, -2, 2, 1, 2]

    def test_a_bound_word_or_number_is_no_condition(self):
        for expression in (A, WORD):
            with pytest.raises(NotInColumns):
                compiler().truth(expression)
            with pytest.raises(NotInColumns):
                compiler().compiled(TEST & expression)

    def test_the_smaller_of_one_unknown_amount_is_unknown(self):
        table = pl.DataFrame({"a": [None, 4], "b": [3, 3]})

        assert table.select(pl.min_horizontal("a", "b"))["a"].to_list() == [3, 3]
        assert in_columns(smaller(A, B), table) == [None, 3]


MEMBERS = Members("members", ["flag", "pay"])
PEOPLE = [
    [],
    [(True, 10)],
    [(False, 10), (True, 5)],
    [(None, 10), (True, 5)],
    [(None, 10), (False, None)],
    [(False, 1), (False, 2)],
    None,
]


@pytest.mark.parametrize(
    "question",
    [
        MEMBERS.any(lambda m: m.flag),
        MEMBERS.all(lambda m: m.flag),
        MEMBERS.count(lambda m: m.flag),
        MEMBERS.count(lambda m: m.flag & (m.pay > 7)),
        MEMBERS.sum(lambda m: m.pay),
        MEMBERS.sum(lambda m: m.pay / 3),
        MEMBERS.sum(lambda m: choose(m.flag, m.pay, 0)),
    ],
    ids=str,
)
def test_questions_about_members_agree(question):
    people = [{"id": place} for place, _ in enumerate(PEOPLE)]
    rows = [
        {"id": place, "flag": flag, "pay": pay}
        for place, members in enumerate(PEOPLE)
        for flag, pay in members or []
    ]
    members = {"flag": FactColumn(pl.col("flag")), "pay": FactColumn(pl.col("pay"), bound=10**6)}
    asked = Compiler({}, members, Truth(pl.col("known"), is_known=True))

    answer = asked.compiled(question)

    sums = asked.measures.numbers
    summed = pl.DataFrame(rows).select("id", **sums).group_by("id").sum()
    cases = pl.DataFrame(people).with_columns(known=pl.Series([m is not None for m in PEOPLE]))
    joined = (
        cases.join(summed, on="id", how="left").sort("id").with_columns(pl.col(*sums).fill_null(0))
    )
    factor = answer.factor if isinstance(answer, Number) else None
    values = joined.select(answer=answer.column)["answer"].to_list()
    exact = values if factor is None else [None if v is None else v * factor for v in values]
    assert exact == [interpreted(question, members) for members in PEOPLE]


def interpreted(question, members):
    named = None
    if members is not None:
        named = [{"flag": flag, "pay": pay} for flag, pay in members]
    return Interpreter(Case({}, {"members": named})).value(question)


def test_what_columns_cannot_answer_is_refused_when_compiled():
    nested = MEMBERS.any(lambda m: MEMBERS.any(lambda n: n.flag))
    members = {"flag": FactColumn(pl.col("flag"))}

    for expression in (nested, MEMBERS.any(lambda m: m.flag & Fact("absent"))):
        with pytest.raises(NotInColumns):
            Compiler({}, members, Truth.constant(True)).compiled(expression)
    for expression in (Fact("absent"), A / B, A.equals("word"), choose(TEST, A, TEST | TEST)):
        with pytest.raises(NotInColumns):
            compiler().compiled(expression)
    with pytest.raises(NotInColumns):
        compiler().whole(A / 2)
    assert compiler().number(A * Literal(Fraction(1, 2))).factor == Fraction(1, 2)
