"""What happened to a case, in words."""

from typing import Any

from django.utils.translation import gettext as _

from daman.interfaces.ui.dates import language
from daman.interfaces.workspace.wording import in_language
from daman.journey.applications.requirements import matrix
from daman.journey.casework.queries import Event


def timeline(events: list[Event]) -> list[dict[str, Any]]:
    """Return events as the timeline shows them, the newest first; unknown acts are left out."""
    labels = _labels()
    return [
        {
            "label": _label(labels[event.what], event),
            "at": event.at,
            "by": _who(event),
            "text": _reason(event.reason),
        }
        for event in reversed(events)
        if event.what in labels
    ]


def _labels() -> dict[str, str]:
    return {
        "applications.application.submit": _("The application was sent"),
        "applications.application.withdraw": _("The application was withdrawn"),
        "applications.application.decide": _("The application was decided"),
        "applications.attachment.attach": _("A paper was attached"),
        "applications.attachment.check": _("A paper was checked"),
        "assessment.assessment.make": _("The law was asked"),
        "casework.case.open": _("The case was opened"),
        "casework.case.take": _("The case was taken"),
        "casework.case.ask": _("A paper was asked for"),
        "casework.request.answer": _("The paper asked for came"),
        "casework.case.answer": _("The study goes on"),
        "casework.case.waive": _("The case goes on without a paper"),
        "casework.case.find": _("A finding was recorded"),
        "casework.case.recommend": _("A recommendation was made"),
        "casework.case.send_back": _("The committee sent the case back"),
        "casework.case.close": _("The case was closed"),
        "committee.sitting.open": _("The committee's sitting was opened"),
        "committee.sitting.close": _("The committee closed the sitting"),
        "committee.sitting.send_back": _("The sitting ended without an outcome"),
        "committee.sitting.cancel": _("The committee's sitting was cancelled"),
    }


def _reason(text: str) -> str:
    """Return why something was done; what the system itself gives as its reason is in words."""
    return _("The applicant withdrew the application.") if text == "withdrawn" else text


def _label(label: str, event: Event) -> str:
    if event.what == "applications.attachment.check":
        label = _("A paper was accepted") if event.about["accepted"] else _("A paper was refused")
    paper = matrix().get(event.about.get("requirement", ""))
    return f"{label}: {in_language(paper, 'label')}" if paper else label


def _who(event: Event) -> str:
    if event.by.startswith("citizen:"):
        return _("the applicant")
    if event.by.startswith("system:"):
        return _("the system")
    name = event.by_name_en if language() == "en" else event.by_name_ar
    return name or event.by.partition(":")[2]
