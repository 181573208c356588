"""The styles keep their promises: contrast, both directions, weight, no inline anything."""

import gzip
import re
from pathlib import Path

import pytest
import yaml

UI = Path(__file__).resolve().parents[4] / "src" / "daman" / "interfaces" / "ui"
CALENDARS = UI.parents[1] / "kernel" / "calendars.yaml"
APP = (UI / "static/ui/app.css").read_text()
STAFF = (UI / "static/ui/staff.css").read_text()
TOKENS = dict(re.findall(r"--([a-z-]+):(#[0-9a-f]{3,6})\b", APP))
TEXT_RATIO, PART_RATIO = 4.5, 3
TEXTS = [
    ("text", "paper"), ("heading", "paper"), ("heading", "ground"), ("body", "paper"),
    ("body", "ground"), ("body", "info-pale"), ("body", "ok-pale"), ("body", "warn-pale"),
    ("body", "bad-pale"), ("body", "brand-pale"), ("muted", "paper"), ("muted", "ground"),
    ("muted", "shade"), ("paper", "brand"), ("paper", "brand-dark"), ("paper", "bad"),
    ("paper", "flag"), ("paper", "heading"), ("paper", "brand-darker"), ("brand-dark", "paper"),
    ("brand-dark", "ground"), ("brand-dark", "info-pale"), ("brand-dark", "warn-pale"),
    ("brand-darker", "brand-pale"), ("flag", "paper"), ("bad", "paper"), ("bad", "bad-pale"),
    ("warn", "paper"), ("warn", "warn-pale"), ("info", "info-pale"), ("ok", "paper"),
    ("ok", "ok-pale"),
]  # fmt: skip
PARTS = [
    ("line-strong", "paper"), ("line-strong", "ground"), ("brand", "paper"), ("brand", "ground"),
    ("bad", "paper"), ("text", "ground"), ("brand-dark", "paper"), ("info", "info-pale"),
    ("ok", "ok-pale"), ("warn", "warn-pale"), ("second", "paper"),
]  # fmt: skip


def luminance(colour: str) -> float:
    digits = colour.lstrip("#")
    digits = digits if len(digits) == 6 else "".join(digit * 2 for digit in digits)
    parts = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    red, green, blue = (
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(TOKENS[one]), luminance(TOKENS[other])), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast_is_measured_as_the_standard_says():
    TOKENS.update(black="#000", white="#fff")
    assert round(contrast("black", "white"), 1) == 21.0


@pytest.mark.parametrize(("text", "ground"), TEXTS)
def test_text_can_be_read(text: str, ground: str):
    assert contrast(text, ground) >= TEXT_RATIO


@pytest.mark.parametrize(("part", "ground"), PARTS)
def test_edges_of_controls_can_be_seen(part: str, ground: str):
    assert contrast(part, ground) >= PART_RATIO


@pytest.mark.parametrize("css", [APP, STAFF], ids=["app", "staff"])
def test_only_logical_properties(css: str):
    physical = re.compile(
        r"(?<![\w-])(?:(?:margin|padding|border|scroll-margin|scroll-padding)-"
        r"(?:left|right|top|bottom)|left|right|top|bottom|(?:min-|max-)?(?:width|height)|float)"
        r"\s*:|text-align\s*:\s*(?:left|right)"
    )
    rules = re.sub(r"@media[^{]*\{", "", css)
    assert physical.findall(rules) == []


@pytest.mark.parametrize(("css", "ceiling"), [(APP, 12_000), (APP + STAFF, 15_000)])
def test_styles_are_light(css: str, ceiling: int):
    assert len(gzip.compress(css.encode(), 9)) <= ceiling


def test_script_is_light_and_optional():
    script = (UI / "static/ui/enhance.js").read_bytes()
    assert len(gzip.compress(script, 9)) <= 2_000
    assert b"eval" not in script
    assert b"innerHTML" not in script


def test_first_visit_leaves_room_for_the_page():
    fonts = sum(path.stat().st_size for path in (UI / "static/ui/fonts").glob("*.woff2"))
    assert fonts + len(gzip.compress(APP.encode(), 9)) <= 70_000


def test_every_token_that_is_used_is_defined():
    defined = set(re.findall(r"--([a-z-]+):", APP))
    assert set(re.findall(r"var\(--([a-z-]+)\)", APP + STAFF)) <= defined


@pytest.mark.parametrize("path", sorted(UI.rglob("*.html")), ids=lambda path: path.name)
def test_templates_hold_no_inline_style_or_script(path: Path):
    text = path.read_text()
    assert not re.search(r"\sstyle=|<style|\son[a-z]+=|javascript:", text)
    assert not re.search(r"<script(?![^>]*\ssrc=)", text)


def test_fonts_carry_our_name_and_every_letter_we_show():
    from fontTools.ttLib import TTFont

    words = "".join(
        text
        for path in (UI / "refusals.yaml", UI / "gallery.yaml", CALENDARS)
        for text in str(yaml.safe_load(path.read_text(encoding="utf-8")))
    )
    paths = [*(UI / "fonts").glob("*.ttf"), *(UI / "static/ui/fonts").glob("*.woff2")]
    assert len(paths) == 4
    for path in paths:
        font = TTFont(path)
        assert {str(name) for name in font["name"].names if name.nameID in (1, 16)} <= {
            "Daman Sans",
            "Daman Sans SemiBold",
        }
        shown = {char for char in words if not char.isspace()} | set("0123456789٠١٢۰۱۲✓×–•«»←→")
        assert [char for char in sorted(shown) if ord(char) not in font.getBestCmap()] == []
