"""Read applications: one's own, what is missing, which papers are needed, who is paid."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from daman.journey.applications import rules
from daman.journey.applications.models import Application, AttachedDocument, Category
from daman.journey.applications.requirements import Requirement, matrix
from daman.journey.applications.states import OPEN, AccountCheck, DocumentCheck, State
from daman.journey.profile import queries as profiles
from daman.record.accounts.models import Account
from daman.record.people.models import Person

CATEGORIES = tuple(str(category) for category in Category)


@dataclass(frozen=True)
class RequiredDocument:
    """One needed paper and where it stands: PROVEN, MISSING, ATTACHED, ACCEPTED or REFUSED."""

    requirement: Requirement
    state: str
    attachment: AttachedDocument | None = None

    @property
    def is_open(self) -> bool:
        """Return whether the person still has to attach it."""
        return self.state in ("MISSING", DocumentCheck.REFUSED)


def application_for(account: Account, ref: str) -> Application | None:
    """Return an account's own application by its reference, or None; others' are not there."""
    if account.person_id is None:
        return None
    found = Application.objects.filter(ref=ref, person_id=account.person_id)
    return found.select_related("person", "snapshot", "household").first()


def application_referenced(ref: str) -> Application | None:
    """Return any application by its reference, for the steps that follow, or None."""
    found = Application.objects.filter(ref=ref)
    return found.select_related("person", "snapshot", "household").first()


def open_application(person: Person) -> Application | None:
    """Return the person's draft or application under study, or None."""
    found = Application.objects.filter(person=person, state__in=OPEN)
    return found.select_related("person").first()


def latest_application(person: Person) -> Application | None:
    """Return the person's newest application in any state, or None."""
    found = Application.objects.filter(person=person).select_related("person", "snapshot")
    return found.order_by("-opened_at", "-pk").first()


def incomes_of(application: Application) -> list[dict[str, Any]]:
    """Return the declared incomes: earner, name, kind, monthly_halalas and the key of each."""
    rows = application.incomes.select_related("earner").order_by("pk")
    return [
        {
            "earner": row.earner.national_id,
            "name_ar": row.earner.name_ar,
            "kind": row.kind,
            "monthly_halalas": row.monthly_halalas,
            "key": f"{profiles.dependant_key(row.earner.national_id)}:{row.kind}",
        }
        for row in rows
    ]


def people_of(application: Application) -> list[dict[str, Any]]:
    """Return the dependants: of the frozen snapshot once sent, before that of the profile."""
    return _people(application, profiles.values_of(application.person, "dependants"))


def _people(
    application: Application, said: Mapping[str, Mapping[str, Any]]
) -> list[dict[str, Any]]:
    if application.state != State.DRAFT and application.snapshot is not None:
        said = application.snapshot.content["sections"]
    people: list[dict[str, Any]] = said.get("dependants", {}).get("people", [])
    return people


def _evidence(application: Application, said: Mapping[str, Mapping[str, Any]]) -> rules.Evidence:
    """Return what the registries prove of what the profile says of family and income."""
    if not said:
        return rules.Evidence()
    people, told = said["dependants"].get("people", []), said["income"].get("sources", [])
    known = {(each["earner"], each["kind"]): each["monthly_halalas"] for each in told}
    declared = incomes_of(application)
    return rules.Evidence(
        facts=[(fact.kind, fact.values) for fact in profiles.told_of(application.person)],
        is_family_registered=all(each["source"] == "civil_registry" for each in people),
        are_incomes_registered=all(
            known.get((each["earner"], each["kind"])) == each["monthly_halalas"]
            for each in declared
        ),
    )


def attachments(application: Application) -> list[AttachedDocument]:
    """Return the documents in force, in the order they were attached."""
    in_force = application.attachments.filter(is_replaced=False)
    return list(in_force.select_related("document").order_by("attached_at", "pk"))


def attachment_of(application: Application, requirement: str) -> AttachedDocument | None:
    """Return the document in force for one requirement, or None."""
    in_force = application.attachments.filter(is_replaced=False, requirement=requirement)
    return in_force.select_related("document").first()


def requirements_of(application: Application) -> list[RequiredDocument]:
    """Return every paper the application needs, and those attached besides, with its state."""
    given = {each.requirement: each for each in attachments(application)}
    said = profiles.values_of(application.person, "dependants", "income")
    evidence = _evidence(application, said)
    wanted = rules.needed(
        application.category,
        has_income=application.has_income,
        has_dependants=bool(_people(application, said)),
    )
    codes = {requirement.code for requirement in wanted}
    besides = [matrix()[code] for code in given if code not in codes and code in matrix()]
    return [_required(each, given, evidence) for each in (*wanted, *besides)]


def _required(
    requirement: Requirement, given: dict[str, AttachedDocument], evidence: rules.Evidence
) -> RequiredDocument:
    attachment = given.get(requirement.code)
    if attachment is not None:
        return RequiredDocument(requirement, attachment.check_state, attachment)
    state = "PROVEN" if rules.is_proven(requirement, evidence) else "MISSING"
    return RequiredDocument(requirement, state)


def missing_documents(application: Application) -> list[Requirement]:
    """Return the papers that keep the application from being sent."""
    return [each.requirement for each in requirements_of(application) if each.is_open]


def missing(application: Application) -> list[str]:
    """Return the code of everything that keeps a draft from being sent, in page order."""
    profile = profiles.profile_of(application.person)
    return rules.missing(
        rules.Draft(
            is_profile_confirmed=profile is not None and profiles.is_confirmed(profile),
            category=application.category,
            has_income=application.has_income,
            incomes_count=application.incomes.count(),
            has_account=application.iban is not None,
            account_check=application.account_check,
            missing_documents=[each.code for each in missing_documents(application)],
        )
    )


def suggested_categories(application: Application, *, age: int) -> Sequence[str]:
    """Return the categories that the registries speak for, the strongest first."""
    person = application.person
    return rules.suggested_categories(
        sex=person.sex,
        age=age,
        marital_status=person.marital_status,
        facts=[(fact.kind, fact.values) for fact in profiles.told_of(person)],
    )


def payee_account(application: Application) -> tuple[str, AccountCheck]:
    """Return the account to pay to (empty when none was given) and what the bank said of it."""
    return application.iban or "", AccountCheck(application.account_check)
