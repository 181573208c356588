"""The strict reader and the published schema accept the same households; null apart."""

import copy
import json
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from daman.law.facts.household import refusals_of
from tests.law.households import households, many

SCHEMA_FILE = Path(__file__).parents[3] / "shared" / "law" / "household.schema.json"

STRANGE = [None, True, False, 0, 1, -1, 126, 45.5, 0.25, 0.125, "", "M", "x", "none"]
STRANGE += ["widow", "prison", "wife_of_saudi", "elderly_no_income", [], {}, [None], [{}]]


# Decimal on both sides: by binary fractions 0.07 would be no multiple of 0.01.
def exactly(text):
    return json.loads(text, parse_float=Decimal)


def validator():
    return Draft202012Validator(exactly(SCHEMA_FILE.read_text(encoding="utf-8")))


def places_in(value):
    """Return every container and key in a household."""
    items = value.items() if isinstance(value, dict) else enumerate(value)
    for key, inner in list(items):
        yield value, key
        if isinstance(inner, dict | list):
            yield from places_in(inner)


@st.composite
def nearly_households(draw):
    """Draw a household with one thing replaced, removed or added somewhere."""
    household = copy.deepcopy(draw(households()))
    places = list(places_in(household))
    container, key = places[draw(st.integers(0, len(places) - 1))]
    strange = copy.deepcopy(STRANGE[draw(st.integers(0, len(STRANGE) - 1))])
    change = draw(st.sampled_from(["replace", "remove", "add"]))
    if change == "replace":
        container[key] = strange
    elif change == "remove":
        del container[key]
    elif isinstance(container, dict):
        container["extra"] = strange
    return household


@pytest.mark.skipif(not SCHEMA_FILE.exists(), reason="the schema is not beside the repository")
@given(household=nearly_households())
@many
def test_reader_and_schema_agree(household):
    exact = exactly(json.dumps(household))
    faults = [error for error in validator().iter_errors(exact) if error.instance is not None]

    assert (refusals_of(exact) == ()) is (faults == [])
