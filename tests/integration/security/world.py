"""One household, its neighbours and the whole office, in every state that a page can show."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.test import Client

from daman.base.permissions import Role
from daman.exchange.notices import operations as notices
from daman.insight.simulation import operations as simulations
from daman.insight.simulation.operations import Asked
from daman.insight.simulation.states import Population
from daman.journey.applications import operations as applications
from daman.journey.applications import queries as application_queries
from daman.journey.casework import operations, queries
from daman.journey.profile import family
from daman.journey.profile import operations as profiles
from daman.journey.profile import queries as profile_queries
from daman.kernel.month import Month
from daman.kernel.riyadh import riyadh_date
from daman.record.accounts.models import Account
from tests.support import applicants, casework, files, payments
from tests.support.decisions import a_decision
from tests.support.editions import a_draft
from tests.support.people import a_citizen, a_member_of_staff, signed_in

STAFF = {
    "caseworker": (Role.CASEWORKER,),
    "other_caseworker": (Role.CASEWORKER,),
    "reviewer": (Role.REVIEWER,),
    "chair": (Role.CHAIR,),
    "officer": (Role.PAYMENTS_OFFICER,),
    "approver": (Role.PAYMENTS_APPROVER,),
    "auditor": (Role.AUDITOR,),
    "admin": (Role.ADMIN,),
    "analyst": (Role.ANALYST,),
    "policy": (Role.POLICY,),
    "compliance": (Role.COMPLIANCE,),
}
IDENTITIES = (
    "anonymous",
    "owner",
    "other_citizen",
    *STAFF,
    "staff_without_role",
    "staff_put_out",
    "staff_half_signed_in",
)
NOBODY_S = {
    "ref": "APP-ZZZZZZZZ",
    "document_ref": "DOC-ZZZZZZZZ",
    "key": "zzzzzzzzzzzz",
    "requirement": "no_such_paper",
    "section": "no-such-section",
    "code": "xx",
    "name": "nothing",
    "edition": "no-such",
    "page": 99,
}


@dataclass
class World:
    """The accounts by identity; the owners and the arguments of addresses by kind of object."""

    accounts: dict[str, Account]
    owners: dict[str, Account]
    objects: dict[str, dict[str, str | int]]
    sessions: dict[int, str] = field(default_factory=dict)

    def client(self, identity: str, *, of: str = "", **told) -> Client:
        """Return a browser of someone; `of` names the object whose owner is meant."""
        browser = Client(raise_request_exception=False, **told)
        if identity == "anonymous":
            return browser
        account = (
            self.owners.get(of, self.owners[""])
            if identity == "owner"
            else self.accounts[identity]
        )
        browser.cookies[settings.SESSION_COOKIE_NAME] = self.sessions[account.pk]
        return browser

    def sign_in_all(self) -> None:
        """Start a session for each account; one of them lacks its second factor."""
        for account in {*self.accounts.values(), *self.owners.values()}:
            browser = signed_in(Client(), account)
            session = browser.session
            if account == self.accounts["staff_half_signed_in"]:
                del session["second_factor"]
                session.save()
            self.sessions[account.pk] = str(session.session_key)


@contextmanager
def undone() -> Iterator[None]:
    """Undo in the database what happens inside."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def a_world(*, at: datetime) -> World:
    """Return the world; every object is made by the product's own operations."""
    staff = {name: a_member_of_staff(*roles, at=at) for name, roles in STAFF.items()}
    staff["staff_without_role"] = a_member_of_staff(at=at)
    staff["staff_half_signed_in"] = a_member_of_staff(Role.CASEWORKER, at=at)
    staff["staff_put_out"] = a_member_of_staff(Role.CASEWORKER, Role.PAYMENTS_OFFICER, at=at)
    Account.objects.filter(pk=staff["staff_put_out"].pk).update(is_active=False)
    made = World(accounts=staff, owners={}, objects={"": {}})
    _draft(made, at)
    _study(made, at)
    _waiting(made, at)
    _sitting(made, at)
    _decided(made, at)
    _paid(made, at)
    _drafted(made, at)
    made.accounts["other_citizen"] = a_citizen(at=at)
    made.sign_in_all()
    return made


def _draft(made: World, at: datetime) -> None:
    account = applicants.named("noura", at=at, marital_status="WIDOWED")
    draft = applicants.a_ready_draft(account, iban=applicants.iban_of("noura"), at=at)
    paper = attach(draft, "identity", by=account, at=at)
    notices.notify(account=account, template="account_verified", at=at, last4="1234")
    profile = profile_queries.profile_of(account.person)
    dependant = profile_queries.dependants_of(profile)[0]
    made.objects["draft"] = {"ref": draft.ref, "requirement": paper.requirement}
    made.objects["section"] = {"section": "housing", "page": 1}
    made.objects["dependant"] = {"key": dependant["key"]}
    for name in ("", "draft", "section", "dependant"):
        made.owners[name] = account


def attach(application: Any, requirement: str, *, by: Account, at: datetime) -> Any:
    """Attach a small paper to an application and return it."""
    applications.attach_document(
        application=application,
        requirement=requirement,
        name="paper.pdf",
        content=files.a_pdf(),
        by=by,
        at=at,
    )
    return application_queries.attachment_of(application, requirement)


def sent_by(name: str, at: datetime) -> Any:
    """Return a sent application of somebody whose grown relatives did not agree to be linked."""
    account = applicants.named(name, at=at, marital_status="WIDOWED")
    profile = profiles.open_profile(person=account.person, by=account, at=at)
    for member in profile_queries.dependants_of(profile):
        if member["accepted_link"] is None:
            number = member["national_id"]
            family.answer_consent(
                profile=profile, national_id=number, accepted=False, by=account, at=at
            )
    return applicants.a_sent_application(account, iban=applicants.iban_of(name), at=at)


def _study(made: World, at: datetime) -> None:
    by = made.accounts["caseworker"]
    case = operations.open_case(application=sent_by("khalid", at), by="system:test", at=at)
    case = operations.take(case=case, by=by, at=at)
    account = case.application.opened_by
    operations.ask_citizen(case=case, requirement="identity", text="clearer", by=by, at=at)
    paper = attach(case.application, "identity", by=account, at=at)
    operations.answer_request(request=queries.requests_of(case)[0], by=account, at=at)
    operations.ask_citizen(case=case, requirement="family_card", text="newer", by=by, at=at)
    made.owners["sent"] = account
    made.objects["sent"] = {"ref": case.application.ref, "requirement": "family_card"}
    made.objects["case"] = {
        "ref": case.ref,
        "requirement": paper.requirement,
        "document_ref": paper.document.ref,
    }


def _waiting(made: World, at: datetime) -> None:
    waiting = operations.open_case(application=sent_by("yousef", at), by="system:test", at=at)
    made.objects["waiting"] = {"ref": waiting.ref}


def _sitting(made: World, at: datetime) -> None:
    sitting = casework.a_sitting("huda", at=at, by=made.accounts["caseworker"])
    made.objects["sitting"] = {"ref": sitting.ref}


def _decided(made: World, at: datetime) -> None:
    sent = sent_by("salem", at)
    made.owners["decision"] = sent.opened_by
    made.objects["decision"] = {"ref": a_decision(sent, outcome="REFUSE", at=at).ref}


def _drafted(made: World, at: datetime) -> None:
    by = made.accounts["policy"]
    draft = a_draft(by=by, at=at)
    made.objects["edition_draft"] = {"ref": draft.ref}
    asked = Asked(Population.SYNTHETIC, households_count=50, seed=1)
    run = simulations.start(drafts=[draft], asked=asked, by=by, at=at)
    made.objects["simulation"] = {"ref": run.ref}


def _paid(made: World, at: datetime) -> None:
    this = Month.of(riyadh_date(at))
    right = payments.an_entitlement(first=this.first_day, at=at)
    people = (made.accounts["officer"], a_member_of_staff(Role.PAYMENTS_APPROVER, at=at),
              made.accounts["approver"])  # fmt: skip
    run = payments.a_released_run(month=this.next, at=at, people=people)
    made.owners["payment"] = payments.account_of(right)
    made.objects["payment"] = {"ref": payments.payment_of(right).ref}
    made.objects["run"] = {"ref": run.ref}
