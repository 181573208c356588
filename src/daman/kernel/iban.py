"""The Saudi IBAN: SA, two check digits, two for the bank, eighteen for the account."""

import re

from daman.kernel.arabic import western_digits
from daman.kernel.refusal import Refusal

LENGTH = 24
# Demo and test accounts carry a bank number that no bank has, and this account prefix.
SYNTHETIC_BANK = "99"
SYNTHETIC_ACCOUNT_PREFIX = "999"


def parse(text: str) -> str:
    """
    Return the IBAN a person typed, upper case without spaces.

    :raises Refusal: iban.country, iban.length, iban.characters or iban.checksum

    >>> parse("sa03 8000 0000 6080 1016 7519")
    'SA0380000000608010167519'
    """
    typed = re.sub(r"[\s\-]", "", western_digits(text)).upper()
    if not typed.startswith("SA"):
        raise Refusal("iban.country")
    if len(typed) != LENGTH:
        raise Refusal("iban.length", length=len(typed))
    if not re.fullmatch(r"SA[0-9]{4}[0-9A-Z]{18}", typed):
        raise Refusal("iban.characters")
    if _remainder(typed) != 1:
        raise Refusal("iban.checksum")
    return typed


def bank_number(iban: str) -> str:
    """Return the two digits that name the bank."""
    return iban[4:6]


def grouped(iban: str) -> str:
    """Return the IBAN in groups of four, as it is printed."""
    return " ".join(iban[start : start + 4] for start in range(0, len(iban), 4))


def masked(iban: str) -> str:
    """Return the last four characters, all that a list shows."""
    return iban[-4:]


def synthetic(serial: int, *, bank: str = SYNTHETIC_BANK) -> str:
    """
    Return a made-up but valid IBAN from the marked range.

    >>> parse(synthetic(5)) == synthetic(5)
    True
    """
    assert 0 <= serial < 10**15
    body = f"{bank}{SYNTHETIC_ACCOUNT_PREFIX}{serial:015d}"
    check = 98 - _remainder(f"SA00{body}")
    return f"SA{check:02d}{body}"


def is_synthetic(iban: str) -> bool:
    """Return whether the account is from the marked range."""
    return iban[6:9] == SYNTHETIC_ACCOUNT_PREFIX


def _remainder(iban: str) -> int:
    moved = iban[4:] + iban[:4]
    return int("".join(str(int(char, 36)) for char in moved)) % 97
