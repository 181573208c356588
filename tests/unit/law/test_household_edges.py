"""How many members a household may have, to the exact number."""

import pytest

from daman.law.facts.household import refusals_of
from daman.law.facts.vocabulary import vocabulary


@pytest.mark.parametrize(("count", "is_fit"), [(0, True), (1000, True), (1001, False)])
def test_a_household_has_a_thousand_members_at_most(count, is_fit):
    name = vocabulary().collection.path

    codes = [each.code for each in refusals_of({name: [None] * count}) if each.field == name]

    assert codes == ([] if is_fit else ["household.range"])
