"""The registries' calls (DCI sync search, disability status) and the pages of the people."""

from typing import Any

from flask import Blueprint, abort, jsonify, render_template, request

from simulators.registry import arrivals
from simulators.registry.envelope import BadRequest, now, opened, sealed, searches
from simulators.registry.facts import SOURCES
from simulators.registry.people import People
from simulators.registry.searching import Rejected, records
from simulators.tokens import authorized
from simulators.world import World

PAGE_SIZE = 25
RELATIONS = ("spouses", "parents", "children")
NULLABLE = ("died_on", "iban", "account", "category", "nationality_basis", "permit_valid")


def blueprint(world: World) -> Blueprint:
    """Return the registries under /simulators/registry."""
    registry = Blueprint("registry", __name__)
    _calls(registry, world)
    _pages(registry, world.people)
    _changes(registry, world.people)
    return registry


def _calls(registry: Blueprint, world: World) -> None:
    @registry.post("/simulators/registry/registry/sync/search")
    @world.switches.guard("registry")
    def search() -> Any:
        return _answered(world, _search)

    @registry.post("/simulators/registry/registry/sync/disabled")
    @world.switches.guard("registry")
    def disabled() -> Any:
        return _answered(world, _disabled)


def _answered(world: World, answer: Any) -> Any:
    if not authorized(world.token("registry")):
        return _errors("err.unauthorized", "a Bearer token is required"), 401
    body: Any = request.get_json(silent=True)
    try:
        message = opened(body)
        content, count = answer(world, message)
    except BadRequest as bad:
        return _errors("err.request.bad", str(bad)), 400
    return jsonify(sealed(content, body["header"], count))


def _search(world: World, message: dict[str, Any]) -> tuple[dict[str, Any], int]:
    asked = searches(message)
    another = world.switches.wrong("registry") == "person"
    answers = [_one_answer(world.people, search, another=another) for search in asked]
    content = {
        "transaction_id": message["transaction_id"],
        "correlation_id": message["transaction_id"][:99],
        "search_response": answers,
    }
    return content, len(answers)


def _one_answer(people: People, search: dict[str, Any], *, another: bool) -> dict[str, Any]:
    criteria = search["search_criteria"]
    answer = {"reference_id": search["reference_id"], "timestamp": now()}
    try:
        found = records(people, criteria, another=another)
    except Rejected as rejected:
        return {**answer, "status": "rjct", "status_reason_code": str(rejected)}
    return {
        **answer,
        "status": "succ",
        "data": {
            "version": "1.0.0",
            "reg_type": criteria.get("reg_type", "sa:RegistryType:Civil"),
            "reg_record_type": criteria.get("reg_record_type", "sa-civil:Person"),
            "reg_records": found,
        },
        "pagination": {
            "page_size": max(len(found), 1),
            "page_number": 1,
            "total_count": len(found),
        },
    }


def _disabled(world: World, message: dict[str, Any]) -> tuple[dict[str, Any], int]:
    query = (message.get("disabled_criteria") or {}).get("query")
    asked = query.get("member.member_identifier") if isinstance(query, dict) else None
    number = asked.get("eq") if isinstance(asked, dict) else None
    if not isinstance(number, str):
        raise BadRequest("member.member_identifier eq is required")
    person = world.people.get(number)
    kinds = {fact["kind"] for fact in person["facts"]} if person else set()
    answer = {
        "reference_id": message["transaction_id"],
        "timestamp": now(),
        "status": "succ",
        "disabled_status": "yes" if "disability" in kinds else "no",
    }
    content = {
        "transaction_id": message["transaction_id"],
        "correlation_id": message["transaction_id"][:99],
        "disabled_response": [answer],
    }
    return content, 1


def _pages(registry: Blueprint, people: People) -> None:
    @registry.get("/simulators/registry")
    def listed() -> str:
        text, category = request.args.get("q", "").strip(), request.args.get("category", "")
        found = people.found(text, category=category)
        pages = max(1, -(-len(found) // PAGE_SIZE))
        page = min(max(request.args.get("page", 1, type=int), 1), pages)
        return render_template(
            "simulators/people.html",
            people=found[(page - 1) * PAGE_SIZE : page * PAGE_SIZE],
            count=len(found),
            page=page,
            pages=pages,
            text=text,
            category=category,
        )

    @registry.get("/simulators/registry/people/<national_id>")
    def one(national_id: str) -> str:
        person = people.get(national_id) or abort(404)
        family = {
            relation: [people.get(number) for number in person[relation]] for relation in RELATIONS
        }
        return render_template("simulators/person.html", person=person, family=family)


def _changes(registry: Blueprint, people: People) -> None:
    @registry.get("/simulators/registry/people.json")
    def as_json() -> Any:
        text = request.args.get("q", "").strip()
        return jsonify(people.found(text, category=request.args.get("category", "")))

    @registry.post("/simulators/registry/people.json")
    def arrive() -> Any:
        asked = request.get_json(silent=True)
        kind = asked.get("household") if isinstance(asked, dict) else None
        if not isinstance(kind, str) or kind not in arrivals.KINDS:
            return jsonify(error=f"household is one of {sorted(arrivals.KINDS)}"), 400
        return jsonify(people.add(arrivals.KINDS[kind])), 201

    @registry.post("/simulators/registry/people/<national_id>.json")
    def change(national_id: str) -> Any:
        changes = request.get_json(silent=True)
        known = people.get(national_id) or abort(404)
        if not isinstance(changes, dict) or not _alike(changes, known):
            return jsonify(error="some of the person's own fields are expected"), 400
        return jsonify(people.change(national_id, changes))


def _alike(changes: dict[str, Any], known: dict[str, Any]) -> bool:
    """Return whether every change is of a field there is and of a kind that it may have."""
    return all(
        name in known and _may_be(name, value, known[name]) for name, value in changes.items()
    )


def _may_be(name: str, value: Any, known: Any) -> bool:
    if name in NULLABLE:
        return value is None or isinstance(value, bool if name == "permit_valid" else str)
    if name == "facts":
        return isinstance(value, list) and all(_is_fact(one) for one in value)
    if name == "names":
        return False
    if isinstance(known, list):
        return isinstance(value, list) and all(isinstance(one, str) for one in value)
    return type(value) is type(known)


def _is_fact(one: Any) -> bool:
    return (
        isinstance(one, dict)
        and SOURCES.get(one.get("kind", "")) == one.get("source")
        and isinstance(one.get("as_of"), str)
        and isinstance(one.get("values"), dict)
    )


def _errors(code: str, message: str) -> Any:
    return jsonify(errors=[{"code": code, "message": message}])
