"""Short words about a draft, for the pages that only mention it."""

from typing import Any

from django.utils.translation import ngettext

from daman.journey.applications import queries


def draft_left(application: Any) -> str:
    """Return how much of a draft is still to do, in words."""
    count = len(queries.missing(application))
    return ngettext(
        "%(count)s part is left to complete", "%(count)s parts are left to complete", count
    ) % {"count": count}
