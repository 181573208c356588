"""Deadlines over weekends and holidays, and the words in which numbers are printed."""

from datetime import date

import pytest

from daman.kernel.month import Month
from daman.law import assess
from daman.law.examples import a_widow
from daman.law.rules.deadlines import (
    change_report_due_on,
    decision_deadline,
    due_on,
    financial_complaint_due_on,
    first_payment_month,
    grievance_due_on,
    requested_update_due_on,
)
from daman.law.wording import measured
from tests.law.households import with_changes


def test_the_clock_table_of_the_policy():
    filed_on = date(2024, 1, 7)
    deadline = decision_deadline(filed_on)

    assert deadline.article_on == date(2024, 2, 1)
    assert deadline.law_on == date(2024, 2, 4)
    assert deadline.promised_on == date(2024, 2, 1)
    assert change_report_due_on(filed_on) == date(2024, 1, 28)
    assert requested_update_due_on(filed_on) == date(2024, 2, 18)


def test_a_holiday_moves_a_working_day_and_not_a_calendar_day():
    filed_on = date(2024, 2, 18)  # A Sunday, with Founding Day on the Thursday after.

    assert due_on("decision_by_law", filed_on) == date(2024, 3, 18)
    assert due_on("decision_promised", filed_on) == date(2024, 3, 14)


def test_an_eid_break_moves_a_working_day():
    assert change_report_due_on(date(2026, 5, 20)) == date(2026, 6, 15)


@pytest.mark.parametrize(
    ("accepted_on", "month"),
    [
        (date(2026, 11, 1), Month(2026, 12)),
        (date(2026, 11, 30), Month(2026, 12)),
        (date(2026, 12, 31), Month(2027, 1)),
    ],
)
def test_the_first_payment_is_of_the_month_after_acceptance(accepted_on, month):
    assert first_payment_month(accepted_on) == month


def test_grievance_and_complaint_count_calendar_days():
    assert grievance_due_on(date(2026, 11, 25)) == date(2027, 1, 24)
    assert financial_complaint_due_on(Month(2026, 11)) == date(2026, 12, 10)


@pytest.mark.parametrize(
    ("number", "unit", "arabic", "english"),
    [
        (132000, "riyal", "1,320 ريال", "1,320 riyals"),
        (100, "riyal", "1 ريال", "1 riyal"),
        (9950, "riyal", "99.50 ريال", "99.50 riyals"),
        (1, "people", "فرد واحد", "1 person"),
        (2, "people", "فردين", "2 people"),
        (3, "people", "3 أفراد", "3 people"),
        (10, "people", "10 أفراد", "10 people"),
        (11, "people", "11 فردًا", "11 people"),
        (100, "people", "100 فرد", "100 people"),
        (110, "people", "110 أفراد", "110 people"),
        (111, "people", "111 فردًا", "111 people"),
        (103, "people", "103 أفراد", "103 people"),
        (0, "days", "0 أيام", "0 days"),
        (90, "days", "90 يومًا", "90 days"),
        (66, "years", "66 سنة", "66"),
    ],
)
def test_numbers_are_written_in_the_right_plural(number, unit, arabic, english):
    assert (measured(number, unit, "ar"), measured(number, unit, "en")) == (arabic, english)


def condition(household, edition, code):
    found = assess(household, edition=edition).as_dict()["conditions"]
    return next(each for each in found if each["code"] == code)


def test_a_refusal_prints_its_numbers_and_where_they_stand():
    refused = condition(a_widow(rent=1320), "statutory-2023-11", "stat.income")

    assert "1,320 ريال" in refused["text_ar"]
    assert "1,320 riyals" in refused["text_en"]
    assert refused["article"] == "law-1442/9.2"
    assert refused["values"] == {"income": 1320, "minimum": 1320, "size": 1}
    minimum = next(each for each in refused["parameters"] if each["name"] == "basic_minimum")
    assert (minimum["value"], minimum["since"]) == (1320, "2023-11-01")
    assert minimum["sources"]
    rent = next(each for each in refused["facts"] if each["field"] == "monthly_income.rent")
    assert rent["value"] == 1320
    assert rent["label_ar"]


def test_an_exception_is_named_with_its_own_article():
    changes = {"head.saudi": False, "head.nationality_basis": "child_of_saudi_divorcee"}
    household = with_changes(a_widow(), changes)

    met = condition(household, "statutory-2023-11", "stat.nationality")

    assert met["exception"] == "accepted_basis"
    assert "child of a Saudi divorcee" in met["text_en"]
    assert "law-1442/10.3" in [article["id"] for article in met["articles"]]


def test_an_unknown_condition_asks_for_its_fact():
    unknown = condition(a_widow(salary=None), "statutory-2023-11", "stat.income")

    assert unknown["met"] is None
    assert unknown["missing"] == ["monthly_income.salary"]
    assert unknown["remedy_ar"]


@pytest.mark.parametrize(
    ("children_count", "edition", "codes"),
    [
        (0, "1444-article", ["C-02"]),
        (1, "1444-article", []),
        (1, "1446-article", ["C-01"]),
        (2, "1446-article", []),
        (10, "1446-article", ["C-07"]),
    ],
)
def test_a_misprint_is_noted_where_its_row_is_used(children_count, edition, codes):
    answer = assess(a_widow(children_count=children_count), edition=edition)

    assert [note.code for note in answer.notes] == codes


def test_the_arithmetic_is_shown_line_by_line():
    household = with_changes(
        a_widow(children_count=1, salary=999.99), {"assets.liquid_assets": 1000}
    )

    lines = assess(household, edition="statutory-2023-11").as_dict()["amount_lines"]

    assert [line["halalas"] for line in lines] == [132000, 66000, -50000, -8333, 139667]
    assert lines[-1]["kind"] == "total"


def test_the_cap_is_a_line_of_its_own():
    lines = assess(a_widow(children_count=9), edition="statutory-2023-11").amount_lines

    assert [line.halalas for line in lines] == [132000, 594000, -226000, 500000]
