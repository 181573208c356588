"""What would change an answer, in the households that people would ask about."""

from datetime import date

import pytest

from daman.law.alternatives import OUTCOME
from daman.law.changes import CITIZENS, Asking, what_would_change
from daman.law.examples import a_person, a_widow
from daman.law.facts.household import read_household
from daman.law.facts.places import as_given, values_of, with_facts, word_at
from daman.law.facts.vocabulary import vocabulary
from daman.law.rules.reading import reading_of
from daman.law.wording_of_changes import cause_text, forms
from tests.law.households import with_changes

WHO = {"person", "rises", "falls", "office", "never"}


def changes(household, edition="statutory-2026-07", **asking):
    return what_would_change(reading_of(edition), read_household(household), Asking(**asking))


def told(found):
    return {
        change.path: (change.after, way.eligible, way.amount and way.amount.halalas)
        for way in found.singles
        for change in way.changes
        if way.affects == OUTCOME
    }


def test_a_salary_above_the_minimum_must_fall_below_it_to_the_halala():
    found = changes(a_widow(children_count=2, salary=6000), whose=CITIZENS)

    assert found.needed == "one"
    assert told(found)["monthly_income.salary"] == (527_999, True, 1)
    assert found.singles[0].text.en == (
        "If monthly salaries came to no more than 5,279.99 riyals, "
        "you would be entitled to 0.01 riyals a month."
    )


def test_the_article_keeps_its_flat_amount_up_to_the_ceiling():
    found = changes(a_widow(children_count=2, salary=2500), "1446-article")

    assert told(found) == {"monthly_income.salary": (220_000, True, 157_000)}


def test_a_suspension_lifted_brings_the_amount():
    found = changes(with_changes(a_widow(), {"head.services_suspended": True}))

    assert told(found)["head.services_suspended"] == (False, True, 132_000)


def test_an_age_comes_with_its_day_and_never_falls():
    young = a_widow(age=17)
    found = changes(young, born_on={"head.age": date(2009, 3, 1)}, whose=CITIZENS)
    (change,) = found.singles[0].changes

    assert (change.path, change.after, change.on) == ("head.age", 18, date(2027, 3, 1))
    assert "2027-03-01" in found.singles[0].text.ar
    old = changes(a_widow(age=66) | {"category": "divorced"}, "1444-article")
    assert "head.age" not in told(old)


def test_two_failing_conditions_take_two_changes():
    failing = {"head.services_suspended": True, "institution": "prison"}
    found = changes(with_changes(a_widow(), failing))

    assert found.needed == "two"
    assert found.failing == ("stat.head", "stat.institution")
    assert {change.path for change in found.pair.changes} == set(failing)
    assert (found.pair.eligible, found.pair.amount.halalas) == (True, 132_000)
    assert found.text.en == "One change alone is not enough; both must change."


def test_two_facts_of_one_condition_are_found_together():
    abroad = {
        "residence.longest_consecutive_days_abroad": 200,
        "residence.total_days_abroad_12m": 201,
    }
    found = changes(with_changes(a_widow(), abroad), whose=CITIZENS)

    assert found.needed == "two"
    assert [change.after for change in found.pair.changes] == [90, 90]


def test_three_failing_conditions_are_listed():
    failing = {
        "head.services_suspended": True,
        "institution": "prison",
        "separate_dwelling": False,
    }
    found = changes(with_changes(a_widow(), failing))

    assert (found.needed, found.pair) == ("more", None)
    assert found.failing == ("stat.head", "stat.unit", "stat.institution")
    assert "Being independent" in found.text.en


def test_what_cannot_be_changed_is_never_suggested_to_a_citizen():
    foreign = with_changes(a_widow(), {"head.saudi": False})
    found = changes(foreign, whose=CITIZENS)

    assert (found.needed, found.singles, found.pair) == ("none", (), None)
    assert found.failing == ("stat.nationality",)
    assert "head.saudi" in told(changes(foreign))


def test_dependants_who_are_alike_are_all_told():
    linked = a_widow(children_count=3, salary=3900)
    linked["dependants"] = [a_person(accepted_link=False) for _ in range(3)]
    found = changes(linked, whose=CITIZENS)

    paths = [path for path in told(found) if path.startswith("dependants")]
    assert paths == [f"dependants[{place}].accepted_link" for place in range(3)]
    assert "dependant 3" in found.singles[-1].text.en


@pytest.mark.parametrize("needed", ["one", "two", "more", "none", "nothing"])
def test_every_summary_speaks_both_languages(needed):
    assert all(forms()["summary"][needed][language] for language in ("ar", "en"))


def every_path():
    members = [f"dependants[0].{name}" for name in vocabulary().members]
    return [*vocabulary().facts, *members]


@pytest.mark.parametrize("path", every_path())
def test_every_fact_says_who_can_change_it_and_has_its_words(path):
    word = word_at(path)
    before, afters = (5, [0, 3, 8]) if not values_of(word) else (None, values_of(word))

    assert word.changes in WHO
    for after in afters:
        change = ChangeOf(path, word, before, after)
        text = cause_text(change)
        assert text.ar.startswith(("إذا", "لو"))
        assert text.en.startswith(("If", "When"))
        assert "\u2014" not in text.ar + text.en
    for value in values_of(word):
        assert as_given(word, value) != "none" or word.null_means != "none"


class ChangeOf:
    """A change as a sentence needs it."""

    others, on = (), None

    def __init__(self, path, word, before, after):
        self.path, self.word, self.before, self.after = path, word, before, after


def test_a_changed_case_leaves_the_first_as_it_was():
    case = read_household(a_widow(children_count=2)).case

    changed = with_facts(case, {"dependants[1].age": 9, "head.age": 50})

    assert changed.collections["dependants"][1]["age"] == 9
    assert case.collections["dependants"][1]["age"] == 8
    assert (changed.facts["head.age"], case.facts["head.age"]) == (50, 45)
