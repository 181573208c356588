"""The simulators' pages and switches, over real HTTP."""

import re

import httpx
import pytest

from simulators.control import ANY_WRONG, SYSTEMS, WRONG
from simulators.registry.population import NAMED

PAGES = ("", "registry", "registry/people/1999000019", "sms", "nafath")
EVERYBODY = {
    "attribute_name": "birth_date",
    "operator": "gt",
    "attribute_value": "1900-01-01",
}


@pytest.mark.parametrize("path", PAGES)
def test_pages_are_arabic_and_without_scripts(simulators: str, path: str):
    page = httpx.get(f"{simulators}/simulators/{path}")

    assert page.status_code == 200
    assert '<html lang="ar" dir="rtl">' in page.text
    assert "<script" not in page.text
    assert not re.search(r'\s(on\w+|style)="', page.text)
    assert "script-src" not in page.headers["Content-Security-Policy"]
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]


def test_what_people_typed_is_shown_as_text(simulators: str):
    page = httpx.get(f"{simulators}/simulators/registry", params={"q": "<b>x</b>"})

    assert "<b>x</b>" not in page.text
    assert "&lt;b&gt;" in page.text


def test_the_registry_page_finds_by_name_number_and_mobile(simulators: str):
    noura = NAMED["noura"]
    for text in ("نوره", noura.national_id, "١٩٩٩٠٠٠٠١٩", noura.mobile, "Noura"):
        page = httpx.get(f"{simulators}/simulators/registry", params={"q": text})
        assert noura.name_ar in page.text, text


@pytest.mark.parametrize("page_number", ["1", "9999", "-3", "x"])
def test_the_registry_page_turns_its_pages(simulators: str, page_number: str):
    page = httpx.get(f"{simulators}/simulators/registry", params={"page": page_number})

    assert page.status_code == 200
    assert page.text.count("<tr>") > 2


def test_a_person_unknown_is_not_found(simulators: str):
    assert httpx.get(f"{simulators}/simulators/registry/people/1").status_code == 404


class TestChangingAPerson:
    URL = f"/simulators/registry/people/{NAMED['saleh'].national_id}.json"

    def test_is_what_the_registry_says_from_then_on(self, simulators: str):
        fact = {"source": "finance", "kind": "savings", "as_of": "2026-11-20", "values": {}}

        answer = httpx.post(simulators + self.URL, json={"facts": [fact]})

        assert answer.json()["facts"] == [fact]
        shown = httpx.get(f"{simulators}{self.URL.removesuffix('.json')}")
        assert "مدخرات" in shown.text

    @pytest.mark.parametrize(
        "changes",
        [
            None,
            [],
            {"shoe_size": 44},
            {"born_on": 7},
            {"mobiles": "x"},
            {"mobiles": [1]},
            {"names": ["x"]},
            {"facts": [{"kind": "savings"}]},
            {"died_on": True},
            {"saudi": "yes"},
        ],
    )
    def test_refuses_what_a_person_is_not_made_of(self, simulators: str, changes: object):
        assert httpx.post(simulators + self.URL, json=changes).status_code == 400


class TestSwitches:
    def test_turn_by_form(self, simulators: str):
        form = {"system": "sms", "mode": "late", "seconds": "3", "variant": ""}

        answer = httpx.post(f"{simulators}/simulators/control", data=form)

        assert answer.status_code == 303
        assert httpx.get(f"{simulators}/simulators/control").json()["sms"] == {
            "mode": "late",
            "seconds": 3,
            "variant": "",
        }
        assert "يجيب متأخرًا" in httpx.get(f"{simulators}/simulators/").text

    def test_turn_back_together(self, simulators: str):
        httpx.post(f"{simulators}/simulators/control", json={"system": "bank", "mode": "down"})

        answer = httpx.post(f"{simulators}/simulators/control", json={"reset": True})

        assert {setting["mode"] for setting in answer.json().values()} == {"normal"}

    @pytest.mark.parametrize(
        "wanted",
        [
            {},
            [],
            {"system": "tax", "mode": "down"},
            {"system": "sms", "mode": "asleep"},
            {"system": "sms", "mode": "late", "seconds": "many"},
            {"system": "sms", "mode": "late", "seconds": 9999},
            {"system": "sms", "mode": "wrong", "variant": "person"},
        ],
    )
    def test_refuse_what_there_is_not(self, simulators: str, wanted: object):
        answer = httpx.post(f"{simulators}/simulators/control", json=wanted)

        assert answer.status_code == 400
        assert httpx.get(f"{simulators}/simulators/control").json()["sms"]["mode"] == "normal"

    def test_name_every_system(self, simulators: str):
        assert set(httpx.get(f"{simulators}/simulators/control").json()) == set(SYSTEMS)
        assert all(set(ANY_WRONG) <= set(ways) for ways in WRONG.values())


class TestRegistryCalls:
    URL = "/simulators/registry/registry/sync/search"

    def test_need_the_token(self, simulators: str):
        for headers in ({}, {"Authorization": "Bearer x"}, {"Authorization": "Basic simulated"}):
            answer = httpx.post(simulators + self.URL, json={}, headers=headers)
            assert answer.status_code == 401
            assert answer.json()["errors"][0]["code"] == "err.unauthorized"

    @pytest.mark.parametrize(
        "body", [None, [], {}, {"header": {}}, {"header": {"message_id": "1"}, "message": {}}]
    )
    def test_need_an_envelope(self, simulators: str, body: object):
        bearer = {"Authorization": "Bearer simulated"}

        answer = httpx.post(simulators + self.URL, json=body, headers=bearer)

        assert answer.status_code == 400
        assert answer.json()["errors"]

    @pytest.mark.parametrize(
        ("criteria", "code"),
        [
            ({"query_type": "graphql", "query": "x"}, "rjct.search_criteria.invalid"),
            ({"query_type": "expression", "query": [{}]}, "rjct.filter.invalid"),
            (
                {"query_type": "expression", "query": [{"expression1": EVERYBODY}]},
                "rjct.search.too_many_records_found",
            ),
        ],
    )
    def test_reject_a_search_with_its_reason(self, simulators: str, criteria: dict, code: str):
        assert search(simulators, criteria)["status_reason_code"] == code

    def test_find_by_expression(self, simulators: str):
        noura = NAMED["noura"]
        by_mobile = {
            "attribute_name": "mobile",
            "operator": "eq",
            "attribute_value": noura.mobile,
        }

        answer = search(
            simulators, {"query_type": "expression", "query": [{"expression1": by_mobile}]}
        )

        (record,) = answer["data"]["reg_records"]
        assert record["identifier"][0]["identifier_value"] == noura.national_id


def search(simulators: str, criteria: dict) -> dict:
    """Send one search and return its one answer."""
    envelope = {
        "header": {
            "message_id": "1",
            "message_ts": "2026-11-25T10:00:00Z",
            "action": "search",
            "sender_id": "test",
            "total_count": 1,
        },
        "message": {
            "transaction_id": "t",
            "search_request": [
                {
                    "reference_id": "r",
                    "timestamp": "2026-11-25T10:00:00Z",
                    "search_criteria": criteria,
                }
            ],
        },
    }
    answer = httpx.post(
        f"{simulators}/simulators/registry/registry/sync/search",
        json=envelope,
        headers={"Authorization": "Bearer simulated"},
    )
    (one,) = answer.json()["message"]["search_response"]
    return one


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("control", "[" * 100_000),
        ("control", '{"system": "sms", "mode": "late", "seconds": 1e400}'),
        ("control", '{"system": {"a": 1}, "mode": ["late"]}'),
        ("registry/people.json", '{"household": ["widow"]}'),
        ("registry/people.json", '{"household": {"a": 1}}'),
        ("registry/registry/sync/search", "[" * 100_000),
    ],
)
def test_what_is_no_question_is_refused(simulators: str, path: str, body: str):
    answer = httpx.post(
        f"{simulators}/simulators/{path}",
        content=body,
        headers={"Content-Type": "application/json", "Authorization": "Bearer simulated"},
    )

    assert answer.status_code in (400, 401)
