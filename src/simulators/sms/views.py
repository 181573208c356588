"""The gateway's one call, the phone page and the messages as JSON."""

import uuid
from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, jsonify, render_template, request

from daman.kernel import mobile
from daman.kernel.refusal import Refusal
from simulators.state import Memory
from simulators.tokens import authorized
from simulators.world import World

KEPT_MAX = 5000
TEXT_LENGTH_MAX = 1000
SHOWN_MAX = 100
FIELDS = ("to", "text", "correlation_id")


def blueprint(world: World) -> Blueprint:
    """Return the gateway under /simulators/sms."""
    sms = Blueprint("sms", __name__)
    memory = Memory(world.data / "sms.json", empty=list)

    @sms.post("/simulators/sms/messages")
    @world.switches.guard("sms")
    def accept() -> Any:
        if not authorized(world.token("sms")):
            return jsonify(error="unauthorized"), 401
        message = _message(request.get_json(silent=True))
        if message is None:
            return jsonify(error="to, text and correlation_id are expected"), 400
        return jsonify(message_id=_keep(memory, message)), 202

    @sms.get("/simulators/sms")
    def phone() -> str:
        to = _asked_number()
        return render_template(
            "simulators/sms.html", messages=_arrived(memory, to)[:SHOWN_MAX], to=to
        )

    @sms.get("/simulators/sms.json")
    def as_json() -> Any:
        return jsonify(_arrived(memory, _asked_number()))

    return sms


def _message(body: Any) -> dict[str, str] | None:
    if not isinstance(body, dict):
        return None
    message: dict[str, str] = {name: body.get(name, "") for name in FIELDS}
    if not all(isinstance(value, str) and value for value in message.values()):
        return None
    if len(message["text"]) > TEXT_LENGTH_MAX or len(message["correlation_id"]) > 100:
        return None
    try:
        return {**message, "to": mobile.parse(message["to"])}
    except Refusal:
        return None


def _keep(memory: Memory, message: dict[str, str]) -> str:
    """Return the message's id; a second sending of one correlation_id adds nothing."""
    with memory.changing() as messages:
        for kept in messages:
            if kept["correlation_id"] == message["correlation_id"]:
                return str(kept["id"])
        moment = datetime.now(UTC).isoformat(timespec="milliseconds")
        kept = {"id": uuid.uuid4().hex, "at": moment, **message}
        messages.append(kept)
        del messages[:-KEPT_MAX]
    return str(kept["id"])


def _asked_number() -> str:
    """Return the number asked for; a plus that arrived as a space is a plus again."""
    typed = request.args.get("to", "").strip()
    if not typed:
        return ""
    try:
        return mobile.parse(f"+{typed}" if typed.startswith("966") else typed)
    except Refusal:
        return typed


def _arrived(memory: Memory, to: str) -> list[dict[str, str]]:
    newest_first = reversed(memory.read())
    return [message for message in newest_first if not to or message["to"] == to]
