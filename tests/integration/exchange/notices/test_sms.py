"""The SMS gateway's port, over real HTTP to the simulated gateway."""

import httpx
import pytest

from daman.exchange.notices import sms
from daman.exchange.notices.sms import HttpSmsGateway, SmsUnavailable

TO = "+966590000001"


def arrived(simulators: str, to: str = TO) -> list[dict[str, str]]:
    return httpx.get(f"{simulators}/simulators/sms.json?to={to}").json()


def test_a_message_arrives_as_sent(simulators: str):
    message_id = sms.current().send(to=TO, text="رمزك 123456", correlation_id="sms-arrives")

    newest = arrived(simulators)[0]
    assert newest["id"] == message_id
    assert newest["text"] == "رمزك 123456"
    assert newest["to"] == TO


def test_a_message_sent_again_arrives_once(simulators: str):
    first = sms.current().send(to=TO, text="one", correlation_id="sms-again")
    again = sms.current().send(to=TO, text="one", correlation_id="sms-again")

    assert first == again
    matching = [one for one in arrived(simulators) if one["correlation_id"] == "sms-again"]
    assert len(matching) == 1


@pytest.mark.parametrize("asked", [TO, "%2B966590000001", "%20966590000001", "0590000001"])
def test_messages_are_found_however_the_number_is_written(simulators: str, asked: str):
    sms.current().send(to=TO, text="found", correlation_id="sms-found")

    assert "found" in [message["text"] for message in arrived(simulators, asked)]


@pytest.mark.parametrize(
    "setting",
    [
        {"mode": "down", "variant": "closed"},
        {"mode": "down", "variant": "unavailable"},
        {"mode": "wrong", "variant": "malformed"},
        {"mode": "wrong", "variant": "html"},
        {"mode": "wrong", "variant": "huge"},
    ],
)
def test_trouble_is_unavailable(simulators: str, setting: dict):
    wanted = {"system": "sms", **setting}
    httpx.post(f"{simulators}/simulators/control", json=wanted).raise_for_status()

    with pytest.raises(SmsUnavailable):
        sms.current().send(to=TO, text="lost", correlation_id="sms-lost")

    assert "lost" not in [message["text"] for message in arrived(simulators)]


@pytest.mark.parametrize(("to", "text"), [("12", "x"), (TO, ""), (TO, "x" * 2000)])
def test_a_message_that_the_gateway_refuses_is_unavailable(simulators: str, to: str, text: str):
    with pytest.raises(SmsUnavailable):
        sms.current().send(to=to, text=text, correlation_id="sms-refused")


def test_a_wrong_token_is_unavailable(simulators: str):
    gateway = HttpSmsGateway(url=f"{simulators}/simulators/sms", token="wrong")

    with pytest.raises(SmsUnavailable):
        gateway.send(to=TO, text="x", correlation_id="sms-token")
