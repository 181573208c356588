"""Expressions in SQL: the interpreter's answers in real databases, and the traps of each."""

from fractions import Fraction
from itertools import product

import polars as pl
import pytest

from daman.law.engine.expressions import Fact, Literal, Members, Parameter, choose, smaller
from daman.law.engine.interpreter import _EVALUATORS
from daman.law.engine.sql import _WRITERS, CONSTANTS, SqlCompiler
from daman.law.engine.sql_text import LARGEST, NotInSql, Written
from tests.law.in_databases import InDuckDB, InPostgreSQL
from tests.unit.law.test_columns import (
    EXPRESSIONS,
    PEOPLE,
    TABLE,
    TEST,
    WORDS,
    A,
    B,
    cases,
    interpreted,
    one_at_a_time,
)

CASES = cases()
MEMBERS = Members("members", ["flag", "pay"])


@pytest.fixture(params=["duckdb", "postgresql"], scope="module")
def database(request, tmp_path_factory):
    if request.param == "duckdb":
        yield InDuckDB(tmp_path_factory.mktemp("duckdb"))
        return
    opened = InPostgreSQL()
    yield opened
    opened.close()


def compiler(dialect):
    return SqlCompiler(
        {
            "a": Written.whole("a", 10**6),
            "b": Written.whole("b", 10**6),
            "test": Written("test"),
            "other": Written("other"),
            "word": Written("word", "word"),
        },
        dialect,
        members={},
    )


def values(database, expression, rows=CASES):
    """Return the exact values of an expression over rows, in their order."""
    types = {"a": pl.Int64, "b": pl.Int64, "test": pl.Boolean, "other": pl.Boolean}
    types |= {"word": pl.String, "row": pl.Int64}
    table = pl.DataFrame([row | {"row": i} for i, row in enumerate(rows)], schema=types)
    database.load(asked=table)
    asked = compiler(database.dialect)
    found = asked.written(expression)
    source = "asked"
    for stage in asked.sheet.stages:
        columns = ", ".join(f"{text} AS {name}" for name, text in stage.items())
        source = f"(SELECT *, {columns} FROM {source}{database.dialect.fence}) AS named"
    kind = pl.Int64 if found.kind == "number" else pl.Boolean
    answer = database.ask(
        f'SELECT "row", {found.text} AS answer FROM {source}', {"row": pl.Int64, "answer": kind}
    ).sort("row")["answer"]
    if found.kind != "number":
        return answer.to_list()
    return [None if value is None else value * found.factor for value in answer]


@pytest.mark.parametrize("expression", EXPRESSIONS, ids=str)
def test_databases_and_interpreter_agree(expression, database):
    assert values(database, expression) == one_at_a_time(expression)


def test_every_kind_of_expression_is_written_or_constant():
    assert set(_EVALUATORS) - set(_WRITERS) == set(CONSTANTS)


def row(**given):
    return dict.fromkeys(("a", "b", "test", "other", "word")) | given


class TestTraps:
    """Each of these once gave wrong money without a word, in one database or another."""

    def test_an_unknown_test_chooses_no_branch(self, database):
        database.load(asked=pl.DataFrame({"test": [None]}, schema={"test": pl.Boolean}))
        careless = "SELECT CASE WHEN test THEN 1 ELSE 2 END AS answer FROM asked"
        assert database.ask(careless, {"answer": pl.Int64})["answer"].to_list() == [2]

        assert values(database, choose(TEST, A, B), [row(a=1, b=2)]) == [None]

    def test_unknown_of_a_negation_is_unknown(self, database):
        rows = [row(), row(test=True), row(test=False)]

        assert values(database, (~TEST).is_undecided(), rows) == [True, False, False]
        assert values(database, TEST | ~TEST, rows) == [None, True, True]
        assert values(database, ~TEST.is_undecided(), rows) == [False, True, True]

    def test_the_smaller_of_one_unknown_amount_is_unknown(self, database):
        assert values(database, smaller(A, B), [row(b=3), row(a=4, b=3)]) == [None, 3]

    def test_an_unknown_size_takes_no_row_of_a_table(self, database):
        rows = [row(a=a) for a in (None, 0, 1, 3, 4)]

        assert values(database, TABLE[A], rows) == [None, None, 1000, 1570, None]

    def test_a_half_is_rounded_up_by_whole_numbers_alone(self, database):
        rows = [row(a=a) for a in (5, -5, 3, 1, 4, -1, -3)]

        assert values(database, (A / 2).rounded(), rows) == [3, -2, 2, 1, 2, 0, -1]
        assert values(database, (A / 7).rounded(), rows) == [1, -1, 0, 0, 1, 0, 0]

    def test_whole_numbers_have_64_bits(self, database):
        rows = [row(a=2**31 - 1, test=True)]

        assert values(database, A + 1, rows) == [2**31]
        assert values(database, choose(TEST, 2**30, 7) * 2**30, rows) == [2**60]
        wide = SqlCompiler({"a": Written.whole("a", LARGEST)}, database.dialect)
        assert wide.number(A * 1).bound == LARGEST
        for expression in (A + 1, A - 1, A * A, (A / 3).rounded(), A / 3 < A / 2):
            with pytest.raises(NotInSql):
                wide.written(expression)

    def test_a_word_outside_every_list_is_false_and_an_unknown_one_unknown(self, database):
        word, nothing = Fact("word"), Parameter("none", ())
        rows = [row(), row(word=WORDS[0])]

        assert values(database, word.one_of(nothing), rows) == [None, False]
        assert values(database, word.equals("dog"), rows) == [None, False]

    def test_what_is_named_is_computed_once(self):
        long = sum([A] * 20, A)
        asked = compiler(InDuckDB.dialect)

        asked.truth(choose(TEST, long, 0) < smaller(long, B))

        named = [text for stage in asked.sheet.stages for text in stage.values()]
        assert sum(text.count("+ a") for text in named) == 20
        assert max(map(len, named)) < 200


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
def test_questions_about_members_agree(question, database):
    members = {"flag": Written("flag"), "pay": Written.whole("pay", 10**6)}
    asked = SqlCompiler({}, database.dialect, members=members, collection_known="known")

    answer = asked.written(question)

    kind = pl.Int64 if answer.kind == "number" else pl.Boolean
    rows = [(i, *member) for i, members in enumerate(PEOPLE) for member in members or []]
    types = {"id": pl.Int64, "flag": pl.Boolean, "pay": pl.Int64}
    known = [(i, members is not None) for i, members in enumerate(PEOPLE)]
    database.load(
        asked=pl.DataFrame(rows, schema=types, orient="row"),
        cases=pl.DataFrame(known, schema={"id": pl.Int64, "known": pl.Boolean}, orient="row"),
    )
    sums = ", ".join(f"SUM({text}) AS {name}" for text, name in asked.measures.items())
    filled = ", ".join(f"COALESCE({name}, 0) AS {name}" for name in asked.measures.values())
    source = (
        f"(SELECT id, known, {filled} FROM cases LEFT JOIN "
        f"(SELECT id AS of, {sums} FROM asked GROUP BY id) summed ON id = of) joined"
    )
    for stage in asked.sheet.stages:
        named = ", ".join(f"{text} AS {name}" for name, text in stage.items())
        source = f"(SELECT *, {named} FROM {source}) named"
    found = database.ask(
        f"SELECT id, {answer.text} AS answer FROM {source}", {"id": pl.Int64, "answer": kind}
    ).sort("id")["answer"]
    exact = [v if v is None or kind == pl.Boolean else v * answer.factor for v in found]
    assert exact == [interpreted(question, members) for members in PEOPLE]


def test_what_sql_cannot_answer_is_refused_when_written():
    nested = MEMBERS.any(lambda m: MEMBERS.any(lambda n: n.flag))
    dialect = InDuckDB.dialect
    for expression in (nested, MEMBERS.any(lambda m: m.flag & Fact("absent"))):
        with pytest.raises(NotInSql):
            SqlCompiler({}, dialect, members={"flag": Written("flag")}).written(expression)
    word, unlike = Fact("word"), choose(TEST, A, TEST | TEST)
    for expression in (Fact("absent"), A / B, A.equals("x"), unlike, choose(TEST, word, word)):
        with pytest.raises(NotInSql):
            compiler(dialect).written(expression)
    for expression, kind in product((A, word), (SqlCompiler.truth,)):
        with pytest.raises(NotInSql):
            kind(compiler(dialect), expression)
    with pytest.raises(NotInSql):
        compiler(dialect).whole(A / 2)
    assert compiler(dialect).number(A * Literal(Fraction(1, 2))).factor == Fraction(1, 2)
