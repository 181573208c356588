"""`daman law draft check` and `daman law simulate`: files in, JSON out, one error at a time."""

import io
import json
from pathlib import Path

import pytest

from daman.law.command_line import main

DRAFT = """\
id: my-draft
extends: statutory-2026-07
family: stat
line: my-draft
authority: draft
title_ar: تجربة
title_en: A trial
valid_from: 2027-01-01
values:
  basic_minimum:
    label_ar: الحد الأدنى الأساسي للمعاش
    label_en: Basic minimum of the pension
    value: 1400
    unit: riyal/month
    sources: [adopted]
    confidence: high
"""


EXAMPLE = Path(__file__).parents[3] / "docs" / "examples" / "draft.yaml"


def test_the_example_of_the_handbook_is_fit():
    code, answer = told("draft", "check", EXAMPLE)

    assert code == 0
    assert answer["edition"] == "minimum-1400"
    assert [each["value"] for each in answer["differs_from"]] == ["basic_minimum"]


@pytest.fixture
def draft(tmp_path):
    path = tmp_path / "my-draft.yaml"
    path.write_text(DRAFT, encoding="utf-8")
    return path


def told(*words) -> tuple[int, dict]:
    out = io.StringIO()
    code = main([str(word) for word in words], io.StringIO(), out)
    return code, json.loads(out.getvalue())


def test_a_draft_that_is_fit_tells_what_it_changes(draft):
    code, answer = told("draft", "check", draft)
    assert code == 0
    assert answer["differs_from"] == [
        {
            "value": "basic_minimum",
            "changes": [{"row": None, "before": 1320, "after": 1400}],
            "added": [],
            "removed": [],
        }
    ]


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ("value: 1400", "value: -1", "values.basic_minimum.value"),
        ("value: 1400", "value: 1400.5", "values.basic_minimum.value"),
        ("value: 1400", "value: 600", "values.dependant_increment"),
        ("sources: [adopted]", "sources: [nowhere]", "values.basic_minimum.sources"),
        ("sources: [adopted]", "sources: adopted", "values.basic_minimum.sources"),
        ("unit: riyal/month", "unit: riyal", "values.basic_minimum.unit"),
        ("unit: riyal/month", "unit: years", "values.basic_minimum.unit"),
        ("value: 1400", "value: {1: 1400}", "values.basic_minimum.value"),
        ("  basic_minimum:", "  basic_maximum:", "values.basic_maximum"),
        ("id: my-draft", "id: 1446-article", "id"),
        ("id: my-draft\n", "", "id"),
        ("authority: draft", "authority: statute", "authority"),
        ("family: stat", "family: none", "values.basic_minimum"),
        ("valid_from: 2027-01-01", "valid_from: soon", "valid_from"),
        ("values:", "values: [1]\nothers:", "values"),
        (DRAFT, "- 1", ""),
    ],
)
def test_a_draft_that_is_not_fit_is_refused_at_its_key(draft, old, new, field):
    draft.write_text(DRAFT.replace(old, new, 1), encoding="utf-8")
    code, answer = told("draft", "check", draft)
    assert code == 1
    assert (answer["error"]["code"], answer["error"]["field"]) == ("draft.unfit", field)
    assert "my-draft" in answer["error"]["message"]


def test_a_file_that_is_not_there_is_one_error():
    code, answer = told("draft", "check", "/nowhere/at-all.yaml")
    assert (code, answer["error"]["code"]) == (1, "input.unreadable")


def test_a_simulation_is_the_same_each_time_and_names_what_it_compared(draft):
    words = ("simulate", "--edition", "statutory-2026-07", "--draft", draft, "--households", 500)
    code, answer = told(*words)
    assert code == 0
    assert (answer["drafts"], answer["tables"]["households"]) == (["my-draft"], 500)
    assert answer["tables"]["drafts"][0]["cost"] > answer["tables"]["base"]["cost"]
    assert told(*words)[1]["sha256"] == answer["sha256"]
    assert told(*words, "--seed", 2)[1]["sha256"] != answer["sha256"]


def test_a_simulation_wants_one_to_four_drafts_and_a_known_edition(draft):
    code, answer = told("simulate", "--edition", "1446-article")
    assert (code, answer["error"]["code"]) == (1, "simulation.drafts")
    too_many = [word for _ in range(5) for word in ("--draft", draft)]
    code, answer = told("simulate", "--edition", "1446-article", *too_many)
    assert (code, answer["error"]["code"]) == (1, "simulation.drafts")
    code, answer = told("simulate", "--edition", "no-such", "--draft", draft)
    assert (code, answer["error"]["code"]) == (1, "edition.unknown")
