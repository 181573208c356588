"""Check everything, declare, send; and the receipt that can be opened again."""

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from daman.base.once import once
from daman.base.permissions import CITIZEN, allow
from daman.base.requests import Request
from daman.interfaces.portal.applications import wording
from daman.interfaces.portal.applications.forms import DeclarationForm
from daman.interfaces.portal.applications.pages import elsewhere, faults_of, own, shown
from daman.interfaces.portal.home.sent import sent
from daman.interfaces.portal.profile.views import typed_version
from daman.interfaces.ui import forms
from daman.interfaces.ui.refusals import sentence_of
from daman.interfaces.ui.templatetags.ui import money, name_of
from daman.journey.applications import operations, queries
from daman.journey.applications.rules import CONSENT_VERSION
from daman.journey.applications.states import State
from daman.kernel.refusal import Refusal

CONSENT_OF = date.fromisoformat(CONSENT_VERSION)


@allow(CITIZEN)
@once
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: Request, ref: str) -> HttpResponse:
    """Show the whole application to check, and send it when it is declared."""
    mine = own(request, ref)
    if (place := elsewhere(request, mine)) is not None:
        return place
    form = DeclarationForm(**sent(request))
    faults = faults_of(mine, queries.missing(mine)) if mine.state == State.DRAFT else []
    first_fault = faults[0] if faults else None
    is_refused = False
    if request.method == "POST" and form.is_valid():
        try:
            received = operations.submit(
                application=mine,
                declared=form.cleaned_data["declared"],
                version=typed_version(request),
                by=request.actor,
                at=request.at,
            )
            return redirect("portal:application_submitted", received.ref)
        except Refusal as refusal:
            is_refused = True
            if refusal.code not in [fault["code"] for fault in faults]:
                is_refused = False
                forms.refuse(form, refusal)
                faults += _names(refusal)
    values = {
        "rows": rows_of(mine),
        "faults": faults,
        "first_fault": first_fault,
        "consent_of": CONSENT_OF,
    }
    status = 422 if is_refused else None
    return shown(request, "review", mine, values, form=form, status=status)


def _names(refusal: Refusal) -> list[dict[str, Any]]:
    """Return who is meant by a refusal about dependants, with the way to change the list."""
    return [
        {
            "code": refusal.code,
            "text": f"{name}: {sentence_of(refusal)}",
            "url": reverse("portal:profile_dependants"),
        }
        for name in refusal.values.get("names", ())
    ]


def rows_of(mine: Any) -> list[dict[str, Any]]:
    """Return the application's answers as rows to check, each with the way to change it."""
    people = queries.people_of(mine)
    rows = [
        _row(_("Name"), name_of(mine.person)),
        _row(_("Dependants"), len(people), "profile_dependants"),
        _row(_("Category"), wording.category(mine.category), "application_category", mine.ref),
    ]
    incomes = queries.incomes_of(mine)
    if not incomes:
        none = _("No income from any source") if mine.has_income is False else ""
        rows.append(_row(_("Income"), none, "application_income", mine.ref))
    rows += [
        _row(
            f"{wording.INCOMES[each['kind']]} – {each['name_ar']}",
            money(each["monthly_halalas"]),
            "application_income",
            mine.ref,
        )
        for each in incomes
    ]
    account = _("%(bank)s, ending in %(last4)s") % {
        "bank": mine.bank_name,
        "last4": mine.iban_last4,
    }
    rows.append(
        {
            **_row(_("Bank account"), account if mine.iban else "", "application_bank", mine.ref),
            "source": wording.ACCOUNT_CHECKS[mine.account_check] if mine.iban else "",
        }
    )
    rows += [_paper_row(mine, each) for each in queries.requirements_of(mine)]
    return rows


def _row(label: Any, value: Any, place: str = "", *args: str) -> dict[str, Any]:
    address = reverse(f"portal:{place}", args=args) if place else ""
    return {"label": label, "value": value, "change_url": address}


def _paper_row(mine: Any, each: queries.RequiredDocument) -> dict[str, Any]:
    label = wording.paper(each.requirement)
    if each.state == "PROVEN":
        return _row(label, _("Nothing needed: the registries prove it"))
    name = each.attachment.document.name if each.attachment else _("Not attached yet")
    return _row(label, name, "application_document", mine.ref, each.requirement.code)


@allow(CITIZEN)
@require_http_methods(["GET", "HEAD"])
def submitted(request: Request, ref: str) -> HttpResponse:
    """Show the receipt: reference, both clocks' day, what comes next."""
    mine = own(request, ref)
    if mine.submitted_at is None:
        return redirect("portal:application", ref)
    return shown(request, "submitted", mine)
