"""What a demo citizen says in the profile, where no register has filled the answer in."""

from collections.abc import Mapping
from typing import Any

# By question; a registry's answer always stands.
_SAID: dict[str, Any] = {
    "able_to_work": True,
    "has_disability": False,
    "services_suspended": False,
    "residence_permit_valid": True,
    "dwelling": "rented",
    "separate_dwelling": True,
    "institution": "none",
    "permanent_residence": True,
    "longest_consecutive_days_abroad": 0,
    "total_days_abroad_12m": 0,
    "study_abroad": False,
    "student": False,
    "health_education_met": True,
    "employed": False,
    "seeking_work": True,
    "training_attended": True,
    "commercial_register": False,
    "professional_licence": False,
    "main_home_owned": False,
    "other_real_estate_count": 0,
    "liquid_assets_halalas": 0,
    "cars": 0,
    "other_families_of_head": 0,
}


def answers_of(
    person: Mapping[str, Any], section: str, known: Mapping[str, Any]
) -> dict[str, Any]:
    """
    Return the answers of one section: what a register filled in, else what the citizen says.

    `known` holds the section's present values; `person` is the registry's own record.
    """
    said = {name: value for name, value in _SAID.items()}
    said["nationality_basis"] = person["nationality_basis"]
    if section == "income":
        said["has_income"] = bool(known.get("sources"))
    return said | {name: value for name, value in known.items() if value is not None}
