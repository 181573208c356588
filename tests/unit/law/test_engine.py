"""The engine's three-valued answers, its tracing, and what it refuses a rule's author."""

from fractions import Fraction

import pytest

from daman.law.engine.conditions import NotInForce, Parameters, condition, read
from daman.law.engine.decision import Outcome, ReadAmount, decide, find
from daman.law.engine.expressions import (
    Expression,
    Fact,
    Literal,
    Members,
    Parameter,
    choose,
    smaller,
)
from daman.law.engine.interpreter import (
    _EVALUATORS,
    Case,
    Interpreter,
    half_up,
    parameters_used,
)

KLEENE = [
    # left, right, and, or
    (True, True, True, True),
    (True, False, False, True),
    (True, None, None, True),
    (False, False, False, False),
    (False, None, False, None),
    (None, None, None, None),
]


def answers(members=None, **facts):
    return Interpreter(Case(facts, {"members": members}))


@pytest.mark.parametrize(("left", "right", "both", "either"), KLEENE)
def test_junctions_are_kleenes(left, right, both, either):
    one_way, other_way = answers(a=left, b=right), answers(a=right, b=left)
    a, b = Fact("a"), Fact("b")

    assert one_way.value(a & b) is other_way.value(a & b) is both
    assert one_way.value(a | b) is other_way.value(a | b) is either


def test_not_of_unknown_is_unknown():
    assert answers(a=None).value(~Fact("a")) is None
    assert answers(a=None).value(Fact("a").is_undecided()) is True
    assert answers(a=False).value(Fact("a").is_undecided()) is False


def test_an_unknown_amount_is_never_a_zero():
    asked = answers(a=None, b=5)
    a, b = Fact("a"), Fact("b")

    for expression in (a + b, b - a, a * 0, a / 12, -a, a.rounded(), smaller(a, b)):
        assert asked.value(expression) is None
    for comparison in (a < b, a <= b, a > b, a >= b, a.equals(b)):
        assert asked.value(comparison) is None


def test_a_choice_by_an_unknown_test_is_unknown():
    chosen = choose(Fact("a"), 1, 2)

    assert [answers(a=test).value(chosen) for test in (True, False, None)] == [1, 2, None]


def test_a_table_answers_its_rows_and_nothing_beyond():
    table = Parameter("table", {1: 10, 2: 20})

    values = [answers(size=size).value(table[Fact("size")]) for size in (1, 2, 3, None)]

    assert values == [10, 20, None, None]
    assert answers().value(table.rows_count) == 2


def test_division_is_exact_and_rounds_once():
    third = Fact("a") / 12

    assert answers(a=10).value(third) == Fraction(10, 12)
    assert answers(a=6).value(third.rounded()) == 1
    assert answers(a=5).value(third.rounded()) == 0
    assert [half_up(Fraction(n, 2)) for n in (-3, -1, 1, 3)] == [-1, 0, 1, 2]


@pytest.mark.parametrize(
    ("values", "any_", "all_", "count"),
    [
        ([], False, True, 0),
        ([True, False], True, False, 1),
        ([True, None], True, None, None),
        ([False, None], None, False, None),
    ],
)
def test_questions_about_members(values, any_, all_, count):
    asked = answers(members=[{"here": value} for value in values])
    members = Members("members", ["here"])

    assert asked.value(members.any(lambda p: p.here)) is any_
    assert asked.value(members.all(lambda p: p.here)) is all_
    assert asked.value(members.count(lambda p: p.here)) == count


def test_unknown_members_answer_nothing():
    members = Members("members", ["age"])
    asked = answers(members=None)

    for question in (members.any, members.all, members.count):
        assert asked.value(question(lambda p: p.age > 3)) is None
    assert asked.value(members.sum(lambda p: p.age)) is None
    assert asked.unknown_facts(members.sum(lambda p: p.age)) == ["members"]


def test_a_sum_over_members():
    members = Members("members", ["age"])

    assert answers(members=[{"age": 3}, {"age": 4}]).value(members.sum(lambda p: p.age)) == 7


def test_only_the_facts_that_would_settle_it_are_asked_for():
    members = Members("members", ["age"])
    asked = answers(a=None, b=None, c=True, members=[{"age": 1}, {"age": None}])
    a, b, c = Fact("a"), Fact("b"), Fact("c")

    assert asked.unknown_facts(a & c) == ["a"]
    assert asked.unknown_facts((a & c) | c) == []
    assert asked.unknown_facts(choose(c, a, b)) == ["a"]
    assert asked.unknown_facts(members.sum(lambda p: p.age)) == ["members[1].age"]


def test_the_facts_used_leave_out_the_branch_not_taken():
    asked = answers(a=1, b=2, c=True)

    used = asked.facts_used(choose(Fact("c"), Fact("a"), Fact("b")))

    assert list(used) == ["c", "a"]


def test_a_rule_cannot_use_and_or_if():
    with pytest.raises(TypeError, match="joins conditions with"):
        _ = Fact("a") and Fact("b")
    with pytest.raises(TypeError, match="joins conditions with"):
        _ = 1 < Fact("a") < 3


def test_every_kind_of_expression_has_an_evaluator():
    def kinds(kind):
        return {kind}.union(*map(kinds, kind.__subclasses__()))

    assert kinds(Expression) - {Expression} == set(_EVALUATORS)


def test_a_slip_of_the_pen_is_not_a_repeal():
    parameters = Parameters({"limit": 5}, known={"limit", "old_limit"})

    with pytest.raises(AttributeError, match="limti"):
        _ = parameters.limti
    with pytest.raises(NotInForce):
        _ = parameters.old_limit


def written_rule(exempt_parameter="exempt"):
    @condition("x.rule", "article")
    def rule(_, k):
        return Fact("a") < k.limit

    @rule.unless("first", "article")
    def first(_, __):
        return Fact("b")

    @rule.unless("second", "article")
    def second(_, k):
        return Fact("word").one_of(getattr(k, exempt_parameter))

    return rule


def test_exceptions_add_up_and_die_with_their_parameters():
    known = {"limit", "exempt"}
    full = read(written_rule(), None, Parameters({"limit": 5, "exempt": ("x",)}, known))
    short = read(written_rule(), None, Parameters({"limit": 5}, known))
    none = read(written_rule(), None, Parameters({"exempt": ("x",)}, known))

    assert [unless.name for unless in full.exceptions] == ["first", "second"]
    assert [unless.name for unless in short.exceptions] == ["first"]
    assert none is None
    assert list(parameters_used(full.met)) == ["limit", "exempt"]


@pytest.mark.parametrize(
    ("facts", "outcome", "exception"),
    [
        ({"a": 1, "b": None, "word": "y"}, Outcome.MET, ""),
        ({"a": 9, "b": True, "word": "x"}, Outcome.MET, "first"),
        ({"a": None, "b": None, "word": "x"}, Outcome.MET, "second"),
        ({"a": 9, "b": False, "word": "y"}, Outcome.NOT_MET, ""),
        ({"a": 9, "b": None, "word": "y"}, Outcome.UNKNOWN, ""),
    ],
)
def test_an_exception_meets_the_condition_by_name(facts, outcome, exception):
    values = Parameters({"limit": 5, "exempt": ("x",)}, {"limit", "exempt"})
    rule = read(written_rule(), None, values)

    found = find(rule, answers(**facts))

    assert (found.outcome, found.exception) == (outcome, exception)


def test_a_refusal_beats_a_review_beats_an_unknown():
    def rule_of(fact, review):
        @condition(f"x.{fact}", "article")
        def rule(_, __):
            return Fact(fact)

        if review:
            rule.opens(f"x.{fact}_review")(lambda _, __: Fact(fact).is_undecided())
        return read(rule, None, Parameters({}, ()))

    conditions = [rule_of("a", review=True), rule_of("b", review=False)]
    amount = ReadAmount(Literal(7), ())

    def outcome(**facts):
        decision = decide(conditions, amount, answers(**facts))
        return decision.eligible, decision.amount, decision.reasons, decision.unknown_facts

    assert outcome(a=True, b=True) == (True, 7, (), ())
    assert outcome(a=None, b=False) == (False, 0, ("x.b",), ())
    assert outcome(a=None, b=True) == (None, None, ("x.a_review",), ())
    assert outcome(a=True, b=None) == (None, None, (), ("b",))
    assert outcome(a=None, b=None) == (None, None, ("x.a_review",), ("b",))
