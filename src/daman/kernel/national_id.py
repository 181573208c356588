"""The national number: ten digits, 1 for a citizen or 2 for a resident, Luhn over all ten."""

import re
from typing import Literal

from daman.kernel.arabic import western_digits
from daman.kernel.refusal import Refusal

Kind = Literal["citizen", "resident"]
# Demo and test numbers only ever come from here; a real number never begins so.
SYNTHETIC_CITIZEN_PREFIX = "1999"
SYNTHETIC_RESIDENT_PREFIX = "2999"


def parse(text: str) -> str:
    """
    Return the ten digits a person typed.

    :raises Refusal: nid.length, nid.prefix or nid.checksum

    >>> parse("١٠٥٨٥٢٩٩٤٠")
    '1058529940'
    """
    digits = re.sub(r"[\s\-]", "", western_digits(text))
    if not re.fullmatch(r"[0-9]{10}", digits):
        raise Refusal("nid.length")
    if digits[0] not in "12":
        raise Refusal("nid.prefix")
    if len(set(digits)) == 1 or _luhn_sum(digits) % 10 != 0:
        raise Refusal("nid.checksum")
    return digits


def kind(national_id: str) -> Kind:
    """Return whose number it is, of a number that `parse` accepted."""
    return "citizen" if national_id[0] == "1" else "resident"


def masked(national_id: str) -> str:
    """Return the number as lists show it: the last four digits."""
    return "*" * 6 + national_id[-4:]


def synthetic(serial: int, *, of: Kind = "citizen") -> str:
    """
    Return a made-up but valid number from the marked range.

    >>> parse(synthetic(7)) == synthetic(7)
    True
    """
    assert 0 <= serial <= 99_999
    prefix = SYNTHETIC_CITIZEN_PREFIX if of == "citizen" else SYNTHETIC_RESIDENT_PREFIX
    body = f"{prefix}{serial:05d}"
    return body + str(-_luhn_sum(body + "0") % 10)


def is_synthetic(national_id: str) -> bool:
    """Return whether the number is from the marked range."""
    return national_id.startswith((SYNTHETIC_CITIZEN_PREFIX, SYNTHETIC_RESIDENT_PREFIX))


def _luhn_sum(digits: str) -> int:
    doubled = (int(digit) * 2 for digit in digits[-2::-2])
    plain = (int(digit) for digit in digits[-1::-2])
    return sum(plain) + sum(number - 9 if number > 9 else number for number in doubled)
