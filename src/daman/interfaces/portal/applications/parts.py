"""The parts of a draft: category, incomes, bank account."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from daman.base.once import once
from daman.base.permissions import CITIZEN, allow
from daman.base.requests import Request
from daman.interfaces.portal.applications import wording
from daman.interfaces.portal.applications.forms import (
    AccountForm,
    CategoryForm,
    IncomeForm,
    IncomeSourceForm,
)
from daman.interfaces.portal.applications.pages import elsewhere, next_place, own, shown
from daman.interfaces.portal.home.sent import sent
from daman.interfaces.portal.profile.views import typed_version
from daman.interfaces.ui import forms
from daman.journey.applications import operations, queries
from daman.journey.applications.states import AccountCheck, State
from daman.journey.profile import queries as profiles
from daman.kernel.ages import age_on
from daman.kernel.refusal import Refusal
from daman.kernel.riyadh import riyadh_date


@allow(CITIZEN)
@once
@require_http_methods(["GET", "HEAD", "POST"])
def category(request: Request, ref: str) -> HttpResponse:
    """Ask for the category, those that the registries speak for first."""
    mine = own(request, ref)
    if (place := elsewhere(request, mine)) is not None:
        return place
    at = request.at
    age = age_on(mine.person.born_on, riyadh_date(at))
    suggested = queries.suggested_categories(mine, age=age)
    initial = {"category": mine.category or next(iter(suggested), "")}
    form = CategoryForm(**sent(request), suggested=suggested, initial=initial)
    differences: list[dict[str, Any]] = []
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data["category"]
        try:
            saved = operations.choose_category(
                application=mine,
                category=typed,
                version=typed_version(request),
                by=request.actor,
                at=at,
            )
            return redirect(next_place(saved))
        except Refusal as refusal:
            forms.refuse(form, refusal)
            differences = _difference(
                refusal, form, wording.category(mine.category), wording.category(typed)
            )
    return shown(request, "category", mine, {"differences": differences}, form=form)


@allow(CITIZEN)
@once
@require_http_methods(["GET", "HEAD", "POST"])
def income(request: Request, ref: str) -> HttpResponse:
    """Ask whether there is any income, with the sources known so far."""
    mine = own(request, ref)
    if (place := elsewhere(request, mine)) is not None:
        return place
    incomes = queries.incomes_of(mine)
    known = mine.has_income if mine.has_income is not None else (True if incomes else None)
    form = IncomeForm(**sent(request), initial={"has_income": known})
    differences: list[dict[str, Any]] = []
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data["has_income"]
        try:
            saved = operations.answer_income(
                application=mine,
                has_income=typed,
                version=typed_version(request),
                by=request.actor,
                at=request.at,
            )
            return redirect(next_place(saved))
        except Refusal as refusal:
            if refusal.code == "income.sources_missing":
                return redirect("portal:application_income_add", ref)
            forms.refuse(form, refusal)
            differences = _difference(refusal, form, _yes_no(mine.has_income), _yes_no(typed))
    values = {"incomes": [_income_row(each) for each in incomes], "differences": differences}
    return shown(request, "income", mine, values, form=form)


def _difference(refusal: Refusal, form: Any, saved: Any, typed: Any) -> list[dict[str, Any]]:
    """Return what differs from the answer that another page saved."""
    if refusal.code != "stale":
        return []
    label = next(iter(form.fields.values())).label
    return [{"label": label, "saved": saved or _("Not given"), "typed": typed}]


def _yes_no(answer: bool | None) -> str:
    return {True: _("Yes"), False: _("No")}.get(answer, "") if answer is not None else ""


def _income_row(each: dict[str, Any]) -> dict[str, Any]:
    return {**each, "kind_text": wording.INCOMES[each["kind"]]}


@allow(CITIZEN)
@once
@require_http_methods(["GET", "HEAD", "POST"])
def add_income(request: Request, ref: str) -> HttpResponse:
    """Ask for one income of one member."""
    mine = own(request, ref)
    if (place := elsewhere(request, mine)) is not None:
        return place
    profile = profiles.profile_of(mine.person)
    people = profiles.earners_of(profile) if profile else []
    numbers = {profiles.dependant_key(number): number for number, _name in people}
    earners = [(profiles.dependant_key(number), name) for number, name in people]
    form = IncomeSourceForm(**sent(request), earners=earners)
    if request.method == "POST" and form.is_valid():
        try:
            operations.add_income(
                application=mine,
                earner=numbers[form.cleaned_data["earner"]],
                kind=form.cleaned_data["kind"],
                amount=form.cleaned_data["amount"],
                by=request.actor,
                at=request.at,
            )
            return redirect("portal:application_income", ref)
        except Refusal as refusal:
            forms.refuse(form, refusal)
    return shown(request, "add_income", mine, form=form)


@allow(CITIZEN)
@once
@require_http_methods(["POST"])
def remove_income(request: Request, ref: str) -> HttpResponse:
    """Take one income out of the draft."""
    operations.remove_income(
        application=own(request, ref),
        key=request.POST.get("key", ""),
        by=request.actor,
        at=request.at,
    )
    return redirect("portal:application_income", ref)


@allow(CITIZEN)
@require_http_methods(["GET", "HEAD", "POST"])
def bank(request: Request, ref: str) -> HttpResponse:
    """Ask for the account; also after sending, while the bank has not confirmed the one given."""
    mine = own(request, ref)
    is_late = mine.state == State.SUBMITTED and mine.account_check != AccountCheck.VERIFIED
    if not is_late and (place := elsewhere(request, mine)) is not None:
        return place
    form = AccountForm(**sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            saved = operations.give_account(
                application=mine,
                iban=form.cleaned_data["iban"],
                version=typed_version(request),
                by=request.actor,
                at=request.at,
            )
            if saved.account_check != AccountCheck.VERIFIED:
                messages.info(request, _(
                    "We saved your account. The bank cannot confirm it now; "
                    "we will check again and tell you."
                ))  # fmt: skip
            return redirect("portal:tracker", ref) if is_late else redirect(next_place(saved))
        except Refusal as refusal:
            forms.refuse(form, refusal)
    check = wording.ACCOUNT_CHECKS[mine.account_check] if mine.iban else ""
    return shown(request, "bank", mine, {"check_text": check}, form=form)
