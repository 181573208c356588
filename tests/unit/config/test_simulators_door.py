"""The way to the simulated systems hands requests on unchanged, and says when nobody is there."""

import io
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from werkzeug.serving import make_server
from werkzeug.test import Client, EnvironBuilder
from werkzeug.wrappers import Request, Response

from daman.config.simulators_door import SimulatorsDoor


def product(_environ: dict[str, Any], start_response: Any) -> list[bytes]:
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"the product"]


@Request.application
def simulator(request: Request) -> Response:
    """Answer with what was asked, or a redirection with two cookies."""
    if request.path == "/simulators/away":
        answer = Response(status=302, headers={"Location": "http://127.0.0.1/back?code=1"})
        answer.set_cookie("one", "1")
        answer.set_cookie("two", "2")
        return answer
    said = [
        request.method,
        request.path,
        request.query_string.decode(),
        request.get_data(as_text=True),
        request.headers.get("Authorization", ""),
        request.headers.get("X-Secret", ""),
    ]
    return Response("|".join(said), content_type="text/plain; charset=utf-8")


@pytest.fixture(scope="module")
def upstream() -> Iterator[str]:
    server = make_server("127.0.0.1", 0, simulator, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def client(upstream: str) -> Iterator[Client]:
    door = SimulatorsDoor(product, upstream)
    yield Client(door)
    door.close()


@pytest.mark.parametrize("path", ["/", "/apply", "/simulatorsx", "/en/simulators"])
def test_other_pages_stay_with_the_product(client: Client, path: str) -> None:
    assert client.get(path).text == "the product"


def test_hands_on_method_path_query_body_and_chosen_headers(client: Client) -> None:
    answer = client.post(
        "/simulators/sms/رسالة one",
        query_string="to=%2B9665&x=a+b",
        data="text=مرحبا",
        headers={"Authorization": "Bearer t", "X-Secret": "stays"},
    )

    assert answer.text == ("POST|/simulators/sms/رسالة one|to=%2B9665&x=a+b|text=مرحبا|Bearer t|")


def test_follows_no_redirection_and_keeps_every_cookie(client: Client) -> None:
    answer = client.get("/simulators/away")

    assert answer.status_code == 302
    assert answer.headers["Location"] == "http://127.0.0.1/back?code=1"
    assert len(answer.headers.getlist("Set-Cookie")) == 2


def test_a_head_request_has_no_body(client: Client) -> None:
    assert client.head("/simulators/sms").data == b""


def test_says_in_both_languages_when_nobody_answers() -> None:
    door = SimulatorsDoor(product, "http://127.0.0.1:9")
    answer = Client(door).get("/simulators/")
    door.close()

    assert answer.status_code == 502
    assert "do not answer" in answer.text
    assert 'lang="ar" dir="rtl"' in answer.text


def test_a_length_that_is_no_number_is_no_failure(upstream: str) -> None:
    environ = EnvironBuilder(path="/simulators/x", method="POST").get_environ()
    environ |= {"CONTENT_LENGTH": "many", "wsgi.input": io.BytesIO(b"body")}
    door = SimulatorsDoor(product, upstream)
    statuses: list[str] = []

    door(environ, lambda status, _headers: statuses.append(status))
    door.close()

    assert statuses == ["200 OK"]
