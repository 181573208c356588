"""Cases in every state, made by the product's own operations."""

from datetime import datetime

from daman.base.permissions import Role
from daman.journey.casework import operations as casework
from daman.journey.casework import queries as cases
from daman.journey.committee import operations as committee
from daman.record.accounts.models import Account
from tests.conftest import MOMENT
from tests.support.applicants import a_sent_application, iban_of, named
from tests.support.people import a_member_of_staff

ASSETS = "assessor_findings.high_value_assets"


def an_application(name: str = "noura", *, at: datetime = MOMENT, **told):
    """Return a sent application of a person whom the simulated registry knows."""
    account = named(name, at=at, **({"marital_status": "WIDOWED"} | told))
    return a_sent_application(account, at=at, iban=iban_of(name))


def a_waiting_case(name: str = "noura", *, at: datetime = MOMENT):
    """Return a case that nobody took."""
    return casework.open_case(application=an_application(name, at=at), by="system:test", at=at)


def a_case_in_study(by: Account, name: str = "noura", *, at: datetime = MOMENT):
    """Return a case that a caseworker took."""
    return casework.take(case=a_waiting_case(name, at=at), by=by, at=at)


def a_ready_case(by: Account, name: str = "noura", *, at: datetime = MOMENT):
    """Return a case whose papers are accepted and whose law's answer is closed."""
    case = a_case_in_study(by, name, at=at)
    for paper in cases.papers_of(case):
        if paper.attachment:
            casework.check_document(
                case=case, attachment=paper.attachment, accept=True, reason="", by=by, at=at
            )
    casework.record_finding(case=case, path=ASSETS, value=False, reason="none seen", by=by, at=at)
    return case


def a_recommendation(by: Account, name: str = "noura", *, at: datetime = MOMENT):
    """Return what a caseworker recommended: acceptance."""
    case = a_ready_case(by, name, at=at)
    return casework.recommend(
        case=case, outcome="ACCEPT", reasons="All conditions are met.", by=by, at=at
    )


def a_sitting(name: str = "noura", *, at: datetime = MOMENT, by: Account | None = None):
    """Return an open sitting on a recommendation."""
    recommendation = a_recommendation(by or a_member_of_staff(Role.CASEWORKER), name, at=at)
    return committee.open_sitting(recommendation=recommendation, by="system:test", at=at)
