"""`daman law assess --changes`, `cliffs` and `compare`, by their streams."""

import io
import json

import pytest

from daman.law.command_line import main
from daman.law.examples import a_widow

POOR = a_widow(children_count=2, salary=900)
RICH = a_widow(children_count=2, salary=2500)


def run(*argv, given=(POOR,)):
    lines = "\n".join(each if isinstance(each, str) else json.dumps(each) for each in given)
    stdout = io.StringIO()
    code = main(argv, io.StringIO(lines), stdout)
    return code, [json.loads(line) for line in stdout.getvalue().splitlines()]


def test_changes_are_added_only_when_asked_for():
    _, (plain,) = run("assess", "--edition", "1446-article", given=[RICH])
    code, (told,) = run("assess", "--edition", "1446-article", "--changes", given=[RICH])

    assert code == 0
    assert "changes" not in plain
    (way,) = told.pop("changes")["single"]
    assert told == plain
    assert way["changes"][0]["to"] == 2200
    assert (way["eligible"], way["amount"]) == (True, 1570)


def test_a_day_stands_for_the_edition_in_force_on_it():
    _, (told,) = run("assess", "--on", "2024-07-06")
    _, (next_day,) = run("assess", "--on", "2024-07-07")

    assert (told["edition"], next_day["edition"]) == ("1444-article", "1446-article")


def test_cliffs_tell_every_income_or_the_one_asked_for():
    _, (every,) = run("cliffs", "--edition", "statutory-2026-07")
    fact = "monthly_income.salary"
    _, (one,) = run("cliffs", "--edition", "statutory-2026-07", "--fact", fact)

    assert len(every["incomes"]) == 8
    assert one["incomes"] == [each for each in every["incomes"] if each["field"] == fact]
    assert one["incomes"][0]["ends_at"] == 5280
    assert one["incomes"][0]["one_more_riyal"] == {"amount": -0.5, "together": 0.5}


def test_compare_tells_editions_side_by_side():
    code, (told,) = run("compare", "--editions", "1446-article, statutory-2026-07", given=[RICH])

    assert code == 0
    assert {name: each["amount"] for name, each in told["answers"].items()} == {
        "1446-article": 0,
        "statutory-2026-07": 1390,
    }


ASKED_WRONGLY = [
    (("cliffs", "--edition", "1445"), "edition.unknown"),
    (("cliffs", "--edition", "1446-article", "--fact", "head.age"), "household.enum"),
    (("compare", "--editions", "1446-article"), "editions.count"),
    (("compare", "--editions", "1446-article,1446-article"), "editions.count"),
    (("compare", "--editions", "1446-article,x"), "edition.unknown"),
    (("assess", "--on", "2001-01-01"), "edition.not_in_force"),
    (("cliffs", "--edition", "1446-article", "/no/such/file"), "input.unreadable"),
    (
        ("assess", "--on", "2025-01-01", "--changes")
        + ("--households", "a", "--persons", "b", "--out", "c"),
        "changes.one_by_one",
    ),
]


@pytest.mark.parametrize(("argv", "code"), ASKED_WRONGLY)
def test_what_is_asked_wrongly_is_one_error(argv, code):
    exit_code, (told,) = run(*argv)

    assert exit_code == 1
    assert told["error"]["code"] == code
    assert told["error"]["message_ar"]


@pytest.mark.parametrize(
    "argv", [("cliffs",), ("compare",), ("assess", "--on", "x"), ("compare", "--fact", "x")]
)
def test_what_is_no_command_is_told_its_usage(argv):
    assert run(*argv)[0] == 2


@pytest.mark.parametrize(
    "argv",
    [
        ("cliffs", "--edition", "1446-article"),
        ("compare", "--editions", "1446-article,1444-article"),
        ("assess", "--edition", "1446-article", "--changes"),
    ],
)
def test_a_household_that_cannot_be_read_costs_only_its_own_answer(argv):
    broken = POOR | {"unit": "clan"}
    code, told = run(*argv, given=[POOR, broken, "{", RICH])

    assert code == 1
    errors = [each["error"]["code"] if "error" in each else None for each in told]
    assert errors == [None, "household.enum", "json.invalid", None]
