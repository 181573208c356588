"""What the page of a draft shows: where it stands, what it changes, what may be done."""

from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from daman.base.audit.queries import events_of
from daman.base.permissions import Role
from daman.base.requests import Request
from daman.insight.simulation.queries import runs_with
from daman.interfaces.workspace.payroll.sheet import name_of
from daman.interfaces.workspace.policy import words
from daman.interfaces.workspace.policy.forms import AdoptForm, ReasonForm, SignForm, date_parts
from daman.interfaces.workspace.wording import in_language
from daman.kernel.refusal import Refusal
from daman.kernel.riyadh import riyadh_date
from daman.law.parameters.editions import Edition
from daman.record.accounts.queries import account_with_login, is_stepped_up
from daman.record.editions import queries
from daman.record.editions.rules import check_complete

RUNS_SHOWN_MAX = 8


def draft_sheet(request: Request, draft: Any, **forms: Any) -> dict[str, Any]:
    """Return everything the page of a draft shows to this member of staff."""
    today = riyadh_date(request.at)
    edition, base = queries.workshop_reading(draft).edition, queries.base_of(draft)
    may = may_do(request, draft)
    text, tone = words.state(draft, today=today)
    return {
        "draft": draft,
        "title": in_language(draft, "title"),
        "state_text": text,
        "state_tone": tone,
        "base": {"id": base.id, "title": in_language(base, "title")},
        "basis": queries.document_of(draft)["basis"],
        "basis_text": in_language(queries.document_of(draft)["basis"], "text"),
        "differences": words.difference_rows(base, edition),
        "in_force": _beside_in_force(edition, base, today),
        "values": value_rows(edition, base),
        "missing": _missing(draft, edition, base) if draft.state == "DRAFT" else "",
        "steps": _steps(draft, today=today),
        "events": _events(draft),
        "may": may,
        "runs": list(runs_with(draft.ref)[:RUNS_SHOWN_MAX]),
        "needs_code": not is_stepped_up(request.session, at=request.at),
        "sign_form": forms.get("sign") or SignForm(),
        "adopt_form": forms.get("adopt") or _adopt_form(draft, today),
        "reason_form": forms.get("reason") or ReasonForm(),
    }


def _beside_in_force(edition: Edition, base: Edition, today: date) -> dict[str, Any] | None:
    """Return the difference to what is in force, where the draft extends something else."""
    now = queries.edition_in_force(today)
    if now.id in (base.id, edition.id):
        return None
    return {
        "title": in_language(now, "title"),
        "same_rules": now.family == edition.family,
        "rows": words.difference_rows(now, edition),
    }


def value_rows(edition: Edition, base: Edition) -> list[dict[str, Any]]:
    """Return every value of an edition with whether it differs from the base."""
    return [
        {
            "name": name,
            "label": in_language(value, "label"),
            "text": words.value_text(value),
            "before": words.value_text(base.values[name]) if name in base.values else "",
            "differs": name not in base.values or base.values[name].value != value.value,
            "table": value.value
            if isinstance(value.value, dict) and value.unit != "words"
            else {},
            "unit": words.unit_text(value.unit),
            "sources": words.sources_text(value.sources),
            "since": value.since,
            "note": in_language(value, "note"),
        }
        for name, value in edition.values.items()
    ]


def _adopt_form(draft: Any, today: date) -> AdoptForm:

    first = max(draft.valid_from, today + timedelta(days=1))
    return AdoptForm(initial={"from_day": date_parts(first)})


def _missing(draft: Any, edition: Edition, base: Edition) -> str:
    """Return the code of what keeps a draft from being submitted; empty when nothing does."""
    try:
        check_complete(edition, base, queries.document_of(draft)["basis"])
    except Refusal as refusal:
        return refusal.code
    return ""


def may_do(request: Request, draft: Any) -> dict[str, Any]:
    """Return the acts that are open to this person on a draft in this state."""
    is_officer = Role.POLICY in request.actor.may_act_as
    is_writer = request.actor.pk == draft.drafted_by_id
    begun = draft.state == "ADOPTED" and draft.adopted_from <= riyadh_date(request.at)
    return {
        "change": is_officer and is_writer and draft.state == "DRAFT",
        "submit": is_officer and is_writer and draft.state == "DRAFT",
        "sign": is_officer and not is_writer and draft.state == "READY",
        "send_back": is_officer and draft.state == "READY",
        "adopt": is_officer and draft.state == "SIGNED",
        "withdraw": is_officer and draft.state != "WITHDRAWN" and not begun,
        "simulate": is_officer,
        "note": _note(draft, is_writer=is_writer, begun=begun),
    }


def _note(draft: Any, *, is_writer: bool, begun: bool) -> str:
    """Return who is to act next when this person is not."""
    if draft.state == "DRAFT":
        return _("Its writer changes it and then hands it over for a signature.")
    if draft.state == "READY":
        if is_writer:
            return _("You wrote it, so another policy officer signs it.")
        return _("A policy officer who did not write it signs it.")
    if draft.state == "SIGNED":
        return _("A policy officer now adopts it from a day to come.")
    if draft.state == "ADOPTED":
        if begun:
            return _("It decides on applications now. To change it, draft another edition.")
        return _("It decides from its day on. Until then it can be withdrawn.")
    return _("It was withdrawn and decides on nothing.")


def _steps(draft: Any, *, today: date) -> list[dict[str, Any]]:
    """Return the way of a draft as a tracker."""
    begun = draft.state == "ADOPTED" and draft.adopted_from <= today
    done = {"DRAFT": 1, "READY": 2, "SIGNED": 3, "ADOPTED": 5 if begun else 4, "WITHDRAWN": 0}
    reached = done[draft.state] or (4 if draft.adopted_at else 3 if draft.signed_at else 1)
    way = [
        (_("Drafted"), draft.drafted_at, name_of(draft.drafted_by)),
        (_("Handed over"), None, ""),
        (_("Signed"), draft.signed_at, name_of(draft.signed_by)),
        (_("Adopted"), draft.adopted_at, name_of(draft.adopted_by)),
        (_("In force"), draft.adopted_from, ""),
    ]
    steps = [
        {
            "label": label,
            "state": "done" if place < reached else "next",
            "day": day if place < reached or (place == 4 and day) else None,
            "hint": hint if place < reached else "",
        }
        for place, (label, day, hint) in enumerate(way)
    ]
    if draft.state == "WITHDRAWN":
        last = {"label": _("Withdrawn before its day"), "day": draft.withdrawn_at}
        last |= {"state": "problem", "hint": name_of(draft.withdrawn_by)}
        return [*steps[:reached], last]
    if reached < len(steps):
        steps[reached]["state"] = "current"
    return steps


def _events(draft: Any) -> list[dict[str, Any]]:
    labels = {
        "draft": _("Drafted"),
        "change_head": _("Title, day or basis changed"),
        "change_value": _("A value changed"),
        "submit": _("Handed over for a signature"),
        "send_back": _("Sent back"),
        "sign": _("Signed"),
        "adopt": _("Adopted"),
        "withdraw": _("Withdrawn before its day"),
    }
    return [
        {
            "label": labels[event.what.rpartition(".")[2]],
            "at": event.at,
            "by": _who(event.by),
            "text": event.reason or _changed(draft, event.data),
        }
        for event in events_of(draft.ref).filter(what__startswith="editions.")
    ]


def _who(name: str) -> str:
    account = account_with_login(name.removeprefix("staff:"))
    return name_of(account) or name


def _changed(draft: Any, data: dict[str, Any]) -> str:
    if "name" not in data:
        return ""
    value = queries.workshop_reading(draft).edition.values.get(data["name"])
    label = in_language(value, "label") if value else data["name"]
    if isinstance(data["before"], int):
        return f"{label}: {data['before']:,} → {data['after']:,}"
    return label
