"""The account itself: what we hold of it, and its notices."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.views.decorators.http import require_safe

from daman.base.permissions import CITIZEN, allow
from daman.base.requests import Request
from daman.exchange.notices import operations as notices
from daman.exchange.notices import queries
from daman.interfaces.ui.pages import page

NOTICES_A_PAGE = 10


@allow(CITIZEN)
@require_safe
def account(request: Request) -> HttpResponse:
    """Show number, mobile and language of the account."""
    return page(request, "portal/account/account.html", {"account": request.actor})


@allow(CITIZEN)
@require_safe
def inbox(request: Request) -> HttpResponse:
    """Show the notices, newest first; those shown are read."""
    pages = Paginator(queries.inbox(request.actor), NOTICES_A_PAGE)
    shown = pages.get_page(request.GET.get("page"))
    for notice in shown:
        notices.mark_read(notice=notice, at=request.at)
    return page(request, "portal/account/notices.html", {"notices": shown})
