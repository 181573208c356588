"""Where the product answers a contradiction: an edition, a value, a rule, a clock or a page."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from daman.law.book.contents import ShownEdition, shown_editions
from daman.law.book.words import headings
from daman.law.files import LawFault
from daman.law.parameters.clocks import clocks
from daman.law.parameters.contradictions import Contradiction
from daman.law.wording import Text

_FILE = "reasons/contradictions.yaml"


@dataclass(frozen=True)
class ProductPlace:
    """One place: what it is called, the page of the book that shows it, and its kind."""

    label: Text
    page: str
    kind: str
    name: str


@cache
def _places() -> dict[str, ProductPlace]:
    found: dict[str, ProductPlace] = {}
    for edition in shown_editions():
        found[edition.id] = ProductPlace(edition.title, f"{edition.id}.md", "edition", edition.id)
        found |= dict(_parts(edition))
    for clock in clocks().values():
        label = Text(clock.label_ar, clock.label_en)
        page = f"README.md#{clock.name}"
        found[f"clock/{clock.name}"] = ProductPlace(label, page, "clock", clock.name)
    return found


def _parts(edition: ShownEdition) -> Iterable[tuple[str, ProductPlace]]:
    page = f"{edition.id}.md"
    for value in edition.values:
        to = f"{page}#value-{value.name}"
        yield f"{edition.id}/{value.name}", ProductPlace(value.label, to, "value", edition.id)
    for rule in (*edition.rules, *edition.amount.left_open):
        to = f"{page}#{rule.code}"
        for code in (rule.code, rule.review_code):
            yield code, ProductPlace(rule.title, to, "rule", edition.id)


def places_of(contradiction: Contradiction) -> tuple[ProductPlace, ...]:
    """
    Return where a contradiction is answered.

    :raises LawFault: when it names a place that the product does not have
    """
    return tuple(_place(name, contradiction) for name in contradiction.where)


def _place(name: str, of: Contradiction) -> ProductPlace:
    kind, _, page = name.partition("/")
    if kind == "page":
        label = headings().get(f"page {page}")
        if label:
            return ProductPlace(label, "contradictions.md", "page", page)
    elif name in _places():
        return _places()[name]
    raise LawFault(_FILE, f"{of.number}.where", f"names {name}, which is no place here")
