"""The editions of the law: each one's dated, sourced values, checked when they are loaded."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache, cached_property
from typing import Any

from daman.kernel.money import HALALAS_PER_RIYAL
from daman.kernel.refusal import Refusal
from daman.law.engine.conditions import Parameters
from daman.law.engine.expressions import ParameterValue
from daman.law.files import LawFault, faults_located, read_folder, required
from daman.law.parameters.contradictions import check_contradiction
from daman.law.parameters.texts import check_cited

_FOLDER = "parameters/editions"
MONEY_UNITS = frozenset({"riyal", "riyal/month", "riyal/year"})
UNITS = MONEY_UNITS | {"percent", "years", "days", "months", "people", "words"}
CONFIDENCES = frozenset({"high", "medium", "low"})
AUTHORITIES = frozenset({"article", "statute", "draft"})


@dataclass(frozen=True)
class Erratum:
    """A misprint of a source: shown beside the value, never applied."""

    row: int
    coherent_value: int
    contradiction: str


@dataclass(frozen=True)
class Value:
    """One value of an edition, as published, with where it stands and how sure that is."""

    name: str
    value: Any
    unit: str
    sources: tuple[str, ...]
    confidence: str
    since: date | None
    label_ar: str
    label_en: str
    note_ar: str = ""
    note_en: str = ""
    errata: tuple[Erratum, ...] = ()

    @property
    def for_rules(self) -> ParameterValue:
        """Return the value as rules compute with it: money in halalas, words as a tuple."""
        scale = HALALAS_PER_RIYAL if self.unit in MONEY_UNITS else 1
        if self.unit == "words":
            return tuple(self.value)
        if isinstance(self.value, dict):
            return {row: amount * scale for row, amount in self.value.items()}
        return int(self.value) * scale


@dataclass(frozen=True)
class Edition:
    """
    One edition of the law; `line` groups the editions that follow each other in time.

    History is read and computed with, but is in force for no new decision.
    """

    id: str
    family: str
    line: str
    authority: str
    title_ar: str
    title_en: str
    valid_from: date | None
    valid_until: date | None
    values: Mapping[str, Value]
    contradictions: tuple[str, ...] = field(default=())
    is_history: bool = False

    @cached_property
    def content_hash(self) -> str:
        """Return the SHA-256 of everything a decision can rest on, labels and titles left out."""
        content = {
            "id": self.id,
            "family": self.family,
            "valid_from": str(self.valid_from),
            "valid_until": str(self.valid_until),
            "values": {name: _canonical(value) for name, value in self.values.items()},
        }
        text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()

    def parameters(self) -> Parameters:
        """Return the values as rules ask for them."""
        values = {name: value.for_rules for name, value in self.values.items()}
        return Parameters(values, known=_known_names())


def _canonical(value: Value) -> dict[str, Any]:
    return {
        "value": value.value,
        "unit": value.unit,
        "sources": value.sources,
        "confidence": value.confidence,
        "since": str(value.since),
        "note": [value.note_ar, value.note_en],
        "errata": [[e.row, e.coherent_value, e.contradiction] for e in value.errata],
    }


@cache
def editions() -> Mapping[str, Edition]:
    """
    Return every edition by id, oldest first in each line.

    :raises LawFault: naming file and key, when a file is not fit to decide on

    >>> editions()["statutory-2023-11"].values["basic_minimum"].value
    1320
    """
    return load(read_folder(_FOLDER))


def current_editions() -> Mapping[str, Edition]:
    """
    Return every edition that may decide on a new application: all but those that are history.

    >>> "m45-1427" in editions(), "m45-1427" in current_editions()
    (True, False)
    """
    return {name: edition for name, edition in editions().items() if not edition.is_history}


def edition_of(edition_id: str) -> Edition:
    """
    Return the edition with that id.

    :raises Refusal: edition.unknown
    """
    found = editions().get(edition_id) if isinstance(edition_id, str) else None
    if found is None:
        known = ", ".join(editions())
        raise Refusal("edition.unknown", field="edition", given=str(edition_id)[:60], known=known)
    return found


def load(documents: Mapping[str, Mapping[str, Any]]) -> Mapping[str, Edition]:
    """
    Return the editions in these documents, an extended one before those that extend it.

    :raises LawFault: when one is not fit to decide on
    """
    loaded: dict[str, Edition] = {}
    written: dict[str, tuple[str, Mapping[str, Any]]] = {}
    waiting = dict(documents)
    while waiting:
        ready = [
            name
            for name, content in waiting.items()
            if content.get("extends") is None or content["extends"] in loaded
        ]
        if not ready:
            name, content = next(iter(waiting.items()))
            with faults_located(content):
                problem = "names no edition that can be loaded"
                raise LawFault(f"{_FOLDER}/{name}", "extends", problem)
        for name in ready:
            file, content = f"{_FOLDER}/{name}", waiting.pop(name)
            edition = _edition(file, content, loaded)
            written[edition.id] = file, content
            loaded[edition.id] = edition
    _check_lines(loaded, written)
    return loaded


def _edition(file: str, content: Mapping[str, Any], loaded: Mapping[str, Edition]) -> Edition:
    with faults_located(content):
        made = _read(file, content, loaded)
        if made.id in loaded:
            raise LawFault(file, "id", f"{made.id} is given twice")
        return made


def _read(file: str, content: Mapping[str, Any], loaded: Mapping[str, Edition]) -> Edition:
    base = loaded.get(content.get("extends") or "")
    is_history = bool(content.get("is_history", False))
    if base and base.is_history and not is_history:
        raise LawFault(file, "extends", f"{base.id} is history, which no new edition rests on")
    authority = required(content, "authority", file=file)
    if authority not in AUTHORITIES:
        raise LawFault(file, "authority", f"{authority!r} is not one of {sorted(AUTHORITIES)}")
    valid_from = _first_day(file, content)
    numbers = tuple(content.get("contradictions") or ())
    for place, number in enumerate(numbers):
        check_contradiction(number, file=file, key=f"contradictions[{place}]")
    inherited = dict(base.values) if base else {}
    given = content.get("values") or {}
    own = {name: _value(name, item, file=file, since=valid_from) for name, item in given.items()}
    _check_increment(inherited | own, file=file)
    return Edition(
        id=required(content, "id", file=file),
        family=str(required(content, "family", file=file)),
        line=required(content, "line", file=file),
        authority=authority,
        title_ar=required(content, "title_ar", file=file),
        title_en=required(content, "title_en", file=file),
        valid_from=valid_from,
        valid_until=content.get("valid_until"),
        values=inherited | own,
        contradictions=numbers,
        is_history=is_history,
    )


def _first_day(file: str, content: Mapping[str, Any]) -> date | None:
    first, end = content.get("valid_from"), content.get("valid_until")
    if first is None and not content.get("start_note"):
        raise LawFault(file, "valid_from", "is missing, and no start_note says why")
    if first is not None and end is not None and end <= first:
        raise LawFault(file, "valid_until", f"{end} does not come after {first}")
    return first


def _check_increment(values: Mapping[str, Value], *, file: str) -> None:
    """Check article 14: the increase for a dependant is not above the basic minimum."""
    base, increment = (values.get(name) for name in ("basic_minimum", "dependant_increment"))
    if base and increment and increment.value > base.value:
        key = "values.dependant_increment"
        raise LawFault(file, key, "is above the basic minimum (article 14)")


def _value(name: str, item: Mapping[str, Any], *, file: str, since: date | None) -> Value:
    at = f"values.{name}"
    unit = required(item, "unit", file=file, at=at)
    if unit not in UNITS:
        raise LawFault(file, f"{at}.unit", f"{unit!r} is not one of {sorted(UNITS)}")
    confidence = required(item, "confidence", file=file, at=at)
    if confidence not in CONFIDENCES:
        raise LawFault(file, f"{at}.confidence", f"{confidence!r} is not a confidence")
    value = required(item, "value", file=file, at=at)
    _check_shape(value, unit, file=file, at=f"{at}.value")
    sources = tuple(required(item, "sources", file=file, at=at))
    check_cited(sources, file=file, key=f"{at}.sources")
    return Value(
        name=name,
        value=value,
        unit=unit,
        sources=sources,
        confidence=confidence,
        since=item.get("since", since),
        label_ar=required(item, "label_ar", file=file, at=at),
        label_en=required(item, "label_en", file=file, at=at),
        note_ar=item.get("note_ar", ""),
        note_en=item.get("note_en", ""),
        errata=_errata(item.get("errata") or {}, value, file=file, at=at),
    )


def _errata(
    given: Mapping[int, Mapping[str, Any]], value: Any, *, file: str, at: str
) -> tuple[Erratum, ...]:
    errata = []
    for row, item in given.items():
        key = f"{at}.errata.{row}"
        if not isinstance(value, dict) or row not in value:
            raise LawFault(file, key, "corrects a row the table does not have")
        coherent = required(item, "coherent", file=file, at=key)
        contradiction = required(item, "contradiction", file=file, at=key)
        check_contradiction(contradiction, file=file, key=f"{key}.contradiction")
        errata.append(Erratum(row, coherent, contradiction))
    return tuple(errata)


def _check_shape(value: Any, unit: str, *, file: str, at: str) -> None:
    if unit == "words":
        _check_words(value, file=file, at=at)
    elif isinstance(value, dict):
        _check_table(value, file=file, at=at)
    elif type(value) is not int or value < 0:
        raise LawFault(file, at, f"{value!r} is not a whole number from zero")


def _check_words(value: Any, *, file: str, at: str) -> None:
    if not isinstance(value, dict):
        raise LawFault(file, at, "is not a list of words, each with its source")
    for word, source in value.items():
        check_cited([source], file=file, key=f"{at}.{word}")


def _check_table(rows: Mapping[Any, Any], *, file: str, at: str) -> None:
    if list(rows) != list(range(1, len(rows) + 1)):
        raise LawFault(file, at, "the rows do not run 1, 2, 3 … without a gap")
    for row, amount in rows.items():
        if type(amount) is not int or amount < 0:
            raise LawFault(file, f"{at}.{row}", f"{amount!r} is not a whole number from zero")
        if row > 1 and amount < rows[row - 1]:
            raise LawFault(file, f"{at}.{row}", "falls where the table must rise")


def _check_lines(
    loaded: Mapping[str, Edition], written: Mapping[str, tuple[str, Mapping[str, Any]]]
) -> None:
    lines: dict[str, list[Edition]] = {}
    for edition in loaded.values():
        lines.setdefault(edition.line, []).append(edition)
    for line in lines.values():
        ordered = sorted(line, key=lambda edition: edition.valid_from or date.min)
        for earlier, later in zip(ordered, ordered[1:], strict=False):
            if earlier.valid_until != later.valid_from:
                problem = f"{earlier.valid_until} is not the day {later.id} begins"
                file, content = written[earlier.id]
                with faults_located(content):
                    raise LawFault(file, "valid_until", f"gap or overlap: {problem}")


@cache
def _known_names() -> frozenset[str]:
    return frozenset(name for edition in editions().values() for name in edition.values)
