"""The strict reader: every fault by field and code, every null honest, every amount exact."""

import copy
import json
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from daman.kernel.refusal import Refusal
from daman.law.examples import a_person, a_widow
from daman.law.facts.household import read_household, refusals_of
from daman.law.facts.vocabulary import vocabulary
from daman.law.wording import refusal_text
from tests.law.households import with_changes

SCHEMA_FILE = Path(__file__).parents[4] / "shared" / "law" / "household.schema.json"

FAULTS = [
    ({"unit": "alone"}, "unit", "household.enum"),
    ({"unit": 3}, "unit", "household.type"),
    ({"head.sex": "m"}, "head.sex", "household.enum"),
    ({"head.age": "45"}, "head.age", "household.type"),
    ({"head.age": True}, "head.age", "household.type"),
    ({"head.age": 45.5}, "head.age", "household.type"),
    ({"head.age": -1}, "head.age", "household.range"),
    ({"head.age": 126}, "head.age", "household.range"),
    ({"head.saudi": 1}, "head.saudi", "household.type"),
    ({"head.saudi": "yes"}, "head.saudi", "household.type"),
    ({"head.nationality_basis": "none"}, "head.nationality_basis", "household.enum"),
    ({"institution": "none"}, "institution", "household.enum"),
    ({"monthly_income.salary": -0.01}, "monthly_income.salary", "household.range"),
    ({"monthly_income.salary": 0.001}, "monthly_income.salary", "household.precision"),
    ({"monthly_income.salary": "900"}, "monthly_income.salary", "household.type"),
    ({"monthly_income.salary": [1]}, "monthly_income.salary", "household.type"),
    ({"monthly_income.salary": False}, "monthly_income.salary", "household.type"),
    ({"monthly_income.salary": 10**12 + 1}, "monthly_income.salary", "household.range"),
    ({"monthly_income.salary": 10**5000}, "monthly_income.salary", "household.range"),
    ({"monthly_income.salary": Decimal("1e99999")}, "monthly_income.salary", "household.range"),
    ({"monthly_income.salary": Decimal("NaN")}, "monthly_income.salary", "household.type"),
    ({"monthly_income.salary": float("inf")}, "monthly_income.salary", "household.range"),
    ({"monthly_income.salary": float("nan")}, "monthly_income.salary", "household.type"),
    ({"assets.liquid_assets": Decimal("1e-9999")}, "assets.liquid_assets", "household.precision"),
    ({"monthly_income.lottery": 1}, "monthly_income.lottery", "household.unknown_field"),
    ({"amount": 5000}, "amount", "household.unknown_field"),
    ({"head": []}, "head", "household.type"),
    ({"head": "x"}, "head", "household.type"),
    ({"dependants": {}}, "dependants", "household.type"),
    ({"dependants": "child"}, "dependants", "household.type"),
    ({"dependants": [7]}, "dependants[0]", "household.type"),
    ({"dependants": [a_person()] * 1001}, "dependants", "household.range"),
    ({"dependants": [a_person(age=200)]}, "dependants[0].age", "household.range"),
    ({"dependants": [a_person(), a_person(x=1)]}, "dependants[1].x", "household.unknown_field"),
]


@pytest.mark.parametrize(("changes", "field", "code"), FAULTS)
def test_a_fault_is_refused_by_field_and_code(changes, field, code):
    household = with_changes(a_widow(), changes)

    with pytest.raises(Refusal) as caught:
        read_household(household)

    assert (caught.value.field, caught.value.code) == (field, code)
    text = refusal_text(caught.value)
    for sentence in (text.ar, text.en):
        assert field in sentence
        assert "{" not in sentence
        assert "\u2014" not in sentence


@pytest.mark.parametrize("given", [None, [], "text", 5, True])
def test_what_is_no_object_is_refused(given):
    with pytest.raises(Refusal, match=r"household: household\.type"):
        read_household(given)


def test_every_missing_field_is_named():
    for path in vocabulary().facts:
        household = copy.deepcopy(a_widow())
        *groups, name = path.split(".")
        place = household
        for group in groups:
            place = place[group]
        del place[name]

        assert [(r.field, r.code) for r in refusals_of(household)] == [
            (path, "household.missing_field")
        ]


def test_a_case_is_no_household():
    case = {"id": "H01", "edition": "1444-article", "household": a_widow()}

    with pytest.raises(Refusal, match=r"id: household\.unknown_field"):
        read_household(case)


def test_all_faults_of_one_household_are_shown_together():
    changes = {"unit": 1, "head.age": -1, "monthly_income.rent": "x"}

    faults = [str(refusal) for refusal in refusals_of(with_changes(a_widow(), changes))]

    assert faults == [
        "unit: household.type",
        "head.age: household.range",
        "monthly_income.rent: household.type",
    ]


def test_a_strange_key_is_printed_safely():
    household = a_widow() | {"\ud800\u202e" + "x" * 500: 1}

    with pytest.raises(Refusal) as caught:
        read_household(household)

    caught.value.field.encode("utf-8")
    assert "\u202e" not in caught.value.field
    assert len(caught.value.field) <= 60


@pytest.mark.parametrize(
    ("given", "halalas"),
    [
        (0, 0),
        (0.1, 10),
        (0.29, 29),
        (1100, 110000),
        (Decimal("1100.50"), 110050),
        (Decimal("1E+3"), 100000),
        (4.35, 435),
        (10**12, 10**14),
    ],
)
def test_money_is_read_exactly(given, halalas):
    household = with_changes(a_widow(), {"monthly_income.rent": given})

    read = read_household(household).case.facts["monthly_income.rent"]

    assert read == halalas
    assert type(read) is int


def test_savings_finer_than_a_halala_stay_exact():
    household = with_changes(a_widow(), {"assets.liquid_assets": Decimal("0.00125")})

    assert read_household(household).case.facts["assets.liquid_assets"] == Fraction(1, 8)


@pytest.mark.parametrize("given", [45, 45.0, Decimal("45.00"), Decimal("4.5E1")])
def test_a_whole_number_may_be_written_with_decimals(given):
    household = with_changes(a_widow(), {"head.age": given})

    assert read_household(household).case.facts["head.age"] == 45


def test_null_is_unknown_only_where_it_has_no_meaning_of_its_own():
    for path, word in vocabulary().facts.items():
        read = read_household(with_changes(a_widow(), {path: None}))

        assert read.unknown == (() if word.has_null_meaning else (path,))
        assert read.case.facts[path] == word.null_means


def test_a_whole_part_may_be_unknown():
    read = read_household(with_changes(a_widow(), {"residence": None, "dependants": [None]}))

    assert "residence.permanent" in read.unknown
    assert "dependants[0].saudi" in read.unknown
    assert read_household(with_changes(a_widow(), {"dependants": None})).unknown == ("dependants",)


@pytest.mark.skipif(not SCHEMA_FILE.exists(), reason="the schema is not beside the repository")
class TestAgainstTheSchema:
    @pytest.fixture
    def schema(self):
        return json.loads(SCHEMA_FILE.read_text(encoding="utf-8"))

    def test_the_vocabulary_has_the_fields_of_the_schema(self, schema):
        def paths(part, prefix):
            for name, inner in part["properties"].items():
                if inner.get("type") == "object":
                    yield from paths(inner, f"{prefix}{name}.")
                elif inner.get("type") != "array":
                    yield prefix + name

        members = schema["properties"]["dependants"]["items"]["properties"]
        assert set(paths(schema, "")) == set(vocabulary().facts)
        assert set(members) == set(vocabulary().members)

    def test_words_and_nulls_are_those_of_the_schema(self, schema):
        for path, word in vocabulary().facts.items():
            part = schema
            for name in path.split("."):
                part = part["properties"][name]
            choices = part.get("enum", [])
            assert [choice for choice in choices if choice] == list(word.words)
            assert word.has_null_meaning == (None in choices or "null" in part.get("type", ""))
