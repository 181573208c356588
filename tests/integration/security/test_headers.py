"""What every answer says to the browser: run nothing foreign, guess nothing, keep nothing."""

import pytest
from django.core.signals import request_finished
from django.db import close_old_connections
from django.test import Client

from daman.kernel.refusal import Refusal
from tests.integration.security.table import rows
from tests.integration.security.world import World, undone

pytestmark = pytest.mark.django_db
POLICY = {
    "default-src": "'none'",
    "object-src": "'none'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
FIXED = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}
FORM = "application/x-www-form-urlencoded"
IDENTITIES = ("anonymous", "owner", "caseworker", "reviewer", "approver", "auditor")


def faults(answer) -> list[str]:
    """Return what the headers of an answer lack."""
    found = [name for name, value in FIXED.items() if answer.get(name) != value]
    policy = dict(
        part.strip().partition(" ")[::2]
        for part in answer.get("Content-Security-Policy", "").split(";")
        if part.strip()
    )
    found += [name for name, value in POLICY.items() if _said(policy, name) != value]
    if policy.get("form-action") not in ("'self'", "'none'"):
        found.append("form-action")
    allowed = {word for value in policy.values() for word in value.split()}
    found += sorted(allowed - {"'self'", "'none'", "data:"})
    if "data:" in policy.get("script-src", ""):
        found.append("script-src data:")
    for cookie in answer.cookies.values():
        is_kept = cookie["max-age"] != 0
        if is_kept and not (cookie["httponly"] and cookie["samesite"] in ("Lax", "Strict")):
            found.append(f"cookie {cookie.key}")
    return found


def _said(policy: dict[str, str], name: str) -> str:
    """Return what holds for a directive; only fetches fall back to the default."""
    fallback = policy.get("default-src", "") if name.endswith("-src") else ""
    return policy.get(name, fallback)


@pytest.mark.parametrize("identity", IDENTITIES)
@pytest.mark.parametrize("method", ["get", "post"])
def test_every_page_carries_them(world: World, identity, method):
    wrong = {}
    for row in rows():
        with undone():
            answer = getattr(world.client(identity, of=row.object), method)(row.address(world))
        found = faults(answer)
        if identity != "anonymous" and "no-store" not in answer.get("Cache-Control", ""):
            found += [] if _says_nothing_of_anyone(row) else ["no-store"]
        if found:
            wrong[row.route.name] = (answer.status_code, found)
    assert wrong == {}


def _says_nothing_of_anyone(row) -> bool:
    return row.route.name in ("health_live", "health_ready")


class TestPagesOfErrors:
    @pytest.mark.parametrize(
        ("address", "status"),
        [
            ("/nowhere/", 404),
            ("/x%ff", 400),
            ("/?q=%00", 400),
            ("/?a=1&a=2", 400),
            ("/static/nowhere.css", 404),
            ("/staff/runs/RUN-ZZZZZZZZ/", 302),
        ],
    )
    def test_carry_them(self, world: World, address, status):
        answer = Client(raise_request_exception=False).get(address)
        assert (answer.status_code, faults(answer)) == (status, [])

    def test_carry_them_without_a_token(self, world: World):
        answer = Client(enforce_csrf_checks=True).post("/sign-in/", {})
        assert (answer.status_code, faults(answer)) == (403, [])

    def test_carry_them_for_an_unknown_method_host_and_size(self, world: World):
        browser = Client(raise_request_exception=False)
        answers = [
            (browser.generic("TRACE", "/"), 405),
            (browser.get("/", headers={"host": "evil.example"}), 400),
            (browser.post("/sign-in/", b"a=" + b"1" * 1_100_000, content_type=FORM), 413),
            (browser.post("/sign-in/", {"national_id": "1"}), 422),
        ]
        for answer, status in answers:
            assert (answer.status_code, faults(answer)) == (status, [])

    @pytest.mark.parametrize(
        ("problem", "status"),
        [(ZeroDivisionError(), 500), (Refusal("stale"), 409), (Refusal("rate.too_many"), 429)],
    )
    def test_carry_them_when_a_view_fails(self, world: World, monkeypatch, problem, status):
        def fail(*_args, **_words):
            raise problem

        monkeypatch.setattr("daman.interfaces.portal.home.views._categories", fail)
        answer = Client(raise_request_exception=False).get("/")
        assert (answer.status_code, faults(answer)) == (status, [])
        assert "no-store" in answer["Cache-Control"]
        assert "ZeroDivisionError" not in answer.content.decode()


class TestFiles:
    def test_static_files_carry_them(self, world: World):
        answer = Client().get("/static/ui/app.css")
        # Closing a file's answer ends the request, which would let go of the database.
        request_finished.disconnect(close_old_connections)
        answer.close()
        request_finished.connect(close_old_connections)
        assert (answer.status_code, faults(answer)) == (200, [])

    def test_papers_are_saved_and_never_shown(self, world: World):
        ref, code = (world.objects["draft"][name] for name in ("ref", "requirement"))
        address = f"/applications/{ref}/documents/{code}/file/"
        answer = world.client("owner", of="draft").get(address)
        assert answer.status_code == 200
        assert answer["Content-Disposition"].startswith("attachment; ")
        assert "sandbox" in answer["Content-Security-Policy"]
        assert answer["Cross-Origin-Resource-Policy"] == "same-origin"

    def test_a_print_is_kept_by_no_cache(self, world: World):
        ref = world.objects["decision"]["ref"]
        answer = world.client("owner", of="decision").get(f"/decisions/{ref}/letter.pdf")
        assert answer["Content-Type"] == "application/pdf"
        assert "no-store" in answer["Cache-Control"]
        assert faults(answer) == []
