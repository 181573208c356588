"""A real Chromium, and a running Daman with demo people for it to visit."""

import json
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import psycopg
import pytest
from axe_playwright_python.base import AXE_FILE_PATH
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from daman.command import instance
from daman.command.demo.staff import BY_LOGIN, PASSWORD
from daman.command.instance import Instance
from daman.command.stories import _citizen as citizen
from daman.command.stories import _office as office
from daman.command.stories._visitor import Visitor

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WIDTHS = [360, 1280]
LANGUAGES = ["ar", "en"]
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
HOUSEHOLDS = "52"
_OF = """
SELECT a.login, a.mobile FROM accounts_account a
  JOIN applications_application p ON p.opened_by_id = a.id
  LEFT JOIN casework_case c ON c.application_id = p.id
  LEFT JOIN decisions_decision d ON d.application_id = p.id
  LEFT JOIN decisions_entitlement e ON e.decision_id = d.id
  LEFT JOIN payroll_payment y ON y.entitlement_id = e.id
 WHERE {} ORDER BY a.id LIMIT 1
"""
CITIZENS = {
    "draft": _OF.format("p.state = 'DRAFT'"),
    "sent": _OF.format("p.state = 'SUBMITTED'"),
    "asked": _OF.format("c.state = 'WITH_CITIZEN'"),
    "refused": _OF.format("d.outcome = 'REFUSED'"),
    "paid": _OF.format("y.state = 'BOOKED'"),
}
OpenContext = Callable[..., BrowserContext]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep the browser tests together: they share one product and one browser."""
    here = Path(__file__).parent
    for item in items:
        if here in Path(item.fspath).parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group("product"))


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Return a headless Chromium, or skip when the machine has none."""
    path = os.environ.get("DAMAN_BROWSER", "")
    if not path:
        pytest.skip("no Chromium or Chrome on this machine")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def product(chromium: Browser) -> Iterator[Instance]:
    """Run the whole product with demo people for the session."""
    with instance.running(DAMAN_DEMO_HOUSEHOLDS=HOUSEHOLDS) as running:
        yield running


@pytest.fixture(scope="session")
def somebody(product: Instance) -> Iterator[Callable[[str], Visitor]]:
    """
    Yield a function that gives a signed-in visitor: a demo member of staff by login, or a demo
    citizen by where their application stands (a key of CITIZENS).
    """
    known: dict[str, Visitor] = {}

    def sign_in(who: str) -> Visitor:
        if who not in known:
            is_staff = who in BY_LOGIN
            known[who] = (
                office.sign_in(product.base_url, who) if is_staff else _citizen(product, who)
            )
            stack.enter_context(known[who])
        return known[who]

    with ExitStack() as stack:
        yield sign_in


def _citizen(product: Instance, state: str) -> Visitor:
    note = json.loads((product.data_dir / "running.json").read_text())
    with psycopg.connect(note["database_url"]) as connection:
        login, mobile = connection.execute(CITIZENS[state]).fetchone()
    visitor = Visitor(product.base_url)
    page = visitor.open("/sign-in/")
    values = {"national_id": login, "password": PASSWORD}
    page = visitor.send(page, values, with_field="password")
    code = citizen.code_at(visitor, mobile)
    visitor.send(page, {"code": code}, with_field="code")
    return visitor


@pytest.fixture
def context(chromium: Browser, product: Instance) -> Iterator[OpenContext]:
    """Return a function that opens a browser context of a width and a language."""
    opened: list[BrowserContext] = []

    def open_context(
        *, width: int = 1280, language: str = "ar", javascript: bool = True, cookies=()
    ) -> BrowserContext:
        made = chromium.new_context(
            base_url=product.base_url,
            viewport={"width": width, "height": 900},
            locale="ar-SA" if language == "ar" else "en-GB",
            java_script_enabled=javascript,
        )
        made.add_cookies(
            [{"name": "language", "value": language, "url": product.base_url}, *cookies]
        )
        opened.append(made)
        return made

    yield open_context
    for made in opened:
        made.close()


@contextmanager
def opened(context: BrowserContext) -> Iterator[Page]:
    """Yield a page of the context and close it."""
    page = context.new_page()
    try:
        yield page
    finally:
        page.close()


def axe_violations(page: Page, *, heading: str | None = None) -> list[str]:
    """
    Return what axe finds on a page, each as `rule: selectors`.

    The page must first be the one meant: it has one h1, the given one when a heading is given.
    """
    headings = page.locator("h1").all_inner_texts()
    assert len(headings) == 1, f"{page.url} has the headings {headings}"
    if heading is not None:
        assert headings[0].strip() == heading
    page.evaluate(Path(AXE_FILE_PATH).read_text())
    result = page.evaluate(
        "tags => axe.run(document, {runOnly: {type: 'tag', values: tags}})", AXE_TAGS
    )
    return [
        f"{found['id']}: {[node['target'] for node in found['nodes']][:3]}"
        for found in result["violations"]
    ]


def scrolls_sideways(page: Page) -> bool:
    """Return whether the page is wider than its window."""
    return bool(
        page.evaluate(
            "document.documentElement.scrollWidth > document.documentElement.clientWidth + 1"
        )
    )
