"""What a form is made of: what was sent, however empty, or nothing when the page is opened."""

from typing import Any

from django.http import HttpRequest


def sent(request: HttpRequest) -> dict[str, Any]:
    """Return the `data` and `files` of a form; an empty POST is an answer too."""
    if request.method != "POST":
        return {}
    return {"data": request.POST, "files": request.FILES}
