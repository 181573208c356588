"""The text the law cites: articles of the law, rows of the two articles, announcements."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from daman.law.files import LawFault, faults_located, read_folder, required


@dataclass(frozen=True)
class Article:
    """
    One citable passage; `official` says whether the words are the official ones.

    Its label is how a person cites it: the law or article it stands in, and its number there.
    """

    id: str
    source: str
    text_ar: str
    text_en: str
    official: bool
    label_ar: str
    label_en: str


def _articles(file: str, content: Mapping[str, Any]) -> Iterable[Article]:
    source = str(required(content, "source", file=file))
    prefix = content.get("prefix", "")
    official = bool(content.get("official", False))
    label = required(content, "label", file=file)
    for key, texts in required(content, "articles", file=file).items():
        at = f"articles.{key}"
        cited = texts.get("label", label)
        yield Article(
            id=f"{prefix}{key}",
            source=source,
            text_ar=str(required(texts, "ar", file=file, at=at)),
            text_en=str(required(texts, "en", file=file, at=at)),
            official=official,
            label_ar=str(required(cited, "ar", file=file, at=at)).format(n=key),
            label_en=str(required(cited, "en", file=file, at=at)).format(n=key),
        )


@cache
def articles() -> Mapping[str, Article]:
    """
    Return every citable passage by its id.

    :raises LawFault: when a passage lacks a text or an id is given twice

    >>> articles()["law-1442/14"].official
    False
    """
    found: dict[str, Article] = {}
    for name, content in read_folder("text").items():
        file = f"text/{name}"
        with faults_located(content):
            for article in _articles(file, content):
                if article.id in found:
                    key = article.id.removeprefix(content.get("prefix", ""))
                    raise LawFault(file, f"articles.{key}", f"{article.id} is given twice")
                found[article.id] = article
    return found


def check_cited(ids: Iterable[str], *, file: str, key: str) -> None:
    """
    Check that every citation stands in `law/text`.

    :raises LawFault: naming the citation that does not
    """
    for cited in ids:
        if cited not in articles():
            raise LawFault(file, key, f"cites {cited}, which is not in law/text")
