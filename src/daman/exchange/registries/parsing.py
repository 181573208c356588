"""Reading DCI answers strictly: what is not exactly as agreed is malformed, hence no answer."""

import unicodedata
from collections.abc import Mapping
from datetime import date
from typing import Any

from daman.exchange.outbound import NoAnswer
from daman.exchange.registries.port import CivilRecord, FactRecord
from daman.kernel import mobile, national_id
from daman.kernel.refusal import Refusal

MARITAL_STATUS = {"S": "SINGLE", "M": "MARRIED", "D": "DIVORCED", "W": "WIDOWED"}
SEX = {"male": "M", "female": "F"}
TEXT_LENGTH_MAX = 200
LIST_LENGTH_MAX = 100
# Amounts come as whole numbers or as text: a float is never money.
PLAIN = (str, int, bool, type(None))


def search_response(answer: Mapping[str, Any], transaction: str) -> dict[str, Mapping[str, Any]]:
    """
    Return the single answers by reference.

    :raises NoAnswer: when header, transaction or list are not as agreed
    """
    message = _message(answer, transaction)
    return {
        _text(_object(one), "reference_id"): _object(one)
        for one in _list(message, "search_response")
    }


def records(
    by_reference: Mapping[str, Mapping[str, Any]], reference: str, record_type: str
) -> list[dict[str, Any]]:
    """
    Return the records of one answer.

    :raises NoAnswer: when it is missing, was not successful or is of another record type
    """
    one = by_reference.get(reference)
    if one is None or one.get("status") != "succ":
        raise NoAnswer("malformed")
    content = _object(one.get("data"))
    if content.get("reg_record_type") != record_type:
        raise NoAnswer("malformed")
    return [_object(record) for record in _list(content, "reg_records")]


def disabled(answer: Mapping[str, Any], transaction: str) -> bool:
    """
    Return the yes or no of a disability status answer.

    :raises NoAnswer: when it is neither
    """
    answers = _list(_message(answer, transaction), "disabled_response")
    if len(answers) != 1 or _object(answers[0]).get("status") != "succ":
        raise NoAnswer("malformed")
    return bool(_one_of({"yes": True, "no": False}, answers[0].get("disabled_status")))


def person(record: Mapping[str, Any]) -> CivilRecord:
    """
    Return the person that a DCI person record describes.

    :raises NoAnswer: when anything that the product relies on is missing or wrong
    """
    more = _additional(record)
    address = _object(record.get("address"))
    born_on, died_on = _day(record.get("birth_date")), _optional_day(record.get("death_date"))
    if died_on is not None and died_on < born_on:
        raise NoAnswer("malformed")
    nationality = _text(more, "nationality")
    return CivilRecord(
        national_id=_own_number(record),
        name_ar=_text(more, "name_ar"),
        name_en=_text(more, "name_en"),
        sex=_one_of(SEX, record.get("sex")),
        born_on=born_on,
        born_hijri=_text(more, "birth_date_hijri"),
        marital_status=_one_of(MARITAL_STATUS, record.get("marital_status")),
        is_saudi=nationality == "SAU",
        nationality=nationality,
        nationality_basis=_optional_text(more, "nationality_basis"),
        residence_permit_valid=_optional_flag(more, "residence_permit_valid"),
        died_on=died_on,
        mobiles=tuple(_mobile(number) for number in _list(more, "registered_mobiles")),
        spouse_ids=_numbers(record, "spouses"),
        child_ids=_numbers(record, "children"),
        parent_ids=_numbers(record, "parents"),
        region=_text(more, "region_name"),
        city=_text(address, "locality"),
    )


def fact(record: Mapping[str, Any], *, source: str, national_id: str) -> FactRecord:
    """
    Return one fact about the person who was asked for.

    :raises NoAnswer: mismatch when it is about another, malformed when it is not a fact
    """
    if _own_number(record) != national_id:
        raise NoAnswer("mismatch")
    values = _object(record.get("values"))
    if not all(isinstance(value, PLAIN) and _clean(str(value)) for value in values.values()):
        raise NoAnswer("malformed")
    return FactRecord(
        source=source,
        kind=_text(record, "kind"),
        values=values,
        as_of=_day(record.get("as_of")),
    )


def _message(answer: Mapping[str, Any], transaction: str) -> dict[str, Any]:
    if _object(answer.get("header")).get("action") != "on-search":
        raise NoAnswer("malformed")
    message = _object(answer.get("message"))
    if message.get("transaction_id") != transaction:
        raise NoAnswer("mismatch")
    return message


def _additional(record: Mapping[str, Any]) -> dict[str, Any]:
    pairs = [_object(pair) for pair in _list(record, "additional_attributes")]
    return {_text(pair, "key"): pair.get("value") for pair in pairs}


def _own_number(record: Mapping[str, Any]) -> str:
    numbers = _numbers(record, "identifier")
    if len(numbers) != 1:
        raise NoAnswer("malformed")
    return numbers[0]


def _numbers(record: Mapping[str, Any], name: str) -> tuple[str, ...]:
    return tuple(_number(_object(identifier)) for identifier in _list(record, name))


def _number(identifier: Mapping[str, Any]) -> str:
    if identifier.get("identifier_type") != "UIN":
        raise NoAnswer("malformed")
    try:
        return national_id.parse(_text(identifier, "identifier_value"))
    except Refusal:
        raise NoAnswer("malformed") from None


def _mobile(number: Any) -> str:
    try:
        return mobile.parse(number)
    except (Refusal, TypeError):
        raise NoAnswer("malformed") from None


def _object(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise NoAnswer("malformed")
    return value


def _list(record: Mapping[str, Any], name: str) -> list[Any]:
    value = record.get(name)
    if not isinstance(value, list) or len(value) > LIST_LENGTH_MAX:
        raise NoAnswer("malformed")
    return value


def _text(record: Mapping[str, Any], name: str) -> str:
    value = record.get(name)
    if not isinstance(value, str) or not value or not _clean(value):
        raise NoAnswer("malformed")
    return value


def _clean(text: str) -> bool:
    """Return whether a database can hold the text: short, no control, no half character."""
    return len(text) <= TEXT_LENGTH_MAX and not any(
        unicodedata.category(char) in ("Cc", "Cs") for char in text
    )


def _optional_text(record: Mapping[str, Any], name: str) -> str | None:
    return None if record.get(name) is None else _text(record, name)


def _optional_flag(record: Mapping[str, Any], name: str) -> bool | None:
    value = record.get(name)
    if value is not None and not isinstance(value, bool):
        raise NoAnswer("malformed")
    return value


def _one_of(words: Mapping[str, Any], word: Any) -> Any:
    if not isinstance(word, str) or word not in words:
        raise NoAnswer("malformed")
    return words[word]


def _day(value: Any) -> date:
    try:
        day = date.fromisoformat(value[:10])
    except (TypeError, ValueError):
        raise NoAnswer("malformed") from None
    if day.isoformat() != value[:10]:
        raise NoAnswer("malformed")
    return day


def _optional_day(value: Any) -> date | None:
    return None if value in ("", None) else _day(value)
