"""The list of a citizen's payments and the page of one of them."""

from typing import Any

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from daman.base.permissions import CITIZEN, allow
from daman.base.requests import Request
from daman.interfaces.portal.home.navigation import navigation
from daman.interfaces.portal.payments import words
from daman.interfaces.ui.charts import Bar
from daman.interfaces.ui.dates import language, month_text
from daman.interfaces.ui.pages import page
from daman.interfaces.ui.templatetags.ui import dual_date_tag, isolate
from daman.journey.payroll import queries
from daman.kernel.money import HALALAS_PER_RIYAL, Money, total
from daman.kernel.month import Month
from daman.kernel.riyadh import riyadh_date

SHOWN_MAX = 36
CHART_MONTHS = 6


@allow(CITIZEN)
@require_safe
def payments(request: Request) -> HttpResponse:
    """List the citizen's payments, newest first, with a chart of the last months."""
    person = request.actor.person
    rows = [_row(payment) for payment in queries.payments_of(person)[:SHOWN_MAX]]
    context = {
        "nav": navigation(request, "payments"),
        "rows": rows,
        "next_on": queries.next_payment_on(person, today=riyadh_date(request.at)),
        **_chart(rows),
    }
    return page(request, "portal/payments/payments.html", context)


@allow(CITIZEN)
@require_safe
def payment(request: Request, ref: str) -> HttpResponse:
    """Show one of the citizen's own payments: how it came about, where it went, what is wrong."""
    found = queries.payment_for(request.actor, ref)
    if found is None:
        raise Http404
    retry = queries.retry_of(found)
    row = _row(found)
    context = {
        "nav": navigation(request, "payments"),
        **row,
        "lines": _amount_lines(found),
        "decision": found.entitlement.decision,
        "rows": _facts(found, row),
        "retry": _row(retry) if retry else None,
        "why": words.why(found.reason) if row["is_problem"] else "",
        "what_to_do": words.what_to_do(found.reason) if row["is_problem"] else "",
    }
    return page(request, "portal/payments/payment.html", context)


def _row(found: Any) -> dict[str, Any]:
    text, tone = words.state(found.state)
    return {
        "payment": found,
        "month": Month.of(found.month),
        "month_text": month_text(Month.of(found.month)),
        "amount": Money(found.amount_halalas),
        "account": f"****{found.iban_last4}" if found.iban_last4 else "",
        "state_text": text,
        "state_tone": tone,
        "is_problem": found.state in words.NOT_ARRIVED,
        "is_retry": found.kind == "RETRY",
    }


def _chart(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the bars of the last settled months; what did not arrive is drawn empty."""
    by_month: dict[Month, list[dict[str, Any]]] = {}
    for row in rows:
        if row["is_problem"] or row["payment"].state == "BOOKED":
            by_month.setdefault(row["month"], []).append(row)
    months = sorted(by_month)[-CHART_MONTHS:]
    paid = {
        month: total(row["amount"] for row in by_month[month] if row["payment"].state == "BOOKED")
        for month in months
    }
    bars = [
        Bar(
            label=f"{month.month}/{month.year % 100:02d}",
            value=paid[month].halalas // HALALAS_PER_RIYAL,
            text=str(paid[month]),
            is_missing=not paid[month],
        )
        for month in months
    ]
    summary = _("Paid in the last %(count)s months: %(amount)s riyals") % {
        "count": len(months),
        "amount": total(paid.values()),
    }
    return {"bars": bars, "chart_summary": summary}


def _amount_lines(found: Any) -> list[dict[str, Any]]:
    """Return the arithmetic of the month, as the decision's letter holds it."""
    told = found.entitlement.decision.content.get("amount") or {}
    if told.get("total_halalas") != found.amount_halalas:
        return []
    return [
        {"label": line["label"][language()], "amount": Money(line["halalas"])}
        for line in told.get("lines", ())
        if line["kind"] != "total"
    ]


def _facts(found: Any, row: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the summary of a payment: month, state, account, days and reference."""
    facts = [
        {"label": _("Month"), "value": row["month_text"]},
        {"label": _("Where it stands"), "value": row["state_text"]},
        {"label": _("Account"), "value": isolate(row["account"]), "source": found.bank_name},
        {"label": _("Pay day"), "value": dual_date_tag(found.run.pay_on)},
    ]
    if found.booked_on:
        facts.append({"label": _("Paid on"), "value": dual_date_tag(found.booked_on)})
    if found.returned_on:
        facts.append({"label": _("Sent back on"), "value": dual_date_tag(found.returned_on)})
    facts.append({"label": _("Reference"), "value": isolate(found.ref)})
    return facts
