"""How the registry finds people for one DCI search: by identifier or by an expression."""

import operator
from collections.abc import Callable
from datetime import date
from typing import Any

from simulators.registry.census import Person
from simulators.registry.facts import SOURCES
from simulators.registry.people import People

PERSON = "sa-civil:Person"
FACT = "sa-facts:"
FOUND_MAX = 20
_OPERATORS: dict[str, Callable[[Any, Any], bool]] = {
    "eq": operator.eq,
    "gt": operator.gt,
    "lt": operator.lt,
    "ge": operator.ge,
    "le": operator.le,
}
_CODES = {"single": "S", "married": "M", "divorced": "D", "widowed": "W"}


class Rejected(Exception):
    """A search that cannot be done; the text is the DCI status reason code."""


def records(people: People, criteria: dict[str, Any], *, another: bool) -> list[dict[str, Any]]:
    """
    Return the records for one search; `another` answers with somebody else's, on purpose.

    :raises Rejected: for a query or record type that is not understood, or too many people
    """
    found = _found(people, criteria)
    if len(found) > FOUND_MAX:
        raise Rejected("rjct.search.too_many_records_found")
    if another:
        found = [_somebody_else(people, person) for person in found]
    wanted = criteria.get("reg_record_type", PERSON)
    if wanted == PERSON:
        return [person_record(person) for person in found]
    source = str(wanted).removeprefix(FACT)
    if not str(wanted).startswith(FACT) or source not in SOURCES.values():
        raise Rejected("rjct.search_criteria.invalid")
    return [record for person in found for record in fact_records(person, source)]


def person_record(person: Person) -> dict[str, Any]:
    """Return a person as a DCI CRVS person record."""
    names = person["names"]
    return {
        "@type": "CRVS_Person",
        "identifier": [_identifier(person["id"])],
        "name": {
            "@type": "Name",
            "given_name": names[0][1],
            "second_name": " ".join(latin for _, latin in names[1:-1]),
            "surname": names[-1][1],
        },
        "sex": "male" if person["sex"] == "M" else "female",
        "birth_date": person["born_on"],
        "death_date": person["died_on"] or "",
        "marital_status": _CODES[person["marital_status"]],
        "phone_number": list(person["mobiles"]),
        "address": {
            "@type": "Address",
            "locality": person["city"],
            "region_code": person["region_code"],
            "country_code": "SA",
        },
        "parents": [_identifier(number) for number in person["parents"]],
        "spouses": [_identifier(number) for number in person["spouses"]],
        "children": [_identifier(number) for number in person["children"]],
        "additional_attributes": [
            {"key": key, "value": value} for key, value in _additional(person).items()
        ],
    }


def fact_records(person: Person, source: str) -> list[dict[str, Any]]:
    """Return what one authority knows of the person."""
    return [
        {
            "@type": "Fact",
            "identifier": [_identifier(person["id"])],
            "kind": fact["kind"],
            "as_of": fact["as_of"],
            "values": fact["values"],
        }
        for fact in person["facts"]
        if fact["source"] == source
    ]


def _additional(person: Person) -> dict[str, Any]:
    return {
        "name_ar": person["name_ar"],
        "name_en": person["name_en"],
        "birth_date_hijri": person["born_hijri"],
        "nationality": person["nationality"],
        "nationality_basis": person["nationality_basis"],
        "residence_permit_valid": person["permit_valid"],
        "registered_mobiles": list(person["mobiles"]),
        "region_name": person["region"],
    }


def _identifier(number: str) -> dict[str, str]:
    return {"@type": "Identifier", "identifier_type": "UIN", "identifier_value": number}


def _found(people: People, criteria: dict[str, Any]) -> list[Person]:
    kind, query = criteria.get("query_type"), criteria.get("query")
    if kind == "idtype-value" and isinstance(query, dict) and query.get("type") == "UIN":
        person = people.get(str(query.get("value")))
        return [] if person is None else [person]
    if kind == "expression" and isinstance(query, list) and query:
        tests = [_test(part) for part in query]
        return [person for person in people.all() if all(test(person) for test in tests)]
    raise Rejected("rjct.search_criteria.invalid")


def _test(part: Any) -> Callable[[Person], bool]:
    if not isinstance(part, dict) or "expression1" not in part:
        raise Rejected("rjct.filter.invalid")
    first = _comparison(part["expression1"])
    if "expression2" not in part:
        return first
    second, joined = _comparison(part["expression2"]), part.get("condition", "and")
    if joined not in ("and", "or"):
        raise Rejected("rjct.filter.invalid")
    join = all if joined == "and" else any
    return lambda person: join(test(person) for test in (first, second))


def _comparison(expression: Any) -> Callable[[Person], bool]:
    if not isinstance(expression, dict):
        raise Rejected("rjct.filter.invalid")
    attribute = {"UIN": "id", "birth_date": "born_on", "mobile": "mobiles"}.get(
        expression.get("attribute_name", "")
    )
    compare = _OPERATORS.get(expression.get("operator", ""))
    value = expression.get("attribute_value")
    if attribute is None or compare is None or not isinstance(value, str):
        raise Rejected("rjct.filter.invalid")
    if attribute == "born_on":
        _require_day(value)
    if attribute == "mobiles":
        return lambda person: value in person["mobiles"]
    return lambda person: compare(person[attribute], value)


def _require_day(value: str) -> None:
    try:
        date.fromisoformat(value)
    except ValueError:
        raise Rejected("rjct.filter.invalid") from None


def _somebody_else(people: People, person: Person) -> Person:
    return next(other for other in people.all() if other["id"] != person["id"])
