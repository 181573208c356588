"""One household under several editions, and over time."""

import json
from datetime import date, timedelta

import pytest

from daman.kernel.ages import Calendar
from daman.kernel.refusal import Refusal
from daman.law import assess
from daman.law.comparison import compare
from daman.law.examples import a_widow
from daman.law.facts.household import read_household
from daman.law.over_time import Birthdays, answer_on, answers_between, household_on
from daman.law.parameters.editions import editions
from daman.law.parameters.timeline import Adoption
from daman.law.rules.reading import reading_of

STATUTORY = [
    Adoption("statutory-2022", date(2022, 1, 1)),
    Adoption("statutory-2023-11", date(2023, 11, 1)),
    Adoption("statutory-2026-07", date(2026, 7, 17)),
]


def compared(household, *names):
    return compare([reading_of(name) for name in names], read_household(household))


class TestComparison:
    def test_shows_each_edition_as_it_answers_alone(self):
        household = a_widow(children_count=2, salary=2500)
        names = tuple(editions())[:4]
        found = compared(household, *names)

        assert list(found.answers) == list(names)
        for name in names:
            alone = assess(household, edition=name)
            assert found.answers[name].as_dict() == alone.as_dict()
        json.dumps(found.as_dict(), ensure_ascii=False)

    def test_names_the_condition_that_differs_across_editions(self):
        found = compared(a_widow(children_count=2, salary=2500), "1446-article", "statutory-2022")
        (income,) = [topic for topic in found.topics if topic.code == "income"]

        assert income.differs
        assert income.conditions["1446-article"].code == "1446.income_limit"
        assert income.conditions["statutory-2022"].code == "stat.income"
        assert not found.is_same

    def test_names_the_values_and_lines_that_differ(self):
        found = compared(a_widow(children_count=2), "statutory-2022", "statutory-2023-11")
        (income,) = [topic for topic in found.topics if topic.code == "income"]
        lines = {line.code: line for line in found.lines}

        assert not income.differs
        assert {name: v["statutory-2023-11"].value for name, v in income.parameters.items()} == {
            "basic_minimum": 1320,
            "dependant_increment": 660,
        }
        assert lines["total"].halalas == {"statutory-2022": 220_000, "statutory-2023-11": 264_000}
        assert all(line.differs for line in found.lines)

    def test_an_edition_that_does_not_ask_is_no_met_condition(self):
        found = compared(a_widow(), "1444-article", "1446-article")
        (category,) = [topic for topic in found.topics if topic.code == "category"]

        assert category.conditions["1446-article"] is None

    @pytest.mark.parametrize(
        "names", [("1446-article",), ("1446-article",) * 2, tuple(editions())]
    )
    def test_refuses_any_but_two_to_four_different_editions(self, names):
        with pytest.raises(Refusal, match="editions.count"):
            compared(a_widow(), *names)


class TestOverTime:
    def test_answers_by_the_edition_of_the_day(self):
        poor = a_widow(salary=1500)

        assert answer_on(poor, date(2024, 7, 6)).edition.id == "1444-article"
        assert answer_on(poor, date(2024, 7, 7)).edition.id == "1446-article"
        with pytest.raises(Refusal, match=r"edition\.not_in_force"):
            answer_on(poor, date(2022, 7, 29))

    def test_answers_by_another_timeline(self):
        amounts = [
            str(answer_on(a_widow(), day, timeline=STATUTORY).amount)
            for day in (date(2023, 10, 31), date(2023, 11, 1), date(2026, 7, 17))
        ]

        assert amounts == ["1,100", "1,320", "1,320"]

    def test_ages_are_those_of_the_day_in_either_calendar(self):
        born = {"head.age": date(1958, 9, 1), "dependants[0].age": date(2018, 9, 1)}
        household, day = a_widow(children_count=1), date(2024, 8, 31)

        gregorian = household_on(household, day, Birthdays(born))
        hijri = household_on(household, day, Birthdays(born, Calendar.HIJRI))

        assert (gregorian["head"]["age"], gregorian["dependants"][0]["age"]) == (65, 5)
        assert (hijri["head"]["age"], hijri["dependants"][0]["age"]) == (68, 6)
        assert household["head"]["age"] == 45

    def test_an_answer_ends_on_a_birthday_and_where_an_edition_takes_over(self):
        divorcee = a_widow() | {"category": "divorced"}
        born = Birthdays({"head.age": date(1957, 9, 1)})
        spans = answers_between(divorcee, date(2023, 1, 1), date(2024, 12, 31), birthdays=born)

        assert [(span.first_day, span.last_day, span.answer.eligible) for span in spans] == [
            (date(2023, 1, 1), date(2023, 8, 31), True),
            (date(2023, 9, 1), date(2024, 7, 6), False),
            (date(2024, 7, 7), date(2024, 12, 31), True),
        ]
        for before, after in zip(spans, spans[1:], strict=False):
            assert before.last_day + timedelta(days=1) == after.first_day

    @pytest.mark.parametrize(
        ("path", "born_on", "code"),
        [
            ("head.sex", date(1957, 9, 1), "household.unknown_field"),
            ("head.wage", date(1957, 9, 1), "household.unknown_field"),
            ("dependants[3].age", date(2015, 1, 1), "household.unknown_field"),
            ("head.age", date(2030, 1, 1), "date.range"),
        ],
    )
    def test_refuses_birth_dates_that_fit_nobody(self, path, born_on, code):
        with pytest.raises(Refusal, match=code):
            household_on(a_widow(), date(2024, 1, 1), Birthdays({path: born_on}))
