"""The book's own words, in both languages."""

from collections.abc import Iterable, Mapping
from functools import cache

from daman.law.files import read_file
from daman.law.wording import Text


@cache
def headings() -> Mapping[str, Text]:
    """Return every heading and short phrase of the book, by name."""
    return {name: Text(**forms) for name, forms in read_file("reasons/book.yaml").items()}


def heading(name: str) -> Text:
    """
    Return a heading.

    >>> heading("rules").en
    'The rules, in their order'
    """
    return headings()[name]


def said(name: str, **values: str) -> Text:
    """Return a phrase with its values put in."""
    form = headings()[name]
    return Text(form.ar.format(**values), form.en.format(**values))


def joined(texts: Iterable[Text]) -> Text:
    """Return texts in one line, with the commas of each language."""
    listed, comma = list(texts), heading("comma")
    return Text(comma.ar.join(t.ar for t in listed), comma.en.join(t.en for t in listed))
