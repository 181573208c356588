"""What the simulators' pages say of a day, a moment and a fact."""

import pytest

from simulators.app import LABELS
from simulators.registry.facts import SOURCES
from simulators.registry.population import generate
from simulators.saying import filters

SAY = filters(LABELS)


def test_a_day_and_a_moment_are_said_plainly_and_in_riyadh():
    assert SAY["day"]("2026-12-01") == "1 ديسمبر 2026م"
    assert SAY["moment"]("2026-11-25T22:30:05.123+00:00") == "26 نوفمبر 2026م 01:30"


@pytest.mark.parametrize(
    ("value", "said"), [(True, "نعم"), (False, "لا"), (4800, "4,800"), ("severe", "شديدة")]
)
def test_a_fact_is_said_in_words(value, said):
    assert SAY["fact_value"](value) == said


def test_every_kind_of_fact_and_every_name_in_it_has_words():
    facts = [fact for person in generate(1448, 60) for fact in person["facts"]]
    assert set(LABELS["facts"]) == set(SOURCES)
    assert {name for fact in facts for name in fact["values"]} <= set(LABELS["fact_names"])
