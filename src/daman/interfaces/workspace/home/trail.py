"""What an auditor sees first: the last acts of the staff, above all who read whose file."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from daman.base.audit import queries as audit
from daman.interfaces.ui.dates import language
from daman.interfaces.workspace.wording import tabs
from daman.record.accounts.queries import staff_named

ACTS_SHOWN_MAX = 30
ALL, READINGS = "all", "readings"
_PAGES = {"DEC-": "workspace:decision", "RUN-": "workspace:run", "EDN-": "workspace:policy_draft",
          "SIM-": "workspace:policy_simulation"}  # fmt: skip


def trail(shown: str) -> dict[str, Any]:
    """Return the last acts of the staff, or only the readings, with the tabs between the two."""
    here = ALL if shown == ALL else READINGS
    labels = {READINGS: _("Readings of files"), ALL: _("Every act of the staff")}
    events = audit.latest_of_staff(count=ACTS_SHOWN_MAX, readings_only=here == READINGS)
    staff = staff_named({event.by for event in events})
    return {
        "trail_title": labels[here],
        "trail_tabs": tabs(labels, {}, here=here, address=f"{reverse('workspace:home')}?trail="),
        "trail": [_row(event, staff.get(event.by)) for event in events],
    }


def _row(event: Any, account: Any) -> dict[str, Any]:
    page = next((name for start, name in _PAGES.items() if event.target.startswith(start)), "")
    words = _words().get(event.what, "")
    return {
        "at": event.at,
        "by": getattr(account, f"name_{language()}", "") or event.by.partition(":")[2],
        "what": words or event.what,
        "is_code": not words,
        "target": event.target,
        "url": reverse(page, args=[event.target]) if page else "",
        # What a document was opened for is the case's reference.
        "reason": event.reason.rpartition(":")[2] if "document" in event.what else event.reason,
    }


def _words() -> dict[str, str]:
    return {**_words_of_cases(), **_words_of_payroll_and_accounts()}


def _words_of_cases() -> dict[str, str]:
    return {
        "casework.case.read": _("Read a case"),
        "committee.sitting.read": _("Read a sitting"),
        "decisions.decision.read": _("Read a letter"),
        "documents.document.open": _("Opened a paper"),
        "applications.attachment.check": _("A paper was checked"),
        "assessment.assessment.make": _("The law was asked"),
        "casework.case.take": _("The case was taken"),
        "casework.case.ask": _("A paper was asked for"),
        "casework.case.waive": _("The case goes on without a paper"),
        "casework.case.find": _("A finding was recorded"),
        "casework.case.recommend": _("A recommendation was made"),
        "casework.case.send_back": _("The committee sent the case back"),
        "casework.case.close": _("The case was closed"),
        "committee.vote.cast": _("A vote was cast"),
        "committee.sitting.close": _("The committee closed the sitting"),
        "committee.sitting.send_back": _("The sitting ended without an outcome"),
        "applications.application.decide": _("The application was decided"),
        "decisions.decision.issue": _("A decision was issued"),
        "decisions.entitlement.open": _("A pension began"),
        "households.household.dissolve": _("A household was dissolved"),
    }


def _words_of_payroll_and_accounts() -> dict[str, str]:
    return {
        "payroll.bankfile.read": _("Downloaded a payment file"),
        "payroll.run.calculate": _("A run was built"),
        "payroll.run.prepare": _("A run was prepared"),
        "payroll.run.approve": _("A run was approved"),
        "payroll.run.release": _("A run was released"),
        "payroll.run.send_back": _("A run went back"),
        "payroll.run.cancel": _("A run was cancelled"),
        "payroll.bankmessage.post": _("A file of the bank was posted"),
        "payroll.bankmessage.refuse": _("A file of the bank was refused"),
        "editions.editiondraft.draft": _("An edition was drafted"),
        "editions.editiondraft.change_head": _("A draft's title, day or basis changed"),
        "editions.editiondraft.change_value": _("A value of a draft changed"),
        "editions.editiondraft.submit": _("A draft was handed over for a signature"),
        "editions.editiondraft.send_back": _("A draft went back to its writer"),
        "editions.editiondraft.sign": _("An edition was signed"),
        "editions.editiondraft.adopt": _("An edition was adopted"),
        "editions.editiondraft.withdraw": _("An edition was withdrawn"),
        "simulation.simulationrun.start": _("A simulation was asked for"),
        "accounts.session.start": _("Signed in"),
        "accounts.session.end": _("Signed out"),
        "accounts.session.step_up": _("Showed the authenticator again"),
        "accounts.language.choose": _("Chose a language"),
        "accounts.role.grant": _("A role was given"),
        "accounts.totp.fail": _("A wrong code was typed"),
    }
