"""Pure decisions about a draft: what may be set, and from which day it may be adopted."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from daman.kernel.refusal import Refusal
from daman.law.files import LawFault
from daman.law.parameters.differences import differences
from daman.law.parameters.drafts import PERCENT_MAX, edition_in
from daman.law.parameters.editions import Edition, Value, editions
from daman.law.rules.reading import Reading, read_edition

NUMBER_MAX = 1_000_000
ROWS_MAX = 60


def known_words(edition: Edition, name: str) -> dict[str, str]:
    """Return every word that a list may hold in the editions of a family, with its source."""
    same = [each for each in editions().values() if each.family == edition.family]
    found: dict[str, str] = {}
    for each in (edition, *same):
        if name in each.values:
            found |= {word: found.get(word, cited) for word, cited in _words(each, name).items()}
    return found


def _words(edition: Edition, name: str) -> Mapping[str, str]:
    words: Mapping[str, str] = edition.values[name].value
    return words


def checked_value(edition: Edition, name: str, given: Any) -> Any:
    """
    Return a value as a draft keeps it: a whole number, a table by row, or words with sources.

    :raises Refusal: edition.value_unknown, edition.number, edition.percent, edition.table_rows,
        edition.table_falls, edition.word_unknown, or edition.increment_above_minimum
    """
    value = edition.values.get(name)
    if value is None:
        raise Refusal("edition.value_unknown", field="value")
    if value.unit == "words":
        known = known_words(edition, name)
        if not set(given) <= set(known):
            raise Refusal("edition.word_unknown", field="value")
        return {word: source for word, source in known.items() if word in given}
    if isinstance(value.value, dict):
        return _checked_table(given)
    return _checked_number(edition, value, given)


def _checked_table(given: Any) -> dict[int, int]:
    rows = dict(given)
    if not rows or list(rows) != list(range(1, len(rows) + 1)) or len(rows) > ROWS_MAX:
        raise Refusal("edition.table_rows", field="value", most=ROWS_MAX)
    for row, amount in rows.items():
        _check_range(amount, field=f"row_{row}")
        if row > 1 and amount < rows[row - 1]:
            raise Refusal("edition.table_falls", field=f"row_{row}", row=row, least=rows[row - 1])
    return rows


def _checked_number(edition: Edition, value: Value, given: Any) -> int:
    _check_range(given, field="value", least=1 if value.unit == "months" else 0)
    if value.unit == "percent" and given > PERCENT_MAX:
        raise Refusal("edition.percent", field="value")
    others = {name: other.value for name, other in edition.values.items()} | {value.name: given}
    minimum, increment = others.get("basic_minimum"), others.get("dependant_increment")
    if minimum is not None and increment is not None and increment > minimum:
        # Article 14: the increase for a dependant is not above the basic minimum.
        raise Refusal("edition.increment_above_minimum", field="value")
    return int(given)


def _check_range(given: Any, *, field: str, least: int = 0) -> None:
    if type(given) is not int or not least <= given <= NUMBER_MAX:
        raise Refusal("edition.number", field=field, least=least, most=NUMBER_MAX)


def checked_reading(text: str) -> Reading:
    """
    Return a draft's text as the rules read it.

    :raises Refusal: edition.unfit with the key that is not fit to decide on
    """
    try:
        return read_edition(edition_in(text))
    except LawFault as fault:
        raise Refusal(
            "edition.unfit", field=fault.key, key=fault.key, problem=fault.problem
        ) from None


def check_complete(edition: Edition, base: Edition, basis: Mapping[str, Any]) -> None:
    """
    Refuse a draft that is not complete enough to be signed.

    :raises Refusal: edition.unchanged, or edition.no_basis
    """
    if not differences(base, edition):
        raise Refusal("edition.unchanged")
    if not (basis["text_ar"] and basis["text_en"] and basis["number"] and basis["on"]):
        raise Refusal("edition.no_basis")


def check_adoption(
    *, from_day: date, valid_from: date, today: date, taken: Collection[date]
) -> None:
    """
    Refuse a day from which an edition cannot be adopted.

    :raises Refusal: edition.day_not_future, edition.day_before_valid, or edition.day_taken
    """
    if from_day <= today:
        raise Refusal("edition.day_not_future", field="from_day")
    if from_day < valid_from:
        raise Refusal("edition.day_before_valid", field="from_day")
    if from_day in taken:
        raise Refusal("edition.day_taken", field="from_day")
