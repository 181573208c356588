"""Nafath's endpoints (OpenID Connect code flow with PKCE) and the page that plays the app."""

import random
from typing import Any

from flask import Blueprint, Response, abort, jsonify, redirect, render_template, request, url_for

from daman.kernel import national_id
from daman.kernel.refusal import Refusal
from simulators.nafath.provider import TOKEN_SECONDS, NotOurs, Provider, back_to, fault
from simulators.nafath.signing import Signer, person_claims
from simulators.world import World

PREFIX = "/simulators/nafath"


def blueprint(world: World) -> Blueprint:
    """Return the provider under /simulators/nafath."""
    nafath = Blueprint("nafath", __name__)
    provider = Provider(world.data, public_url=world.public_url)
    signer = Signer(world.data / "nafath-key.json")
    _described(nafath, world, signer)
    _entrance(nafath, world, provider)
    _app(nafath, world, provider)
    _tokens(nafath, world, provider, signer)
    return nafath


def _issuer(world: World) -> str:
    return (world.own_url or request.host_url.rstrip("/")) + PREFIX


def _described(nafath: Blueprint, world: World, signer: Signer) -> None:
    @nafath.get(f"{PREFIX}/.well-known/openid-configuration")
    @world.switches.guard("nafath")
    def configuration() -> Any:
        issuer = _issuer(world)
        public = world.public_url or request.host_url.rstrip("/")
        return jsonify(
            issuer=issuer,
            authorization_endpoint=f"{public}{PREFIX}/authorize",
            token_endpoint=f"{issuer}/token",
            userinfo_endpoint=f"{issuer}/userinfo",
            jwks_uri=f"{issuer}/jwks",
            response_types_supported=["code"],
            grant_types_supported=["authorization_code"],
            subject_types_supported=["public"],
            id_token_signing_alg_values_supported=["RS256"],
            code_challenge_methods_supported=["S256"],
            scopes_supported=["openid"],
            token_endpoint_auth_methods_supported=["client_secret_basic", "client_secret_post"],
        )

    @nafath.get(f"{PREFIX}/jwks")
    @world.switches.guard("nafath")
    def keys() -> Any:
        return jsonify(signer.public_keys())


def _entrance(nafath: Blueprint, world: World, provider: Provider) -> None:
    @nafath.get(PREFIX)
    def about() -> str:
        return render_template("simulators/nafath.html", recent=provider.recent())

    @nafath.get(f"{PREFIX}/authorize")
    def authorize() -> Any:
        if world.switches.of("nafath")["mode"] == "down":
            return Response(status=503)
        query = request.args.to_dict()
        try:
            request_id = provider.ask(query, host=request.headers.get("X-Forwarded-Host", ""))
        except NotOurs:
            return _page("unknown", status=400)
        if error := fault(query):
            return redirect(back_to({"state": "", **query}, {"error": error}), code=303)
        return _page("identify", request_id=request_id)


def _app(nafath: Blueprint, world: World, provider: Provider) -> None:
    @nafath.post(f"{PREFIX}/requests/<request_id>")
    def identify(request_id: str) -> Any:
        if provider.asked(request_id) is None:
            return _page("expired", status=410)
        typed = request.form.get("national_id", "")
        number = _living(world, typed)
        if not number:
            return _page("identify", status=422, request_id=request_id, typed=typed, wrong=True)
        provider.name(request_id, number)
        return redirect(url_for("nafath.choose", request_id=request_id), code=303)

    @nafath.get(f"{PREFIX}/requests/<request_id>")
    def choose(request_id: str) -> Any:
        asked = provider.asked(request_id)
        if asked is None or not asked["national_id"]:
            return _page("expired", status=410)
        person = world.people.get(asked["national_id"]) or abort(404)
        number = asked["number"]
        numbers = _among_others(number)
        return _page(
            "choose", request_id=request_id, number=number, numbers=numbers, person=person
        )

    @nafath.post(f"{PREFIX}/requests/<request_id>/answer")
    def answer(request_id: str) -> Any:
        asked = provider.asked(request_id)
        if asked is None or not asked["national_id"]:
            return _page("expired", status=410)
        approved = request.form.get("choice") == str(asked["number"])
        address = provider.settle(request_id, approved=approved)
        return redirect(address, code=303) if address else _page("expired", status=410)


def _tokens(nafath: Blueprint, world: World, provider: Provider, signer: Signer) -> None:
    @nafath.post(f"{PREFIX}/token")
    @world.switches.guard("nafath")
    def token() -> Any:
        form = request.form
        if not provider.is_client(request.headers.get("Authorization", ""), form):
            return jsonify(error="invalid_client"), 401
        if form.get("grant_type") != "authorization_code":
            return jsonify(error="unsupported_grant_type"), 400
        asked = provider.redeem(
            form.get("code", ""), form.get("code_verifier", ""), form.get("redirect_uri", "")
        )
        person = world.people.get(asked["national_id"]) if asked else None
        if asked is None or person is None:
            return jsonify(error="invalid_grant"), 400
        audience = {"iss": _issuer(world), "aud": provider.client_id, "nonce": asked["nonce"]}
        claims = {**person_claims(person), **audience}
        return jsonify(
            token_type="Bearer",
            access_token=provider.issue_token(person["id"]),
            expires_in=TOKEN_SECONDS,
            id_token=signer.id_token(claims, wrong=world.switches.wrong("nafath")),
        )

    @nafath.get(f"{PREFIX}/userinfo")
    @world.switches.guard("nafath")
    def userinfo() -> Any:
        scheme, _, bearer = request.headers.get("Authorization", "").partition(" ")
        person = world.people.get(provider.bearer(bearer)) if scheme == "Bearer" else None
        if person is None:
            return jsonify(error="invalid_token"), 401
        return jsonify(person_claims(person))


def _living(world: World, typed: str) -> str:
    """Return the number of a living person of the registry, or nothing."""
    try:
        person = world.people.get(national_id.parse(typed))
    except Refusal:
        return ""
    return str(person["id"]) if person and not person["died_on"] else ""


def _among_others(number: int) -> list[int]:
    """Return three numbers in order, of which one is the number."""
    others = random.sample([other for other in range(10, 100) if other != number], 2)
    return sorted([*others, number])


def _page(step: str, *, status: int = 200, **shown: Any) -> Response:
    return Response(render_template("simulators/nafath_app.html", step=step, **shown), status)
