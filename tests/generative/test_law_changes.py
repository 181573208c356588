"""What would change an answer is exactly so: nothing smaller does, and what is promised comes."""

import copy
import json
import re
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from daman.law import assess
from daman.law.alternatives import AMOUNT, OUTCOME
from daman.law.changes import CITIZENS, Asking, what_would_change
from daman.law.engine.decision import decide
from daman.law.engine.interpreter import Interpreter
from daman.law.engine.pieces import joined, stretches_of
from daman.law.facts.household import read_household
from daman.law.facts.places import value_at, values_of, with_facts, word_at
from daman.law.parameters.editions import editions
from daman.law.rules.reading import reading_of
from tests.law.households import households, many, with_changes

ALL_EDITIONS = tuple(editions())
some = settings(many, max_examples=60)
editions_of_law = st.sampled_from(ALL_EDITIONS)
MEMBER = re.compile(r"dependants\[(\d+)\]\.(\w+)")


def applied(household, change):
    """Return the household, as given, with one change made."""
    changed = copy.deepcopy(household)
    plain = change.as_dict()
    if member := MEMBER.fullmatch(change.path):
        changed["dependants"][int(member[1])][member[2]] = plain["to"]
        return changed
    place = changed
    *groups, name = change.path.split(".")
    for group in groups:
        place = place[group]
    place[name] = plain["to"]
    return changed


def answered(reading, case, values):
    return decide(reading.conditions, reading.amount, Interpreter(with_facts(case, values)))


def kind_of(decision, affects):
    return (decision.eligible, decision.amount is None) if affects == OUTCOME else decision.amount


@given(household=households(), edition=editions_of_law)
@some
def test_every_change_gives_exactly_the_answer_it_promises(household, edition):
    found = what_would_change(reading_of(edition), read_household(household))

    for way in (*found.singles, *([found.pair] if found.pair else [])):
        changed = household
        for change in way.changes:
            changed = applied(changed, change)
        answer = assess(changed, edition=edition)
        assert (answer.eligible, answer.amount, answer.reasons) == (
            way.eligible,
            way.amount,
            way.reasons,
        )
        assert way.text.ar
        assert way.text.en
        assert "{" not in way.text.ar + way.text.en
    json.dumps(found.as_dict(), ensure_ascii=False)


def between(before, after):
    """Return every whole number that is a smaller change, thinned where there are too many."""
    low, high = sorted((Fraction(before), Fraction(after)))
    first, last = int(low // 1) + (after > before), int(-(-high // 1)) - (after > before)
    span = last - first
    if span <= 400:
        return range(first, last + 1)
    near = [*range(first, first + 100), *range(last - 100, last + 1)]
    return [*near, *range(first, last, max(1, span // 97))]


@given(household=households(), edition=editions_of_law)
@some
def test_no_smaller_change_of_a_number_does_it(household, edition):
    reading, case = reading_of(edition), read_household(household).case
    now = answered(reading, case, {})
    found = what_would_change(reading, read_household(household))

    for way in found.singles:
        change = way.changes[0]
        if word_at(change.path).kind in ("flag", "word"):
            continue
        wanted = kind_of(answered(reading, case, {change.path: change.after}), way.affects)
        assert wanted != kind_of(now, way.affects)
        for value in between(change.before, change.after):
            if value == change.after or value == change.before:
                continue
            smaller = answered(reading, case, {change.path: value})
            if way.affects == AMOUNT:
                assert (smaller.eligible, smaller.amount) != (now.eligible, None)
                same_outcome = kind_of(smaller, OUTCOME) == kind_of(now, OUTCOME)
                assert not same_outcome or smaller.amount == now.amount
            else:
                assert kind_of(smaller, OUTCOME) != wanted


@given(household=households(), edition=editions_of_law, data=st.data())
@some
def test_no_change_that_matters_is_left_out(household, edition, data):
    reading, case = reading_of(edition), read_household(household).case
    now = answered(reading, case, {})
    found = what_would_change(reading, read_household(household))
    told = {
        (change.path, kind_of(answered(reading, case, {change.path: change.after}), OUTCOME))
        for way in found.singles
        for change in way.changes
    }
    path = data.draw(st.sampled_from(sorted(case.facts)))
    word = word_at(path)
    other_values = values_of(word) or [
        data.draw(st.integers(0, 125 if path.endswith("age") else 3_000_000))
    ]

    for value in other_values:
        before = value_at(case, path)
        if word.changes == "rises" and value < before:
            continue
        if word.changes == "falls" and value > before:
            continue
        decision = answered(reading, case, {path: value})
        if kind_of(decision, OUTCOME) != kind_of(now, OUTCOME):
            assert (path, kind_of(decision, OUTCOME)) in told


@given(household=households(), edition=editions_of_law)
@some
def test_two_changes_are_told_only_where_neither_is_enough(household, edition):
    reading, case = reading_of(edition), read_household(household).case
    found = what_would_change(reading, read_household(household), Asking(whose=CITIZENS))

    assert (found.pair is not None) == (found.needed == "two")
    if found.needed in ("two", "more", "none"):
        assert answered(reading, case, {}).eligible is False
        assert not [way for way in found.singles if way.affects == OUTCOME]
        assert found.failing
    if found.pair:
        first, second = found.pair.changes
        for alone in (first, second):
            assert answered(reading, case, {alone.path: alone.after}).eligible is False
        both = {first.path: first.after, second.path: second.after}
        assert answered(reading, case, both).eligible is not False
    for way in found.singles:
        for change in way.changes:
            assert change.word.changes in CITIZENS
            if change.word.changes == "rises":
                assert change.after > change.before
            if change.word.changes == "falls":
                assert change.after < change.before


NUMBERS = ("monthly_income.salary", "monthly_income.rent", "assets.liquid_assets", "head.age")


@pytest.mark.parametrize("path", NUMBERS)
@given(household=households(), edition=editions_of_law, data=st.data())
@some
def test_the_stretches_of_a_number_hold_the_answer_at_each_of_its_values(
    path, household, edition, data
):
    reading, case = reading_of(edition), read_household(household).case
    highest = 125 if path == "head.age" else 10**9
    found = joined(
        stretches_of(lambda v: answered(reading, case, {path: v}), lowest=0, highest=highest)
    )

    assert [piece.lowest for piece in found] == [0, *(p.highest + 1 for p in found[:-1])]
    assert found[-1].highest == highest
    anywhere = data.draw(st.lists(st.integers(0, highest), max_size=10))
    edges = [place for p in found for place in (p.lowest, p.highest)]
    for place in {*anywhere, *edges}:
        (piece,) = [p for p in found if p.lowest <= place <= p.highest]
        decision = answered(reading, case, {path: place})
        assert (piece.eligible, piece.decision.reasons) == (decision.eligible, decision.reasons)
        assert piece.amount_at(place) == decision.amount


HIDDEN = st.sets(
    st.sampled_from(
        [
            "head.age",
            "monthly_income.salary",
            "monthly_income.rent",
            "assets.liquid_assets",
            "residence.permanent",
            "separate_dwelling",
            "dependants",
        ]
    ),
    min_size=1,
    max_size=3,
)


@given(household=households(), edition=editions_of_law, hidden=HIDDEN)
@some
def test_an_unknown_fact_is_asked_for_and_never_changed(household, edition, hidden):
    partial = read_household(with_changes(household, dict.fromkeys(hidden)))

    found = what_would_change(reading_of(edition), partial)

    changed = {change.path for way in found.singles for change in way.changes}
    assert not changed & hidden
    assert not [p for p in changed if p.startswith("dependants[") and "dependants" in hidden]
