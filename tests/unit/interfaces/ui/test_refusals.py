"""Every refusal has a sentence in both languages that can be filled in."""

import re
import string

import pytest
from django.utils import translation

from daman.interfaces.ui import refusals
from daman.kernel.refusal import Refusal

ARABIC = re.compile("[\u0621-\u064a]")
ARABIC_DIGITS = re.compile("[\u0660-\u0669\u06f0-\u06f9]")
CATALOGUE = {
    "required", "char.not_allowed", "encoding.invalid", "too_long", "body.too_large",
    "param.duplicate", "param.unknown", "type", "json.invalid", "nid.length", "nid.prefix",
    "nid.checksum", "nid.kind", "person.deceased", "person.minor", "dependant.elsewhere",
    "dependant.self", "dependant.duplicate", "date.invalid", "date.range", "date.order",
    "date.calendar_suspected", "mobile.invalid", "otp.invalid", "otp.too_many", "iban.length",
    "iban.country", "iban.checksum", "iban.bank", "iban.closed", "iban.owner", "money.negative",
    "money.precision", "money.range", "family.inconsistent", "step.order", "stale",
    "state.invalid", "objection.exists", "file.type", "file.size", "file.pixels", "file.pages",
    "file.encrypted", "file.corrupt", "file.count", "file.infected", "xml.doctype", "xml.limits",
    "xml.encoding", "xml.schema", "xml.duplicate_message",
}  # fmt: skip


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_every_code_of_the_bad_input_catalogue_has_a_sentence():
    assert set(refusals.table()) >= CATALOGUE


@pytest.mark.parametrize(("code", "entry"), refusals.table().items(), ids=refusals.table())
def test_a_sentence_is_whole_in_both_languages(code: str, entry: dict):
    assert set(entry) <= {"ar", "en", "status", "page_status"}
    assert ARABIC.search(entry["ar"])
    assert not ARABIC.search(entry["en"])
    assert not ARABIC_DIGITS.search(entry["ar"])
    assert places(entry["ar"]) == places(entry["en"])
    assert len(entry["ar"].split()) <= 20
    assert entry.get("status", 422) in {400, 403, 409, 413, 415, 422, 429, 503}


@pytest.mark.parametrize(("language", "word"), [("ar", "آيبان"), ("en", "IBAN")])
def test_the_sentence_is_in_the_language_of_the_page(language: str, word: str):
    with translation.override(language):
        told = refusals.sentence_of(Refusal("iban.length", length=23))
    assert word in told
    assert "23" in told


def test_an_unknown_code_gets_the_general_sentence_where_people_are_served(settings):
    settings.DAMAN_ENV = "production"
    with translation.override("en"):
        assert refusals.sentence("no.such.code") == refusals.table()["unknown"]["en"]


def test_an_unknown_code_fails_in_tests(settings):
    settings.DAMAN_ENV = "test"
    with pytest.raises(AssertionError, match=r"no\.such\.code"):
        refusals.sentence("no.such.code")


def test_a_missing_value_leaves_a_gap_and_no_error():
    with translation.override("en"):
        assert (
            refusals.sentence("too_long")
            == "This is too long. Shorten it to  characters or fewer."
        )


@pytest.mark.parametrize(
    ("code", "form", "page"),
    [("stale", 409, 409), ("otp.too_many", 429, 429), ("nid.length", 422, 422),
     ("char.not_allowed", 422, 400), ("registry.down", 503, 503)],
)  # fmt: skip
def test_a_code_has_its_status(code: str, form: int, page: int):
    assert (refusals.status_of(code), refusals.page_status_of(code)) == (form, page)
