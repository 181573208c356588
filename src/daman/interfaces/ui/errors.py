"""The pages shown when something is wrong: what happened, what to do, a reference to quote."""

import logging
import secrets
from typing import Any
from urllib.parse import quote

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from daman.base.permissions import page_of_form
from daman.interfaces.ui.context import shell
from daman.interfaces.ui.dates import language
from daman.interfaces.ui.pages import never_kept
from daman.interfaces.ui.refusals import page_status_of, sentence_of
from daman.kernel.refusal import Refusal

logger = logging.getLogger(__name__)
RETRY_AFTER_SECONDS = 120
_RETRIED = frozenset({429, 503})
HEADINGS: dict[int | str, Any] = {
    400: _("We could not read this request"),
    403: _("You cannot open this page"),
    404: _("We did not find this page"),
    405: _("This page does not work that way"),
    409: _("This has changed"),
    413: _("This is too large"),
    422: _("We could not accept this"),
    429: _("Too many attempts"),
    500: _("Something went wrong on our side"),
    503: _("A service we need is not answering"),
    "session": _("This page was open for too long"),
}
TEXTS: dict[int | str, list[Any]] = {
    400: [
        _("Something in the address or the form was damaged on its way."),
        _("Go back, reload the page and try again."),
    ],
    403: [_("Your account does not give access to it. If you think it should, contact us.")],
    404: [_("The address may be mistyped, or the page has moved. Nothing you saved is lost.")],
    405: [_("Go back to the page before and use its buttons and links.")],
    409: [_("Someone changed this while it was open. Reload the page and look again.")],
    413: [_("Choose a smaller file or shorten the text, then send it again.")],
    429: [_("To protect your account we ask you to wait a little. Try again in a few minutes.")],
    500: [_("It is not your fault, and what you saved is kept. Try again in a few minutes.")],
    503: [_("What you saved is kept and your deadlines are safe. Try again in a few minutes.")],
    "session": [
        _("For your safety nothing was sent. What you saved is kept."),
        _(
            "Open the page again and send it once more. If you see this again, allow cookies in "
            "your browser."
        ),
    ],
}


def error_page(
    request: HttpRequest, status: int, *, kind: str = "", code: str = "", text: str = ""
) -> HttpResponse:
    """
    Return the page of an error with a fresh reference, which is also written to the log.

    It uses nothing that may itself be broken: no session, no database, no context processors.
    When even its template cannot be shown, it is a plain page of the same words.
    """
    reference = getattr(request, "request_id", "") or secrets.token_hex(4)
    level = logging.ERROR if status == 500 else logging.INFO
    logger.log(level, "error page %s %s reference %s", status, code, reference)
    told = {
        "code": code,
        "heading": HEADINGS.get(kind or status, HEADINGS[422]),
        "texts": [text] if text else TEXTS.get(kind or status, TEXTS[400]),
        "reference": reference,
    }
    try:
        content = _page(request, told, kind=kind)
    except Exception:
        logger.exception("the error page of reference %s could not be shown", reference)
        content = _plain_page(told)
    response = HttpResponse(content, status=status)
    if status in _RETRIED:
        response["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return never_kept(response)


def _page(request: HttpRequest, told: dict[str, Any], *, kind: str) -> str:
    values = shell(request) | told
    is_old = kind == "session"
    values |= {
        "action_url": quote(page_of_form(request)) if is_old else values["ui_links"]["home"],
        "action_text": _("Open the page again") if is_old else _("Go to the home page"),
        "ui_signed_in": False,
        "hide_sign_in": True,
    }
    return render_to_string("ui/errors/page.html", values)


def _plain_page(told: dict[str, Any]) -> str:
    here = language()
    return format_html(
        '<!DOCTYPE html><html lang="{}" dir="{}"><meta charset="utf-8"><title>{}</title>'
        '<main data-error-code="{}"><h1>{}</h1>{}<p>{} <bdi dir="ltr">{}</bdi></p></main></html>',
        here,
        "rtl" if here == "ar" else "ltr",
        told["heading"],
        told["code"],
        told["heading"],
        format_html_join("", "<p>{}</p>", [(text,) for text in told["texts"]]),
        _("If you call us, give this reference:"),
        told["reference"],
    )


def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """Answer a refusal that no form could take: its sentence and its own status."""
    status = page_status_of(refusal.code)
    return error_page(request, status, code=refusal.code, text=sentence_of(refusal))


def coded_page(request: HttpRequest, code: str) -> HttpResponse:
    """Return the page of a refusal code."""
    return refused(request, Refusal(code))


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer a request that cannot be read: 400, or 413 when it is too large."""
    if isinstance(exception, RequestDataTooBig):
        return coded_page(request, "body.too_large")
    if isinstance(exception, TooManyFieldsSent | TooManyFilesSent):
        return coded_page(request, "fields.too_many")
    return error_page(request, 400, code="request.invalid")


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer a page that this person may not open."""
    return error_page(request, 403, code="forbidden")


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer an address where there is nothing, or nothing for this person: always the same."""
    return error_page(request, 404, code="not_found")


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer when the fault is ours."""
    return error_page(request, 500, code="server_error")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose token is no longer good, or whose cookie is missing."""
    return error_page(request, 403, kind="session", code="session.expired")
