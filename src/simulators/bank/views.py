"""The bank's calls and its pages."""

import re
from typing import Any

from flask import Blueprint, Response, abort, jsonify, redirect, render_template, request, url_for

from daman.kernel import iban as ibans
from daman.kernel.refusal import Refusal
from simulators.bank import directory
from simulators.bank.incoming import Unreadable
from simulators.bank.vault import Vault
from simulators.tokens import authorized
from simulators.world import World

LINES_SHOWN_MAX = 200
NAME_LENGTH_MAX = 120
LAPSES = ("totals", "lost", "duplicate", "reorder")
RETURN_REASONS = ("AC04", "AC06", "MD07", "NARR")
_MSG_ID = re.compile(r"[A-Za-z0-9-]{1,35}")


def blueprint(world: World) -> Blueprint:
    """Return the bank under /simulators/bank."""
    bank = Blueprint("bank", __name__)
    folder = world.data / "bank"
    folder.mkdir(parents=True, exist_ok=True)
    vault = Vault(folder, world.people, today=world.today)
    _calls(bank, world, vault)
    _pages(bank, vault)
    return bank


def _calls(bank: Blueprint, world: World, vault: Vault) -> None:
    guard = world.switches.guard("bank")

    @bank.before_request
    def known() -> Any:
        is_call = request.endpoint in {"bank.verify", "bank.take", "bank.answers", "bank.answer"}
        if is_call and not authorized(world.token("bank")):
            return jsonify(error="unauthorized"), 401
        return None

    @bank.post("/simulators/bank/accounts/verify")
    @guard
    def verify() -> Any:
        return _verified(world, request.get_json(silent=True))

    @bank.post("/simulators/bank/files")
    @guard
    def take() -> Any:
        name = request.headers.get("X-File-Name", "")[:NAME_LENGTH_MAX]
        lapse = world.switches.wrong("bank")
        try:
            msg_id = vault.take(
                request.get_data(), name=name, lapse=lapse if lapse in LAPSES else ""
            )
        except Unreadable as unreadable:
            return jsonify(error=str(unreadable)), 400
        return jsonify(msg_id=msg_id), 202

    @bank.get("/simulators/bank/answers")
    @guard
    def answers() -> Any:
        return jsonify(files=vault.answers())

    @bank.get("/simulators/bank/answers/<name>")
    @guard
    def answer(name: str) -> Any:
        content = vault.answer(name)
        return Response(content, mimetype="application/xml") if content else abort(404)


def _verified(world: World, question: Any) -> Any:
    if not isinstance(question, dict):
        return jsonify(error="iban and identifier are expected"), 400
    try:
        iban = ibans.parse(str(question.get("iban", "")))
    except Refusal as refusal:
        return jsonify(error=refusal.code), 400
    identifier = str(question.get("identifier", ""))
    result = directory.ownership(world.people, iban, identifier)
    is_own = ibans.bank_number(iban) == ibans.SYNTHETIC_BANK
    return jsonify(
        result=result,
        bank_name=directory.OWN_NAME if is_own else "",
        bic=directory.OWN_BIC,
        verified_by="SIMULATED",
    )


def _pages(bank: Blueprint, vault: Vault) -> None:
    @bank.get("/simulators/bank")
    def listed() -> str:
        return render_template("simulators/bank.html", files=vault.files())

    @bank.get("/simulators/bank/files/<msg_id>")
    def one(msg_id: str) -> str:
        file = vault.file(msg_id) if _MSG_ID.fullmatch(msg_id) else None
        if file is None:
            abort(404)
        asked = vault.content(msg_id)
        lines = list(zip(asked.instructions, file["reasons"], strict=True))
        return render_template(
            "simulators/bank_file.html",
            file=file,
            lines=lines[:LINES_SHOWN_MAX],
            reasons=RETURN_REASONS,
        )

    @bank.get("/simulators/bank/files.json")
    def as_json() -> Any:
        return jsonify(vault.files())

    @bank.post("/simulators/bank/files/<msg_id>/return")
    def give_back(msg_id: str) -> Any:
        return _given_back(vault, msg_id)

    @bank.post("/simulators/bank/forget")
    def forget() -> Any:
        vault.forget()
        return jsonify(files=[])


def _given_back(vault: Vault, msg_id: str) -> Any:
    wanted = request.get_json(silent=True) if request.is_json else request.form.to_dict()
    wanted = wanted if isinstance(wanted, dict) else {}
    reason = str(wanted.get("reason") or RETURN_REASONS[0])
    if reason not in RETURN_REASONS:
        return jsonify(error="no such reason"), 400
    if not vault.give_back(msg_id, str(wanted.get("end_to_end_id", "")), reason):
        abort(404)
    if request.is_json:
        return jsonify(returned=True)
    return redirect(url_for("bank.one", msg_id=msg_id), code=303)
