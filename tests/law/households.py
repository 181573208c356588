"""Random complete households of the schema, and changes to one by dotted path."""

import copy

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from daman.law.facts.vocabulary import vocabulary

EDITIONS = (
    "1444-article",
    "1446-article",
    "statutory-2022",
    "statutory-2023-11",
    "statutory-2026-07",
)

many = settings(
    max_examples=400, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
)

# Amounts near the thresholds of every edition come up far more often than chance would have it.
EDGES = [0, 0.01, 550, 660, 1000, 1100, 1099.99, 1100.01, 1320, 1319.99, 1320.01, 1650, 1980]
EDGES += [2000, 2001, 2001.01, 2199.99, 2200, 2570, 2640, 2640.01, 3140, 5000, 10000]
AMOUNTS = st.sampled_from(EDGES) | st.integers(0, 2_000_000).map(lambda cents: cents / 100)
MOSTLY_NOTHING = st.just(0) | st.just(0) | AMOUNTS
MOSTLY = {
    "head.services_suspended": False,
    "head.saudi": True,
    "residence.permanent": True,
    "obligations.health_education_met": True,
    "obligations.training_attended": True,
    "separate_dwelling": True,
    "assets.main_home_owned": False,
    "assessor_findings.high_value_assets": False,
    "assessor_findings.wealth_criteria_met": True,
}
COUNTS = {
    "residence.longest_consecutive_days_abroad": st.sampled_from([0, 0, 0, 89, 90, 91, 200]),
    "residence.total_days_abroad_12m": st.sampled_from([0, 0, 0, 89, 90, 91, 200]),
    "assets.other_real_estate_count": st.sampled_from([0, 0, 0, 1]),
    "other_families_of_head": st.sampled_from([0, 0, 0, 1]),
}
AGES = st.sampled_from([17, 18, 24, 25, 45, 65, 66]) | st.integers(0, 125)


def values_of(word):
    """Return a strategy for a fact's complete values, its meaningful null included."""
    if word.path in COUNTS:
        return COUNTS[word.path]
    if word.kind in ("money", "savings"):
        return MOSTLY_NOTHING
    if word.kind == "count":
        return AGES if word.path.endswith("age") else st.integers(0, 3)
    choices = [True, False] if word.kind == "flag" else list(word.words)
    choices += [None] if word.has_null_meaning else []
    usual = [MOSTLY[word.path]] * 9 if word.path in MOSTLY else []
    usual += [None] * 9 if word.path == "institution" else []
    return st.sampled_from(usual + choices)


def _person():
    known = vocabulary().members
    return st.fixed_dictionaries({name: values_of(word) for name, word in known.items()})


@st.composite
def households(draw):
    """Draw a complete household that the schema accepts."""
    household = {}
    for path, word in vocabulary().facts.items():
        put(household, path, draw(values_of(word)))
    few, many = st.lists(_person(), max_size=4), st.lists(_person(), min_size=9, max_size=18)
    household["dependants"] = draw(few | few | many)
    return household


def put(household, path, value):
    """Set the fact at a dotted path."""
    *groups, name = path.split(".")
    for group in groups:
        household = household.setdefault(group, {})
    household[name] = value


def with_changes(household, changes):
    """Return a copy with the facts at these dotted paths changed."""
    changed = copy.deepcopy(household)
    for path, value in changes.items():
        put(changed, path, value)
    return changed
