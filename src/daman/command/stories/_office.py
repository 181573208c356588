"""What members of staff do in the workspace, page by page, as plain forms."""

import re
import time
from collections.abc import Callable

from django_otp.oath import TOTP

from daman.command.demo.staff import BY_LOGIN, PASSWORD
from daman.command.stories._citizen import Stranger
from daman.command.stories._telling import expect
from daman.command.stories._visitor import Difference, Page, Visitor

_PAGES_MAX = 20
_STEP_SECONDS = 30
_REASON = "The registers say so."


def sign_in(base_url: str, login: str) -> Visitor:
    """
    Return a visitor signed in as a demo member of staff.

    A code serves once: when the present one was used already, the next is tried, then waited for.
    """
    visitor = Visitor(base_url)
    for attempt in range(4):
        page = visitor.open("/staff/sign-in/")
        page = visitor.send(page, {"login": login, "password": PASSWORD}, with_field="password")
        page = _send_any(visitor, page, {"code": _code(login, steps_ahead=attempt % 2)})
        if page.status == 200 and "/sign-in/" not in page.url:
            return visitor
        if attempt % 2:
            time.sleep(_STEP_SECONDS - time.time() % _STEP_SECONDS + 0.5)
        else:
            time.sleep(1.5)
    raise Difference(f"{login} could not sign in: {page.heading} {page.error_codes}")


def _code(login: str, *, steps_ahead: int) -> str:
    totp = TOTP(bytes.fromhex(BY_LOGIN[login].totp_key))
    totp.time = time.time() + steps_ahead * _STEP_SECONDS
    return f"{totp.token():06d}"


def _send_any(visitor: Visitor, page: Page, values: dict[str, str]) -> Page:
    for status in (200, 422, 429):
        try:
            return visitor.send(page, values, with_field="code", status=status)
        except Difference:
            if status == 429:
                raise
    raise AssertionError


def find_row(visitor: Visitor, address: str, *words: str) -> str:
    """
    Return the address behind the row of a list that holds the words, on whichever page it is.

    :raises Difference: when no page of the list has it
    """
    page = visitor.open(address)
    for number in range(2, _PAGES_MAX):
        rows = [] if page.tree is None else page.tree.xpath("//tbody/tr")
        for row in rows:
            if all(each in row.text_content() for each in words):
                return str(row.xpath(".//a/@href")[0])
        if f"page={number}" not in page.text:
            break
        page = visitor.open(f"{address}&page={number}")
    raise Difference(f"{address} has no row with {words!r}")


def study(visitor: Visitor, application_ref: str, *, findings: dict[str, str]) -> Page:
    """Take the case of an application, accept its papers, find what is open; the case's page."""
    case = find_row(visitor, "/staff/cases/?tab=waiting", application_ref)
    page = visitor.send(visitor.open(case), {}, action="/take/")
    while True:
        forms = [] if page.tree is None else page.tree.forms
        papers = [form.action for form in forms if form.action and "/accept/" in form.action]
        if not papers:
            break
        page = visitor.send(page, {}, action=papers[0])
    for fact, value in findings.items():
        page = visitor.open(f"{case}finding/?fact={fact}")
        page = visitor.send(page, {"value": value, "reason": _REASON}, with_field="reason")
    return page


def recommend(visitor: Visitor, case: Page, outcome: str, reasons: str) -> Page:
    """Recommend an outcome to the committee."""
    page = visitor.open(case.url + "recommendation/")
    return visitor.send(page, {"outcome": outcome, "reasons": reasons}, with_field="reasons")


def vote(base_url: str, logins: list[str], who: Stranger, choice: str) -> str:
    """Let members vote on the sitting about a person; return the sitting's address."""
    address = ""
    for login in logins:
        with sign_in(base_url, login) as visitor:
            address = find_row(
                visitor, "/staff/sittings/?tab=to_vote", who.name_ar, who.last_digits
            )
            page = visitor.open(address)
            visitor.send(page, {"choice": choice, "reason": _REASON}, action="/vote/")
    return address


def close(base_url: str, login: str, address: str, reasons: str) -> Page:
    """Let the chair close the sitting, which decides; return the page that follows."""
    with sign_in(base_url, login) as visitor:
        page = visitor.open(address)
        return visitor.send(page, {"reasons": reasons}, action="/close/")


def decision_ref_on(page: Page) -> str:
    """Return the reference of the decision that a page names."""
    found = re.search(r"DEC-[0-9A-Z]{8}", page.text)
    expect(found, f"no decision on {page.url}: {page.heading}")
    assert found is not None
    return found[0]


def act_on_run(base_url: str, login: str, act: Callable[[Visitor], Page]) -> Page:
    """Let one member of staff do one thing with the month's run."""
    with sign_in(base_url, login) as visitor:
        return act(visitor)
