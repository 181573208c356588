"""What each authority says of a person: a fact with source, kind, day and values (riyals)."""

from collections.abc import Mapping
from datetime import date
from typing import Any

Fact = dict[str, Any]
# Every kind of fact there is, and who says it.
SOURCES = {
    "employment": "social_insurance",
    "pension": "social_insurance",
    "commercial_registration": "commerce",
    "real_estate": "justice",
    "court_deed": "justice",
    "vehicle": "traffic",
    "enrolment": "education",
    "rent_contract": "housing",
    "disability": "health",
    "addiction_treatment": "health",
    "travel": "borders",
    "job_search": "labour",
    "savings": "finance",
    "other_support": "support",
    "services": "interior",
    "institution": "interior",
}


def fact(kind: str, as_of: date, values: Mapping[str, Any]) -> Fact:
    """Return one fact as the registries keep it."""
    return {
        "source": SOURCES[kind],
        "kind": kind,
        "as_of": as_of.isoformat(),
        "values": dict(values),
    }


def employment(as_of: date, *, employer: str, monthly_wage: int) -> Fact:
    """Return a job as social insurance knows it; the wage in riyals a month."""
    return fact(
        "employment", as_of, {"employer": employer, "monthly_wage": monthly_wage, "active": True}
    )


def pension(as_of: date, *, of: str, monthly_amount: int) -> Fact:
    """Return a retirement or survivor pension in riyals a month."""
    return fact("pension", as_of, {"of": of, "monthly_amount": monthly_amount})


def travel(as_of: date, *, total: int, longest: int, purpose: str) -> Fact:
    """Return the days abroad of the last twelve months."""
    values = {
        "total_days_abroad_12m": total,
        "longest_consecutive_days_abroad": longest,
        "purpose": purpose,
    }
    return fact("travel", as_of, values)


def real_estate(as_of: date, *, deed: str, main_home: bool, monthly_rent: int = 0) -> Fact:
    """Return a property deed; rent in riyals a month, 0 when it is not let."""
    values = {"deed_number": deed, "main_home": main_home, "monthly_rent": monthly_rent}
    return fact("real_estate", as_of, values)


def disability(as_of: date, *, degree: str, able_to_work: bool) -> Fact:
    """Return a disability certificate; degree is mild, moderate or severe."""
    return fact("disability", as_of, {"degree": degree, "able_to_work": able_to_work})


def court_deed(as_of: date, *, about: str, number: str) -> Fact:
    """Return a deed about absence, disappearance, suspension, custody or guardianship."""
    return fact("court_deed", as_of, {"about": about, "deed_number": number})
