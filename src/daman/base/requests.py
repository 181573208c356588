"""A request as the middleware hands it on: with its moment and its actor."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest


class Request(HttpRequest):
    """
    What every view gets; only ever an annotation.

    `at` is the aware moment of the request, `actor` the signed-in account or None.
    """

    at: datetime
    actor: Any
