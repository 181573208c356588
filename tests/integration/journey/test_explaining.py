"""What stands behind a kept answer rests on its own facts and edition, and on nothing newer."""

import pytest

from daman.journey.assessment import explaining
from daman.journey.assessment.models import Assessment
from daman.law import assess
from tests.support.decisions import a_decision, a_widow_s_application

pytestmark = pytest.mark.django_db
SALARY = {"monthly_income.salary": 9000, "assessor_findings.high_value_assets": False}


@pytest.fixture
def accepted(simulators):
    return a_decision(a_widow_s_application()).assessment


@pytest.fixture
def refused(simulators):
    return a_decision(a_widow_s_application(), outcome="REFUSE", findings=SALARY).assessment


def changed(assessment, change):
    group, _, name = change.path.partition(".")
    household = assessment.household
    household[group][name] = change.as_dict()["to"]
    return assess(household, edition=assessment.edition)


class TestChanges:
    def test_a_refusal_has_a_change_that_keeps_its_promise(self, refused):
        found = explaining.changes_of(refused, for_citizen=True)
        (salary,) = [
            way for way in found.singles if way.changes[0].path == "monthly_income.salary"
        ]

        assert (salary.eligible, salary.affects) == (True, "outcome")
        again = changed(refused, salary.changes[0])
        assert (again.eligible, again.amount) == (True, salary.amount)

    def test_staff_see_what_no_citizen_is_told_to_change(self, accepted):
        for_staff = explaining.changes_of(accepted, for_citizen=False)
        for_citizen = explaining.changes_of(accepted, for_citizen=True)

        def paths(found):
            return {change.path for way in found.singles for change in way.changes}

        assert "head.saudi" in paths(for_staff) - paths(for_citizen)

    def test_today_s_facts_change_nothing(self, refused):
        before = explaining.changes_of(refused, for_citizen=True)
        person = refused.application.person
        person.born_on = person.born_on.replace(year=person.born_on.year - 30)
        person.save()

        again = Assessment.objects.get(pk=refused.pk)

        assert explaining.changes_of(again, for_citizen=True) == before

    def test_nothing_is_said_under_an_edition_that_is_no_longer_the_same(self, refused):
        refused.edition_hash = "0" * 64
        assert explaining.changes_of(refused, for_citizen=True) is None
        assert explaining.incomes_of(refused) == ()
        assert explaining.comparison_of(refused) is None

        refused.edition = "1300-lost"
        assert explaining.changes_of(refused, for_citizen=False) is None


def test_every_income_is_told_the_highest_first(refused):
    found = explaining.incomes_of(refused)

    assert found[0].field == "monthly_income.salary"
    assert len(found) == 8
    assert found[0].ends_at is not None


def test_the_other_editions_of_the_line_stand_beside_it(accepted):
    found = explaining.comparison_of(accepted)

    assert list(found.answers) == ["1446-article", "1444-article"]
    assert found.answers["1446-article"].amount.halalas == accepted.amount_halalas
