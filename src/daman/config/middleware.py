"""What every request carries: its moment, its actor; and how a refusal becomes a page."""

from collections.abc import Callable

from django.contrib.auth import get_user
from django.http import HttpResponse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from daman.base.requests import Request
from daman.interfaces.ui.views import refused
from daman.kernel.refusal import Refusal
from daman.record.accounts import queries as accounts

Answer = Callable[[Request], HttpResponse]


class Moment:
    """Read the clock once for each request, as `request.at`; nothing below reads it."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: Request) -> HttpResponse:
        request.at = timezone.now()
        return self.answer(request)


class ActorMiddleware:
    """
    Name the actor as `request.actor`: the signed-in account, or None.

    A session counts only while its account is active, its second factor was passed, and neither
    its idle nor its absolute time is over.
    """

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: Request) -> HttpResponse:
        request.user = SimpleLazyObject(lambda: get_user(request))  # type: ignore[assignment]
        account = get_user(request)
        request.actor = accounts.actor_of(request.session, account=account, at=request.at)
        is_over = request.actor is None and account.is_authenticated and account.is_active
        request.former = account if is_over else None
        response = self.answer(request)
        if request.actor is not None:
            response.headers.setdefault("Cache-Control", "no-store")
        return response


class Refusals:
    """Answer a refusal that no form caught with its own page: 404, 409, 422 or 429."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: Request) -> HttpResponse:
        return self.answer(request)

    def process_exception(self, request: Request, problem: Exception) -> HttpResponse | None:
        """Return the page of a refusal, or None to let other exceptions be what they are."""
        return refused(request, problem) if isinstance(problem, Refusal) else None
