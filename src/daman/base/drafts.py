"""What a citizen typed but could not send because the session had ended, until they are back."""

import base64
import json
from datetime import datetime, timedelta
from typing import Any

from cryptography.exceptions import InvalidTag
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from daman.base.requests import ONCE_FIELD, Request
from daman.base.sealing import seal, unseal

KEPT_FOR = timedelta(hours=1)
BYTES_MAX = 16 * 1024
_SLOT = "draft"
_PURPOSE = "session.draft"
_MACHINERY = frozenset({"csrfmiddlewaretoken", ONCE_FIELD, "version"})
# No form for citizens alone asks for a secret; were one to, it would still not be kept.
_SECRET = ("password", "again", "code")


def keep(request: Request, *, owner: str) -> bool:
    """
    Keep the fields of a form, sealed, in the session of this browser; return whether it was done.

    Only for the account that the ended session was of, at this address, for an hour. Files,
    secrets and more than 16 KiB are not kept.
    """
    fields = {name: values for name, values in request.POST.lists() if _may_be_kept(name)}
    typed = {name for name, values in fields.items() if any(values)} - _MACHINERY
    content = {"owner": owner, "path": request.path, "since": request.at.isoformat()}
    plain = json.dumps(content | {"fields": fields}).encode()
    if not typed or len(plain) > BYTES_MAX:
        return False
    request.session[_SLOT] = base64.b64encode(seal(plain, purpose=_PURPOSE)).decode()
    return True


def _may_be_kept(name: str) -> bool:
    is_secret = any(word in name for word in _SECRET)
    return not is_secret and name not in ("csrfmiddlewaretoken", ONCE_FIELD)


def is_kept(request: Request) -> bool:
    """Return whether this browser has a draft, whoever's it is."""
    return _SLOT in request.session


def typed_before(request: Request) -> QueryDict | None:
    """Return what the one who is signed in typed on this page before the session ended."""
    draft = _opened(request.session.get(_SLOT, ""))
    if draft is None:
        return None
    is_late = request.at - datetime.fromisoformat(draft["since"]) > KEPT_FOR
    if is_late or request.actor is None or draft["owner"] != request.actor.ref:
        _forget(request)
        return None
    if draft["path"] != request.path:
        return None
    typed = QueryDict(mutable=True)
    typed.update(MultiValueDict(draft["fields"]))
    return typed


def let_go(request: Request) -> None:
    """Forget what was typed on this page, now that it was sent."""
    draft = _opened(request.session.get(_SLOT, ""))
    if draft is not None and draft["path"] == request.path:
        _forget(request)


def _forget(request: Request) -> None:
    request.session.pop(_SLOT, None)


def _opened(sealed: str) -> dict[str, Any] | None:
    try:
        draft: dict[str, Any] = json.loads(
            unseal(base64.b64decode(sealed), purpose=_PURPOSE) if sealed else b"null"
        )
    except InvalidTag:
        return None
    return draft
