"""An edition of the ministry's own: a whole document that is drafted, signed and then adopted."""

import copy
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

import yaml

from daman.kernel.refusal import Refusal
from daman.law.files import LawFault, read_folder, read_text, required
from daman.law.parameters.editions import Edition, Value, editions, load

AUTHORITY = "draft"
# The passage of `law/text` that a value set by a draft cites beside the law itself.
ADOPTED = "adopted"
LAW_PREFIX = "law-1442/"
PERCENT_MAX = 100
_TEXTS = ("id", "family", "line", "authority", "title_ar", "title_en")


@dataclass(frozen=True)
class Basis:
    """The decision that a draft rests on: what it is, its number and its day."""

    text_ar: str
    text_en: str
    number: str
    on: date | None


@dataclass(frozen=True)
class Head:
    """What stands above the values of a draft."""

    id: str
    title_ar: str
    title_en: str
    valid_from: date
    basis: Basis


def new_document(base: Edition, head: Head) -> dict[str, Any]:
    """
    Return the document of a draft that says the same as an edition until its values are changed.

    It carries every value itself, so that a later correction of the base cannot change it.
    """
    document = {
        "id": head.id,
        "extends": base.id,
        "family": base.family,
        "line": head.id,
        "authority": AUTHORITY,
        "contradictions": list(base.contradictions),
        "values": {name: _written_value(value) for name, value in base.values.items()},
    }
    return with_head(document, head)


def with_head(document: Mapping[str, Any], head: Head) -> dict[str, Any]:
    """Return the document with another title, day or basis."""
    basis = {
        "text_ar": head.basis.text_ar,
        "text_en": head.basis.text_en,
        "number": head.basis.number,
        "on": head.basis.on,
    }
    above = {"title_ar": head.title_ar, "title_en": head.title_en, "valid_from": head.valid_from}
    return {**copy.deepcopy(dict(document)), **above, "basis": basis}


def with_value(
    document: Mapping[str, Any], base: Edition, name: str, value: Any
) -> dict[str, Any]:
    """
    Return the document with one value set; the base's own value restores what the base says.

    What the ministry sets rests on its decision and on the law, no longer on other sources.
    """
    changed, kept = copy.deepcopy(dict(document)), base.values[name]
    entry = _written_value(kept)
    if value != kept.value:
        law = [source for source in kept.sources if source.startswith(LAW_PREFIX)]
        entry |= {"value": value, "sources": [ADOPTED, *law], "confidence": "high"}
        for key in ("since", "errata", "note_ar", "note_en"):
            entry.pop(key, None)
    changed["values"][name] = entry
    return changed


def _written_value(value: Value) -> dict[str, Any]:
    entry = {
        "label_ar": value.label_ar,
        "label_en": value.label_en,
        "value": copy.deepcopy(value.value),
        "unit": value.unit,
        "sources": list(value.sources),
        "confidence": value.confidence,
        "since": value.since,
    }
    entry |= {key: text for key in ("note_ar", "note_en") if (text := getattr(value, key))}
    if value.errata:
        entry["errata"] = {
            each.row: {"coherent": each.coherent_value, "contradiction": each.contradiction}
            for each in value.errata
        }
    return entry


def written(document: Mapping[str, Any]) -> str:
    """Return a document as the text that is kept, signed and read again."""
    return yaml.safe_dump(dict(document), allow_unicode=True, sort_keys=False, width=99)


def sha256_of(text: str) -> str:
    """Return the SHA-256 of a draft's text: what a signature is bound to."""
    return hashlib.sha256(text.encode()).hexdigest()


def edition_in(text: str, *, file: str = "draft.yaml") -> Edition:
    """
    Return the edition that a draft's text holds, after every check of a shipped one.

    :raises LawFault: naming the key, when it is not fit to decide on
    """
    content: Mapping[str, Any] = read_text(text, file=file)
    check_document(content, file=file)
    if content.get("extends") not in editions():
        # It extends another of the ministry's editions, and carries every value itself.
        content = {key: value for key, value in content.items() if key != "extends"}
    edition = load({**_shipped(), file: content})[content["id"]]
    check_draft(edition, file=file)
    return edition


@cache
def _shipped() -> Mapping[str, Mapping[str, Any]]:
    return read_folder("parameters/editions")


def check_document(content: Mapping[str, Any], *, file: str) -> None:
    """
    Check that every part of a document is of the kind it must be.

    :raises LawFault: naming the first that is not
    """
    for key in _TEXTS:
        if not isinstance(required(content, key, file=file), str):
            raise LawFault(file, key, "is not a text")
    if content["id"] in editions():
        raise LawFault(file, "id", f"{content['id']} is an edition that is shipped")
    if type(content.get("valid_from")) is not date:
        raise LawFault(file, "valid_from", "is not a day such as 2027-01-01")
    if content.get("extends") is not None and not isinstance(content["extends"], str):
        raise LawFault(file, "extends", "is not the id of an edition")
    values = content.get("values") or {}
    if not isinstance(values, dict):
        raise LawFault(file, "values", "is not a mapping")
    for name, item in values.items():
        _check_entry(item, file=file, at=f"values.{name}")
        _check_kind(item, _known(content["family"]).get(name), file=file, at=f"values.{name}")


def _check_entry(item: Any, *, file: str, at: str) -> None:
    if not isinstance(item, dict):
        raise LawFault(file, at, "is not a mapping")
    if not isinstance(item.get("sources", []), list):
        raise LawFault(file, f"{at}.sources", "is not a list")
    if not isinstance(item.get("unit", ""), str) or not isinstance(
        item.get("confidence", ""), str
    ):
        raise LawFault(file, at, "has a unit or confidence that is not a text")
    if item.get("since") is not None and type(item["since"]) is not date:
        raise LawFault(file, f"{at}.since", "is not a day")
    errata = item.get("errata") or {}
    if not isinstance(errata, dict) or not all(isinstance(e, dict) for e in errata.values()):
        raise LawFault(file, f"{at}.errata", "is not a mapping of rows")


def _known(family: str) -> Mapping[str, Value]:
    """Return every value that the rules of a family ask for."""
    same = [each for each in editions().values() if each.family == family]
    return {name: value for each in same for name, value in each.values.items()}


def _check_kind(item: Mapping[str, Any], known: Value | None, *, file: str, at: str) -> None:
    if known is None:
        raise LawFault(file, at, "is no value that these rules ask for")
    if item.get("unit") != known.unit:
        raise LawFault(file, f"{at}.unit", f"is not {known.unit!r}")
    if isinstance(item.get("value"), dict) != isinstance(known.value, dict):
        raise LawFault(file, f"{at}.value", "is not of the kind that these rules ask for")


def check_draft(edition: Edition, *, file: str) -> None:
    """
    Check what only a draft has to keep: it is named as one and stays within what rules can bear.

    :raises LawFault: naming the key
    """
    if edition.authority != AUTHORITY:
        raise LawFault(file, "authority", f"{edition.authority!r} is not {AUTHORITY!r}")
    for name, value in edition.values.items():
        if value.unit == "percent" and value.value > PERCENT_MAX:
            raise LawFault(file, f"values.{name}.value", "is above 100 percent")
        if value.unit == "months" and value.value == 0:
            raise LawFault(file, f"values.{name}.value", "is no number of months to spread over")


def refusal_of(fault: LawFault) -> Refusal:
    """Return what is wrong with a draft as a refusal that names the key."""
    where = f"{fault.file}:{fault.line}" if fault.line else fault.file
    return Refusal("draft.unfit", field=fault.key, where=where, problem=fault.problem)
