"""How a view answers: the page, its status and whether anyone may keep a copy."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from daman.interfaces.ui.refusals import status_of

_MOST_TELLING_FIRST = (429, 409, 400, 422)


def page(
    request: HttpRequest,
    template: str,
    context: Mapping[str, Any] | None = None,
    *,
    form: BaseForm | None = None,
    status: int | None = None,
) -> HttpResponse:
    """
    Return a rendered page; with a form in error the status says so (422, or the code's own).

    A form with what was typed before a session ended keeps the version that its page was made
    from, so that an answer saved since then is noticed. Pages of a person who is signed in, and
    pages with errors, are not kept by any cache.
    """
    values = dict(context or {})
    if form is not None:
        values.setdefault("form", form)
        if (typed := getattr(form, "typed", None)) is not None and "version" in values:
            values["version"] = typed.get("version", "")
    shown = values.get("form")
    fault = error_status(shown) if isinstance(shown, BaseForm) else 0
    response = render(request, template, values, status=status or fault or 200)
    if fault or getattr(request, "actor", None) is not None:
        never_kept(response)
    return response


def error_status(form: BaseForm) -> int:
    """Return the status that answers a form's errors, the most telling one first; 0 for none."""
    if not (form.is_bound and form.errors):
        return 0
    statuses = {status_of(code) for code in error_codes(form)}
    return next((status for status in _MOST_TELLING_FIRST if status in statuses), 422)


def error_codes(form: BaseForm) -> Iterable[str]:
    """Return the stable code of each error of a form."""
    for errors in form.errors.as_data().values():
        for error in errors:
            yield error.code or "invalid"


def never_kept(response: HttpResponse) -> HttpResponse:
    """Mark a response so that no browser or proxy keeps a copy of it."""
    response["Cache-Control"] = "no-store, private"
    return response
