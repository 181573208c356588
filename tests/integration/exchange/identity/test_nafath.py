"""Sign-in by Nafath: the same questions to our simulated provider and to an independent one."""

import json
import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest

from daman.exchange.identity import nafath
from daman.exchange.identity.nafath import NafathRefused, NafathUnavailable, OidcNafath
from simulators.registry.population import NAMED

RETURN_TO = "http://127.0.0.1:8000/sign-in/nafath/return"
NOURA = NAMED["noura"]


@dataclass
class Provider:
    """One OpenID provider, our client of it, and what a person does there in a browser."""

    client: OidcNafath
    approve: Callable[[str], dict[str, str]]


def approve_at_simulator(address: str) -> dict[str, str]:
    """Sign in as Noura on the simulated app's pages, as a browser without scripts would."""
    with httpx.Client(base_url="{0.scheme}://{0.netloc}".format(urlsplit(address))) as browser:
        page = browser.get(address)
        page = browser.post(form_action(page), data={"national_id": NOURA.national_id})
        page = browser.get(page.headers["Location"])
        number = re.search(r'id="number">(\d+)<', page.text)[1]
        back = browser.post(form_action(page), data={"choice": number})
    return query_of(back.headers["Location"])


def approve_at_mock(address: str) -> dict[str, str]:
    """Sign in as Noura at the independent provider."""
    back = httpx.post(address, data={"sub": NOURA.national_id})
    return query_of(back.headers["Location"])


def form_action(page: httpx.Response) -> str:
    assert page.status_code == 200, page.text
    return re.search(r'<form method="post"\s+action="([^"]+)"', page.text)[1]


def query_of(address: str) -> dict[str, str]:
    assert address.startswith(RETURN_TO)
    return dict(parse_qsl(urlsplit(address).query))


@pytest.fixture(scope="module")
def mock_provider() -> Iterator[str]:
    """Run PyPI's oidc-provider-mock in a process of its own, and return its issuer."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    claims = json.dumps({"sub": NOURA.national_id, "arabicName": NOURA.name_ar})
    command = [sys.executable, "-m", "oidc_provider_mock", "-p", str(port)]
    process = subprocess.Popen(
        [*command, "--user-claims", claims], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    issuer = f"http://127.0.0.1:{port}"
    try:
        _wait_for(f"{issuer}/.well-known/openid-configuration")
        yield issuer
    finally:
        process.terminate()
        process.wait(10)


def _wait_for(url: str) -> None:
    for _ in range(100):
        try:
            httpx.get(url)
        except httpx.HTTPError:
            time.sleep(0.2)
        else:
            return
    pytest.fail(f"{url} did not come up in 20 seconds")


@pytest.fixture(params=["simulator", "oidc-provider-mock"])
def provider(request: pytest.FixtureRequest) -> Provider:
    if request.param == "simulator":
        issuer = request.getfixturevalue("simulators") + "/simulators/nafath"
        return Provider(a_client(issuer), approve_at_simulator)
    return Provider(a_client(request.getfixturevalue("mock_provider")), approve_at_mock)


def a_client(issuer: str) -> OidcNafath:
    return OidcNafath(issuer=issuer, client_id="daman", client_secret="simulated")


class TestAnyProvider:
    def test_tells_who_signed_in(self, provider: Provider):
        session: dict = {}
        query = provider.approve(provider.client.begin(session, RETURN_TO))

        identity = provider.client.finish(session, query)

        assert identity.national_id == NOURA.national_id
        assert identity.name_ar == NOURA.name_ar
        assert session == {}

    def test_asks_with_code_flow_pkce_state_and_nonce(self, provider: Provider):
        session: dict = {}

        address = provider.client.begin(session, RETURN_TO)

        asked = dict(parse_qsl(urlsplit(address).query))
        assert asked["response_type"] == "code"
        assert asked["code_challenge_method"] == "S256"
        assert len(asked["state"]) >= 32
        assert len(asked["nonce"]) >= 32
        assert session[nafath.KEPT_AS]["verifier"] not in address

    def test_serves_one_answer_once(self, provider: Provider):
        session: dict = {}
        query = provider.approve(provider.client.begin(session, RETURN_TO))
        provider.client.finish(session, query)

        with pytest.raises(NafathRefused) as refused:
            provider.client.finish(session, query)

        assert refused.value.code == "nafath.state"

    def test_refuses_a_code_that_was_used(self, provider: Provider):
        session: dict = {}
        query = provider.approve(provider.client.begin(session, RETURN_TO))
        attempt = dict(session)
        provider.client.finish(session, query)

        with pytest.raises(NafathRefused) as refused:
            provider.client.finish(attempt, query)

        assert refused.value.code == "nafath.code"

    def test_refuses_an_answer_in_another_browser(self, provider: Provider):
        query = provider.approve(provider.client.begin({}, RETURN_TO))
        other: dict = {}
        provider.client.begin(other, RETURN_TO)

        with pytest.raises(NafathRefused) as refused:
            provider.client.finish(other, query)

        assert refused.value.code == "nafath.state"
        assert other == {}

    def test_refuses_another_nonce(self, provider: Provider):
        session: dict = {}
        query = provider.approve(provider.client.begin(session, RETURN_TO))
        session[nafath.KEPT_AS]["nonce"] = "n" * 48

        with pytest.raises(NafathRefused) as refused:
            provider.client.finish(session, query)

        assert refused.value.code == "nafath.nonce"

    @pytest.mark.parametrize(
        "query", [{}, {"state": ""}, {"code": "x"}, {"state": "é", "code": "x"}]
    )
    def test_refuses_an_answer_without_its_state(self, provider: Provider, query: dict):
        session: dict = {}
        provider.client.begin(session, RETURN_TO)

        with pytest.raises(NafathRefused) as refused:
            provider.client.finish(session, query)

        assert refused.value.code == "nafath.state"


class TestHostileProvider:
    @pytest.mark.parametrize(
        ("variant", "code"),
        [
            ("signature", "nafath.signature"),
            ("alg_none", "nafath.signature"),
            ("nonce", "nafath.nonce"),
            ("audience", "nafath.audience"),
            ("issuer", "nafath.issuer"),
            ("expired", "nafath.expired"),
        ],
    )
    def test_signs_nobody_in_by_a_wrong_token(self, simulators: str, variant: str, code: str):
        session: dict = {}
        client = a_client(f"{simulators}/simulators/nafath")
        query = approve_at_simulator(client.begin(session, RETURN_TO))
        turn(simulators, mode="wrong", variant=variant)

        with pytest.raises(NafathRefused) as refused:
            client.finish(session, query)

        assert refused.value.code == code

    @pytest.mark.parametrize("variant", ["malformed", "type", "html", "huge"])
    def test_is_unavailable_when_it_answers_rubbish(self, simulators: str, variant: str):
        session: dict = {}
        client = a_client(f"{simulators}/simulators/nafath")
        query = approve_at_simulator(client.begin(session, RETURN_TO))
        turn(simulators, mode="wrong", variant=variant)

        with pytest.raises(NafathUnavailable):
            client.finish(session, query)

    @pytest.mark.parametrize("variant", ["closed", "unavailable"])
    def test_is_unavailable_when_it_is_down(self, simulators: str, variant: str):
        turn(simulators, mode="down", variant=variant)

        with pytest.raises(NafathUnavailable):
            a_client(f"{simulators}/simulators/nafath").begin({}, RETURN_TO)

    def test_is_unavailable_when_it_describes_another_issuer(self, simulators: str):
        with pytest.raises(NafathUnavailable) as unavailable:
            a_client(f"{simulators.replace('127.0.0.1', 'localhost')}/simulators/nafath/x").begin(
                {}, RETURN_TO
            )

        assert unavailable.value.reason == "status"


class TestTheSimulatedApp:
    def test_tells_the_product_of_a_rejection(self, simulators: str):
        session: dict = {}
        client = a_client(f"{simulators}/simulators/nafath")
        page = httpx.get(client.begin(session, RETURN_TO))
        page = httpx.post(simulators + form_action(page), data={"national_id": NOURA.national_id})
        page = httpx.get(simulators + page.headers["Location"])
        back = httpx.post(simulators + form_action(page), data={"choice": "reject"})

        with pytest.raises(NafathRefused) as refused:
            client.finish(session, query_of(back.headers["Location"]))

        assert refused.value.code == "nafath.denied"

    def test_refuses_a_code_brought_with_another_verifier(self, simulators: str):
        session: dict = {}
        client = a_client(f"{simulators}/simulators/nafath")
        query = approve_at_simulator(client.begin(session, RETURN_TO))
        session[nafath.KEPT_AS]["verifier"] = "v" * 48

        with pytest.raises(NafathRefused) as refused:
            client.finish(session, query)

        assert refused.value.code == "nafath.code"

    def test_sends_nobody_to_an_unknown_address(self, simulators: str):
        address = a_client(f"{simulators}/simulators/nafath").begin({}, "https://evil.example/x")

        page = httpx.get(address)

        assert page.status_code == 400
        assert "Location" not in page.headers

    def test_sends_people_back_to_the_host_they_came_by(self, simulators: str):
        client = a_client(f"{simulators}/simulators/nafath")
        address = client.begin({}, "https://daman.example/x")

        assert httpx.get(address, headers={"X-Forwarded-Host": "daman.example"}).status_code == 200
        assert httpx.get(address, headers={"X-Forwarded-Host": "evil.example"}).status_code == 400

    def test_knows_nobody_who_is_dead_or_unregistered(self, simulators: str):
        for number in (NAMED["saleh"].national_id, "1999999992", "12"):
            address = a_client(f"{simulators}/simulators/nafath").begin({}, RETURN_TO)
            page = httpx.get(address)

            page = httpx.post(simulators + form_action(page), data={"national_id": number})

            assert page.status_code == 422

    def test_is_used_at_the_products_own_origin(self, simulators: str):
        address = nafath.begin({}, RETURN_TO)

        assert address.startswith("/simulators/nafath/authorize?")


def turn(simulators: str, **setting: object) -> None:
    httpx.post(
        f"{simulators}/simulators/control", json={"system": "nafath", **setting}
    ).raise_for_status()
