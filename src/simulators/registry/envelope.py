"""The DCI message: checks of a search request, and the answer in its envelope."""

import uuid
from datetime import UTC, datetime
from typing import Any

SEARCHES_MAX = 50


class BadRequest(Exception):
    """A message that is not a DCI search request; the text says what is wrong."""


def opened(body: Any) -> dict[str, Any]:
    """
    Return the `message` of a well-formed search envelope.

    :raises BadRequest: when header or message break the DCI contract
    """
    if not isinstance(body, dict):
        raise BadRequest("one JSON object is expected")
    _require_header(body.get("header"))
    message = body.get("message")
    if not isinstance(message, dict) or not isinstance(message.get("transaction_id"), str):
        raise BadRequest("message.transaction_id is required")
    return message


def searches(message: dict[str, Any]) -> list[dict[str, Any]]:
    """
    Return the single searches of the message.

    :raises BadRequest: when there is none, or one without reference, time or criteria
    """
    asked = message.get("search_request")
    if not isinstance(asked, list) or not 1 <= len(asked) <= SEARCHES_MAX:
        raise BadRequest(f"search_request holds 1 to {SEARCHES_MAX} requests")
    for search in asked:
        if not isinstance(search, dict) or not isinstance(search.get("search_criteria"), dict):
            raise BadRequest("search_criteria is required")
        if not all(isinstance(search.get(name), str) for name in ("reference_id", "timestamp")):
            raise BadRequest("reference_id and timestamp are required")
    return asked


def sealed(message: dict[str, Any], request_header: dict[str, Any], count: int) -> dict[str, Any]:
    """Return the answer's envelope around the message."""
    return {
        "signature": "",
        "header": {
            "version": "1.0.0",
            "message_id": uuid.uuid4().hex,
            "message_ts": now(),
            "action": "on-search",
            "status": "succ",
            "total_count": count,
            "completed_count": count,
            "sender_id": "registry.simulators.invalid",
            "receiver_id": str(request_header.get("sender_id", "")),
            "is_msg_encrypted": False,
        },
        "message": message,
    }


def now() -> str:
    """Return this moment as DCI writes it."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def _require_header(header: Any) -> None:
    if not isinstance(header, dict):
        raise BadRequest("header is required")
    for name in ("message_id", "message_ts", "action", "sender_id"):
        if not isinstance(header.get(name), str) or not header[name]:
            raise BadRequest(f"header.{name} is required")
    if header["action"] != "search":
        raise BadRequest("header.action is search")
    if not isinstance(header.get("total_count"), int):
        raise BadRequest("header.total_count is required")
