"""Every page of the journey as people see it: axe, both widths, both languages, no side scroll."""

from collections.abc import Callable

import pytest

from daman.command.instance import Instance
from daman.command.stories._visitor import Visitor
from tests.browser.conftest import (
    LANGUAGES,
    WIDTHS,
    OpenContext,
    axe_violations,
    opened,
    scrolls_sideways,
)

ANONYMOUS = [
    "/",
    "/register/",
    "/sign-in/",
    "/forgot/",
    "/terms/",
    "/privacy/",
    "/accessibility/",
    "/verify/",
    "/law/",
    "/law/1446-article/",
    "/law/statutory-2026-07/",
    "/law/contradictions/",
    "/law/differences/",
    "/law/cases/",
    "/staff/sign-in/",
    "/there-is-no-such-page/",
]
# For each visitor, addresses; a part in braces is the first link on the page before that holds it.
SIGNED_IN = {
    "draft": [
        "/board/",
        "/profile/",
        *[
            f"/profile/{section}/"
            for section in (
                "personal",
                "housing",
                "income",
                "education",
                "employment",
                "licences",
                "property",
                "dependants",
            )
        ],
        "/profile/housing/2/",
        "/profile/dependants/add/",
        "/profile/confirm/",
        "/applications/start/",
        "{/category/}",
        "/applications/start/",
        "{/income/}",
        "/applications/start/",
        "{/bank/}",
        "/applications/start/",
        "{/documents/}",
        "/account/",
        "/notices/",
        "/payments/",
    ],
    "sent": ["/board/", "{/tracker/}"],
    "asked": ["/board/", "{/requests/}"],
    "refused": ["/board/", "{/decisions/DEC-}"],
    "paid": ["/board/", "{/decisions/DEC-}", "/payments/", "{/payments/PAY-}"],
    "caseworker1": [
        "/staff/",
        "/staff/cases/",
        "/staff/cases/?tab=waiting",
        "/staff/cases/?tab=recommended",
        "/staff/cases/?tab=mine&q=nobody",
        "/staff/cases/?tab=mine",
        "{/staff/cases/CAS-}",
        "/staff/decisions/",
        "{/staff/decisions/DEC-}",
        "/staff/step-up/",
    ],
    "reviewer3": [
        "/staff/",
        "/staff/sittings/?tab=ended",
        "/staff/sittings/",
        "{/staff/sittings/SIT-}",
    ],
    "officer1": ["/staff/", "/staff/runs/", "{/staff/runs/RUN-}", "/staff/runs/reconciliation/"],
    "approver1": ["/staff/", "/staff/runs/", "{/staff/runs/RUN-}"],
    "auditor1": [
        "/staff/",
        "/staff/?trail=all",
        "/staff/decisions/",
        "{/staff/decisions/DEC-}",
        "/staff/runs/",
    ],
    "policy1": [
        "/staff/",
        "/staff/policy/new/",
        "/staff/policy/editions/statutory-2026-07/",
        "/staff/policy/",
        "{/staff/policy/drafts/EDN-}",
        "{/values/pension_by_size/}",
        "/staff/policy/",
        "{/staff/policy/drafts/EDN-}",
        "{/head/}",
        "/staff/policy/",
        "{/staff/policy/drafts/EDN-}",
        "{/cases/}",
        "/staff/policy/simulations/new/",
        "/staff/policy/simulations/",
        "{/staff/policy/simulations/SIM-}",
    ],
    "compliance1": ["/staff/"],
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_without_an_account(context: OpenContext, language: str):
    assert _faults(context, None, ANONYMOUS, language=language) == {}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("who", SIGNED_IN)
def test_pages_of(
    context: OpenContext, somebody: Callable[[str], Visitor], who: str, language: str
):
    assert _faults(context, somebody(who), SIGNED_IN[who], language=language) == {}


def test_pages_fit_the_narrowest_phone(
    context: OpenContext, somebody: Callable[[str], Visitor], product: Instance
):
    wide = {}
    for who in (None, *SIGNED_IN):
        visitor = somebody(who) if who else None
        browser = context(width=320, cookies=_cookies(visitor, product.base_url))
        with opened(browser) as page:
            for address in SIGNED_IN[who] if who else ANONYMOUS:
                if _go(page, address) and scrolls_sideways(page):
                    wide[f"{who} {address}"] = page.url
    assert wide == {}


def _faults(
    context: OpenContext,
    visitor: Visitor | None,
    addresses: list[str],
    *,
    language: str,
) -> dict[str, object]:
    base_url = visitor.base_url if visitor else ""
    browser = context(language=language, cookies=_cookies(visitor, base_url))
    faults: dict[str, object] = {}
    with opened(browser) as page:
        problems: list[str] = []
        page.on("console", lambda message: _note(problems, message))
        page.on("pageerror", lambda error: problems.append(str(error)))
        for address in addresses:
            assert _go(page, address), f"{page.url} has no link with {address}"
            signed_out = "/sign-in/" in page.url and "/sign-in/" not in address
            assert not signed_out, f"{address} led to {page.url}"
            found = [] if page.get_attribute("html", "lang") == language else ["language"]
            for width in WIDTHS:
                page.set_viewport_size({"width": width, "height": 900})
                found += [f"{width}: {fault}" for fault in axe_violations(page)]
                found += [f"{width}: scrolls sideways"] if scrolls_sideways(page) else []
            if found or problems:
                faults[page.url] = found + problems
                problems.clear()
    return faults


def _note(problems: list[str], message) -> None:
    if message.type in {"error", "warning"} and "404" not in message.text:
        problems.append(message.text)


def _go(page, address: str) -> bool:
    if address.startswith("{"):
        link = page.locator(f'main a[href*="{address[1:-1]}"]').first
        if link.count() == 0:
            return False
        page.goto(link.get_attribute("href"))
    else:
        page.goto(address)
    return True


def _cookies(visitor: Visitor | None, base_url: str) -> list[dict[str, str]]:
    if visitor is None:
        return []
    kept = {name: value for name, value in visitor.cookies.items() if name != "language"}
    return [{"name": name, "value": value, "url": base_url} for name, value in kept.items()]
