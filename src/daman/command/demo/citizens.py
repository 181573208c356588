"""The demo citizens: each made-up household led to one state of the journey, by its operations."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.auth.hashers import make_password

from daman.command.demo.answers import answers_of
from daman.command.stories._citizen import a_document
from daman.journey.applications import operations as applications
from daman.journey.applications import queries as application_queries
from daman.journey.applications.models import Application
from daman.journey.profile import family
from daman.journey.profile import operations as profiles
from daman.journey.profile import queries as profile_queries
from daman.journey.profile import rules as profile_rules
from daman.journey.profile.models import Profile
from daman.journey.registration import rules as registration
from daman.kernel.refusal import Refusal
from daman.kernel.riyadh import riyadh_date
from daman.record.accounts import operations as accounts
from daman.record.accounts.models import Account
from daman.record.people import operations as people
from simulators.registry.population import NAMED

PASSWORD = "daman-demo-password"
SYSTEM = "system:demo"
# How far each household is led; the list is walked again and again.
STAGES = (
    "paid", "decided", "submitted", "in_study", "paid", "recommended", "decided", "registered",
    "with_citizen", "drafting", "paid", "withdrawn", "profiling",
)  # fmt: skip
SENT_STAGES = frozenset(
    {"paid", "decided", "submitted", "in_study", "recommended", "with_citizen", "withdrawn"}
)


@dataclass
class Demo:
    """One demo citizen: the registry's person, the stage to reach, when it began."""

    person: dict[str, Any]
    stage: str
    began_at: datetime
    account: Account
    wards: tuple[dict[str, Any], ...] = ()
    application: Application | None = None


def demos(world: list[dict[str, Any]], *, households_count: int, at: datetime) -> Iterator[Demo]:
    """Register that many heads of households, of those who may open an account."""
    encoded = make_password(PASSWORD)
    # The people whom the documentation names stay strangers, to be registered by hand.
    named = {each.national_id for each in NAMED.values()}
    number = 0
    for person in world:
        if person["role"] != "head" or person["id"] in named:
            continue
        if not _may_register(person, riyadh_date(at)):
            continue
        if number == households_count:
            return
        stage = STAGES[number % len(STAGES)]
        days = 110 - number % 15 if stage == "paid" else 20 - number % 12
        began_at = at - timedelta(days=days, minutes=number)
        account = _registered(person, encoded, at=began_at)
        yield Demo(person, stage, began_at, account, wards=_wards(person, world))
        number += 1


def _wards(person: dict[str, Any], world: list[dict[str, Any]]) -> tuple[dict[str, Any], ...]:
    """Return the younger brothers and sisters whom a grown orphan looks after."""
    if person["category"] not in {"orphan", "minor_unable"}:
        return ()
    return tuple(
        other
        for other in world
        if other["household"] == person["household"]
        and other["born_on"] > person["born_on"]
        and other["died_on"] is None
    )


def _may_register(person: dict[str, Any], today: date) -> bool:
    died_on = date.fromisoformat(person["died_on"]) if person["died_on"] else None
    refusal = registration.refusal_of_person(
        born_on=date.fromisoformat(person["born_on"]), died_on=died_on, today=today
    )
    return refusal is None and bool(person["mobiles"])


def _registered(person: dict[str, Any], encoded: str, *, at: datetime) -> Account:
    kept = people.keep_person(
        by=SYSTEM,
        at=at,
        national_id=person["id"],
        born_on=date.fromisoformat(person["born_on"]),
        name_ar=person["name_ar"],
        name_en=person["name_en"],
        sex=person["sex"],
        marital_status=person["marital_status"].upper(),
        is_saudi=person["saudi"],
        nationality_basis=person["nationality_basis"] or "",
        region=person["region"]["ar"] if isinstance(person["region"], dict) else person["region"],
        city=person["city"]["ar"] if isinstance(person["city"], dict) else person["city"],
    )
    account = accounts.open_citizen_account(
        person=kept, mobile=person["mobiles"][0], password=None, by=SYSTEM, at=at
    )
    account.password = encoded
    account.save(update_fields=["password"])
    accounts.accept_terms(
        account=account, text=registration.TERMS, version=registration.TERMS_VERSION, at=at
    )
    return account


def lead(demo: Demo) -> None:
    """Lead a citizen through profile and application as far as the stage says."""
    if demo.stage == "registered":
        return
    at = demo.began_at + timedelta(hours=2)
    sections = ("personal", "housing") if demo.stage == "profiling" else None
    if not _profile(demo, sections, at=at) or demo.stage == "profiling":
        return
    demo.application = _drafted(demo, at=at + timedelta(hours=1))
    if demo.application is not None and demo.stage in SENT_STAGES:
        _send(demo, at=at + timedelta(hours=2))


def _profile(demo: Demo, only: tuple[str, ...] | None, *, at: datetime) -> bool:
    """Fill the sections and confirm; return whether the profile could be confirmed."""
    person = demo.account.person
    assert person is not None
    profile = profiles.open_profile(person=person, by=demo.account, at=at)
    for ward in demo.wards:
        family.add_dependant(
            profile=profile,
            national_id=ward["id"],
            born_on=date.fromisoformat(ward["born_on"]),
            relation="sibling",
            by=demo.account,
            at=at,
        )
    _ask_adults(demo, profile, at=at)
    rows = {row.section: row for row in profile.sections.all()}
    for section in only or profile_queries.SECTIONS:
        row = rows[section]
        for page in range(1, profile_rules.pages_count(section) + 1):
            given = answers_of(demo.person, section, row.answers["values"])
            row = profiles.save_section(
                profile=profile,
                section=section,
                given=given | {"page": page},
                version=row.version,
                by=demo.account,
                at=at,
            )
    if only:
        return False
    profiles.confirm(profile=profile, by=demo.account, at=at)
    return True


def _ask_adults(demo: Demo, profile: Profile, *, at: datetime) -> None:
    """Declare the consent of the grown dependants: all but a few agree."""
    row = profile_queries.section_of(profile, "dependants")
    for member in row.answers["values"]["people"]:
        if member["accepted_link"] is None:
            family.answer_consent(
                profile=profile,
                national_id=member["national_id"],
                accepted=int(member["national_id"][-2:]) % 10 != 0,
                by=demo.account,
                at=at,
            )


def _drafted(demo: Demo, *, at: datetime) -> Application | None:
    account = demo.account
    application = applications.start(account=account, by=account, at=at)
    known = application_queries.incomes_of(application)
    application = applications.choose_category(
        application=application,
        category=demo.person["category"] or "none",
        version=application.version,
        by=account,
        at=at,
    )
    application = applications.answer_income(
        application=application,
        has_income=bool(known),
        version=application.version,
        by=account,
        at=at,
    )
    try:
        return applications.give_account(
            application=application,
            iban=demo.person["iban"],
            version=application.version,
            by=account,
            at=at,
        )
    except Refusal:
        # The bank says another's or closed: this citizen stays with a draft.
        return None


def _send(demo: Demo, *, at: datetime) -> None:
    application = demo.application
    assert application is not None
    for requirement in application_queries.missing_documents(application):
        applications.attach_document(
            application=application,
            requirement=requirement.code,
            name=f"{requirement.code}.pdf",
            content=a_document(requirement.code),
            by=demo.account,
            at=at,
        )
    application.refresh_from_db()
    demo.application = applications.submit(
        application=application,
        declared=True,
        version=application.version,
        by=demo.account,
        at=at,
    )
    if demo.stage == "withdrawn":
        applications.withdraw(
            application=application, reason="", by=demo.account, at=at + timedelta(days=1)
        )
