"""
The letter of a decision as pure data, in both languages: every page and print shows this content.

Dates are ISO, months `2026-12`, amounts whole halalas: how they are written is the page's affair.
"""

import hashlib
import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from daman.base.references import ALPHABET
from daman.journey.assessment import wording
from daman.kernel.arabic import western_digits
from daman.kernel.month import Month
from daman.kernel.refusal import Refusal
from daman.law.parameters.clocks import clocks
from daman.law.parameters.editions import Edition
from daman.law.parameters.texts import articles
from daman.law.wording import Text

CONTENT_VERSION = 1
ACCEPTED = "ACCEPTED"
REFUSED = "REFUSED"
CODE_LENGTH = 16
_GROUP = 4
_SCALAR_UNITS = ("riyal/month", "percent", "years", "days", "months")
# What a citizen is not asked, and what then says nothing beside it.
_SILENT = ("nationality_basis", "residence_permit_valid", "legacy_category_m45")
# Crockford's alphabet has no I, L, O: whoever writes them means these.
_MISREAD = str.maketrans({"I": "1", "L": "1", "O": "0"})


@dataclass(frozen=True)
class Deciding:
    """All that a letter is written from."""

    reference: str
    application: str
    submitted_on: date
    name_ar: str
    name_en: str
    person_masked: str
    account_last4: str
    outcome: str
    decided_on: date
    answer: Mapping[str, Any]
    edition: Edition
    sources: Mapping[str, Mapping[str, str]]
    amount_halalas: int | None
    committee_reasons: str
    verify_code: str
    first_month: Month | None
    objection_until_on: date
    decider_ar: str
    decider_en: str


def content_of(deciding: Deciding) -> dict[str, Any]:
    """Return the whole letter."""
    is_accepted = deciding.outcome == ACCEPTED
    return {
        "version": CONTENT_VERSION,
        "reference": deciding.reference,
        "application": deciding.application,
        "submitted_on": deciding.submitted_on.isoformat(),
        "decided_on": deciding.decided_on.isoformat(),
        "outcome": deciding.outcome,
        "person": {
            "name": {"ar": deciding.name_ar, "en": deciding.name_en or deciding.name_ar},
            "number": deciding.person_masked,
        },
        "title": _texts()["title"][deciding.outcome],
        "summary": _texts()["summary"][deciding.outcome],
        "conditions": [_condition(each, deciding.sources) for each in _asked(deciding.answer)],
        "committee_reasons": deciding.committee_reasons,
        "amount": _amount(deciding) if is_accepted else None,
        "first_month": str(deciding.first_month) if deciding.first_month else None,
        "account_last4": deciding.account_last4 if is_accepted else "",
        "next": _next(deciding),
        "edition": _edition(deciding),
        "objection": {
            "until_on": deciding.objection_until_on.isoformat(),
            "days": clocks()["grievance"].days,
            "ways": _texts()["objection"],
            "articles": [_article(cited) for cited in ("law-1442/22", "L5")],
        },
        "notes": [_pair(note) for note in deciding.answer.get("notes", ())],
        "decided_by": {"ar": deciding.decider_ar, "en": deciding.decider_en},
        "verify_code": deciding.verify_code,
    }


def sha256_of(content: Mapping[str, Any]) -> str:
    """Return the SHA-256 of a letter as canonical JSON: sorted keys, no spaces, UTF-8."""
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def reasons_count(answer: Mapping[str, Any], committee_reasons: str) -> int:
    """Return how many reasons a refusal has: conditions not met, and the committee's own."""
    failing = sum(condition["met"] is False for condition in answer["conditions"])
    return failing + bool(committee_reasons.strip())


def refuse_unlawful(
    outcome: str, answer: Mapping[str, Any], *, amount_halalas: int | None, reasons: int
) -> None:
    """
    Refuse an outcome that the law or the facts do not carry (articles 6 and 9).

    :raises Refusal: decision.no_reasons, decision.eligible, decision.not_eligible or
        decision.amount_open
    """
    if outcome == REFUSED:
        if reasons == 0:
            raise Refusal("decision.no_reasons")
        if answer["eligible"] is True:
            raise Refusal("decision.eligible")
        return
    if answer["eligible"] is False:
        raise Refusal("decision.not_eligible")
    if answer["eligible"] is None or amount_halalas is None:
        raise Refusal("decision.amount_open")


def new_verify_code() -> str:
    """Return a fresh code of 80 random bits, as `4TJ2-9XKM-71QA-ZC8E`."""
    code = "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))
    return grouped(code)


def grouped(code: str) -> str:
    """Return a code in groups of four."""
    parts = [code[place : place + _GROUP] for place in range(0, len(code), _GROUP)]
    return "-".join(parts)


def read_verify_code(typed: str) -> str:
    """
    Return a code as it is kept from how a person typed it.

    :raises Refusal: verify.code when it cannot be one

    >>> read_verify_code(" 4tj2 9xkm-71qa zc8e ")
    '4TJ2-9XKM-71QA-ZC8E'
    """
    kept = "".join(letter for letter in western_digits(typed).upper() if letter.isalnum())
    code = kept.translate(_MISREAD)
    if len(code) != CODE_LENGTH or any(letter not in ALPHABET for letter in code):
        raise Refusal("verify.code", field="code")
    return grouped(code)


def _asked(answer: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return the conditions that were asked of this unit; the others would only confuse."""
    return [each for each in answer["conditions"] if each["applicable"]]


def _condition(
    condition: Mapping[str, Any], sources: Mapping[str, Mapping[str, str]]
) -> dict[str, Any]:
    return {
        "code": condition["code"],
        "met": condition["met"],
        "title": _pair(condition, "title"),
        "text": _pair(condition),
        "remedy": _pair(condition, "remedy"),
        "articles": [_article(each["id"]) for each in condition["articles"]],
        "facts": _facts(condition["facts"], sources),
        "parameters": [_parameter(each) for each in condition["parameters"] if _is_scalar(each)],
    }


def _facts(
    facts: Sequence[Mapping[str, Any]], sources: Mapping[str, Mapping[str, str]]
) -> list[dict[str, Any]]:
    """Return the facts in words; equal answers of equal origin share a row."""
    rows: dict[tuple[Any, ...], dict[str, Any]] = {}
    for fact in facts:
        path, value = fact["field"], fact["value"]
        if path.rpartition(".")[2] in _SILENT and value in (None, "none", False):
            continue
        source = sources.get(path, {"source": "unknown", "as_of": ""})
        row = _fact(fact, source)
        key = (row["value"]["en"], *source.values(), *_kin(path, value))
        if key in rows:
            kept = rows[key]["labels"]
            kept += [label for label in row["labels"] if label not in kept]
            rows[key]["places"] += row["places"]
        else:
            rows[key] = row
    return list(rows.values())


def _kin(path: str, value: Any) -> tuple[str, ...]:
    """Return what makes two rows one: zeros of income, or the same question of each dependant."""
    group, _, name = path.partition(".")
    if group.startswith("dependants["):
        return ("dependants", name)
    return (group,) if group == "monthly_income" and value == 0 else (path,)


def _fact(fact: Mapping[str, Any], source: Mapping[str, str]) -> dict[str, Any]:
    path = fact["field"]
    value = None if fact["value"] in ("none", "undecided") else fact["value"]
    names = [source["source"], *([source["also"]] if "also" in source else [])]
    return {
        "labels": [{"ar": fact["label_ar"], "en": fact["label_en"]}],
        "places": _places(path),
        "value": _of(wording.fact_text(path, value)),
        "sources": [{"code": name, **_of(wording.source_text(name))} for name in names],
        "as_of": source["as_of"],
    }


def _places(path: str) -> list[int]:
    """Return which dependant a fact is about, counted from one; none for the household."""
    group = path.partition(".")[0]
    place = group.removeprefix("dependants[").removesuffix("]")
    return [int(place) + 1] if place != group else []


def _is_scalar(parameter: Mapping[str, Any]) -> bool:
    return parameter["unit"] in _SCALAR_UNITS and not isinstance(parameter["value"], dict)


def _parameter(parameter: Mapping[str, Any]) -> dict[str, Any]:
    unit = _texts()["units"][parameter["unit"]]
    number = f"{parameter['value']:,}"
    return {
        "name": parameter["name"],
        "label": {"ar": parameter["label_ar"], "en": parameter["label_en"]},
        "value": {language: unit[language].format(n=number) for language in ("ar", "en")},
        "since": parameter["since"],
        "articles": [_article(cited) for cited in parameter["sources"]],
    }


def _amount(deciding: Deciding) -> dict[str, Any]:
    lines = [
        {
            "kind": line["kind"],
            "label": {"ar": line["label_ar"], "en": line["label_en"]},
            "halalas": line["halalas"],
            "article": _article(line["source"]) if line["source"] else None,
        }
        for line in deciding.answer["amount_lines"]
    ]
    return {"lines": lines, "total_halalas": deciding.amount_halalas}


def _next(deciding: Deciding) -> list[dict[str, str]]:
    """Return what to do next: the remedy of each condition that is not met, then the rest."""
    remedies = [
        _pair(condition, "remedy")
        for condition in deciding.answer["conditions"]
        if condition["met"] is False and condition["remedy_ar"]
    ]
    return [*remedies, *_texts()["next"][deciding.outcome]]


def _edition(deciding: Deciding) -> dict[str, Any]:
    edition = deciding.edition
    return {
        "id": edition.id,
        "title": {"ar": edition.title_ar, "en": edition.title_en},
        "since": edition.valid_from and edition.valid_from.isoformat(),
        "sha256": deciding.answer["edition_hash"],
    }


def _article(cited: str) -> dict[str, Any]:
    """Return a citation: its place as people say it, and its words."""
    article = articles()[cited]
    of_the_law, _, number = cited.rpartition("/")
    place = _texts()["law"] if of_the_law else {"ar": article.label_ar, "en": article.label_en}
    return {
        "id": cited,
        "place": {language: place[language].format(number=number) for language in ("ar", "en")},
        "text": {"ar": article.text_ar, "en": article.text_en},
        "official": article.official,
    }


def _pair(entry: Mapping[str, Any], part: str = "text") -> dict[str, str]:
    return {"ar": entry[f"{part}_ar"], "en": entry[f"{part}_en"]}


def _of(text: Text) -> dict[str, str]:
    return {"ar": text.ar, "en": text.en}


@cache
def _texts() -> Mapping[str, Any]:
    text = (Path(__file__).parent / "letter.yaml").read_text(encoding="utf-8")
    texts: Mapping[str, Any] = yaml.safe_load(text)
    return texts
