"""A request as the middleware hands it on: with its moment and its actor."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest

# The hidden field that carries the key of one rendered form.
ONCE_FIELD = "once"


class Request(HttpRequest):
    """
    What every view gets; only ever an annotation.

    `at` is the aware moment of the request, `actor` the signed-in account or None, `former` the
    account whose session was found to be over by this request, or None.
    """

    at: datetime
    actor: Any
    former: Any
