"""A varied number is walked exactly: whatever is compared, however it is rounded."""

from fractions import Fraction

import pytest

from daman.law.engine.decision import ReadAmount, decide
from daman.law.engine.expressions import Fact, Literal, Parameter, choose, smaller
from daman.law.engine.interpreter import Case, Interpreter
from daman.law.engine.pieces import Stretch, Varied, joined, stretches_of

X, SHARE = Fact("x"), Parameter("share", 50)
TABLE = Parameter("table", {1: 10, 2: 20})
AMOUNTS = [
    X + 3,
    Literal(100) - X,
    (X * SHARE / 100).rounded(),
    (X / 3).rounded(),
    smaller(X, 17),
    smaller(Literal(17), X) + X,
    choose(X < 5, X, Literal(40) - X),
    choose((X > 4) & ~(X >= 9), 1, 0),
    choose((X * 2).equals(14), 7, X),
    choose((X * 2).equals(15), 7, X),
    choose((X <= 3) | (X >= 12), X - 1, -X),
    choose(X / 7 < 2, (X / 7).rounded(), 5),
    TABLE[Literal(2)] + X,
]


def amount_at(amount, x):
    read = ReadAmount(amount, ())
    return decide((), read, Interpreter(Case({"x": x}, {})))


@pytest.mark.parametrize("amount", AMOUNTS, ids=str)
def test_every_value_has_the_amount_that_the_engine_gives_it(amount):
    found = joined(stretches_of(lambda x: amount_at(amount, x), lowest=0, highest=30))

    assert [piece.lowest for piece in found][1:] == [p.highest + 1 for p in found[:-1]]
    for piece in found:
        for x in range(piece.lowest, piece.highest + 1):
            assert piece.amount_at(x) == amount_at(amount, x).amount


def test_a_line_without_a_turn_is_one_stretch():
    assert len(list(stretches_of(lambda x: amount_at(X + 3, x), lowest=0, highest=10**14))) == 1


def test_neighbours_that_answer_alike_are_joined():
    amount = choose(X < 5, X, X)
    stretches = list(stretches_of(lambda x: amount_at(amount, x), lowest=0, highest=9))

    assert len(stretches) > 1
    assert [(piece.lowest, piece.highest) for piece in joined(stretches)] == [(0, 9)]


@pytest.mark.parametrize(
    "wrong",
    [
        lambda x: x * x,
        lambda x: x // 2 + 1,
        lambda x: 1 + x // 2,
        lambda x: (x // 2) < 3,
        lambda x: {x: 1},
    ],
)
def test_what_follows_no_line_is_refused_loudly(wrong):
    with pytest.raises(TypeError):
        wrong(Varied(0, 1, Stretch(0, 9)))


def test_a_root_between_two_values_turns_at_the_next():
    stretch = Stretch(0, 9)

    assert Varied(0, 2, stretch) < 9
    assert stretch.highest == 4
    assert Varied(Fraction(1, 2), 1, stretch) <= Fraction(7, 2)
    assert stretch.highest == 3
