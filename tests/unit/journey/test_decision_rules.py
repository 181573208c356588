"""The letter as data: its reasons, its facts with their origin, and what may be decided."""

import json
from datetime import date

import pytest

from daman.journey.decisions import rules
from daman.kernel.month import Month
from daman.kernel.refusal import Refusal
from daman.law.assess import assess
from daman.law.examples import a_widow
from daman.law.parameters.editions import current_editions, edition_of


def content(edition="1446-article", *, outcome="ACCEPTED", children=2, **income):
    answer = assess(a_widow(children_count=children, **income), edition=edition).as_dict()
    sources = {
        fact["field"]: {"source": "claim", "as_of": "2026-11-20"}
        for condition in answer["conditions"]
        for fact in condition["facts"]
    }
    return rules.content_of(
        rules.Deciding(
            reference="DEC-00000000",
            application="APP-00000000",
            submitted_on=date(2026, 11, 20),
            name_ar="نورة",
            name_en="",
            person_masked="******0019",
            account_last4="4821",
            outcome=outcome,
            decided_on=date(2026, 11, 25),
            answer=answer,
            edition=edition_of(edition),
            sources=sources,
            amount_halalas=answer["amount"] * 100,
            committee_reasons="نظرت اللجنة في الملف",
            verify_code="4TJ2-9XKM-71QA-ZC8E",
            first_month=Month(2026, 12) if outcome == "ACCEPTED" else None,
            objection_until_on=date(2027, 1, 24),
            decider_ar="هند",
            decider_en="Hind",
        )
    )


@pytest.mark.parametrize("edition", current_editions())
@pytest.mark.parametrize(("outcome", "salary"), [("ACCEPTED", 0), ("REFUSED", 9000)])
def test_every_edition_s_letter_is_whole_in_both_languages(edition, outcome, salary):
    letter = content(edition, outcome=outcome, salary=salary)
    assert json.loads(json.dumps(letter)) == letter
    for condition in letter["conditions"]:
        assert condition["articles"], condition["code"]
        for part in ("title", "text"):
            assert condition[part]["ar"]
            assert condition[part]["en"]
    failing = [each for each in letter["conditions"] if each["met"] is False]
    assert bool(failing) == (outcome == "REFUSED")
    assert (letter["amount"] is None) == (outcome == "REFUSED")


def test_equal_answers_share_a_row_and_say_of_whom():
    income = next(
        each for each in content()["conditions"] if each["code"].endswith("income_limit")
    )
    zeros = [fact for fact in income["facts"] if fact["value"]["en"] == "0 riyals"]
    assert len(zeros) == 1
    assert len(zeros[0]["labels"]) == 8
    saudi = [fact for fact in income["facts"] if fact["places"]]
    assert saudi[0]["places"] == [1, 2]
    assert len(saudi[0]["labels"]) == 1


def test_an_income_of_its_own_amount_has_its_own_row():
    letter = content(salary=500)
    income = next(each for each in letter["conditions"] if each["code"].endswith("income_limit"))
    own = next(fact for fact in income["facts"] if fact["value"]["en"] == "500 riyals")
    assert own["labels"] == [{"ar": "الرواتب الشهرية", "en": "Monthly salaries"}]
    assert own["as_of"] == "2026-11-20"


def test_parameters_show_value_day_and_source():
    letter = content()
    income = next(each for each in letter["conditions"] if each["code"].endswith("income_limit"))
    least = income["parameters"][0]
    assert least["value"] == {"ar": "1,100 ريال في الشهر", "en": "1,100 riyals a month"}
    assert least["since"] == "2024-07-07"
    assert [article["id"] for article in least["articles"]] == ["S002-27"]


def test_a_refusal_begins_what_to_do_next_with_the_remedy():
    letter = content(outcome="REFUSED", salary=9000)
    failing = next(each for each in letter["conditions"] if each["met"] is False)
    assert letter["next"][0] == failing["remedy"]


@pytest.mark.parametrize(
    ("outcome", "eligible", "amount", "reasons", "code"),
    [
        ("ACCEPTED", True, 157000, 0, None),
        ("ACCEPTED", True, None, 1, "decision.amount_open"),
        ("ACCEPTED", None, None, 1, "decision.amount_open"),
        ("ACCEPTED", False, 0, 1, "decision.not_eligible"),
        ("REFUSED", False, 0, 1, None),
        ("REFUSED", None, None, 1, None),
        ("REFUSED", None, None, 0, "decision.no_reasons"),
        ("REFUSED", True, 157000, 1, "decision.eligible"),
    ],
)
def test_what_may_be_decided(outcome, eligible, amount, reasons, code):
    def decide():
        rules.refuse_unlawful(
            outcome, {"eligible": eligible}, amount_halalas=amount, reasons=reasons
        )

    if code is None:
        decide()
        return
    with pytest.raises(Refusal) as refused:
        decide()
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("met", "said", "count"),
    [([True, None], "", 0), ([False, False], " ", 2), ([True], "because", 1)],
)
def test_reasons_are_failing_conditions_and_the_committee_s(met, said, count):
    answer = {"conditions": [{"met": each} for each in met]}
    assert rules.reasons_count(answer, said) == count


def test_a_code_is_read_as_typed_and_two_are_not_alike():
    codes = {rules.new_verify_code() for _ in range(200)}
    assert len(codes) == 200
    for code in codes:
        assert len(code) == 19
        assert rules.read_verify_code(code.lower().replace("-", "")) == code


@pytest.mark.parametrize(
    "typed", ["", "4TJ2", "4TJ2-9XKM-71QA-ZC8", "4TJ2-9XKM-71QA-ZC8EE", "ن" * 16]
)
def test_what_cannot_be_a_code_is_refused(typed):
    with pytest.raises(Refusal, match=r"verify\.code"):
        rules.read_verify_code(typed)


def test_the_hash_is_of_the_content_not_of_its_order():
    letter = content()
    turned = dict(reversed(letter.items()))
    assert rules.sha256_of(turned) == rules.sha256_of(letter)
    assert rules.sha256_of(letter | {"outcome": "REFUSED"}) != rules.sha256_of(letter)
