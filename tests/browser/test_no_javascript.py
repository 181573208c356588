"""The citizen's whole way with JavaScript off, and parts of it by keyboard alone."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Locator, Page

from daman.command.instance import Instance
from daman.command.stories import _citizen as citizen
from daman.command.stories._citizen import PASSWORD, WIDOW_SAYS, Stranger
from daman.command.stories._visitor import Visitor
from daman.kernel import iban
from daman.kernel.hijri import HijriDate
from tests.browser.conftest import OpenContext, opened

PAGES_MAX = 20
TABS_MAX = 60
FOCUS_RING = "element => getComputedStyle(element).outlineStyle"


@pytest.fixture
def phone(product: Instance) -> Iterator[Visitor]:
    """Yield what reads the text messages and adds people to the registry."""
    with Visitor(product.base_url) as visitor:
        yield visitor


def test_a_newcomer_registers_applies_and_follows(context: OpenContext, phone: Visitor):
    who = citizen.new_widow(phone)
    with opened(context(width=360, javascript=False)) as page:
        page.goto("/")
        page.locator("main a.btn").first.click()
        _send(page, _identity(who))
        _send(page, {"code": citizen.code_at(phone, who.mobile)})
        _send(page, {"password": PASSWORD, "again": PASSWORD})
        assert who.name_ar.split()[0] in _heading(page)

        page.locator("header a[href='/profile/']").click()
        page.locator("main a.btn").first.click()
        for _ in range(PAGES_MAX):
            if page.url.endswith("/profile/confirm/"):
                break
            _send(page, WIDOW_SAYS)
        _send(page, {})

        page.goto("/applications/start/")
        if page.url.endswith("/start/"):
            _send(page, {})
        home = page.url.removesuffix("category/")
        for part, said in {
            "category": {"category": "widow"},
            "income": {"has_income": "no"},
            "bank": {"iban": iban.grouped(who.iban)},
        }.items():
            page.goto(f"{home}{part}/")
            _send(page, said)
        page.goto(f"{home}documents/")
        while (paper := page.locator("main li:has(.tag.info) a[href*='/documents/']")).count():
            paper.first.click()
            _attach(page)
        page.goto(f"{home}review/")
        _send(page, {"declared": "on"})
        assert page.url.endswith("/submitted/")

        page.locator("header a[href='/board/']").click()
        page.locator("main a[href$='/tracker/']").first.click()
        page.locator(".tracker li").first.wait_for()
        assert page.locator(".tracker li").count() == 5
        assert page.locator(".clock progress").get_attribute("max") == "25"


def test_a_letter_and_a_payment_are_read(
    context: OpenContext, product: Instance, somebody: Callable[[str], Visitor]
):
    paid = somebody("paid")
    cookies = [
        {"name": name, "value": value, "url": product.base_url}
        for name, value in paid.cookies.items()
        if name != "language"
    ]
    with opened(context(width=360, javascript=False, cookies=cookies)) as page:
        page.goto("/board/")
        amount = page.locator(".stat .money").first.inner_text()
        page.locator("main a[href*='/decisions/DEC-']").first.click()
        assert page.locator(".letter-figures .money").inner_text() == amount
        page.locator(".letter-met > summary").click()
        facts = page.locator(".conditions details").first
        facts.locator("summary").click()
        assert facts.locator("dd").first.is_visible()

        page.locator("header a[href='/payments/']").click()
        page.locator("main a[href*='/payments/PAY-']").first.click()
        assert page.locator("main tfoot .money").inner_text() == amount
        parts = page.locator("main tbody .money").all_inner_texts()
        assert sum(map(_riyals, parts)) == _riyals(amount)


def test_registration_and_a_section_by_keyboard(context: OpenContext, phone: Visitor):
    who = citizen.new_widow(phone)
    with opened(context(javascript=False)) as page:
        page.goto("/register/")
        _type(page, _identity(who))
        _type(page, {"code": citizen.code_at(phone, who.mobile)})
        _type(page, {"password": PASSWORD, "again": PASSWORD})
        assert page.url.endswith("/board/")

        page.goto("/profile/personal/")
        asked = ("able_to_work", "has_disability", "services_suspended")
        _type(page, {name: WIDOW_SAYS[name] for name in asked})
        assert page.url.endswith("/profile/housing/")
        page.goto("/profile/personal/")
        chosen = [page.locator(f"[name={name}]:checked").get_attribute("value") for name in asked]
        assert chosen == [WIDOW_SAYS[name] for name in asked]


def test_the_first_stop_leads_past_the_menu(context: OpenContext):
    with opened(context(javascript=False)) as page:
        page.goto("/help/")
        page.keyboard.press("Tab")
        assert page.locator(":focus").get_attribute("href") == "#main"
        assert page.locator(":focus").is_visible()
        page.keyboard.press("Enter")
        assert page.url.endswith("#main")


def _identity(who: Stranger) -> dict[str, str]:
    born = HijriDate.of(who.born_on)
    assert born is not None
    return {
        "national_id": who.national_id,
        "born_calendar": "hijri",
        "born_day": str(born.day),
        "born_month": str(born.month),
        "born_year": str(born.year),
        "mobile": "0" + who.mobile.removeprefix("+966"),
        "terms": "on",
    }


def _heading(page: Page) -> str:
    return page.locator("h1").inner_text()


def _send(page: Page, said: dict[str, str]) -> None:
    """Answer what the page's form asks of what is said, and press its button."""
    form = page.locator("main form:not([action])").first
    for name, value in said.items():
        field = form.locator(f"[name={name}]")
        if field.count() == 0:
            continue
        kind = _kind(field.first)
        if kind == "radio":
            form.locator(f"[name={name}][value='{value}']").check()
        elif kind == "checkbox":
            field.check()
        elif kind == "select-one":
            field.select_option(value)
        else:
            field.fill(value)
    before = page.url
    form.locator("button[type=submit]").first.click()
    assert page.locator(".error-summary").count() == 0, f"{before}: {page.inner_text('main')}"


def _attach(page: Page) -> None:
    paper = {"name": "paper.pdf", "mimeType": "application/pdf", "buffer": citizen.a_document("x")}
    page.locator("main [type=file]").set_input_files(paper)
    _send(page, {})


def _type(page: Page, said: dict[str, str]) -> None:
    """Answer a form by Tab, arrows, Space and letters alone, and send it with Enter."""
    for name, value in said.items():
        field = _tab_to(page, f"[name={name}]")
        kind = _kind(field)
        if kind == "radio":
            _choose(page, value)
        elif kind == "checkbox":
            page.keyboard.press("Space")
        elif kind == "select-one":
            for _ in range(int(value)):
                page.keyboard.press("ArrowDown")
        else:
            page.keyboard.type(value)
    _tab_to(page, "main form:not([action]) button[type=submit]")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.locator(".error-summary").count() == 0, page.inner_text("main")


def _tab_to(page: Page, wanted: str) -> Locator:
    """Press Tab until the wanted control has the focus; every stop shows where it is."""
    for _ in range(TABS_MAX):
        page.keyboard.press("Tab")
        here = page.locator(":focus")
        assert here.count() == 1, f"the focus is lost on {page.url}"
        assert here.evaluate(FOCUS_RING) != "none", f"{here} shows no focus"
        if page.locator(f":focus:is({wanted})").count():
            return page.locator(":focus")
    raise AssertionError(f"Tab never comes to {wanted} on {page.url}")


def _choose(page: Page, value: str) -> None:
    """Choose one of a group of radios, in which Tab stopped."""
    page.keyboard.press("Space")
    for _ in range(TABS_MAX):
        if page.locator(":focus").get_attribute("value") == value:
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"no choice {value} on {page.url}")


def _kind(field: Locator) -> str:
    return str(field.evaluate("element => element.type"))


def _riyals(text: str) -> int:
    return int("".join(letter for letter in text if letter.isdigit()))
