"""Our own worked households, in YAML tables: edges of every threshold, sizes, unknown facts."""

from decimal import Decimal

import pytest

from daman.law import assess
from daman.law.cases.worked import case_tables
from daman.law.examples import a_widow
from daman.law.facts.vocabulary import vocabulary
from daman.law.parameters.editions import editions
from daman.law.rules.reading import FAMILIES, reading_of
from tests.law.households import EDITIONS, with_changes


def rows():
    for table in case_tables():
        for case in table.cases:
            for edition, expected in case.expected.items():
                yield pytest.param(case, edition, expected, id=f"{case.id}: {edition}")


def expected_outcome(expected):
    """Return (eligible, reasons, amount in riyals, facts needed) of a table's short form."""
    if isinstance(expected, list):
        return False, expected, Decimal(0), []
    if not isinstance(expected, dict):
        return True, [], Decimal(str(expected)), []
    if "eligible" in expected:
        return True, expected["eligible"], None, expected.get("needs", [])
    return None, expected.get("review", []), None, expected.get("needs")


@pytest.mark.parametrize(("case", "edition", "expected"), list(rows()))
def test_case(case, edition, expected):
    eligible, reasons, riyals, needed = expected_outcome(expected)

    answer = assess(case.household, edition=edition)

    amount = None if answer.amount is None else Decimal(answer.amount.halalas) / 100
    assert (answer.eligible, list(answer.reasons), amount) == (eligible, reasons, riyals)
    if needed is not None:
        assert list(answer.needed) == needed


ACCEPTED = {
    "wife_of_saudi": {"1444", "1446", "stat"},
    "divorcee_of_saudi_no_saudi_children": {"1444"},
    "divorcee_with_saudi_children": {"1444", "1446", "stat"},
    "widow_with_saudi_children": {"1444", "1446", "stat"},
    "child_of_saudi_man": {"1444"},
    "child_of_saudi_widow": {"1446", "stat"},
    "child_of_saudi_divorcee": {"stat"},
    "disabled_non_saudi": {"1446"},
    "orphan_non_saudi": {"1446"},
    "disabled_mobility_card": {"1446", "stat"},
    "orphan_mobility_card": {"1446", "stat"},
    "widow_with_orphans_mobility_card": {"stat"},
    None: set(),
}


def test_the_matrix_knows_every_basis():
    bases = vocabulary().facts["head.nationality_basis"].words

    assert set(ACCEPTED) == {*bases, None}


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("permit", [True, False, None])
@pytest.mark.parametrize("basis", ACCEPTED)
class TestNationalityBasis:
    def is_accepted(self, basis, permit, edition):
        family = reading_of(edition).edition.family
        return family in ACCEPTED[basis] and (family != "1444" or permit is True)

    def foreigner(self, basis, permit):
        return {"saudi": False, "nationality_basis": basis, "residence_permit_valid": permit}

    def test_of_the_head(self, basis, permit, edition):
        changes = {f"head.{name}": v for name, v in self.foreigner(basis, permit).items()}
        family = reading_of(edition).edition.family

        answer = assess(with_changes(a_widow(), changes), edition=edition)

        accepted = self.is_accepted(basis, permit, edition)
        assert answer.eligible is accepted
        assert answer.reasons == (() if accepted else (f"{family}.nationality",))

    def test_of_a_dependant(self, basis, permit, edition):
        household = a_widow(children_count=1)
        household["dependants"][0] |= self.foreigner(basis, permit)
        children_count = int(self.is_accepted(basis, permit, edition))

        answer = assess(household, edition=edition)

        alike = assess(a_widow(children_count=children_count), edition=edition)
        assert answer.amount == alike.amount

    def test_a_saudi_needs_none(self, basis, permit, edition):
        changes = {"head.nationality_basis": basis, "head.residence_permit_valid": permit}

        assert assess(with_changes(a_widow(), changes), edition=edition).eligible is True


def test_the_codes_are_those_that_were_published():
    published = {
        "1444": "nationality residence assets size_beyond_table income_limit divorcee_age "
        "category",
        "1446": "nationality residence income_limit obligations training institution assets "
        "assets_review amount_not_published",
        "stat": "head nationality unit residence residence_review institution obligations income "
        "multi_family_income_review wealth wealth_review m35_amount_review",
        "m45": "nationality residence residence_review category old_age orphan_age institution "
        "means_review grown_children_review size_not_published aid_review",
    }
    for family in FAMILIES:
        reading = next(
            reading_of(edition)
            for edition in reversed(list(editions()))
            if reading_of(edition).edition.family == family
        )
        codes = {code for condition in reading.conditions for code in condition.codes}
        codes |= {note.code for note in reading.amount.left_open}

        assert codes == {f"{family}.{rule}" for rule in published[family].split()}
