"""What a form is made of: what was sent, however empty, or nothing when the page is opened."""

from typing import Any

from daman.base.requests import Request


def sent(request: Request) -> dict[str, Any]:
    """Return the `data` and `files` of a form; an empty POST is an answer too."""
    if request.method != "POST":
        return {}
    return {"data": request.POST, "files": request.FILES}
