"""Where an edition is just fit and just not, on small editions of the tests' own."""

from datetime import date

import pytest

from daman.law.files import LawFault
from daman.law.parameters.editions import load

CITED = "law-1442/14"
FIRST, END = date(2020, 1, 1), date(2021, 1, 1)


def a_value(value=18, **changes):
    content = {
        "value": value,
        "unit": "years",
        "sources": [CITED],
        "confidence": "high",
        "label_ar": "سن",
        "label_en": "Age",
    }
    return content | changes


def an_edition(name="a", **changes):
    content = {
        "id": name,
        "family": "statutory",
        "line": "tests",
        "authority": "article",
        "title_ar": "نسخة",
        "title_en": "Edition",
        "valid_from": FIRST,
        "values": {},
    }
    return content | changes


def loaded(*documents):
    return load({f"{number}.yaml": document for number, document in enumerate(documents)})


def with_value(value, **changes):
    return loaded(an_edition(values={"age": a_value(value, **changes)}))["a"].values["age"]


def key_of(*documents):
    with pytest.raises(LawFault) as fault:
        loaded(*documents)
    return fault.value.file, fault.value.key


@pytest.mark.parametrize("value", [-1, 1.0, 1.5, True, "18", [18]])
def test_a_value_is_a_whole_number_from_zero(value):
    assert key_of(an_edition(values={"age": a_value(value)}))[1] == "values.age.value"
    assert with_value(0).value == 0


@pytest.mark.parametrize(
    ("rows", "key"),
    [
        ({2: 5}, "values.age.value"),
        ({1: 5, 3: 6}, "values.age.value"),
        ({2: 6, 1: 5}, "values.age.value"),
        ({1: -1}, "values.age.value.1"),
        ({1: True}, "values.age.value.1"),
        ({1: 5, 2: 6.5}, "values.age.value.2"),
        ({1: 5, 2: 4}, "values.age.value.2"),
    ],
)
def test_a_table_runs_from_one_and_never_falls(rows, key):
    assert key_of(an_edition(values={"age": a_value(rows)}))[1] == key
    assert with_value({1: 0, 2: 0, 3: 7}).value == {1: 0, 2: 0, 3: 7}


@pytest.mark.parametrize(
    ("words", "key"),
    [
        (["widow"], "values.age.value"),
        ("widow", "values.age.value"),
        ({"widow": "law-1442/99"}, "values.age.value.widow"),
        ({"orphan": CITED, "widow": ""}, "values.age.value.widow"),
    ],
)
def test_each_word_has_its_source(words, key):
    assert key_of(an_edition(values={"age": a_value(words, unit="words")}))[1] == key


@pytest.mark.parametrize(("value", "row"), [(18, 1), ({1: 5, 2: 6}, 3), ({1: 5, 2: 6}, 0)])
def test_an_erratum_speaks_of_a_row_that_is_there(value, row):
    errata = {row: {"coherent": 7, "contradiction": "C-02"}}

    key = key_of(an_edition(values={"age": a_value(value, errata=errata)}))[1]

    assert key == f"values.age.errata.{row}"


@pytest.mark.parametrize(
    ("unit", "value", "computed"),
    [
        ("riyal", 13, 1300),
        ("riyal/month", {1: 2, 2: 3}, {1: 200, 2: 300}),
        ("riyal/year", 1, 100),
        ("years", 18, 18),
        ("percent", {1: 5}, {1: 5}),
        ("words", {"widow": CITED, "orphan": CITED}, ("widow", "orphan")),
    ],
)
def test_rules_compute_with_halalas(unit, value, computed):
    assert with_value(value, unit=unit).for_rules == computed


@pytest.mark.parametrize(("increment", "is_fit"), [(0, True), (100, True), (101, False)])
def test_an_increase_as_large_as_the_minimum_is_lawful(increment, is_fit):
    """Article 14: not above the basic minimum."""
    values = {
        "basic_minimum": a_value(100, unit="riyal/month"),
        "dependant_increment": a_value(increment, unit="riyal/month"),
    }

    if is_fit:
        assert loaded(an_edition(values=values))["a"].values["dependant_increment"]
    else:
        assert key_of(an_edition(values=values))[1] == "values.dependant_increment"


def test_an_increase_is_held_against_an_inherited_minimum():
    base = an_edition(values={"basic_minimum": a_value(100)}, line="others")
    own = an_edition("b", extends="a", values={"dependant_increment": a_value(101)})

    assert key_of(base, own) == (
        "parameters/editions/1.yaml",
        "values.dependant_increment",
    )


@pytest.mark.parametrize(
    ("end", "is_fit"),
    [(date(2019, 12, 31), False), (FIRST, False), (date(2020, 1, 2), True), (None, True)],
)
def test_an_edition_is_valid_for_a_day_at_least(end, is_fit):
    edition = an_edition(valid_until=end)

    if is_fit:
        assert loaded(edition)["a"].valid_until == end
    else:
        assert key_of(edition)[1] == "valid_until"


@pytest.mark.parametrize("content", [{}, {"start_note": ""}])
def test_an_edition_without_a_first_day_says_why(content):
    edition = an_edition(valid_from=None)

    assert key_of(edition | content)[1] == "valid_from"
    assert loaded(edition | {"start_note": "unknown"})["a"].valid_from is None


@pytest.mark.parametrize("end", [None, date(2020, 12, 31), date(2021, 1, 2)])
def test_editions_of_a_line_follow_each_other_to_the_day(end):
    later = an_edition("b", valid_from=END)
    earlier = an_edition(valid_until=end)

    assert key_of(later, earlier) == ("parameters/editions/1.yaml", "valid_until")
    assert set(loaded(later, an_edition(valid_until=END))) == {"a", "b"}
    assert set(loaded(later, earlier | {"line": "others"})) == {"a", "b"}


def test_an_edition_without_a_first_day_is_the_first_of_its_line():
    oldest = an_edition("b", valid_from=None, start_note="unknown", valid_until=FIRST)

    assert set(loaded(an_edition(), oldest)) == {"a", "b"}


def test_an_extended_edition_may_stand_after_those_that_extend_it():
    own = an_edition("b", extends="a", line="others", values={"age": a_value(60)})
    base = an_edition(values={"age": a_value(18), "limit": a_value(3)})

    found = loaded(own, base)

    assert {name: value.value for name, value in found["b"].values.items()} == {
        "age": 60,
        "limit": 3,
    }
    assert found["a"].values["age"].value == 18


def test_a_value_holds_since_the_edition_unless_it_says_more():
    own = {"age": a_value(), "limit": a_value(since=date(2019, 5, 1))}

    values = loaded(an_edition(values=own))["a"].values

    assert (values["age"].since, values["limit"].since) == (FIRST, date(2019, 5, 1))


def test_only_history_rests_on_history():
    past = an_edition(is_history=True)
    own = an_edition("b", extends="a", line="others")

    assert key_of(past, own) == ("parameters/editions/1.yaml", "extends")
    found = loaded(past, own | {"is_history": True})
    assert (found["a"].is_history, found["b"].is_history) == (True, True)
    assert loaded(an_edition())["a"].is_history is False


def test_an_id_is_given_once():
    assert key_of(an_edition(valid_until=END), an_edition(valid_from=END)) == (
        "parameters/editions/1.yaml",
        "id",
    )


@pytest.mark.parametrize(
    "change",
    [
        {"value": 19},
        {"unit": "months"},
        {"confidence": "low"},
        {"sources": [CITED, "law-1442/6"]},
        {"since": date(2019, 1, 1)},
        {"note_ar": "ملاحظة"},
        {"note_en": "Note"},
    ],
)
def test_the_hash_is_of_everything_a_decision_rests_on(change):
    plain = loaded(an_edition(values={"age": a_value()}))["a"]
    other = loaded(an_edition(values={"age": a_value() | change}))["a"]

    assert plain.content_hash != other.content_hash


@pytest.mark.parametrize(
    ("change", "is_same"),
    [
        ({"family": "m45"}, False),
        ({"valid_from": date(2020, 1, 2)}, False),
        ({"valid_until": END}, False),
        ({"title_en": "Another"}, True),
    ],
)
def test_the_hash_is_of_the_days_and_not_of_titles(change, is_same):
    plain = loaded(an_edition())["a"].content_hash

    assert (loaded(an_edition(**change))["a"].content_hash == plain) is is_same
