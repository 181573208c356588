"""What holds for every household: two computations agree, and unknown facts never decide."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st

from daman.law import assess
from daman.law.assess import answer
from daman.law.engine.decision import decide
from daman.law.engine.interpreter import Interpreter
from daman.law.examples import a_widow
from daman.law.facts.household import read_household, refusals_of
from daman.law.facts.vocabulary import vocabulary
from daman.law.parameters.editions import editions as known_editions
from daman.law.rules.reading import reading_of
from tests.law import plain_computation
from tests.law.households import AMOUNTS, EDITIONS, households, many, values_of, with_changes

editions = st.sampled_from(EDITIONS)
some = settings(many, max_examples=200)
CAP = 500_000
KINDS = ("salary", "business", "retirement_pension", "survivor_pension", "rent")


def outcome(household, edition):
    given_answer = assess(household, edition=edition)
    amount = given_answer.amount
    riyals = None if amount is None else Decimal(amount.halalas) / 100
    return given_answer.eligible, set(given_answer.reasons), riyals


@pytest.mark.parametrize("edition", EDITIONS)
@given(household=households())
@many
def test_a_second_plain_computation_agrees(edition, household):
    assert outcome(household, edition) == plain_computation.decide(household, edition)


@given(household=households(), edition=editions)
@some
def test_a_complete_household_lacks_nothing(household, edition):
    complete = assess(household, edition=edition)

    assert refusals_of(household) == ()
    assert complete.missing == complete.needed == ()
    assert (complete.eligible is None) <= bool(complete.reasons)


@given(household=households(), edition=editions, kind=st.sampled_from(KINDS), more=AMOUNTS)
@some
def test_more_counted_income_never_raises_the_amount(household, edition, kind, more):
    income = household["monthly_income"][kind]
    richer = with_changes(household, {f"monthly_income.{kind}": round(income + more, 2)})
    before, after = (assess(each, edition=edition) for each in (household, richer))

    # Training is asked of those who earn nothing, so a first wage may lift that one condition.
    if {"1446.training", "stat.obligations"} & set(before.reasons):
        return
    if before.eligible is not None and after.amount is not None and before.amount is not None:
        assert after.amount <= before.amount


@given(household=households(), edition=editions)
@some
def test_one_more_accepted_saudi_dependant_never_lowers_the_amount(household, edition):
    child = {
        "relation": "child",
        "age": 3,
        "saudi": True,
        "nationality_basis": None,
        "residence_permit_valid": None,
        "accepted_link": True,
    }
    larger = household | {"dependants": [*household["dependants"], child]}
    before, after = (assess(each, edition=edition) for each in (household, larger))

    if before.amount is not None and after.amount is not None:
        assert after.amount >= before.amount
    assert not (before.eligible is True and after.eligible is False)


@given(household=households(), edition=editions)
@some
def test_the_pension_never_exceeds_the_cap_and_its_lines_add_up(household, edition):
    given_answer = assess(household, edition=edition)
    parts = [line.halalas for line in given_answer.amount_lines if line.kind == "part"]

    if given_answer.amount is not None:
        assert 0 <= given_answer.amount.halalas <= CAP
    if parts:
        assert sum(parts) == given_answer.amount.halalas
    assert bool(parts) == (given_answer.eligible is True and given_answer.amount is not None)


def unknowable_paths():
    return [path for path, word in vocabulary().facts.items() if not word.has_null_meaning]


@given(
    household=households(),
    edition=editions,
    hidden=st.sets(st.sampled_from(unknowable_paths()), min_size=1, max_size=5),
    member_hidden=st.sampled_from([None, "saudi", "accepted_link", "age", "relation"]),
)
@some
def test_missing_facts_never_contradict_the_full_answer(household, edition, hidden, member_hidden):
    partial = with_changes(household, dict.fromkeys(hidden))
    if member_hidden and partial["dependants"]:
        partial["dependants"][0][member_hidden] = None
    full, blind = (assess(each, edition=edition) for each in (household, partial))

    assert hidden <= set(blind.missing)
    assert set(blind.needed) <= set(blind.missing)
    if blind.eligible is True:
        assert full.eligible is True
        assert blind.amount in (None, full.amount)
    if blind.eligible is False:
        assert full.eligible is False
        assert set(blind.reasons) <= set(full.reasons)


@given(household=households(), edition=editions)
@some
def test_a_household_of_unknown_facts_is_never_refused(household, edition):
    hidden = [*unknowable_paths(), "dependants"]
    blind = assess(
        with_changes(
            household,
            dict.fromkeys(hidden)
            | {
                "institution": None,
                "assessor_findings.high_value_assets": False,
                "assessor_findings.wealth_criteria_met": True,
                "head.nationality_basis": None,
            },
        ),
        edition=edition,
    )

    assert blind.eligible is None
    assert blind.amount is None
    assert blind.needed


@given(household=households(), edition=editions)
@some
def test_every_condition_speaks_both_languages(household, edition):
    for condition in assess(household, edition=edition).as_dict()["conditions"]:
        for language in ("ar", "en"):
            assert condition[f"title_{language}"]
            assert condition[f"text_{language}"], condition["code"]
            assert "{" not in condition[f"text_{language}"]
            stands_in_the_way = condition["met"] is not True
            assert bool(condition[f"remedy_{language}"]) is stands_in_the_way


CONDITION_CODES = [
    (edition, condition.code)
    for edition in EDITIONS
    for condition in reading_of(edition).conditions
]


@pytest.mark.parametrize(("edition", "code"), CONDITION_CODES)
def test_each_condition_matters(edition, code):
    """Turning one condition off changes the answer of a household that fails it alone."""
    reading = reading_of(edition)
    others = tuple(each for each in reading.conditions if each.code != code)
    household = read_household(failing_alone(code))

    with_it, without = (
        answer(reading, household),
        answer(replace(reading, conditions=others), household),
    )

    assert len(with_it.reasons) == 1
    assert with_it.reasons[0].startswith(code)
    assert with_it.eligible is not True
    assert without.eligible is True


ALL_CODES = [
    (edition, condition.code)
    for edition in known_editions()
    for condition in reading_of(edition).conditions
]


@pytest.mark.parametrize(("edition", "code"), ALL_CODES)
def test_each_condition_matters_to_some_household_of_a_random_population(edition, code):
    """No condition is idle: among random households, turning it off changes an answer."""
    reading = reading_of(edition)
    (condition,) = (each for each in reading.conditions if each.code == code)
    others = tuple(each for each in reading.conditions if each.code != code)

    def is_changed(household):
        case = read_household(household).case
        with_it = decide(reading.conditions, reading.amount, Interpreter(case))
        without = decide(others, reading.amount, Interpreter(case))
        return (with_it.eligible, with_it.amount) != (without.eligible, without.amount)

    generating = settings(many, max_examples=500, phases=[Phase.generate], database=None)
    assert find(poor_widows_but_for(condition), is_changed, settings=generating)


@st.composite
def poor_widows_but_for(draw, condition):
    """Draw poor widows whose facts that a condition asks for are as they happen to be."""
    household = a_widow(children_count=draw(st.integers(0, 2)))
    answers = Interpreter(read_household(household).case)
    used = {}
    for expression in condition.expressions:
        used |= answers.facts_used(expression)
    known = vocabulary().facts
    asked = [path for path in used if path in known]
    for child in household["dependants"]:
        child["age"] = draw(st.integers(0, 40))
    return with_changes(household, {path: draw(values_of(known[path])) for path in asked})


FAILING = {
    "nationality": {"head.saudi": False},
    "residence": {"residence.permanent": False},
    "1444.assets": {"assets.main_home_owned": True},
    "1446.assets": {"assessor_findings.high_value_assets": True},
    "income_limit": {"monthly_income.rent": 2001.01},
    "income": {"monthly_income.rent": 1320},
    "divorcee_age": {"category": "divorced", "head.age": 66},
    "category": {"category": "none"},
    "obligations": {"obligations.health_education_met": False},
    "training": {"obligations.training_attended": False},
    "institution": {"institution": "hospital"},
    "head": {"head.services_suspended": True},
    "unit": {"separate_dwelling": False},
    "multi_family_income_review": {"other_families_of_head": 1, "monthly_income.rent": 0.01},
    "wealth": {"assessor_findings.wealth_criteria_met": False},
}


def failing_alone(code):
    changes = FAILING.get(code) or FAILING[code.partition(".")[2]]
    return with_changes(a_widow(), changes)
