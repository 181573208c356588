"""Whether this process lives, and whether it can serve."""

from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse

from daman.base.permissions import ANYONE, allow


@allow(ANYONE)
def live(request: HttpRequest) -> JsonResponse:
    """Answer 200 as long as the process answers at all."""
    return JsonResponse({"live": True})


@allow(ANYONE)
def ready(request: HttpRequest) -> JsonResponse:
    """Answer 200 when the database answers, 503 with Retry-After when it does not."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return JsonResponse({"ready": False}, status=503, headers={"Retry-After": "5"})
    return JsonResponse({"ready": True})
