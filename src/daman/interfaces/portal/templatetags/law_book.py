"""Speaks the law's book in the language of the page."""

from datetime import date

from django import template

from daman.interfaces.ui.dates import language
from daman.law.book.evidence import changes_text
from daman.law.book.words import heading as heading_of
from daman.law.cases.worked import WorkedCase
from daman.law.parameters.clocks import Clock
from daman.law.parameters.texts import Article, articles
from daman.law.rules.reading import Place
from daman.law.wording import Text

register = template.Library()


@register.filter
def said(text: Text | str | None) -> str:
    """Return a text of the law in the language of the page."""
    if not isinstance(text, Text):
        return text or ""
    return text.ar if language() == "ar" else text.en


@register.simple_tag
def heading(name: str) -> str:
    """Return a heading of the book in the language of the page."""
    return said(heading_of(name))


@register.filter
def passage(article: Article) -> str:
    """Return what a passage says, in the language of the page."""
    return said(Text(article.text_ar, article.text_en))


@register.filter
def labelled(thing: Clock | Article) -> str:
    """Return the name of a deadline, or how a passage is cited, in the language of the page."""
    return said(Text(thing.label_ar, thing.label_en))


@register.filter
def cited(source: str) -> str:
    """Return how a passage is cited by people, in the language of the page."""
    return labelled(articles()[source])


@register.filter
def anchored(name: str) -> str:
    """Return the anchor of a rule, value or passage on its page."""
    return name.replace("/", "-")


@register.filter
def written_at(place: Place) -> str:
    """Return where a rule is written: its file and line."""
    return f"{place.file}:{place.line}"


@register.filter
def changed(case: WorkedCase) -> list[str]:
    """Return what a worked case changes, fact by fact."""
    return [said(text) for text in changes_text(case)]


@register.filter
def day_or_none(day: date | None) -> str:
    """Return a day as the sources write it, or that it is not established."""
    return str(day) if day else heading("no_first_day")
