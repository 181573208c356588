"""The gallery in a real browser: every component in every state, both languages, three widths."""

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import (
    LANGUAGES,
    WIDTHS,
    OpenContext,
    axe_violations,
    opened,
    scrolls_sideways,
)

GALLERY = ["/ui/", "/ui/staff/", "/ui/letter/", "/ui/error/404/", "/ui/error/session/"]
TARGET_PIXELS = 44
SHIFT_MAX = 0.02


def is_gallery(page: Page, path: str) -> bool:
    return page.url.endswith(path) and page.locator("h1").count() == 1


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("path", GALLERY)
def test_axe_finds_nothing(context: OpenContext, path: str, width: int, language: str):
    with opened(context(width=width, language=language)) as page:
        page.goto(path)
        assert is_gallery(page, path)
        assert page.locator("html").get_attribute("lang") == language
        assert axe_violations(page) == []
        assert not scrolls_sideways(page)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", GALLERY)
def test_the_smallest_phone_and_twice_the_text_fit(context: OpenContext, path: str, language: str):
    with opened(context(width=320, language=language)) as page:
        page.goto(path)
        assert is_gallery(page, path)
        assert not scrolls_sideways(page)
    with opened(context(width=640, language=language)) as page:
        page.goto(path)
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        assert not scrolls_sideways(page)


def test_controls_are_large_enough_for_a_thumb(context: OpenContext):
    with opened(context(width=360)) as page:
        page.goto("/ui/")
        assert is_gallery(page, "/ui/")
        heights = page.eval_on_selector_all(
            "button, .btn, select, textarea, summary, .option label,"
            "input:not([type=radio], [type=checkbox], [type=hidden])",
            "found => found.filter(one => one.checkVisibility())"
            ".map(one => one.getBoundingClientRect().height)",
        )
        assert len(heights) > 40
        assert min(heights) >= TARGET_PIXELS


def test_every_stop_of_the_keyboard_can_be_seen_in_order(context: OpenContext):
    with opened(context(width=1280)) as page:
        page.goto("/ui/staff/")
        assert is_gallery(page, "/ui/staff/")
        stops = []
        for _ in range(60):
            page.keyboard.press("Tab")
            stop = page.evaluate(
                "() => { const one = document.activeElement; if (one === document.body) return;"
                "const all = [...document.querySelectorAll('*')];"
                "return [all.indexOf(one), getComputedStyle(one).outlineStyle]; }"
            )
            if stop is None:
                break
            stops.append(stop)
        assert len(stops) > 12
        assert [outline for _, outline in stops if outline == "none"] == []
        assert [place for place, _ in stops] == sorted(place for place, _ in stops)


def test_the_month_list_follows_the_calendar_without_a_script(context: OpenContext):
    with opened(context(javascript=False)) as page:
        page.goto("/ui/")
        hijri, gregorian = (
            page.locator("#id_birth_month"),
            page.locator("#id_birth_gregorian_month"),
        )
        assert (hijri.is_visible(), gregorian.is_visible()) == (True, False)
        page.locator("#id_birth_gregorian").check()
        assert (hijri.is_visible(), gregorian.is_visible()) == (False, True)


def test_a_password_is_shown_on_request_with_and_without_a_script(context: OpenContext):
    for javascript in (True, False):
        with opened(context(javascript=javascript)) as page:
            page.goto("/ui/")
            page.locator("form .show-password").first.click()
            assert page.locator("#id_password").get_attribute("type") == "text"


def test_the_page_does_not_jump_while_it_loads(context: OpenContext):
    with opened(context(width=360)) as page:
        page.add_init_script(
            "window.shift = 0; new PerformanceObserver(list => list.getEntries().forEach("
            "entry => { window.shift += entry.value; }))"
            ".observe({type: 'layout-shift', buffered: true});"
        )
        page.goto("/ui/letter/")
        page.wait_for_load_state("networkidle")
        assert page.evaluate("window.shift") <= SHIFT_MAX


def test_the_console_stays_silent(context: OpenContext):
    with opened(context()) as page:
        told: list[str] = []
        page.on("console", lambda message: told.append(message.text))
        page.on("pageerror", lambda error: told.append(str(error)))
        for path in ("/ui/", "/ui/staff/", "/ui/letter/"):
            page.goto(path)
        assert told == []
