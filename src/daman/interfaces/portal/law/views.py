"""The public pages of the law's own book; nobody signs in for them."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from daman.base.permissions import ANYONE, allow
from daman.base.requests import Request
from daman.interfaces.portal.home.navigation import navigation
from daman.interfaces.portal.law import places, reading
from daman.interfaces.ui.pages import page
from daman.kernel.riyadh import riyadh_date
from daman.law.book.by_article import by_article
from daman.law.book.comparison import side_by_side
from daman.law.book.evidence import answers_of
from daman.law.cases.worked import case_tables
from daman.law.parameters.clocks import clocks
from daman.law.parameters.contradictions import contradictions


@allow(ANYONE)
@require_safe
def law(request: Request) -> HttpResponse:
    """Show the editions on a timeline, and lead from each article to its rules."""
    deciding = reading.timeline(riyadh_date(request.at))
    context = {
        "nav": navigation(request),
        "deciding": deciding,
        "others": reading.others(deciding),
        "entries": by_article(),
        "clocks": clocks().values(),
    }
    return page(request, "portal/law/law.html", context)


@allow(ANYONE)
@require_safe
def law_edition(request: Request, edition_id: str) -> HttpResponse:
    """Show one edition: its rules, amount, values and text."""
    context = {"nav": navigation(request), "shown": reading.readable(edition_id)}
    return page(request, "portal/law/edition.html", context)


@allow(ANYONE)
@require_safe
def law_contradictions(request: Request) -> HttpResponse:
    """Show every place where the sources disagree, each with the reading that is used."""
    entries = [(each, places.linked(each)) for each in contradictions().values()]
    context = {"nav": navigation(request), "entries": entries}
    return page(request, "portal/law/contradictions.html", context)


@allow(ANYONE)
@require_safe
def law_differences(request: Request) -> HttpResponse:
    """Show two editions side by side, value by value and rule by rule."""
    before, after = reading.default_pair(riyadh_date(request.at))
    chosen = [request.GET.get(name) or usual for name, usual in (("from", before), ("to", after))]
    context = {
        "nav": navigation(request),
        "choices": reading.choices(),
        "pair": side_by_side(*map(reading.readable, chosen)),
    }
    return page(request, "portal/law/differences.html", context)


@allow(ANYONE)
@require_safe
def law_cases(request: Request) -> HttpResponse:
    """Show the worked cases with what each edition answers."""
    tables = [
        (table.title, [(case, answers_of(case)) for case in table.cases])
        for table in case_tables()
    ]
    return page(request, "portal/law/cases.html", {"nav": navigation(request), "tables": tables})
