"""Every worked household of both tables, through both engines: equal codes and halalas."""

from collections import defaultdict
from decimal import Decimal

import pytest

from daman.kernel.refusal import Refusal
from daman.law.cases.worked import case_tables
from daman.law.examples import a_widow
from daman.law.facts.tables import tables_of
from daman.law.facts.vocabulary import vocabulary
from tests.law.both_engines import all_at_once, one_by_one
from tests.law.households import EDITIONS, with_changes
from tests.law.test_published_cases import CASES


def is_finer_than_a_halala(household):
    savings = (household["assets"] or {}).get("liquid_assets")
    return savings == 0.001


@pytest.mark.parametrize("edition", EDITIONS)
def test_own_cases_answer_alike(edition):
    written = [case.household for table in case_tables() for case in table.cases]
    households = [each for each in written if not is_finer_than_a_halala(each)]
    assert len(households) > len(written) - 5

    assert all_at_once(households, edition) == one_by_one(households, edition)


def test_savings_finer_than_a_halala_are_refused():
    with pytest.raises(Refusal) as refused:
        tables_of([with_changes(a_widow(), {"assets.liquid_assets": Decimal("0.001")})])

    assert (refused.value.code, refused.value.field) == (
        "household.precision",
        "assets.liquid_assets",
    )


@pytest.mark.skipif(not CASES, reason="the published cases are not beside the repository")
@pytest.mark.parametrize("edition", EDITIONS)
def test_published_cases_answer_alike(edition):
    households = [case["household"] for case in CASES]

    assert all_at_once(households, edition) == one_by_one(households, edition)


@pytest.mark.skipif(not CASES, reason="the published cases are not beside the repository")
def test_published_cases_give_what_was_published():
    by_edition = defaultdict(list)
    for case in CASES:
        by_edition[case["edition"]].append(case)
    for edition, cases in by_edition.items():
        answers = all_at_once([case["household"] for case in cases], edition)
        for case, (eligible, halalas, reasons, _, _) in zip(cases, answers, strict=True):
            expected = case["expect"]
            riyals = None if halalas is None else halalas / 100
            assert (eligible, riyals) == (expected["eligible"], expected["amount"]), case["id"]
            assert sorted(reasons) == sorted(expected["reasons"]), case["id"]


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("size", [1, 2, 9, 10, 11, 15, 16, 40])
def test_every_size_of_the_tables(edition, size):
    households = [a_widow(children_count=size - 1)]

    assert all_at_once(households, edition) == one_by_one(households, edition)


@pytest.mark.parametrize("edition", EDITIONS)
def test_one_unknown_fact_at_a_time(edition):
    known = [path for path, word in vocabulary().facts.items() if not word.has_null_meaning]
    groups = ["head", "dependants", "monthly_income", "assessor_findings"]
    start = a_widow(children_count=2, salary=900, rent=100)
    households = [with_changes(start, {path: None}) for path in [*known, *groups]]
    for name in (None, "saudi", "accepted_link"):
        household = a_widow(children_count=3)
        household["dependants"][1] = (
            None if name is None else household["dependants"][1] | {name: None}
        )
        households.append(household)

    answers = all_at_once(households, edition)

    assert answers == one_by_one(households, edition)
    assert any(unknown for *_, unknown, _ in answers)
