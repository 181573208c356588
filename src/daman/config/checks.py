"""What must hold before anything starts: assertions kept, and in production its own keys."""

import base64
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import Error, register, run_checks
from django.core.exceptions import ImproperlyConfigured

TAG = "installation"
KEYS = ("DAMAN_SECRET_KEY", "DAMAN_FIELD_KEY", "DAMAN_INDEX_KEY")
ADDRESSES = ("DAMAN_REGISTRY_URL", "DAMAN_NAFATH_ISSUER", "DAMAN_SMS_URL", "DAMAN_BANK_URL")
SECRETS = (
    "DAMAN_REGISTRY_TOKEN",
    "DAMAN_NAFATH_CLIENT_SECRET",
    "DAMAN_SMS_TOKEN",
    "DAMAN_BANK_TOKEN",
)
_KEY_BYTES = 32


def refuse_faulty() -> None:
    """
    Refuse to serve an installation that a check finds at fault.

    :raises django.core.exceptions.ImproperlyConfigured: with every fault that was found
    """
    faults = [str(fault) for fault in run_checks(tags=[TAG]) if fault.is_serious()]
    if faults:
        raise ImproperlyConfigured("\n".join(faults))


@register(TAG)
def assertions_are_kept(app_configs: Any, **_words: Any) -> list[Error]:
    """Return a fault under `python -O`: assertions guard money, so they must run."""
    if __debug__:
        return []
    return [Error("Python runs with -O, which leaves out assertions.", id="daman.E001")]


@register(TAG)
def production_is_its_own(app_configs: Any, **_words: Any) -> list[Error]:
    """Return every trace of the demonstration or of development in production."""
    if not settings.IS_PRODUCTION:
        return []
    return [*_borrowed_keys(), *_open_doors(), *_played_systems()]


def _borrowed_keys() -> Iterator[Error]:
    given = (settings.SECRET_KEY, settings.DAMAN_FIELD_KEY, settings.DAMAN_INDEX_KEY)
    for name, key in zip(KEYS, given, strict=True):
        raw = key if isinstance(key, bytes) else _decoded(str(key))
        if raw == base64.b64decode(settings.DEMO_KEY):
            yield Error(f"{name} is the key of the demonstration.", id="daman.E002")
        elif len(raw) < _KEY_BYTES:
            yield Error(f"{name} is shorter than {_KEY_BYTES} bytes.", id="daman.E006")
    if len({_decoded(str(settings.SECRET_KEY)), *given[1:]}) < len(given):
        yield Error("Two of the three keys are the same.", id="daman.E007")


def _decoded(key: str) -> bytes:
    try:
        return base64.b64decode(key, validate=True)
    except ValueError:
        return key.encode()


def _open_doors() -> Iterator[Error]:
    if settings.DEBUG:
        yield Error("DEBUG shows the program to whoever meets a fault.", id="daman.E003")
    if urlsplit(settings.DAMAN_PUBLIC_URL).scheme != "https":
        yield Error("DAMAN_PUBLIC_URL is not https.", id="daman.E004")


def _played_systems() -> Iterator[Error]:
    for name in (*ADDRESSES, *SECRETS):
        if getattr(settings, name) in ("", "simulated"):
            yield Error(f"{name} is not set; in production each is.", id="daman.E005")
