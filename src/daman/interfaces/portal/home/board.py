"""What the board says: where the application is, what is paid, and what the person must do now."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from daman.interfaces.portal.applications import progress, tracking, wording
from daman.interfaces.portal.applications.rows import draft_left
from daman.interfaces.portal.payments import words
from daman.interfaces.ui.dates import dual_date_text, month_text
from daman.journey.applications.states import State
from daman.journey.decisions import queries as decisions
from daman.journey.payroll import queries as payroll
from daman.journey.profile import queries as profiles
from daman.kernel.month import Month


def told(person: Any, application: Any, *, today: date) -> dict[str, Any]:
    """Return the values of the board for a person and the newest application, or None."""
    profile = profiles.profile_of(person)
    decision = progress.decision_of(application) if application else None
    last = payroll.payments_of(person).first()
    payment = _payment(last)
    to_do = [*_owed(payment), *_to_do(application, profile)]
    return {
        "application": application,
        "profile_count": profiles.complete_count(profile) if profile else 0,
        "to_do": to_do,
        "action": to_do[0] if to_do else None,
        "payment": payment,
        "pension": _pension(decision, last),
        "next_payment_on": payroll.next_payment_on(person, today=today),
        **_stand(application, decision, today),
    }


def _stand(application: Any, decision: Any, today: date) -> dict[str, Any]:
    """Return where the application stands, with its steps, clock and decision."""
    if application is None:
        return {"status": _("No application yet")}
    values: dict[str, Any] = {"status": wording.STATES[application.state][0]}
    if application.state not in (State.DRAFT, State.WITHDRAWN):
        values["steps"] = progress.steps(application)
        values["clock"] = progress.clock(application, today)
    if decision is not None:
        is_accepted = decision.outcome == "ACCEPTED"
        values["status"] = _("Accepted") if is_accepted else _("Not accepted")
        values["decision_url"] = progress.decision_url(application)
        values["is_refused"] = not is_accepted
        values["may_object"] = decision.objection_until_on >= today
        values["object_until"] = decision.objection_until_on
    return values


def _pension(decision: Any, last: Any) -> int | None:
    """Return the monthly amount in halalas: the decision's, or what was paid last."""
    entitlement = decisions.entitlement_of(decision) if decision else None
    if entitlement is not None:
        return int(entitlement.amount_halalas)
    return int(last.amount_halalas) if last is not None else None


def _payment(last: Any) -> dict[str, Any] | None:
    """Return the newest payment: its month, where it stands, its page."""
    if last is None:
        return None
    text, tone = words.state(last.state)
    return {
        "month": month_text(Month.of(last.month)),
        "state": text,
        "tone": tone,
        "why": words.why(last.reason) if last.state in words.NOT_ARRIVED else "",
        "is_ours_to_solve": last.reason == words.OURS_TO_SOLVE,
        "url": reverse("portal:payment", args=[last.ref]),
    }


def _owed(payment: Mapping[str, Any] | None) -> list[dict[str, Any]]:
    """Return the task of a person whose newest payment did not arrive for want of something."""
    if payment is None or not payment["why"] or payment["is_ours_to_solve"]:
        return []
    label = _("Your payment of %(month)s did not arrive") % {"month": payment["month"]}
    task = _task(label, payment["url"], hint=payment["why"], tone="bad")
    return [task | {"status": payment["state"]}]


def _to_do(application: Any, profile: Any) -> list[dict[str, Any]]:
    if application is None or application.state == State.WITHDRAWN:
        is_begun = profile is not None and not profiles.is_confirmed(profile)
        if is_begun:
            return [_task(_("Complete and confirm your profile"), reverse("portal:profile"))]
        return [_task(_("Apply for a pension"), reverse("portal:application_start"))]
    if application.state == State.DRAFT:
        place = reverse("portal:application", args=[application.ref])
        hint = draft_left(application)
        return [_task(_("Complete and send your application"), place, hint=hint)]
    return [_asked(each) for each in tracking.to_do(application)]


def _asked(each: Mapping[str, Any]) -> dict[str, Any]:
    due = each.get("due")
    until = _("Send it by %(day)s.") % {"day": dual_date_text(due)} if due else ""
    hint = " ".join(part for part in (str(each["hint"]), until) if part)
    return _task(str(each["label"]), each["url"], hint=hint, tone="warn")


def _task(label: str, url: str, hint: str = "", tone: str = "info") -> dict[str, Any]:
    return {"label": label, "url": url, "hint": hint, "status": _("To do"), "tone": tone}
