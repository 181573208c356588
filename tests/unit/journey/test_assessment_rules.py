"""A finding decides, then the register, then the claim; what nobody knows stays unknown."""

from datetime import date
from decimal import Decimal

import pytest

from daman.journey.assessment import rules, wording
from daman.journey.assessment.models import ExactDecoder, ExactEncoder
from daman.kernel.money import Money
from daman.kernel.refusal import Refusal
from daman.law.assess import assess
from daman.law.facts.household import refusals_of

HEAD, SON = "1999000019", "1999000027"
DAY = date(2026, 11, 25)
SECTIONS = {
    "personal": ("able_to_work", "services_suspended"),
    "housing": (
        "separate_dwelling",
        "institution",
        "permanent_residence",
        "longest_consecutive_days_abroad",
        "total_days_abroad_12m",
        "study_abroad",
    ),
    "income": (),
    "education": ("student", "health_education_met"),
    "employment": ("training_attended",),
    "licences": (),
    "property": ("main_home_owned", "other_real_estate_count", "liquid_assets_halalas", "cars"),
    "dependants": ("other_families_of_head",),
}


def a_son(**changes):
    return {
        "national_id": SON,
        "name_ar": "سالم",
        "relation": "child",
        "born_on": "2015-11-26",
        "sex": "M",
        "saudi": True,
        "nationality_basis": None,
        "residence_permit_valid": None,
        "accepted_link": True,
    } | changes


def known(*, answers=None, people=(), saudi=True, **changes):
    answers = answers or {}
    sections = {
        section: {question: answers.get(question) for question in questions}
        for section, questions in SECTIONS.items()
    }
    if not saudi:
        sections["personal"] |= {
            name: answers.get(name) for name in ("nationality_basis", "residence_permit_valid")
        }
    sections["dependants"]["people"] = list(people)
    person = {"national_id": HEAD, "born_on": "1988-11-25", "sex": "F", "is_saudi": saudi}
    given = {
        "content": {
            "person": person,
            "sections": sections,
            "dependant_sources": {SON: "civil_registry"},
        },
        "told": {},
        "category": "widow",
        "has_income": False,
        "declared": (),
        "registered": (),
        "day": DAY,
        "person_as_of": DAY,
    }
    return rules.Known(**(given | changes))


def told(value, source="traffic"):
    return {"value": value, "source": source, "as_of": "2026-11-24"}


def fact(path, **given):
    return rules.beside_each_other(known(**given))[path]


@pytest.mark.parametrize(
    ("claim", "register", "finding", "value", "source", "match"),
    [
        (None, None, (), None, "unknown", None),
        (1, None, (), 1, "claim", None),
        (1, 2, (), 2, "traffic", False),
        (2, 2, (), 2, "traffic", True),
        (None, 2, (), 2, "traffic", None),
        (1, 2, (3,), 3, "finding", False),
        (1, None, (None,), None, "finding", None),
        (0, 0, (), 0, "traffic", True),
    ],
)
def test_who_is_believed(claim, register, finding, value, source, match):
    found = fact(
        "assets.cars",
        answers={"cars": claim},
        told={} if register is None else {"property": {"cars": told(register)}},
        findings={"assets.cars": finding[0]} if finding else {},
    )
    assert (found.value, found.source["source"], found.is_match) == (value, source, match)


@pytest.mark.parametrize(
    ("has_income", "declared", "registered", "value", "source"),
    [
        (False, [], [], 0, "claim"),
        (None, [], [], None, "unknown"),
        (True, [(HEAD, 90050)], [], Decimal("900.5"), "claim"),
        (False, [], [(HEAD, 300000)], 3000, "social_insurance"),
        (True, [(HEAD, 100000)], [(HEAD, 300000)], 3000, "social_insurance"),
        (True, [(SON, 100000)], [(HEAD, 300000)], 4000, "social_insurance"),
        (None, [], [(HEAD, 300000), (SON, 50)], Decimal("3000.5"), "social_insurance"),
    ],
)
def test_income_of_the_register_outweighs_what_the_same_earner_declared(
    has_income, declared, registered, value, source
):
    found = fact(
        "monthly_income.salary",
        has_income=has_income,
        declared=[rules.Income(earner, "salary", halalas) for earner, halalas in declared],
        registered=[
            rules.Income(earner, "salary", halalas, "social_insurance", "2026-11-24")
            for earner, halalas in registered
        ],
    )
    assert (found.value, found.source["source"]) == (value, source)
    assert not isinstance(found.value, float)


def test_an_earner_whom_the_register_does_not_know_is_named_beside_it():
    found = fact(
        "monthly_income.rent",
        has_income=True,
        declared=[rules.Income(SON, "rent", 10_00)],
        registered=[rules.Income(HEAD, "rent", 20_00, "justice", "2026-11-24")],
    )
    assert found.source == {"source": "justice", "as_of": "2026-11-24", "also": "claim"}


def test_an_empty_snapshot_is_a_household_that_the_law_can_read_and_nothing_is_invented():
    household = rules.household_of(rules.beside_each_other(known(has_income=None)))
    assert refusals_of(household) == ()
    assert set(household["monthly_income"].values()) == {None}
    assert set(household["assets"].values()) == {None}
    answer = assess(household, edition="1446-article")
    assert answer.eligible is None
    assert "monthly_income.salary" in answer.missing


def test_the_unit_and_ages_are_those_of_the_day_of_submission():
    alone = rules.household_of(rules.beside_each_other(known()))
    family = rules.household_of(rules.beside_each_other(known(people=[a_son()])))
    assert (alone["unit"], family["unit"]) == ("independent", "family")
    assert alone["head"]["age"] == 38
    assert family["dependants"][0]["age"] == 10
    assert refusals_of(family) == ()


def test_a_dependant_s_facts_have_their_register_and_the_consent_is_claimed():
    facts = rules.beside_each_other(known(people=[a_son()]))
    assert facts["dependants[0].age"].source["source"] == "civil_registry"
    assert facts["dependants[0].accepted_link"].source["source"] == "claim"


def test_a_resident_s_basis_is_read_and_a_citizen_has_none():
    basis = {"nationality_basis": "wife_of_saudi", "residence_permit_valid": True}
    resident = rules.household_of(rules.beside_each_other(known(saudi=False, answers=basis)))
    citizen = rules.household_of(rules.beside_each_other(known(answers=basis)))
    assert resident["head"]["nationality_basis"] == "wife_of_saudi"
    assert citizen["head"]["nationality_basis"] is None


def test_savings_and_institution_become_what_the_law_reads():
    answers = {"liquid_assets_halalas": 12_345, "institution": "none"}
    household = rules.household_of(rules.beside_each_other(known(answers=answers)))
    assert household["assets"]["liquid_assets"] == Decimal("123.45")
    assert household["institution"] is None
    told_home = {"housing": {"institution": told("care_home", "interior")}}
    assert fact("institution", answers=answers, told=told_home).value == "care_home"


@pytest.mark.parametrize("given", [Money(9950), "99.50", "٩٩٫٥", Decimal("99.5")])
def test_an_amount_that_was_found_is_exact(given):
    assert fact("monthly_income.rent", findings={"monthly_income.rent": given}).value == Decimal(
        "99.5"
    )


@pytest.mark.parametrize("path", ["head.height", "dependants[0].age", "", "dependants[9999].x"])
def test_a_finding_about_no_fact_is_refused(path):
    with pytest.raises(Refusal, match=r"household\.unknown_field"):
        rules.beside_each_other(known(findings={path: 1}))


def test_a_finding_about_a_dependant_decides():
    path = "dependants[0].accepted_link"
    facts = rules.beside_each_other(known(people=[a_son()], findings={path: False}))
    assert rules.household_of(facts)["dependants"][0]["accepted_link"] is False


def test_amounts_are_kept_in_json_without_loss():
    kept = ExactEncoder().encode({"a": Decimal("999999999999.99"), "b": Decimal("0.1")})
    assert kept == '{"a": 999999999999.99, "b": 0.1}'
    assert ExactDecoder().decode(kept) == {"a": Decimal("999999999999.99"), "b": Decimal("0.1")}
    with pytest.raises(AssertionError):
        ExactEncoder().encode({"a": Decimal("0.12345678901234567890")})


def test_every_fact_and_word_can_be_read_out_in_both_languages():
    facts = rules.beside_each_other(known(people=[a_son()]))
    for path in facts:
        for words in (wording.label_text(path), wording.fact_text(path, None)):
            assert words.ar
            assert words.en
    assert wording.fact_text("category", "widow").ar == "أرملة"
    assert wording.fact_text("residence.total_days_abroad_12m", 3).ar == "3 أيام"
