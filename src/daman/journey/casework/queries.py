"""Read cases: the queue and its counts, one case for who may see it, what was asked and found."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from daman.base.audit import queries as audit
from daman.journey.applications import queries as applications
from daman.journey.applications.models import Application, AttachedDocument
from daman.journey.applications.states import DocumentCheck
from daman.journey.applications.states import State as ApplicationState
from daman.journey.casework import rules
from daman.journey.casework.models import Case, CitizenRequest, Recommendation
from daman.journey.casework.states import State
from daman.kernel.arabic import clean_line, search_key, western_digits
from daman.record.accounts.models import Account
from daman.record.accounts.queries import staff_named

PAGE_LENGTH = 50
MINE, WAITING, WITH_CITIZEN, RECOMMENDED = "mine", "waiting", "with_citizen", "recommended"
TABS = (MINE, WAITING, WITH_CITIZEN, RECOMMENDED)
_TAB_STATES = {
    MINE: State.IN_STUDY,
    WITH_CITIZEN: State.WITH_CITIZEN,
    RECOMMENDED: State.RECOMMENDED,
}
_OPEN_REQUEST = Q(answered_at__isnull=True, ended_at__isnull=True)


@dataclass(frozen=True)
class Event:
    """One act in a case's history, and the name of who did it."""

    what: str
    at: datetime
    by: str
    by_name_ar: str
    by_name_en: str
    reason: str
    about: Mapping[str, Any]


def _in_tab(actor: Account, tab: str) -> Q:
    if tab == WAITING:
        return Q(state=State.WAITING)
    return Q(state=_TAB_STATES[tab], assigned_to=actor)


def _live() -> QuerySet[Case]:
    """Return the cases whose application is still under study; who withdraws is left alone."""
    return Case.objects.filter(application__state=ApplicationState.SUBMITTED)


def counts(actor: Account) -> dict[str, int]:
    """Return how many cases each tab of a caseworker holds, in one query."""
    tabs = {tab: Count("pk", filter=_in_tab(actor, tab)) for tab in TABS}
    return _live().filter(Q(assigned_to=actor) | Q(state=State.WAITING)).aggregate(**tabs)


def overdue_count(actor: Account, *, today: date) -> int:
    """Return how many of the cases that a caseworker is studying are past their day."""
    return _live().filter(_in_tab(actor, MINE), due_on__lt=today).count()


def queue(
    actor: Account, tab: str, *, page: int = 1, text: str = "", category: str = ""
) -> list[Case]:
    """
    Return one page of a tab, the earliest due first, and one case more when a page follows.

    `text` is part of a name, the last digits of a national number, or the reference of a case or
    application; `category` is that of the application. Each case has `papers_to_check`: how many
    attached papers nobody has looked at.
    """
    unchecked = Count(
        "application__attachments",
        filter=Q(
            application__attachments__is_replaced=False,
            application__attachments__check_state=DocumentCheck.ATTACHED,
        ),
    )
    wanted = _in_tab(actor, tab) & _named(text)
    if category:
        wanted &= Q(application__category=category)
    found = _live().filter(wanted).select_related("application__person")
    start = (page - 1) * PAGE_LENGTH
    ordered = found.annotate(papers_to_check=unchecked).order_by("due_on", "pk")
    return list(ordered[start : start + PAGE_LENGTH + 1])


def _named(text: str) -> Q:
    typed = western_digits(clean_line(text))
    if not typed:
        return Q()
    if typed.isdecimal():
        return Q(application__person__national_id__endswith=typed)
    by_reference = Q(ref__iexact=typed) | Q(application__ref__iexact=typed)
    return by_reference | Q(application__person__name_key__contains=search_key(typed))


def case_after(actor: Account, case: Case) -> Case | None:
    """
    Return the case to go on to after one: the next due of the same list while it is there, else
    the first of those the caseworker studies; None when there is no other.
    """
    is_listed = case.state in (State.WAITING, State.IN_STUDY)
    tab = WAITING if case.state == State.WAITING else MINE
    later = Q(due_on__gt=case.due_on) | Q(due_on=case.due_on, pk__gt=case.pk)
    found = _live().filter(_in_tab(actor, tab), later if is_listed else Q())
    return found.select_related("application__person").order_by("due_on", "pk").first()


def case_for(actor: Account, ref: str) -> Case | None:
    """Return a case that waits or is assigned to the caseworker, or None; others are not there."""
    seen = Q(assigned_to=actor) | Q(state=State.WAITING)
    found = Case.objects.filter(seen, ref=ref)
    return found.select_related(*_FILE).first()


_FILE = (
    "application__person",
    "application__snapshot",
    "application__household",
    "application__opened_by",
    "assigned_to",
)


def case_of(application: Application) -> Case | None:
    """Return the case of an application, or None before it is opened."""
    return Case.objects.filter(application=application).select_related(*_FILE).first()


def case_referenced(ref: str) -> Case | None:
    """Return any case by its reference, for the steps that follow, or None."""
    return Case.objects.filter(ref=ref).select_related(*_FILE).first()


def requests_of(case: Case) -> list[CitizenRequest]:
    """Return everything asked of the citizen in a case, newest first."""
    return list(case.requests.select_related("asked_by").order_by("-asked_at", "-pk"))


def requests_to(application: Application) -> list[CitizenRequest]:
    """Return what is asked of the citizen and not answered yet, the earliest due first."""
    found = CitizenRequest.objects.filter(_OPEN_REQUEST, case__application=application)
    return list(found.select_related("case").order_by("due_on", "pk"))


def answered_unseen() -> QuerySet[CitizenRequest]:
    """Return the open requests whose paper the citizen has attached since it was asked."""
    given = AttachedDocument.objects.filter(
        application=OuterRef("case__application"),
        requirement=OuterRef("requirement"),
        is_replaced=False,
        attached_at__gte=OuterRef("asked_at"),
    )
    return CitizenRequest.objects.filter(_OPEN_REQUEST, Exists(given)).select_related("case")


def findings_of(case: Case) -> dict[str, Any]:
    """Return the newest finding of each fact: its path and the value found."""
    return {row.path: row.value for row in case.findings.order_by("at", "pk")}


def waivers_of(case: Case) -> dict[str, str]:
    """Return the papers the case is decided without, each with the reason."""
    return dict(case.waivers.values_list("requirement", "reason"))


def papers_of(case: Case) -> list[applications.RequiredDocument]:
    """Return every paper of the case's application and where it stands."""
    return applications.requirements_of(case.application)


def open_papers(case: Case) -> list[str]:
    """Return the codes of the papers that keep the case from being recommended."""
    papers = [(each.requirement.code, each.state) for each in papers_of(case)]
    return rules.open_papers(papers, waived=waivers_of(case))


def latest_recommendation(case: Case) -> Recommendation | None:
    """Return the newest recommendation of a case, or None."""
    found = case.recommendations.select_related("by", "assessment")
    return found.order_by("-at", "-pk").first()


def applications_without_case() -> QuerySet[Application]:
    """Return the submitted applications that no case was opened for, the earliest due first."""
    opened = Case.objects.filter(application=OuterRef("pk"))
    found = Application.objects.filter(~Exists(opened), state=ApplicationState.SUBMITTED)
    return found.order_by("due_on", "pk")


def withdrawn_cases() -> QuerySet[Case]:
    """Return the open cases whose application was withdrawn."""
    withdrawn = Case.objects.filter(application__state=ApplicationState.WITHDRAWN)
    return withdrawn.exclude(state=State.CLOSED)


def next_waiting() -> Case | None:
    """Return the waiting case with the earliest due day, locked; others' locks are passed by."""
    found = _live().filter(state=State.WAITING).order_by("due_on", "pk")
    return found.select_for_update(of=("self",), skip_locked=True).first()


def history(case: Case, *others: str) -> list[Event]:
    """
    Return what happened to a case, its application and `others` (references), oldest first.

    Readings are left out: they are the auditor's.
    """
    rows = [
        event
        for target in (case.application.ref, case.ref, *others)
        for event in audit.events_of(target)
        if not event.what.endswith((".read", ".open"))
    ]
    staff = staff_named({row.by for row in rows})
    return [
        Event(
            what=row.what,
            at=row.at,
            by=row.by,
            by_name_ar=getattr(staff.get(row.by), "name_ar", ""),
            by_name_en=getattr(staff.get(row.by), "name_en", ""),
            reason=row.reason,
            about=row.data,
        )
        for row in sorted(rows, key=lambda row: (row.at, row.pk))
    ]


def has_document(case: Case, document_ref: str) -> bool:
    """Return whether a document was attached to the case's application, also one replaced."""
    given = AttachedDocument.objects.filter(application=case.application_id)
    return given.filter(document__ref=document_ref).exists()
