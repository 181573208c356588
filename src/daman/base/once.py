"""An unsafe form has its effect once; a repetition gets the stored answer."""

import hashlib
import re
import secrets
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect

from daman.base.actors import actor_name
from daman.base.guards.models import Effect
from daman.base.requests import ONCE_FIELD, Request
from daman.kernel.refusal import Refusal

FIELD = ONCE_FIELD
_KEY = re.compile(r"[A-Za-z0-9_-]{1,64}")
View = Callable[..., HttpResponse]


class Detour(HttpResponseRedirect):
    """A redirect that leads elsewhere before anything was done: the form stays good."""


def new_key() -> str:
    """Return a fresh key for the hidden field of one rendered form."""
    return secrets.token_urlsafe(24)


def once(view: View) -> View:
    """
    Let a POST have its effect once for each key of its form, in one transaction with the effect.

    Only an answer that redirects counts as an effect, and no `Detour`; a refused form can be sent
    again. The view makes no outside call, for it runs inside the transaction.

    :raises Refusal: idempotency.mismatch when the key comes back with another body,
        request.invalid when it is none that a form of ours carries
    """

    @wraps(view)
    def guarded(request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        key = request.POST.get(FIELD, "")
        if request.method != "POST" or not key:
            return view(request, *args, **kwargs)
        if not _KEY.fullmatch(key):
            raise Refusal("request.invalid")
        with transaction.atomic():
            effect, is_new = Effect.objects.get_or_create(
                key=key,
                defaults={
                    "actor": _actor(request),
                    "route": request.path[:200],
                    "body_digest": _digest(request),
                    "at": request.at,
                },
            )
            if not is_new:
                return _repeated(request, effect)
            response = view(request, *args, **kwargs)
            if isinstance(response, HttpResponseRedirect) and not isinstance(response, Detour):
                Effect.objects.filter(pk=effect.pk).update(location=response["Location"][:500])
            else:
                effect.delete()
            return response

    return guarded


def _repeated(request: Request, effect: Effect) -> HttpResponse:
    known = (effect.actor, effect.route, effect.body_digest)
    if known != (_actor(request), request.path[:200], _digest(request)):
        raise Refusal("idempotency.mismatch")
    return HttpResponseRedirect(effect.location)


def _actor(request: Request) -> str:
    actor = request.actor
    return actor_name(actor) if actor is not None else "anonymous"


def _digest(request: Request) -> str:
    skipped = {FIELD, "csrfmiddlewaretoken"}
    pairs = sorted((name, values) for name, values in request.POST.lists() if name not in skipped)
    files = sorted(
        (name, file.name or "", _digest_of(file))
        for name, given in request.FILES.lists()
        for file in given
    )
    return hashlib.sha256(repr((pairs, files)).encode()).hexdigest()


def _digest_of(file: UploadedFile) -> str:
    # chunks() begins at the start; the view that reads next must find it there as well.
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()
