"""Random households, complete and with unknown facts: one by one and over columns alike."""

from hypothesis import given, settings
from hypothesis import strategies as st

from daman.law.facts.vocabulary import vocabulary
from daman.law.parameters.editions import editions
from tests.law.both_engines import all_at_once, one_by_one
from tests.law.households import households, many, put

PATHS = [path for path, word in vocabulary().facts.items() if not word.has_null_meaning]
GROUPS = ["head", "monthly_income", "assets", "assessor_findings", "residence", "dependants"]
MEMBER = [name for name, word in vocabulary().members.items() if not word.has_null_meaning]


@st.composite
def with_unknown_facts(draw):
    """Draw a household of which some facts, a person or a whole group is not known."""
    household = draw(households())
    for path in draw(st.lists(st.sampled_from(PATHS), max_size=4)):
        put(household, path, None)
    for person in household["dependants"]:
        for name in draw(st.just([]) | st.lists(st.sampled_from(MEMBER), max_size=1)):
            person[name] = None
    if household["dependants"] and draw(st.integers(0, 9)) == 0:
        household["dependants"][0] = None
    for group in draw(st.just([]) | st.just([]) | st.lists(st.sampled_from(GROUPS), max_size=1)):
        household[group] = None
    return household


few_lists = settings(many, max_examples=60)


@given(batch=st.lists(households(), min_size=20, max_size=30))
@few_lists
def test_complete_households_answer_alike(batch):
    for edition in editions():
        assert all_at_once(batch, edition) == one_by_one(batch, edition), edition


@given(batch=st.lists(with_unknown_facts(), min_size=20, max_size=30))
@few_lists
def test_households_with_unknown_facts_answer_alike(batch):
    for edition in editions():
        assert all_at_once(batch, edition) == one_by_one(batch, edition), edition
