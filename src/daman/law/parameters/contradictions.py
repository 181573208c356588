"""Where the sources disagree: what each says, which reading is used and why, where it shows."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from daman.law.files import LawFault, faults_located, read_file, required
from daman.law.parameters.texts import check_cited

_FILE = "reasons/contradictions.yaml"


@dataclass(frozen=True)
class Statement:
    """What one source says, with the passages of `law/text` where it says it."""

    sources: tuple[str, ...]
    ar: str
    en: str


@dataclass(frozen=True)
class Contradiction:
    """One disagreement of the sources; `where` names each part of the product that answers it."""

    number: str
    title_ar: str
    title_en: str
    ar: str
    en: str
    says: tuple[Statement, ...]
    why_ar: str
    why_en: str
    where: tuple[str, ...]


@cache
def contradictions() -> Mapping[str, Contradiction]:
    """
    Return every contradiction by its number, in order.

    :raises LawFault: when one lacks a side, a language, a reason or a place

    >>> contradictions()["C-02"].where
    ('1444-article', '1444-article/income_ceiling_by_size', '1444.income_limit')
    """
    content = read_file(_FILE)
    with faults_located(content):
        return {number: _contradiction(number, content) for number in content}


def _contradiction(number: str, content: Mapping[str, Any]) -> Contradiction:
    def given(key: str, of: Mapping[str, Any] = content[number], at: str = number) -> Any:
        return required(of, key, file=_FILE, at=at)

    def statement(place: int, item: Mapping[str, Any]) -> Statement:
        at = f"{number}.says[{place}]"
        sources = tuple(given("sources", item, at))
        check_cited(sources, file=_FILE, key=f"{at}.sources")
        return Statement(sources, given("ar", item, at), given("en", item, at))

    says = tuple(statement(place, item) for place, item in enumerate(given("says")))
    if len(says) < 2:
        raise LawFault(_FILE, f"{number}.says", "names fewer than two sides")
    title, why = given("title"), given("why")
    return Contradiction(
        number=number,
        title_ar=given("ar", title, f"{number}.title"),
        title_en=given("en", title, f"{number}.title"),
        ar=given("ar"),
        en=given("en"),
        says=says,
        why_ar=given("ar", why, f"{number}.why"),
        why_en=given("en", why, f"{number}.why"),
        where=tuple(given("where")),
    )


def check_contradiction(number: str, *, file: str, key: str) -> None:
    """
    Check that a contradiction that is named is written.

    :raises LawFault: naming the one that is not
    """
    if number not in contradictions():
        raise LawFault(file, key, f"names {number}, which is no contradiction")
