"""The sentence and the HTTP status of every refusal code, read from refusals.yaml."""

import logging
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings

from daman.interfaces.ui.dates import language
from daman.kernel.refusal import Refusal

logger = logging.getLogger(__name__)
UNKNOWN = "unknown"
DEFAULT_STATUS = 422


@lru_cache(maxsize=1)
def table() -> dict[str, dict[str, Any]]:
    """Return what is known of each code: `ar`, `en` and, where it is not 422, `status`."""
    text = (Path(__file__).parent / "refusals.yaml").read_text(encoding="utf-8")
    entries: dict[str, dict[str, Any]] = yaml.safe_load(text)
    return entries


class _Values(dict[str, Any]):
    def __missing__(self, name: str) -> str:
        logger.error("a refusal sentence lacks the value %r", name)
        return ""


def sentence(code: str, **values: Any) -> str:
    """
    Return what the page says about a code, in its language.

    A code without a sentence fails a test; in production it becomes a general sentence, so that a
    person is never shown an error page for our omission.
    """
    entry = table().get(code)
    if entry is None:
        logger.error("no sentence for the refusal code %r", code)
        assert getattr(settings, "DAMAN_ENV", "") != "test", f"no sentence for {code!r}"
        entry = table()[UNKNOWN]
    text: str = entry[language()]
    return text.format_map(_Values(values))


def sentence_of(refusal: Refusal) -> str:
    """Return what the page says about a refusal."""
    return sentence(refusal.code, **refusal.values)


def status_of(code: str) -> int:
    """Return the HTTP status of a form with this code: 422 unless the table says otherwise."""
    status: int = table().get(code, {}).get("status", DEFAULT_STATUS)
    return status


def page_status_of(code: str) -> int:
    """Return the HTTP status of a code that no form took, such as one of the address line."""
    status: int = table().get(code, {}).get("page_status", status_of(code))
    return status
