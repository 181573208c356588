"""
The shares of the invented population: plausible, rounded, and measured nowhere.

A share is a count of ten thousand. Regions stand in the order and with about the shares of the
census of 2022; everything else only makes every rule matter to some household. Amounts are riyals.
"""

from collections.abc import Mapping
from dataclasses import dataclass

OF = 10_000

REGIONS: Mapping[str, int] = {
    "riyadh": 2_670,
    "makkah": 2_490,
    "eastern": 1_590,
    "madinah": 660,
    "asir": 630,
    "jazan": 440,
    "qassim": 420,
    "tabuk": 270,
    "hail": 230,
    "jawf": 190,
    "najran": 180,
    "northern_borders": 120,
    "bahah": 110,
}

# How many dependants, one in twelve each: four on average, so a household has five people.
DEPENDANTS = (0, 1, 2, 3, 3, 4, 4, 5, 5, 6, 7, 8)

CATEGORIES: Mapping[str, int] = {
    "widow": 1_400,
    "divorced": 1_700,
    "elderly": 1_800,
    "disabled": 1_300,
    "minor_unable": 100,
    "woman_no_breadwinner": 900,
    "wife_of_addict": 50,
    "wife_of_absent": 50,
    "wife_of_missing": 50,
    "suspended_wife": 200,
    "unknown_parentage": 50,
    "orphan": 400,
    "none": 2_000,
}

# The youngest and the oldest head of a category; the others are of working age.
HEAD_AGES: Mapping[str, tuple[int, int]] = {
    "elderly": (60, 90),
    "minor_unable": (14, 18),
    "orphan": (16, 30),
    "unknown_parentage": (16, 30),
}
WORKING_AGES = (20, 64)
WOMEN = frozenset(
    ["widow", "divorced", "woman_no_breadwinner", "wife_of_addict", "wife_of_absent"]
    + ["wife_of_missing", "suspended_wife"]
)

RELATIONS: Mapping[str, int] = {
    "child": 7_800,
    "wife": 900,
    "husband": 200,
    "parent": 400,
    "sibling": 500,
    "other": 200,
}
RELATION_AGES: Mapping[str, tuple[int, int]] = {
    "child": (0, 24),
    "wife": (20, 70),
    "husband": (20, 70),
    "parent": (50, 90),
    "sibling": (5, 50),
    "other": (0, 80),
}


@dataclass(frozen=True)
class Income:
    """How many households have a kind of income, of which category more, and how much a month."""

    share: int
    lowest: int
    highest: int
    of_category: Mapping[str, int]


INCOMES: Mapping[str, Income] = {
    "salary": Income(2_800, 400, 6_000, {"none": 6_000}),
    "business": Income(600, 200, 4_000, {"none": 1_500}),
    "retirement_pension": Income(600, 1_000, 4_500, {"elderly": 4_500}),
    "survivor_pension": Income(200, 500, 4_000, {"widow": 4_500, "orphan": 4_500}),
    "rent": Income(600, 200, 2_000, {}),
    "citizen_account": Income(4_000, 150, 1_500, {}),
    "rural_support": Income(200, 500, 3_000, {}),
    "student_stipend": Income(400, 850, 1_000, {}),
}
# Savings are mostly small: the square of a number below this, for half of the households.
SAVERS, SAVINGS_ROOT = 5_000, 200

# How often a flag of a household is true.
TRUE: Mapping[str, int] = {
    "assets_main_home_owned": 3_500,
    "assessor_findings_high_value_assets": 300,
    "assessor_findings_wealth_criteria_met": 9_500,
    "residence_permanent": 9_800,
    "residence_study_abroad": 150,
    "obligations_health_education_met": 9_600,
    "obligations_training_attended": 8_500,
    "separate_dwelling": 8_500,
}
# How often a small number is not zero, and how large it then is at most.
COUNTS: Mapping[str, tuple[int, int]] = {
    "assets_other_real_estate_count": (500, 3),
    "assets_cars": (6_000, 2),
    "residence_longest_consecutive_days_abroad": (800, 150),
    "residence_total_days_abroad_12m": (900, 200),
    "other_families_of_head": (300, 2),
}
INSTITUTIONS: Mapping[str, int] = {
    "none": 9_820,
    "care_home": 60,
    "shelter": 40,
    "hospital": 40,
    "prison": 40,
}
LEGACY: Mapping[str, int] = {
    "none": 9_100,
    "elderly_no_income": 500,
    "disabled_no_breadwinner": 300,
    "special_orphan_no_breadwinner": 100,
}
SAUDI, ACCEPTED, PERMIT_VALID, ABLE, STUDENTS, SUSPENDED = 9_500, 9_700, 8_000, 5_500, 800, 100
WITHOUT_BASIS = 3_000
AGE_BANDS: Mapping[str, int] = {"under_18": 0, "18_24": 18, "25_39": 25, "40_59": 40, "60_on": 60}
