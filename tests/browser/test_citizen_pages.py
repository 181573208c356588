"""Every page of profile, application, tracker and board, looked at in a real browser."""

import os
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser

from daman.journey.applications import operations
from daman.journey.profile import queries as profiles
from tests.browser.conftest import LANGUAGES, WIDTHS, axe_violations, scrolls_sideways
from tests.support import files
from tests.support.applicants import a_ready_draft, iban_of, named
from tests.support.people import keep_promises, signed_in
from tests.support.storage import own_documents_folder  # noqa: F401

pytestmark = pytest.mark.django_db(transaction=True)
# Playwright keeps a loop of its own in this thread, which only waits while the database is used.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
SMALLEST = 320
PUBLIC = ("/", "/help/", "/terms/", "/privacy/", "/accessibility/")


def cookie_of(client: Client, address: str) -> dict[str, str]:
    return {"name": "session", "value": client.cookies["session"].value, "url": address}


def faults_of(browser: Browser, address: str, client: Client | None, paths, *, width, language):
    """Return what is wrong on the pages: another status, axe's findings, a sideways scroll."""
    context = browser.new_context(base_url=address, viewport={"width": width, "height": 900})
    context.add_cookies([{"name": "language", "value": language, "url": address}])
    if client is not None:
        context.add_cookies([cookie_of(client, address)])
    faults = []
    page = context.new_page()
    for path in paths:
        response = page.goto(path)
        if response.status != 200 or not page.url.endswith(path):
            faults.append((path, response.status, page.url))
        faults += [(path, found) for found in axe_violations(page)]
        page.set_viewport_size({"width": SMALLEST, "height": 900})
        if scrolls_sideways(page):
            faults.append((path, "scrolls sideways"))
        page.set_viewport_size({"width": width, "height": 900})
    context.close()
    return faults


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_are_clean(chromium, live_server, simulators, width, language):
    now = timezone.now()
    look = {"width": width, "language": language}
    widow, khalid = named("noura"), named("khalid")
    draft = a_ready_draft(widow, iban=iban_of("noura"), at=now)
    hers, his = signed_in(Client(), widow), signed_in(Client(), khalid)
    his.get("/profile/")
    wife = profiles.dependants_of(profiles.profile_of(khalid.person))[0]["key"]
    begun = his.post("/applications/start/")["Location"]
    one = f"/applications/{draft.ref}/"

    faults = faults_of(chromium, live_server.url, None, PUBLIC, **look)
    faults += faults_of(
        chromium,
        live_server.url,
        his,
        [
            "/board/", "/profile/", "/profile/personal/", "/profile/housing/",
            "/profile/housing/2/", "/profile/income/", "/profile/property/",
            "/profile/dependants/", "/profile/dependants/add/", f"/profile/dependants/{wife}/",
            "/profile/confirm/", begun, f"{begun}category/", f"{begun}income/",
            f"{begun}income/add/", f"{begun}bank/", f"{begun}documents/", f"{begun}review/",
        ],
        **look,
    )  # fmt: skip
    faults += faults_of(
        chromium,
        live_server.url,
        hers,
        [
            "/profile/confirm/", one, f"{one}bank/", f"{one}documents/",
            f"{one}documents/husband_death_certificate/", f"{one}review/", f"{one}withdraw/",
        ],
        **look,
    )  # fmt: skip
    draft.refresh_from_db()
    operations.submit(application=draft, declared=True, version=draft.version, by=widow, at=now)
    keep_promises(now + timedelta(seconds=1))
    after = [f"{one}submitted/", f"{one}tracker/", "/board/"]
    faults += faults_of(chromium, live_server.url, hers, after, **look)

    assert faults == []


def test_the_whole_way_without_javascript(chromium, live_server, simulators):
    client = signed_in(Client(), named("noura"))
    context = chromium.new_context(base_url=live_server.url, java_script_enabled=False)
    context.add_cookies([cookie_of(client, live_server.url)])
    context.add_cookies([{"name": "language", "value": "en", "url": live_server.url}])
    page = context.new_page()
    page.goto("/profile/")
    page.get_by_role("link", name="Continue").click()
    for _ in range(12):
        if page.url.endswith("/profile/confirm/"):
            break
        for group in page.get_by_role("group").all():
            radios = group.get_by_role("radio")
            if radios.count() and group.locator("input:checked").count() == 0:
                radios.first.check()
        if page.locator("[name=other_families_of_head]").count():
            page.locator("[name=other_families_of_head]").fill("0")
        with page.expect_navigation():
            page.locator("main form:not([action]) button[type=submit]").click()
    page.get_by_role("button", name="Confirm my profile").click()
    page.get_by_role("button", name="Start the application").click()
    page.get_by_role("link", name="Continue").click()
    page.get_by_label("Widow", exact=True).check()
    page.get_by_role("button", name="Save and continue").click()
    page.get_by_label("No", exact=True).check()
    page.get_by_role("button", name="Save and continue").click()
    page.get_by_label("IBAN").fill(iban_of("noura"))
    page.get_by_role("button", name="Save and continue").click()
    page.get_by_role("link", name="Attach: Husband's death certificate").click()
    page.locator("[type=file]").set_input_files(
        {"name": "paper.pdf", "mimeType": "application/pdf", "buffer": files.a_pdf()}
    )
    page.get_by_role("button", name="Attach").click()
    page.get_by_role("link", name="Continue").click()
    page.get_by_label("I declare this").check()
    page.get_by_role("button", name="Send the application").click()
    page.wait_for_url("**/submitted/")

    assert "We received your application" in page.locator("h1").inner_text()
    context.close()
