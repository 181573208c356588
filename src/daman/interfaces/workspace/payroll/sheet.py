"""The sheet of one run: its way, its totals against last month, its lines and what may be done."""

from typing import Any

from django.utils.translation import gettext as _

from daman.base.permissions import Role
from daman.base.requests import Request
from daman.interfaces.ui.dates import language, month_text
from daman.interfaces.workspace.payroll import words
from daman.interfaces.workspace.payroll.forms import ReasonForm
from daman.journey.payroll import queries
from daman.kernel.money import Money
from daman.kernel.month import Month
from daman.record.accounts.queries import is_stepped_up

LINES_SHOWN_MAX = 100


def run_sheet(request: Request, run: Any, *, form: Any = None) -> dict[str, Any]:
    """Return everything the page of a run shows to this member of staff."""
    state_text, state_tone = words.run_state(run.state)
    compared = queries.compared_with_last_month(run)
    amount = Money(run.payments_halalas)
    return {
        "run": run,
        "title": month_text(Month.of(run.month)),
        "state_text": state_text,
        "state_tone": state_tone,
        "steps": words.steps(run, name_of),
        "amount": amount,
        "held_amount": Money(run.held_halalas),
        "compared": compared,
        "difference": amount - compared.before.amount,
        "may": _may(request, run),
        "needs_code": not is_stepped_up(request.session, at=request.at),
        "reason_form": form or ReasonForm(),
        "files": [_file_row(file) for file in queries.files_of(run)],
        "progress": queries.progress_of(run),
        "by_state": _by_state(run),
        "held": [_row(payment) for payment in queries.held_of(run)[:LINES_SHOWN_MAX]],
        "failed": [_row(payment) for payment in queries.failed_of(run)[:LINES_SHOWN_MAX]],
        "lines": [_row(payment) for payment in queries.lines_of(run)[:LINES_SHOWN_MAX]],
        "lines_max": LINES_SHOWN_MAX,
    }


def run_row(run: Any) -> dict[str, Any]:
    """Return one line of the list of runs."""
    text, tone = words.run_state(run.state)
    return {
        "run": run,
        "title": month_text(Month.of(run.month)),
        "state_text": text,
        "state_tone": tone,
        "amount": Money(run.payments_halalas),
    }


def name_of(account: Any) -> str:
    """Return a signer's name in the language of the page."""
    if account is None:
        return ""
    name: str = account.name_en if language() == "en" else account.name_ar
    return name or account.login


def _may(request: Request, run: Any) -> dict[str, Any]:
    """Return the acts that are open to this person on a run in this state, and why not."""
    roles = request.actor.may_act_as
    is_officer, is_approver = Role.PAYMENTS_OFFICER in roles, Role.PAYMENTS_APPROVER in roles
    signed = {run.prepared_by_id, run.approved_by_id}
    is_other = request.actor.pk not in signed
    return {
        "prepare": is_officer and run.state == "CALCULATED" and run.payments_count > 0,
        "cancel": is_officer and run.state in ("DRAFT", "CALCULATED"),
        "approve": is_approver and run.state == "PREPARED" and is_other,
        "release": is_approver and run.state == "APPROVED" and is_other,
        "send_back": is_approver and run.state in ("PREPARED", "APPROVED"),
        "answers": is_officer and run.state in ("RELEASED", "ACKNOWLEDGED"),
        "file": is_approver,
        "note": _note(run, is_approver=is_approver, is_other=is_other),
    }


def _note(run: Any, *, is_approver: bool, is_other: bool) -> str:
    """Return who is to act next when this person is not."""
    if run.state == "CALCULATED":
        return _("A payments officer prepares the run.")
    if run.state == "PREPARED" and not is_approver:
        return _("A payments approver now checks and approves the run.")
    if run.state == "APPROVED" and not (is_approver and is_other):
        return _("Another payments approver now releases the run.")
    return ""


def _row(payment: Any) -> dict[str, Any]:
    text, tone = words.payment_state(payment.state)
    return {
        "payment": payment,
        "household": payment.household.ref,
        "amount": Money(payment.amount_halalas),
        "account": f"****{payment.iban_last4}" if payment.iban_last4 else "",
        "state_text": text,
        "state_tone": tone,
        "reason": words.reason(payment.reason) if payment.reason else "",
    }


def _by_state(run: Any) -> list[dict[str, Any]]:
    by_state = queries.progress_of(run).by_state
    return [
        {"text": words.payment_state(state)[0], "tone": words.payment_state(state)[1],
         "count": totals.count, "amount": totals.amount}
        for state, totals in sorted(by_state.items())
    ]  # fmt: skip


def _file_row(file: Any) -> dict[str, Any]:
    return {"file": file, "amount": Money(file.payments_halalas)}
