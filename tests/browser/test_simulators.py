"""The simulated systems' pages: axe finds nothing, nothing is wider than a phone."""

import httpx
import pytest
from playwright.sync_api import Browser, Page

from daman.exchange.identity import nafath
from simulators.registry.population import NAMED
from tests.browser.conftest import WIDTHS, axe_violations, scrolls_sideways

PAGES = {
    "/simulators/": "الأنظمة الخارجية",
    "/simulators/registry": "السجلات الحكومية",
    "/simulators/registry?q=nobody": "السجلات الحكومية",
    f"/simulators/registry/people/{NAMED['noura'].national_id}": NAMED["noura"].name_ar,
    "/simulators/sms": "الرسائل التي وصلت",
    "/simulators/nafath": "نفاذ المُحاكى",
}


def at(chromium: Browser, address: str, width: int) -> Page:
    page = chromium.new_page(viewport={"width": width, "height": 900}, java_script_enabled=True)
    page.goto(address)
    return page


@pytest.mark.parametrize("width", [320, *WIDTHS])
@pytest.mark.parametrize("path", PAGES)
def test_pages_are_accessible(chromium: Browser, simulators: str, path: str, width: int):
    httpx.post(
        f"{simulators}/simulators/sms/messages",
        json={"to": NAMED["noura"].mobile, "text": "رمزك 123456", "correlation_id": "axe"},
        headers={"Authorization": "Bearer simulated"},
    ).raise_for_status()

    page = at(chromium, simulators + path, width)

    assert axe_violations(page, heading=PAGES[path]) == []
    assert not scrolls_sideways(page)
    page.close()


@pytest.mark.parametrize("width", WIDTHS)
def test_the_nafath_app_is_accessible(chromium: Browser, simulators: str, width: int):
    address = nafath.begin({}, f"{simulators}/simulators/")
    page = at(chromium, simulators + address, width)

    assert axe_violations(page, heading="نفاذ") == []
    page.get_by_label("رقم الهوية أو الإقامة").fill("123")
    page.get_by_role("button", name="متابعة").click()
    assert axe_violations(page, heading="نفاذ") == []
    page.get_by_label("رقم الهوية أو الإقامة").fill(NAMED["noura"].national_id)
    page.get_by_role("button", name="متابعة").click()
    assert axe_violations(page, heading="نفاذ") == []
    page.get_by_role("button", name=page.locator("#number").inner_text(), exact=True).click()
    assert "code=" in page.url
    page.close()
