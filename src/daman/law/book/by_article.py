"""From an article to what rests on it: rules, the amount and deadlines, with place and cases."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from daman.law.book.contents import ShownEdition, shown_editions
from daman.law.book.evidence import Evidence
from daman.law.book.words import heading
from daman.law.files import read_file
from daman.law.parameters.clocks import clocks
from daman.law.parameters.texts import Article, articles
from daman.law.rules import deadlines
from daman.law.rules.reading import Place, place_of
from daman.law.wording import Text

THE_LAW = "law-1442/"
FIRST_PAYMENT, FIRST_PAYMENT_ARTICLE = "first_payment", "law-1442/16"


@dataclass(frozen=True)
class OnArticle:
    """One thing that rests on a passage; `edition` is empty for what all editions share."""

    title: Text
    code: str
    edition: str
    place: Place
    case_ids: tuple[str, ...] = ()


@dataclass(frozen=True)
class ArticleEntry:
    """One passage with all that rests on it; nothing does where only people apply it."""

    article: Article
    rests: tuple[OnArticle, ...]
    is_in_parts: bool

    @property
    def instead(self) -> Text:
        """Return what is said where nothing rests on the passage itself."""
        return heading("in_parts" if self.is_in_parts else "no_rule")


@cache
def by_article() -> tuple[ArticleEntry, ...]:
    """
    Return every passage that something rests on, and every article of the law of 1442.

    A rule is shown in the newest edition that reads it. The law of 1442 comes first.

    >>> [entry.rests[0].code for entry in by_article() if entry.article.id == "law-1442/9.2"]
    ['stat.income']
    """
    found: dict[tuple[str, str], OnArticle] = {}
    for cited, each in _everything():
        found[cited, each.code] = each
    rests: dict[str, list[OnArticle]] = {}
    for (cited, _), each in found.items():
        rests.setdefault(cited, []).append(each)
    entries = [
        ArticleEntry(article, tuple(rests.get(article.id, ())), _has_parts(article.id, rests))
        for article in articles().values()
        if article.id in rests or article.id.startswith(THE_LAW)
    ]
    return tuple(sorted(entries, key=lambda entry: not entry.article.id.startswith(THE_LAW)))


def _has_parts(article: str, rests: Iterable[str]) -> bool:
    return any(cited.startswith(f"{article}.") for cited in rests)


def _everything() -> Iterable[tuple[str, OnArticle]]:
    for edition in shown_editions():
        yield from _rules(edition)
        ids = tuple(each.seen.case.id for each in edition.amount.examples)
        amount = OnArticle(heading("amount"), "amount", edition.id, edition.amount.place, ids)
        for line in edition.amount.lines:
            yield line.article.id, amount
        yield from _values(edition)
    place = place_of(deadlines.due_on)
    for clock in clocks().values():
        title = Text(clock.label_ar, clock.label_en)
        for source in clock.sources:
            yield source, OnArticle(title, clock.name, "", place)
    place = place_of(deadlines.first_payment_month)
    yield FIRST_PAYMENT_ARTICLE, OnArticle(heading(FIRST_PAYMENT), FIRST_PAYMENT, "", place)


def _rules(edition: ShownEdition) -> Iterable[tuple[str, OnArticle]]:
    for rule in (*edition.rules, *edition.amount.left_open):
        ids = _case_ids(rule.evidence)
        each = OnArticle(rule.title, rule.code, edition.id, rule.place, ids)
        for article in rule.cited:
            yield article.id, each


def _values(edition: ShownEdition) -> Iterable[tuple[str, OnArticle]]:
    for value in edition.values:
        place = _value_place(edition.id, value.name)
        each = OnArticle(value.label, f"value-{value.name}", edition.id, place)
        for article in (*value.sources, *value.word_sources):
            yield article.id, each


def _value_place(edition_id: str, name: str) -> Place:
    """Return where a value is written: in its edition's file, or in the one that it extends."""
    file = f"parameters/editions/{edition_id}.yaml"
    content = read_file(file)
    if name not in content["values"]:
        return _value_place(content["extends"], name)
    return Place(file, content.line_of(f"values.{name}"))


def _case_ids(shown: Evidence) -> tuple[str, ...]:
    telling = (*shown.failed[:2], *shown.excepted[:1], *shown.met[:2])
    return tuple(dict.fromkeys(seen.case.id for seen in telling))
