"""Every published worked household, in its edition: outcome, exact reasons and amount."""

import json
from pathlib import Path

import pytest

from daman.law import assess

CASES_FILE = Path(__file__).parents[3] / "shared" / "law" / "cases.json"
CASES = json.loads(CASES_FILE.read_text(encoding="utf-8")) if CASES_FILE.exists() else []

pytestmark = pytest.mark.skipif(
    not CASES, reason=f"the published cases are not beside the repository: {CASES_FILE.name}"
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_published_case(case):
    expected = case["expect"]

    answer = assess(case["household"], edition=case["edition"]).as_dict()

    assert answer["eligible"] is expected["eligible"], case["why"]
    assert sorted(answer["reasons"]) == sorted(expected["reasons"]), case["why"]
    assert answer["amount"] == expected["amount"], case["why"]


def test_the_published_cases_cover_every_edition():
    assert {case["edition"] for case in CASES} == {
        "1444-article",
        "1446-article",
        "statutory-2022",
        "statutory-2023-11",
        "statutory-2026-07",
    }
