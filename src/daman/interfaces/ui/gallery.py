"""The gallery: every component in every state, for eyes and for the accessibility tests."""

from django.http import Http404, HttpRequest, HttpResponse

from daman.base.permissions import ANYONE, allow
from daman.interfaces.ui import errors, gallery_content
from daman.interfaces.ui.pages import page


@allow(ANYONE)
def show(request: HttpRequest) -> HttpResponse:
    """Return the citizen's components."""
    return page(request, "ui/gallery/citizen.html", gallery_content.citizen(), status=200)


@allow(ANYONE)
def show_staff(request: HttpRequest) -> HttpResponse:
    """Return the workspace's components."""
    return page(request, "ui/gallery/staff.html", gallery_content.staff(), status=200)


@allow(ANYONE)
def show_letter(request: HttpRequest) -> HttpResponse:
    """Return the letter."""
    return page(request, "ui/gallery/letter.html", gallery_content.letter(), status=200)


@allow(ANYONE)
def show_error(request: HttpRequest, name: str) -> HttpResponse:
    """Return one of the error pages, with the status that it has."""
    statuses = {str(status): status for status in errors.HEADINGS if isinstance(status, int)}
    if name == "session":
        return errors.csrf_failure(request)
    if name not in statuses:
        raise Http404
    return errors.error_page(request, statuses[name], code="gallery")
