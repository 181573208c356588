"""How far an application is, told from the steps that study, decide and pay it."""

from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from daman.base.actors import Actor
from daman.interfaces.portal.payments import words
from daman.interfaces.ui.dates import dual_date_text, month_text
from daman.journey.applications.states import State
from daman.journey.casework import operations as casework_operations
from daman.journey.casework import queries as casework
from daman.journey.casework.states import State as CaseState
from daman.journey.decisions import queries as decisions
from daman.journey.payroll import queries as payroll
from daman.kernel.month import Month
from daman.kernel.riyadh import riyadh_date

_PAYMENT = 4


def decision_of(application: Any) -> Any:
    """Return the decision that was made on an application, or None."""
    return decisions.decision_on(application)


def decision_url(application: Any) -> str:
    """Return the address of the decision's letter, empty before it is made."""
    decision = decision_of(application)
    return reverse("portal:decision", args=[decision.ref]) if decision else ""


def open_requests(application: Any) -> list[Any]:
    """Return what is asked of the person and not answered yet."""
    if application.state != State.SUBMITTED:
        return []
    return casework.requests_to(application)


def tell_answered(asked: Any, *, by: Actor, at: datetime) -> None:
    """Tell the case that what was asked for has come."""
    casework_operations.answer_request(request=asked, by=by, at=at)


def clock(application: Any, today: date) -> dict[str, Any] | None:
    """Return the decision clock while the application is under study: day, total, due day."""
    if application.state != State.SUBMITTED:
        return None
    sent_on = riyadh_date(application.submitted_at)
    return {
        "day_number": (today - sent_on).days,
        "days_total": (application.due_on - sent_on).days,
        "due": application.due_on,
        "is_late": today > application.due_on,
    }


def steps(application: Any) -> list[dict[str, Any]]:
    """Return the five steps of an application, each done, current, next or with a problem."""
    decision = decision_of(application)
    place = _place(application, decision)
    sent_on = application.submitted_at and riyadh_date(application.submitted_at)
    decided_on = riyadh_date(decision.decided_at) if decision else None
    words = [
        (_("Sent"), sent_on, ""),
        (_("Study of your details and documents"), None, _study_hint(application)),
        (_("Committee"), None, ""),
        (_("Decision"), decided_on, _outcome(decision)),
        (_("Payment"), None, _payment_hint(application, decision)),
    ]
    return [
        {"label": label, "day": day, "hint": hint, "state": _state(number, place, application)}
        for number, (label, day, hint) in enumerate(words)
    ]


def _place(application: Any, decision: Any) -> int:
    """Return the number of the step that is under way; 5 is past the last one."""
    if decision is not None:
        if decision.outcome != "ACCEPTED":
            return 4
        return 5 if payroll.payments_of(application.person).exists() else 4
    case = casework.case_of(application)
    if case is not None and case.state in (CaseState.RECOMMENDED, CaseState.CLOSED):
        return 2
    return 1


def _state(number: int, place: int, application: Any) -> str:
    if number == _PAYMENT and _did_not_arrive(application):
        return "problem"
    if number < place:
        return "done"
    if application.state == State.WITHDRAWN or number > place:
        return "next"
    if number == 1 and open_requests(application):
        return "problem"
    if number == _PAYMENT and decision_of(application).outcome != "ACCEPTED":
        return "next"
    return "current"


def _did_not_arrive(application: Any) -> bool:
    decision = decision_of(application)
    if decision is None or decision.outcome != "ACCEPTED":
        return False
    last = payroll.payments_of(application.person).first()
    return last is not None and last.state in words.NOT_ARRIVED


def _study_hint(application: Any) -> str:
    if open_requests(application):
        return _("We are waiting for something from you.")
    return ""


def _outcome(decision: Any) -> str:
    if decision is None:
        return ""
    return _("Accepted") if decision.outcome == "ACCEPTED" else _("Not accepted")


def _payment_hint(application: Any, decision: Any) -> str:
    if decision is None:
        return ""
    if decision.outcome != "ACCEPTED":
        return _("No payment follows from this decision.")
    last = payroll.payments_of(application.person).first()
    if last is not None:
        return _("%(month)s: %(state)s") % {
            "month": month_text(Month.of(last.month)),
            "state": words.state(last.state)[0],
        }
    next_on = payroll.next_payment_on(application.person, today=riyadh_date(decision.decided_at))
    return _("Next payment: %(day)s") % {"day": dual_date_text(next_on)} if next_on else ""
