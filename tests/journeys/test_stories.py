"""The stories, told to a running product over plain HTTP forms, as `./daman story` tells them."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from daman.command import instance
from daman.command.instance import Instance
from daman.command.stories import widow

pytestmark = pytest.mark.xdist_group("story")


@pytest.fixture(scope="module")
def product() -> Iterator[Instance]:
    with instance.running(DAMAN_DEMO_HOUSEHOLDS="13") as running:
        yield running


def test_a_widow_applies_and_is_paid(product: Instance, capsys: pytest.CaptureFixture[str]):
    assert widow.play(product.base_url) == 0, capsys.readouterr().err

    told = capsys.readouterr().out
    assert "She was paid." in told
    assert "SAR 1570.00" in told


def test_the_story_ends_at_the_first_difference(
    product: Instance, capsys: pytest.CaptureFixture[str]
):
    control = f"{product.base_url}/simulators/control"
    httpx.post(control, json={"system": "registry", "mode": "down"}).raise_for_status()
    try:
        assert widow.play(product.base_url) == 1
    finally:
        httpx.post(control, json={"reset": True}).raise_for_status()

    assert "Not as told" in capsys.readouterr().err


def test_nothing_failed_behind_the_pages(product: Instance):
    logs = {path.name: path.read_text() for path in Path(product.data_dir, "log").glob("*.log")}

    assert {name for name, text in logs.items() if "Traceback" in text} == set()
