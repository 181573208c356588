"""What one person typed is text for everyone who reads it: never markup, never a command."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from lxml import html as parsing
from pypdf import PdfReader

from daman.journey.committee.models import Sitting
from daman.journey.decisions.models import Decision
from tests.integration.security.world import World, sent_by
from tests.support import decisions, files
from tests.support.forms import codes_on, send
from tests.support.people import signed_in

pytestmark = pytest.mark.django_db
MARK = "h4ck"
HOSTILE = f"<script>{MARK}</script>\"'><img src=x onerror={MARK}>{{{{7*7}}}}#eval(\u202e"
HOSTILE_NAME = f"<b onmouseover='{MARK}'>\u202egpj{{{{7*7}}}}.pdf"


def assert_is_text(page, *, count: int = 1) -> None:
    """The page shows the mark, and no element or attribute came of it."""
    body = page.content.decode()
    assert page.status_code == 200
    assert body.count(MARK) >= count
    assert "\u202e" not in body
    tree = parsing.fromstring(body)
    assert [each for each in tree.iter("script") if MARK in (each.text or "")] == []
    assert tree.xpath("//img[@src='x'] | //*[@onerror or @onmouseover]") == []


def write(browser: Client, address: str, values: dict) -> None:
    answer = browser.post(address, values)
    assert answer.status_code == 302, (address, codes_on(answer))


def test_what_a_citizen_disputes(world: World):
    owner = world.client("owner", of="draft")
    section = next(
        section
        for section in ("personal", "housing", "income", "employment", "property")
        if 'name="dispute"' in owner.get(f"/profile/{section}/").content.decode()
    )
    page = owner.get(f"/profile/{section}/")
    form = next(
        form
        for form in parsing.fromstring(page.content.decode()).forms
        if "dispute" in form.fields.keys()  # noqa: SIM118
    )
    fields = {name: str(form.fields[name] or "") for name in form.fields if name}
    fields["has_dispute"] = "on"
    answer = owner.post(f"/profile/{section}/", fields | {"dispute": HOSTILE})
    assert answer.status_code == 302, codes_on(answer)
    assert_is_text(owner.get(f"/profile/{section}/"))
    assert_is_text(owner.get("/profile/confirm/"))


def test_the_name_of_a_paper(world: World):
    sent, case = world.objects["sent"], world.objects["case"]
    owner = world.client("owner", of="sent")
    upload = SimpleUploadedFile("x.pdf", files.a_pdf(), content_type="application/pdf")
    upload._name = HOSTILE_NAME
    answer = send(
        owner, f"/applications/{sent['ref']}/requests/{sent['requirement']}/", {"document": upload}
    )
    assert answer.status_code == 302, codes_on(answer)
    assert_is_text(world.client("caseworker").get(f"/staff/cases/{case['ref']}/"))


def test_what_a_caseworker_asks_and_finds(world: World):
    sent, case = world.objects["sent"]["ref"], world.objects["case"]
    caseworker, here = world.client("caseworker"), f"/staff/cases/{case['ref']}/"
    asked = {"requirement": "husband_death_certificate", "text": HOSTILE}
    write(caseworker, f"{here}ask/", asked)
    found = {"value": "no", "reason": HOSTILE}
    write(caseworker, f"{here}finding/?fact=assessor_findings.high_value_assets", found)
    owner = world.client("owner", of="sent")
    for address in (f"/applications/{sent}/tracker/", "/board/"):
        assert_is_text(owner.get(address))
    request = f"/applications/{sent}/requests/husband_death_certificate/"
    assert_is_text(owner.get(request))
    assert_is_text(caseworker.get(here), count=2)


def test_why_a_paper_is_refused(world: World):
    case, sent = world.objects["case"], world.objects["sent"]["ref"]
    refused = {"reason": HOSTILE, "document": case["document_ref"]}
    address = f"/staff/cases/{case['ref']}/papers/{case['requirement']}/refuse/"
    write(world.client("caseworker"), address, refused)
    assert_is_text(world.client("caseworker").get(f"/staff/cases/{case['ref']}/"))
    owner = world.client("owner", of="sent")
    assert_is_text(owner.get(f"/applications/{sent}/tracker/"))


def test_why_a_member_votes_no(world: World):
    here = f"/staff/sittings/{world.objects['sitting']['ref']}/"
    write(world.client("reviewer"), f"{here}vote/", {"choice": "REFUSE", "reason": HOSTILE})
    assert_is_text(world.client("chair").get(here))


def test_what_the_committee_writes_in_the_letter_and_its_print(world: World, monkeypatch):
    # The form would have taken the direction mark away.
    written = HOSTILE.replace("\u202e", "")
    monkeypatch.setattr(decisions, "REASONS", written)
    application = sent_by("faisal", timezone.now())
    found = decisions.a_decision(application, outcome="REFUSE", at=timezone.now())
    assert Sitting.objects.get(pk=found.sitting_id).reasons == written
    owner = Client()
    signed_in(owner, application.opened_by)
    assert_is_text(owner.get(f"/decisions/{found.ref}/"))
    why = {"reason": "a complaint"}
    assert_is_text(world.client("auditor").post(f"/staff/decisions/{found.ref}/", why))
    printed = owner.get(f"/decisions/{found.ref}/letter.pdf")
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(printed.content)).pages)
    assert MARK in text
    assert "{{7*7}}" in text.replace(" ", "")
    assert Decision.objects.get(pk=found.pk).outcome == "REFUSED"
