"""Who may open an account, and which passwords are too easy: tables, without a database."""

from datetime import date

import pytest

from daman.journey.registration import rules
from daman.journey.registration.states import STEPS, State

TODAY = date(2026, 11, 25)
KNOWN = frozenset({"1058529940", "+966512345678"})


@pytest.mark.parametrize(
    ("born_on", "died_on", "refusal"),
    [
        (date(2008, 11, 25), None, None),
        (date(2008, 11, 26), None, "person.minor"),
        (date(2008, 2, 29), None, None),
        (date(1950, 1, 1), date(2026, 8, 1), "person.deceased"),
        (date(2015, 1, 1), date(2026, 8, 1), "person.deceased"),
    ],
)
def test_the_dead_and_minors_open_no_account(born_on, died_on, refusal):
    found = rules.refusal_of_person(born_on=born_on, died_on=died_on, today=TODAY)

    assert found == refusal


@pytest.mark.parametrize(
    ("password", "is_common", "refusal"),
    [
        ("a" * 9, False, "password.short"),
        ("three quiet palms", False, None),
        ("three quiet palms", True, "password.common"),
        ("x" * 128, False, None),
        ("x" * 129, False, "too_long"),
        ("my 1058529940", False, "password.common"),
        ("my ١٠٥٨٥٢٩٩٤٠", False, "password.common"),
        ("0512345678 yes", False, "password.common"),
        ("+966512345678", False, "password.common"),
        ("105852994 0 is split", False, None),
    ],
)
def test_easy_passwords_are_refused(password, is_common, refusal):
    found = rules.refusal_of_password(password, known=KNOWN, is_common=is_common)

    assert found == refusal


def test_an_attempt_goes_forward_only():
    order = [State.AWAITING_REGISTRY, State.MATCHED, State.VERIFIED, State.COMPLETED]

    for sources, target in STEPS.values():
        for source in sources:
            assert target == State.NOT_MATCHED or order.index(target) == order.index(source) + 1
    assert not any(State.NOT_MATCHED in sources for sources, _ in STEPS.values())
