"""Every registry request and answer is valid under the published DCI contracts."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from daman.exchange import registries
from daman.exchange.registries import dci
from simulators.registry.population import NAMED

CONTRACTS = Path(__file__).parents[5] / "shared" / "spdci"
MISSING = f"THE DCI CONTRACTS ARE NOT AT {CONTRACTS}: requests and answers were NOT checked"
pytestmark = pytest.mark.skipif(not CONTRACTS.is_dir(), reason=MISSING)
KHALID = NAMED["khalid"]


@pytest.fixture
def exchanged(simulators: str, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, Any, Any]]:
    """Record each (path, request, answer) of the registry client."""
    seen: list[tuple[str, Any, Any]] = []

    def recording(method: str, url: str, **sent: Any) -> Any:
        answer = real(method, url, **sent)
        path = url.removeprefix(f"{simulators}/simulators/registry")
        seen.append((path, sent["content"], answer.json()))
        return answer

    real = dci.send
    monkeypatch.setattr(dci, "send", recording)
    return seen


def validators(contract: str, path: str) -> tuple[Draft202012Validator, Draft202012Validator]:
    """Return the validators of a path's request and of its answer."""
    document = yaml.safe_load((CONTRACTS / contract).read_text("utf-8"))
    resource = Resource(contents=document, specification=DRAFT202012)
    registry: Registry = Registry().with_resource("urn:dci", resource)
    place = f"urn:dci#/paths/{path.replace('/', '~1')}/post"
    body = "content/application~1json/schema"
    formats = Draft202012Validator.FORMAT_CHECKER
    return (
        Draft202012Validator(
            {"$ref": f"{place}/requestBody/{body}"}, registry=registry, format_checker=formats
        ),
        Draft202012Validator(
            {"$ref": f"{place}/responses/default/{body}"},
            registry=registry,
            format_checker=formats,
        ),
    )


def test_searches_follow_the_crvs_contract(exchanged: list[tuple[str, Any, Any]]):
    registry = registries.current()
    registry.person(national_id=KHALID.national_id, born_on=KHALID.born_on)
    registry.family(national_id=KHALID.national_id)
    registry.facts(national_id=KHALID.national_id)

    assert len(exchanged) == 4
    for path, request, answer in exchanged:
        of_request, of_answer = validators("crvs_api_v1.0.0.yaml", path)
        of_request.validate(request)
        of_answer.validate(answer)


def test_the_disability_question_follows_the_dr_contract(exchanged: list[tuple[str, Any, Any]]):
    assert registries.current().is_disabled(national_id=KHALID.national_id)

    ((path, request, answer),) = exchanged
    of_request, of_answer = validators("dr_api_v1.0.0.yaml", path)
    of_request.validate(request)
    of_answer.validate(answer)


def test_the_contract_would_notice_a_missing_header(exchanged: list[tuple[str, Any, Any]]):
    registries.current().is_disabled(national_id=KHALID.national_id)
    ((path, request, answer),) = exchanged
    of_request, of_answer = validators("dr_api_v1.0.0.yaml", path)
    del request["header"]["message_id"]
    answer["message"]["disabled_response"][0]["disabled_status"] = "perhaps"

    assert not of_request.is_valid(request)
    assert not of_answer.is_valid(answer)
