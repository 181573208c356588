"""Reading what Nafath tells of a person, by the claim names of its integration guide."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from daman.exchange.identity.port import NafathIdentity, NafathRefused
from daman.kernel import national_id
from daman.kernel.arabic import clean_line
from daman.kernel.refusal import Refusal

SEX = {"male": "M", "female": "F"}
TEXT_LENGTH_MAX = 200


def identity_of(claims: Mapping[str, Any]) -> NafathIdentity:
    """
    Return the person; only a valid national number counts, the rest is courtesy.

    :raises NafathRefused: nafath.subject when the subject is not a national number
    """
    try:
        number = national_id.parse(str(claims.get("sub", "")))
    except Refusal:
        raise NafathRefused("nafath.subject") from None
    return NafathIdentity(
        national_id=number,
        name_ar=_line(claims, "arabicName"),
        name_en=_line(claims, "englishName"),
        sex=SEX.get(_line(claims, "gender").casefold(), ""),
        born_on=_day(_line(claims, "dobGregorian")),
        nationality=_line(claims, "nationality"),
    )


def _line(claims: Mapping[str, Any], name: str) -> str:
    value = claims.get(name)
    return clean_line(value)[:TEXT_LENGTH_MAX] if isinstance(value, str) else ""


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
