"""Who may open an account, and which passwords are too easy."""

import unicodedata
from datetime import date

from daman.kernel.ages import age_on
from daman.kernel.arabic import western_digits

ADULT_YEARS = 18
PASSWORD_LENGTH_MIN = 10
PASSWORD_LENGTH_MAX = 128
TERMS = "registration"
TERMS_VERSION = "2026-11-01"


def refusal_of_person(*, born_on: date, died_on: date | None, today: date) -> str | None:
    """
    Return the code of why a matched person cannot open an account, or None.

    The dead cannot; a minor's guardian applies for them.
    """
    if died_on is not None:
        return "person.deceased"
    if age_on(born_on, today) < ADULT_YEARS:
        return "person.minor"
    return None


def refusal_of_password(password: str, *, known: frozenset[str], is_common: bool) -> str | None:
    """
    Return the code of why a password is not accepted, or None; nothing is asked of its letters.

    `known` holds what others know of the person: the national number and the mobile.
    """
    digits = western_digits(password)
    if len(password) < PASSWORD_LENGTH_MIN:
        return "password.short"
    if len(password) > PASSWORD_LENGTH_MAX:
        return "too_long"
    if is_common or any(_as_typed(fact) in digits for fact in known if fact):
        return "password.common"
    return None


def password_as_kept(password: str) -> str:
    """Return a password in the one form in which it is kept: keyboards compose letters apart."""
    return unicodedata.normalize("NFC", password)


def _as_typed(fact: str) -> str:
    """Return the part of a number that people type in whatever form: 5… of +9665…"""
    return fact.removeprefix("+966")
