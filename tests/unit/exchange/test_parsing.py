"""Reading registry answers: whatever is not as agreed is malformed, whichever part it is."""

import copy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daman.exchange.outbound import NoAnswer
from daman.exchange.registries import parsing
from simulators.registry.population import AS_OF, generate
from simulators.registry.searching import fact_records, person_record

PEOPLE = generate(1, 14)
RECORD = person_record(PEOPLE[0])
FACT = fact_records(PEOPLE[0], "borders")[0]
JUNK = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False),
    st.just(""),
    st.just("\x00"),
    st.just("\ud800"),
    st.lists(st.integers(), max_size=2),
    st.dictionaries(st.text(max_size=3), st.integers(), max_size=2),
)


@pytest.mark.parametrize("person", PEOPLE, ids=lambda person: person["id"])
def test_reads_everybody(person: dict):
    record = parsing.person(person_record(person))

    assert record.national_id == person["id"]
    assert record.born_on.isoformat() == person["born_on"]
    assert record.is_saudi is person["saudi"]
    assert record.nationality_basis == person["nationality_basis"]
    assert record.mobiles == tuple(person["mobiles"])


@pytest.mark.parametrize(
    "path",
    [
        ("identifier",),
        ("identifier", 0, "identifier_value"),
        ("sex",),
        ("birth_date",),
        ("marital_status",),
        ("address",),
        ("address", "locality"),
        ("spouses",),
        ("children", 0),
        ("parents",),
        ("additional_attributes",),
        ("additional_attributes", 0, "value"),
        ("additional_attributes", 0, "key"),
    ],
)
@given(junk=JUNK)
def test_junk_anywhere_is_malformed(path: tuple, junk: object):
    record = copy.deepcopy(RECORD)
    *way, last = path
    place = record
    for step in way:
        place = place[step]
    if junk == [] and last in ("spouses", "parents"):
        return
    place[last] = junk

    with pytest.raises(NoAnswer) as none:
        parsing.person(record)

    assert none.value.reason == "malformed"


@pytest.mark.parametrize("day", ["2026-11-31", "26-1-1", "20261101", "2026-W01-1", "1448-01-32"])
def test_a_day_that_is_none_is_malformed(day: str):
    with pytest.raises(NoAnswer):
        parsing.person({**RECORD, "birth_date": day})


def test_nobody_dies_before_birth():
    with pytest.raises(NoAnswer):
        parsing.person({**RECORD, "death_date": "1900-01-01"})


def test_a_fact_is_read_with_its_day():
    fact = parsing.fact(FACT, source="borders", national_id=PEOPLE[0]["id"])

    assert fact.kind == "travel"
    assert fact.as_of == AS_OF
    assert fact.values["total_days_abroad_12m"] == 0


def test_a_fact_about_another_is_not_taken():
    with pytest.raises(NoAnswer) as none:
        parsing.fact(FACT, source="borders", national_id=PEOPLE[1]["id"])

    assert none.value.reason == "mismatch"


@pytest.mark.parametrize("value", [1.5, [1], {"a": 1}, "\x00", "x" * 300])
def test_a_fact_of_other_than_plain_values_is_malformed(value: object):
    with pytest.raises(NoAnswer) as none:
        parsing.fact(
            {**FACT, "values": {"monthly_wage": value}},
            source="borders",
            national_id=PEOPLE[0]["id"],
        )

    assert none.value.reason == "malformed"
