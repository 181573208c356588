"""One Flask application that mounts every simulated system under /simulators."""

from collections.abc import Callable
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml
from flask import Blueprint, Flask, Response, jsonify, redirect, render_template, request, url_for

from simulators.control import DOWN, MODES, SECONDS_MAX, WRONG, Switches, UnknownSwitch
from simulators.registry.people import People
from simulators.saying import filters
from simulators.world import World, riyadh_today

MOUNTED = ("registry", "nafath", "sms", "bank")
BODY_BYTES_MAX = 64 * 1024 * 1024
LABELS = yaml.safe_load((Path(__file__).parent / "labels.yaml").read_text("utf-8"))


def create_app(
    data: Path,
    *,
    people_file: Path | None = None,
    own_url: str = "",
    public_url: str = "",
    today: Callable[[], date] = riyadh_today,
) -> Flask:
    """Return the application; its state is found in, and kept in, the folder `data`."""
    data.mkdir(parents=True, exist_ok=True)
    own_url = own_url.rstrip("/")
    world = World(
        data=data,
        people=People(data / "people.json", given=people_file),
        switches=Switches(data / "switches.json"),
        own_url=own_url,
        public_url=public_url.rstrip("/") or own_url,
        today=today,
    )
    app = Flask(__name__, static_url_path="/simulators/static")
    app.config.update(MAX_CONTENT_LENGTH=BODY_BYTES_MAX, MAX_FORM_MEMORY_SIZE=BODY_BYTES_MAX)
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.extensions["world"] = world
    app.jinja_env.filters.update(filters(LABELS))
    app.context_processor(lambda: {"labels": LABELS})
    app.register_blueprint(_front(world))
    for system in MOUNTED:
        if not (Path(__file__).parent / system / "views.py").exists():
            continue
        app.register_blueprint(import_module(f"simulators.{system}.views").blueprint(world))
    app.register_error_handler(RecursionError, lambda _: (jsonify(error="nested too deeply"), 400))
    app.after_request(lambda response: _guarded(response, world))
    return app


def _front(world: World) -> Blueprint:
    front = Blueprint("front", __name__)

    @front.get("/simulators/")
    def index() -> str:
        return render_template(
            "simulators/index.html",
            systems=world.switches.all(),
            modes=MODES,
            variants={system: (*ways, *DOWN) for system, ways in WRONG.items()},
            seconds_max=SECONDS_MAX,
        )

    @front.get("/simulators")
    def without_slash() -> Any:
        return redirect(url_for("front.index"))

    @front.get("/simulators/healthz")
    def health() -> Any:
        return jsonify(status="ok", people=len(world.people.all()))

    @front.get("/simulators/control")
    def switches() -> Any:
        return jsonify(world.switches.all())

    @front.post("/simulators/control")
    def turn() -> Any:
        return _turn(world)

    return front


def _turn(world: World) -> Any:
    wanted = request.get_json(silent=True) if request.is_json else request.form.to_dict()
    if not isinstance(wanted, dict):
        return jsonify(error="one JSON object is expected"), 400
    if wanted.get("reset"):
        world.switches.reset()
        return jsonify(world.switches.all())
    try:
        world.switches.turn(
            system=str(wanted.get("system", "")),
            mode=str(wanted.get("mode", "")),
            seconds=wanted.get("seconds") or 0,
            variant=str(wanted.get("variant") or ""),
        )
    except UnknownSwitch as unknown:
        return jsonify(error=str(unknown)), 400
    if request.is_json:
        return jsonify(world.switches.all())
    return redirect(url_for("front.index"), code=303)


def _guarded(response: Response, world: World) -> Response:
    origin = urlsplit(world.public_url)
    allowed = f"{origin.scheme}://{origin.netloc}" if origin.netloc else ""
    response.headers["Content-Security-Policy"] = (
        "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; "
        "frame-ancestors 'none'; "
        f"form-action 'self' http://127.0.0.1:* http://localhost:* {allowed}".rstrip()
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "no-store"
    return response
