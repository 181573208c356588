"""The words of notices: complete in both languages, and short where they go by SMS."""

import pytest

from daman.exchange.notices.texts import PARTS, rendered, texts

# One SMS in Arabic letters holds 70 characters; a code must come in one piece.
ONE_PIECE = 70
ABOUT_THE_ACCOUNT = {
    "registered": {},
    "password_changed": {},
    "code": {"code": "123456"},
    "registration_can_go_on": {"address": "http://127.0.0.1:8000/register/waiting/"},
}


@pytest.mark.parametrize(("template", "values"), ABOUT_THE_ACCOUNT.items())
def test_arabic_messages_about_the_account_come_in_one_piece(template, values):
    assert len(rendered(template, "sms_ar", values)) <= ONE_PIECE


@pytest.mark.parametrize("template", texts())
def test_both_languages_say_the_same_facts(template):
    words = texts()[template]

    for part in {name.rsplit("_", 1)[0] for name in words}:
        arabic, english = words[f"{part}_ar"], words[f"{part}_en"]
        assert arabic.strip(), part
        assert english.strip(), part
    assert set(PARTS) <= set(words)


def test_a_missing_value_is_said_at_once():
    with pytest.raises(AssertionError, match="wants"):
        rendered("code", "sms_ar", {})
