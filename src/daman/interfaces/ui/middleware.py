"""
Bad input that would otherwise end as a server error or a blank page.

It stands above the session and language middleware, so that nothing reads a damaged request.
"""

from collections.abc import Callable
from typing import Any
from urllib.parse import unquote_to_bytes

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.utils import translation

from daman.interfaces.ui.errors import bad_request, coded_page, error_page

# A form can say no other, so no page takes any other.
METHODS = frozenset({"GET", "HEAD", "POST"})
UPLOAD_BYTES_MAX = 64 * 1024 * 1024
View = Callable[..., HttpResponse]


def repeats(*names: str) -> Callable[[View], View]:
    """Mark a view whose query may carry these parameters more than once."""

    def marked(view: View) -> View:
        view.repeated_parameters = frozenset(names)  # type: ignore[attr-defined]
        return view

    return marked


class CleanRequest:
    """Refuses what cannot be text, is too large or is ambiguous, each with its own page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Check the request line and size, then give every bare refusal of a method a page."""
        code = _fault_of_line(request) or _fault_of_size(request)
        with translation.override(translation.get_language_from_request(request)):
            if code:
                return coded_page(request, code)
            if request.method not in METHODS:
                return _worded(request, allowed=", ".join(sorted(METHODS)))
        response = self.get_response(request)
        if response.status_code == 405 and not response.content:
            return _worded(request, allowed=response.get("Allow", ""))
        return response

    def process_view(
        self, request: HttpRequest, view: View, args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """Check the query against the view, and the form before anything else reads it."""
        allowed: frozenset[str] = getattr(view, "repeated_parameters", frozenset())
        if any(len(values) > 1 for name, values in request.GET.lists() if name not in allowed):
            return coded_page(request, "param.duplicate")
        if request.method != "POST":
            return None
        try:
            code = _fault_of_form(request)
        except (SuspiciousOperation, MultiPartParserError) as error:
            return bad_request(request, error)
        except UnreadablePostError:
            return coded_page(request, "body.unreadable")
        return coded_page(request, code) if code else None


def _worded(request: HttpRequest, *, allowed: str) -> HttpResponse:
    with translation.override(translation.get_language_from_request(request)):
        page = error_page(request, 405, code="method.not_allowed")
    page["Allow"] = allowed
    return page


def _fault_of_line(request: HttpRequest) -> str:
    # Django writes bytes that are not UTF-8 back as %XX in the path it has decoded.
    path = unquote_to_bytes(request.path_info)
    query = unquote_to_bytes(str(request.META.get("QUERY_STRING", "")))
    return _fault_of_bytes(path) or _fault_of_bytes(query)


def _fault_of_bytes(content: bytes) -> str:
    if b"\0" in content:
        return "char.not_allowed"
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return "encoding.invalid"
    return ""


def _fault_of_size(request: HttpRequest) -> str:
    length = str(request.META.get("CONTENT_LENGTH") or "0")
    if not length.isdecimal():
        return "request.invalid"
    is_upload = request.content_type == "multipart/form-data"
    limit = UPLOAD_BYTES_MAX if is_upload else settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    return "body.too_large" if limit and int(length) > limit else ""


def _fault_of_form(request: HttpRequest) -> str:
    """
    Return the code of a form that is not text.

    NUL inside a value is left to the field, which answers 422 beside the other errors; a name
    with NUL belongs to no field.
    """
    if request.content_type == "application/x-www-form-urlencoded":
        content = unquote_to_bytes(request.body.replace(b"\0", b""))
        if _fault_of_bytes(content.replace(b"\0", b"")):
            return "encoding.invalid"
    if any("\0" in name for name in request.POST):
        return "char.not_allowed"
    return ""
