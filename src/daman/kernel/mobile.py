"""A Saudi mobile number, kept as E.164 (+9665…)."""

import phonenumbers

from daman.kernel.arabic import western_digits
from daman.kernel.refusal import Refusal


def parse(text: str) -> str:
    """
    Return the mobile number a person typed, as +9665xxxxxxxx.

    :raises Refusal: mobile.invalid

    >>> parse("٠٥٠ ١٢٣ ٤٥٦٧")
    '+966501234567'
    """
    try:
        number = phonenumbers.parse(western_digits(text), "SA")
    except phonenumbers.NumberParseException:
        raise Refusal("mobile.invalid") from None
    is_mobile = phonenumbers.number_type(number) == phonenumbers.PhoneNumberType.MOBILE
    if number.country_code != 966 or not is_mobile or not phonenumbers.is_valid_number(number):
        raise Refusal("mobile.invalid")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def masked(mobile: str) -> str:
    """Return the number as pages show it: the last three digits."""
    return f"05•••••{mobile[-3:]}"
