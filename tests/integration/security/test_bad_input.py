"""What anybody may type, paste or tamper with: never our fault, never half written, never run."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pytest
from lxml import html as parsing

from tests.integration.security.table import rows
from tests.integration.security.world import IDENTITIES, World, undone
from tests.support.forms import codes_on
from tests.support.tables import contents, differences

pytestmark = pytest.mark.django_db
SCRIPT = "<script>alert('h4ck')</script>"
TYPED = {
    "nothing": "",
    "blanks": " \u00a0\u200b\u200f\u2003",
    "nul": "a\0b",
    "bidi": "\u202eabc\u2066\u2069\u200f",
    "long": "x" * 300_000,
    "digits": "9" * 5_000,
    "script": SCRIPT,
    "attribute": "\"onmouseover='alert(1)' x=\"",
    "scheme": "javascript:alert(1)",
    "template": "{{7*7}}{% debug %}${7*7}#{7*7}",
    "sql": "' OR 1=1--; DROP TABLE accounts_account;",
    "formula": '=CMD|" /C calc"!A0',
    "lines": "a\r\nSet-Cookie: evil=1\r\n\r\n<b>",
    "path": "../../../../etc/passwd\\..\\CON",
    "negative": "-1",
    "float": "1e400",
    "nan": "NaN",
    "huge": "99999999999999999999",
    "other digits": "²①٣۳３",
    "json": '{"__proto__":{"x":1}}',
}
REFUSED = {400, 404, 409, 413, 422, 429}
FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Outcome:
    """An answer, and the tables that changed."""

    answer: Any
    changed: Mapping[str, Any]

    @property
    def fault(self) -> str:
        """Return what is wrong; empty for a refusal or an effect that is whole."""
        status = self.answer.status_code
        if status not in REFUSED | {200, 302}:
            return f"status {status}"
        if status in (409, 422) and not codes_on(self.answer):
            return f"{status} without a code"
        if status != 302 and self.changed:
            return f"{status} but changed {sorted(self.changed)}"
        return "script" if SCRIPT.encode() in self.answer.content else ""


@dataclass(frozen=True)
class Form:
    """A form that some page shows: who sees it, whose object it is about, target and fields."""

    identity: str
    of: str
    target: str
    fields: Mapping[str, str]

    def sent(self, world: World, values: Mapping[str, Any] | str, *, kind: str = "") -> Outcome:
        """Send values in place of the form's and undo what came of it."""
        told = {"content_type": kind} if kind else {}
        with undone():
            before = contents()
            browser = world.client(self.identity, of=self.of)
            answer = browser.post(self.target, values, **told)
            return Outcome(answer, differences(before, contents()))


@pytest.fixture(scope="module")
def forms(world: World) -> list[Form]:
    """Return every form that some page shows to somebody who may open it."""
    found: dict[str, Form] = {}
    for row in rows():
        seers = ["anonymous"] if row.is_public else [who for who in IDENTITIES if who in row.may]
        for identity in [] if row.route.name.startswith("ui:") else seers:
            address = row.address(world)
            with undone():
                page = world.client(identity, of=row.object).get(address)
            for target, fields in _forms_on(page, address):
                found.setdefault(target, Form(identity, row.object, target, fields))
    return list(found.values())


def _forms_on(page, address: str) -> Iterator[tuple[str, dict[str, str]]]:
    if page.status_code != 200 or "text/html" not in page["Content-Type"]:
        return
    for form in parsing.fromstring(page.content.decode()).forms:
        if form.method == "POST" and "sign-out" not in str(form.action):
            fields = {name: str(form.fields[name] or "") for name in form.fields if name}
            yield form.action or address, fields


def test_the_forms_of_all_steps_are_found(forms):
    targets = " ".join(form.target for form in forms)
    for part in ("/register/", "/sign-in/", "/forgot/", "/verify/", "/account/", "/profile/",
                 "/category/", "/income/add/", "/bank/", "/documents/", "/review/", "/withdraw/",
                 "/requests/", "/staff/sign-in/", "/ask/", "/finding/", "/recommendation/",
                 "/refuse/", "/vote/", "/send-back/", "/runs/build/"):  # fmt: skip
        assert part in targets, part


@pytest.mark.parametrize("what", TYPED)
def test_no_text_in_every_field_breaks_a_form(world: World, forms, what):
    wrong = []
    for form in forms:
        values = {name: TYPED[what] for name in form.fields if name != "once"}
        if fault := form.sent(world, values).fault:
            wrong.append((form.target, fault))
    assert wrong == []


@pytest.mark.parametrize("what", ["nul", "script", "digits"])
def test_no_text_in_one_field_breaks_a_form(world: World, forms, what):
    """With everything else as the page had it, so that the field itself is read."""
    wrong, tried_count = [], 0
    for form in forms:
        for name in form.fields:
            tried_count += 1
            if fault := form.sent(world, {**form.fields, name: TYPED[what]}).fault:
                wrong.append((form.target, name, fault))
    assert wrong == []
    assert tried_count > 100


@pytest.mark.parametrize("bytes_sent", ["%ED%A0%80", "%ff", "%C0%AE"])
def test_bytes_that_are_no_text_are_refused(world: World, forms, bytes_sent):
    for form in forms:
        body = "&".join(f"{name}={bytes_sent}" for name in form.fields)
        outcome = form.sent(world, body, kind=FORM)
        assert (outcome.answer.status_code, outcome.fault) == (400, ""), form.target


def test_no_repeated_missing_or_nested_field_breaks_a_form(world: World, forms):
    wrong = []
    for form in forms:
        for name in form.fields:
            rest = {other: value for other, value in form.fields.items() if other != name}
            for values in ({**rest, name: ["1", "2"]}, rest, {**rest, f"{name}[a]": "1"}):
                if fault := form.sent(world, values).fault:
                    wrong.append((form.target, name, fault))
    assert wrong == []


def test_a_form_with_five_thousand_fields_is_refused(world: World, forms):
    body = "&".join(f"f{number}=1" for number in range(5_000))
    for form in forms:
        answer = form.sent(world, body, kind=FORM).answer
        assert (answer.status_code, codes_on(answer)) == (400, ["fields.too_many"])


def test_a_body_of_a_megabyte_is_refused(world: World, forms):
    body = "a=" + "x" * 1_000_001
    for form in forms:
        answer = form.sent(world, body, kind=FORM).answer
        assert (answer.status_code, codes_on(answer)) == (413, ["body.too_large"])


@pytest.mark.parametrize("kind", ["application/json", "text/xml", "multipart/form-data", "x/y"])
def test_a_body_of_another_kind_breaks_nothing(world: World, forms, kind):
    for form in forms:
        assert form.sent(world, "[[[[{{<!DOCTYPE x>", kind=kind).fault == "", form.target


QUERIES = [
    "page=-1", "page=0", "page=abc", "page=99999999999999", "page=1e5", "page=٣", "page=²",
    "page=" + "9" * 5_000, "page[]=1", "page=%27%20OR%201=1", "tab=nothing", "tab=" + "x" * 5_000,
    "outcome=NOTHING", "order_by=password", "field__regex=(a%2B)%2B$", "_connector=OR%201=1",
    "fact=applicant.__class__", "fact=" + "x" * 5_000, "fact=../..", "paper=nothing",
    "place=0", "place=-1", "place=99999999999999999999", "place=²", "place=" + "9" * 5_000,
    "next=" + "/" * 5_000, "next=%0d%0aSet-Cookie:x=1", "code=1&state=2", "error=x",
    "q=" + "x" * 10_000, "=", "&&&", "%", "a=%u0041",
]  # fmt: skip


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query[:30])
def test_no_query_breaks_a_page(world: World, query):
    wrong = []
    for row in rows():
        identity = next(each for each in IDENTITIES if each in row.may)
        if row.route.name == "portal:decision_pdf" or row.is_public and identity != "anonymous":
            continue
        address = row.address(world).partition("?")[0]
        with undone():
            answer = world.client(identity, of=row.object).get(f"{address}?{query}")
        if answer.status_code >= 500 or "evil" in str(answer.headers):
            wrong.append((row.route.name, answer.status_code))
    assert wrong == []


SEGMENTS = [
    "0", "-1", "1e5", "9223372036854775808", "9" * 5_000, "abc", "..", "%2e%2e", "%2F", "%00",
    "%ff", "%0d%0a", "%E2%80%AE", "%3Cscript%3E", "APP-00000000%27--", "app-zzzzzzzz", "٣", "*",
    "null", "undefined", "00000000-0000-0000-0000-000000000000", ";id=1", "a%20b",
]  # fmt: skip


@pytest.mark.parametrize("segment", SEGMENTS, ids=lambda segment: segment[:30])
def test_no_reference_breaks_a_page(world: World, segment):
    wrong = []
    for row in rows():
        if not row.route.arguments or row.is_public:
            continue
        identity = next(each for each in IDENTITIES if each in row.may)
        values = {**world.objects.get(row.object, {}), **row.other_arguments}
        for name in row.route.arguments:
            marked = row.route.address(values | {name: 7 if name == "page" else "MARK"})
            place = "/7/" if name == "page" else "MARK"
            address = marked.replace(place, f"/{segment}/" if name == "page" else segment)
            for method in ("get", "post"):
                with undone():
                    before = contents()
                    browser = world.client(identity, of=row.object)
                    answer = getattr(browser, method)(address)
                    changed = differences(before, contents()) if method == "post" else {}
                if answer.status_code not in (302, 400, 404, 405) or changed:
                    wrong.append((address[:80], method, answer.status_code, changed))
    assert wrong == []
