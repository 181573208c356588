"""Named people of the simulated registry, with an account, a profile and an application."""

from datetime import datetime

from daman.journey.applications import operations as applications
from daman.journey.applications import queries as application_queries
from daman.journey.profile import operations as profiles
from daman.journey.profile import queries as profile_queries
from daman.journey.profile import rules
from daman.record.accounts.models import Account
from tests.conftest import MOMENT
from tests.support import files
from tests.support.people import a_citizen

KNOWN_ANSWERS = {
    "able_to_work": True,
    "separate_dwelling": True,
    "dwelling": "rented",
    "permanent_residence": True,
    "health_education_met": True,
    "training_attended": True,
    "seeking_work": False,
    "professional_licence": False,
    "liquid_assets_halalas": 0,
    "other_families_of_head": 0,
}


def named(name: str, *, at: datetime = MOMENT, **told) -> Account:
    """Return the account of one of the people whom the simulated registry knows by name."""
    from simulators.registry.population import NAMED

    card = NAMED[name]
    sex = "F" if name in ("noura", "huda", "maha") else "M"
    known = {"sex": sex, "marital_status": "SINGLE", "name_ar": card.name_ar, **told}
    return a_citizen(at=at, national_id=card.national_id, born_on=card.born_on, **known)


def iban_of(name: str) -> str:
    """Return the account of a named person."""
    from simulators.registry.population import NAMED

    return NAMED[name].iban


def a_complete_profile(account: Account, *, at: datetime = MOMENT, **answers):
    """Return the account's profile with every section saved, but not confirmed."""
    profile = profiles.open_profile(person=account.person, by=account, at=at)
    for section in profile_queries.SECTIONS:
        for page in range(1, rules.pages_count(section) + 1):
            row = profile_queries.section_of(profile, section)
            given = {**KNOWN_ANSWERS, **row.answers["values"], **answers, "page": page}
            profiles.save_section(
                profile=profile,
                section=section,
                given=given,
                version=row.version,
                by=account,
                at=at,
            )
    return profile


def a_ready_draft(account: Account, *, category="widow", iban="", at: datetime = MOMENT):
    """Return a draft with everything that it needs to be sent."""
    profile = a_complete_profile(account, at=at)
    profiles.confirm(profile=profile, by=account, at=at)
    made = applications.start(account=account, by=account, at=at)
    made = applications.choose_category(
        application=made, category=category, version=made.version, by=account, at=at
    )
    has_income = bool(application_queries.incomes_of(made))
    made = applications.answer_income(
        application=made, has_income=has_income, version=made.version, by=account, at=at
    )
    made = applications.give_account(
        application=made, iban=iban, version=made.version, by=account, at=at
    )
    for requirement in application_queries.missing_documents(made):
        applications.attach_document(
            application=made,
            requirement=requirement.code,
            name="paper.pdf",
            content=files.a_pdf(),
            by=account,
            at=at,
        )
    return made


def a_sent_application(account: Account, *, at: datetime = MOMENT, **draft):
    """Return an application that was sent."""
    made = a_ready_draft(account, at=at, **draft)
    return applications.submit(
        application=made, declared=True, version=made.version, by=account, at=at
    )
