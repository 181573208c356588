"""The papers of an application: which are needed, attach one, take it out, see one's own."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from daman.base.permissions import CITIZEN, allow
from daman.base.requests import Request
from daman.interfaces.portal.applications import wording
from daman.interfaces.portal.applications.forms import DocumentForm
from daman.interfaces.portal.applications.pages import elsewhere, next_place, own, shown
from daman.interfaces.portal.home.sent import sent
from daman.interfaces.ui import forms
from daman.journey.applications import operations, queries
from daman.journey.applications.requirements import matrix
from daman.kernel.refusal import Refusal
from daman.record.documents.serving import served


@allow(CITIZEN)
@require_http_methods(["GET", "HEAD"])
def documents(request: Request, ref: str) -> HttpResponse:
    """Show each needed paper and where it stands."""
    mine = own(request, ref)
    if (place := elsewhere(request, mine)) is not None:
        return place
    required = queries.requirements_of(mine)
    values = {
        "tasks": [_task(mine, each) for each in required],
        "next_paper": next((_task(mine, each) for each in required if each.is_open), None),
        "next_url": next_place(mine),
    }
    return shown(request, "documents", mine, values)


def _task(mine: Any, each: queries.RequiredDocument) -> dict[str, Any]:
    status, tone = wording.DOCUMENT_STATES[each.state]
    code = each.requirement.code
    is_proven = each.state == "PROVEN"
    hint = _("The government registries prove it.") if is_proven else ""
    if each.attachment is not None:
        hint = each.attachment.reason or each.attachment.document.name
    return {
        "label": wording.paper(each.requirement),
        "hint": hint,
        "url": "" if is_proven else reverse("portal:application_document", args=[mine.ref, code]),
        "status": status,
        "tone": tone,
        "id": f"status-{code}",
    }


@allow(CITIZEN)
@require_http_methods(["GET", "HEAD", "POST"])
def document(request: Request, ref: str, requirement: str) -> HttpResponse:
    """Ask for one paper, and attach the file that comes."""
    mine = own(request, ref)
    wanted = matrix().get(requirement)
    if wanted is None:
        raise Http404
    if (place := elsewhere(request, mine)) is not None:
        return place
    form = DocumentForm(**sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            attach(request, mine, requirement, form.cleaned_data["document"])
            return redirect("portal:application_documents", ref)
        except Refusal as refusal:
            forms.refuse(form, Refusal(refusal.code, field="document", **refusal.values))
    values = {
        "requirement": wanted,
        "paper": wording.paper(wanted),
        "attachment": queries.attachment_of(mine, requirement),
    }
    return shown(request, "document", mine, values, form=form)


def attach(request: Request, mine: Any, requirement: str, upload: Any) -> Any:
    """Attach an upload for a requirement and return what was attached."""
    return operations.attach_document(
        application=mine,
        requirement=requirement,
        name=upload.name,
        content=upload.read(),
        by=request.actor,
        at=request.at,
    )


@allow(CITIZEN)
@require_http_methods(["POST"])
def remove(request: Request, ref: str, requirement: str) -> HttpResponse:
    """Take a paper out of the draft."""
    operations.remove_document(
        application=own(request, ref),
        requirement=requirement,
        by=request.actor,
        at=request.at,
    )
    return redirect("portal:application_documents", ref)


@allow(CITIZEN)
@require_http_methods(["GET"])
def file(request: Request, ref: str, requirement: str) -> HttpResponse:
    """Hand the person a paper of their own application."""
    attachment = queries.attachment_of(own(request, ref), requirement)
    if attachment is None:
        raise Http404
    return served(
        attachment.document,
        by=request.actor,
        at=request.at,
        purpose="own",
    )
