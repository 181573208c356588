"""What a form is made of: what was sent, however empty; what was typed before; or nothing."""

from typing import Any

from daman.base import drafts
from daman.base.requests import Request


def sent(request: Request) -> dict[str, Any]:
    """
    Return the `data` and `files` of a form; an empty POST is an answer too.

    A page that is opened gets what its reader typed there before a session ended, as `typed`.
    """
    if request.method != "POST":
        return {"typed": drafts.typed_before(request)}
    drafts.let_go(request)
    return {"data": request.POST, "files": request.FILES}
