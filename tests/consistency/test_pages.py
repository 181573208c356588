"""What the pages promise: each says who may open it, each code has its words."""

import re
from collections.abc import Iterator
from pathlib import Path

import yaml
from django.urls import URLPattern, URLResolver, get_resolver

ROOT = Path(__file__).resolve().parents[2]
SRC = ROOT / "src" / "daman"


def pages(
    resolver: URLResolver | None = None, prefix: str = ""
) -> Iterator[tuple[str, URLPattern]]:
    for entry in (resolver or get_resolver()).url_patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from pages(entry, route)
        else:
            yield route, entry


def test_every_page_says_who_may_open_it():
    assert [route for route, page in pages() if not hasattr(page.callback, "allowed")] == []


def test_staff_pages_are_for_staff():
    open_to_citizens = [
        route
        for route, page in pages()
        if route.startswith("staff/") and "citizen" in page.callback.allowed
    ]
    assert open_to_citizens == []


def refusal_codes(*, besides: tuple[str, ...]) -> set[str]:
    pattern = re.compile(r'Refusal\(\s*"([a-z_.]+)"')
    return {
        code
        for path in SRC.rglob("*.py")
        if path.relative_to(SRC).parts[0] not in besides
        for code in pattern.findall(path.read_text())
    }


def test_every_refusal_has_its_words():
    sentences = yaml.safe_load((SRC / "interfaces" / "ui" / "refusals.yaml").read_text())
    of_the_law = yaml.safe_load((SRC / "law" / "reasons" / "refusals.yaml").read_text())
    assert refusal_codes(besides=("law", "command")) - set(sentences) == set()
    assert refusal_codes(besides=("law",)) - set(sentences) - set(of_the_law) == set()
    for code, words in sentences.items():
        assert words.get("ar"), code
        assert words.get("en"), code
