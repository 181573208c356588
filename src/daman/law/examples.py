"""Complete example households in the shape of the schema, for documentation and tests."""

from typing import Any

INCOME_KINDS = (
    "salary",
    "business",
    "retirement_pension",
    "survivor_pension",
    "rent",
    "citizen_account",
    "rural_support",
    "student_stipend",
)


def a_person(**changes: Any) -> dict[str, Any]:
    """Return a Saudi dependant of eight, with the given changes."""
    person = {
        "relation": "child",
        "age": 8,
        "saudi": True,
        "nationality_basis": None,
        "residence_permit_valid": None,
        "accepted_link": True,
    }
    return person | changes


def a_head(**changes: Any) -> dict[str, Any]:
    """Return a Saudi woman of 45 as a head, with the given changes."""
    head = {
        "age": 45,
        "sex": "F",
        "saudi": True,
        "nationality_basis": None,
        "residence_permit_valid": None,
        "able_to_work": True,
        "student": False,
        "services_suspended": False,
    }
    return head | changes


def a_widow(*, age: int | None = 45, children_count: int = 0, **income: Any) -> dict[str, Any]:
    """
    Return a Saudi widow with that many children and the given monthly income in riyals.

    >>> a_widow(salary=900)["monthly_income"]["salary"]
    900
    """
    return {
        "unit": "family" if children_count else "independent",
        "category": "widow",
        "head": a_head(age=age),
        "dependants": [a_person() for _ in range(children_count)],
        "monthly_income": dict.fromkeys(INCOME_KINDS, 0) | income,
        "assets": {
            "main_home_owned": False,
            "other_real_estate_count": 0,
            "liquid_assets": 0,
            "cars": 0,
        },
        "assessor_findings": {"high_value_assets": False, "wealth_criteria_met": True},
        "residence": {
            "permanent": True,
            "longest_consecutive_days_abroad": 0,
            "total_days_abroad_12m": 0,
            "study_abroad": False,
        },
        "institution": None,
        "obligations": {"health_education_met": True, "training_attended": True},
        "separate_dwelling": True,
        "other_families_of_head": 0,
        "legacy_category_m45": None,
    }
