"""The account itself: what we hold of it, and its messages."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from daman.base.once import once
from daman.base.permissions import CITIZEN, allow
from daman.base.requests import Request
from daman.exchange.notices import operations as notices
from daman.exchange.notices import queries
from daman.interfaces.portal.account.forms import LanguageForm
from daman.interfaces.portal.home.navigation import navigation
from daman.interfaces.ui.pages import page
from daman.record.accounts import operations as accounts

NOTICES_A_PAGE = 10


@allow(CITIZEN)
@once
@require_http_methods(["GET", "HEAD", "POST"])
def account(request: Request) -> HttpResponse:
    """Show number, mobile and language of the account; take another language."""
    form = LanguageForm(request.POST or None, initial={"language": request.actor.language})
    if request.method == "POST" and form.is_valid():
        accounts.choose_language(
            account=request.actor,
            language=form.cleaned_data["language"],
            by=request.actor,
            at=request.at,
        )
        messages.success(request, _("The language of text messages is saved."))
        return redirect("portal:account")
    values = {"nav": navigation(request), "account": request.actor}
    return page(request, "portal/account/account.html", values, form=form)


@allow(CITIZEN)
@require_safe
def inbox(request: Request) -> HttpResponse:
    """Show the messages, newest first."""
    pages = Paginator(queries.inbox(request.actor), NOTICES_A_PAGE)
    values = {
        "nav": navigation(request, "notices"),
        "notices": pages.get_page(request.GET.get("page")),
        "unread_count": queries.unread_count(request.actor),
    }
    return page(request, "portal/account/notices.html", values)


@allow(CITIZEN)
@require_http_methods(["POST"])
def read_all(request: Request) -> HttpResponse:
    """Keep that all messages were read."""
    notices.mark_all_read(account=request.actor, at=request.at)
    return redirect("portal:notices")
