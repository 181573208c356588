"""The amount as a function of an income: exact at every halala, its cliffs named."""

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from daman.kernel.money import Money
from daman.law import assess
from daman.law.cliffs import cliffs_of, income_facts
from daman.law.facts.household import read_household
from daman.law.parameters.editions import editions
from daman.law.rules.reading import reading_of
from tests.law.households import households, many, with_changes

some = settings(many, max_examples=80)
editions_of_law = st.sampled_from(tuple(editions()))
fields = st.sampled_from(income_facts())
HALALA = Money(1)


def earning(household, edition, field, income):
    answer = assess(with_changes(household, {field: income.halalas / 100}), edition=edition)
    return answer.eligible, answer.amount


@given(household=households(), edition=editions_of_law, field=fields, data=st.data())
@some
def test_every_breakpoint_is_what_the_law_answers_there(household, edition, field, data):
    found = cliffs_of(reading_of(edition), read_household(household), field)
    anywhere = data.draw(st.lists(st.integers(0, 3_000_000).map(Money), max_size=5))

    for point in found.breakpoints:
        assert earning(household, edition, field, point.income) == (point.eligible, point.after)
        if point.income > Money(0):
            before = earning(household, edition, field, point.income - HALALA)
            assert before[1] == point.before
            assert point.is_step == (point.lost > HALALA)
    for income in anywhere:
        assert earning(household, edition, field, income)[1] == found.amount_at(income)
    json.dumps(found.as_dict(), ensure_ascii=False)


@given(household=households(), edition=editions_of_law, field=fields)
@some
def test_help_ends_where_it_is_said_to_end(household, edition, field):
    found = cliffs_of(reading_of(edition), read_household(household), field)

    if found.ends_at is None:
        assert earning(household, edition, field, Money(10**13))[0] is not False
        return
    assert earning(household, edition, field, found.ends_at) == (False, Money(0))
    assert earning(household, edition, field, found.ends_at + Money(123_456))[0] is False
    if found.ends_at > Money(0):
        assert earning(household, edition, field, found.ends_at - HALALA)[0] is not False


@given(household=households(), edition=editions_of_law, field=fields)
@some
def test_one_more_riyal_and_every_cliff_add_up(household, edition, field):
    found = cliffs_of(reading_of(edition), read_household(household), field)

    if found.one_more:
        now = earning(household, edition, field, found.income)[1]
        then = earning(household, edition, field, found.income + Money.riyals(1))[1]
        assert found.one_more.amount == then - now
        assert found.one_more.together == then - now + Money.riyals(1)
    for cliff in found.cliffs:
        before = earning(household, edition, field, cliff.past)[1]
        after = earning(household, edition, field, cliff.past + HALALA)[1]
        assert before - after == cliff.lost
        assert cliff.lost > HALALA
        if cliff.recovered_at:
            recovered = earning(household, edition, field, cliff.recovered_at)[1]
            short = earning(household, edition, field, cliff.recovered_at - HALALA)[1]
            together = cliff.past + before
            assert cliff.recovered_at + recovered >= together
            assert cliff.recovered_at - HALALA + short < together


@given(household=households(), edition=editions_of_law, field=fields)
@some
def test_every_sentence_is_whole_in_both_languages(household, edition, field):
    for text in cliffs_of(reading_of(edition), read_household(household), field).texts:
        for words in (text.ar, text.en):
            assert words.endswith(".")
            assert "{" not in words
            assert "\u2014" not in words
