"""What the book holds: every edition with its text, values, rules and cases, from what decides."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from daman.kernel.hijri import HijriDate
from daman.law.book.evidence import Evidence, WorkedAmount, evidence, worked_amounts
from daman.law.book.phrases import Reader, is_constant, is_nothing
from daman.law.book.values import ShownValue, shown_values
from daman.law.book.words import heading, joined, said
from daman.law.engine.conditions import Condition, ReadCondition, read
from daman.law.engine.decision import ReadAmount
from daman.law.engine.expressions import Expression
from daman.law.engine.interpreter import parameters_used
from daman.law.facts.vocabulary import HouseholdWords, household_words
from daman.law.parameters.contradictions import Contradiction, contradictions
from daman.law.parameters.editions import Edition, edition_of, editions
from daman.law.parameters.texts import Article, articles
from daman.law.parameters.timeline import programme_timeline
from daman.law.rules.reading import FAMILIES, Place, place_of, read_edition
from daman.law.wording import Text, amount_text, condition_text, condition_texts

_OUTCOMES = ("met", "exception", "not_met", "review", "unknown", "not_applicable", "remedy")


@dataclass(frozen=True)
class ShownException:
    """One named exception of a rule: when it holds and where it stands."""

    name: str
    test: Text
    articles: tuple[Article, ...]


@dataclass(frozen=True)
class ShownRule:
    """One rule as one edition reads it, in words."""

    code: str
    title: Text
    requires: Text | None
    applies: Text | None
    exceptions: tuple[ShownException, ...]
    review_code: str
    review: Text | None
    quantities: tuple[tuple[Text, Text], ...]
    sentences: Mapping[str, Text]
    articles: tuple[Article, ...]
    values: tuple[ShownValue, ...]
    contradictions: tuple[Contradiction, ...]
    place: Place
    evidence: Evidence

    @property
    def cited(self) -> tuple[Article, ...]:
        """Return every passage the rule and its exceptions rest on."""
        excepting = (article for each in self.exceptions for article in each.articles)
        return tuple(dict.fromkeys((*self.articles, *excepting)))


@dataclass(frozen=True)
class ShownLine:
    """One line of the pension's arithmetic."""

    label: Text
    part: Text
    article: Article


@dataclass(frozen=True)
class ShownAmount:
    """How an edition makes the amount."""

    result: Text
    lines: tuple[ShownLine, ...]
    quantities: tuple[tuple[Text, Text], ...]
    left_open: tuple[ShownRule, ...]
    examples: tuple[WorkedAmount, ...]
    place: Place


@dataclass(frozen=True)
class ShownEdition:
    """One edition, whole."""

    edition: Edition
    rules_hash: str
    title: Text
    standing: Text
    days: Text
    values: tuple[ShownValue, ...]
    rules: tuple[ShownRule, ...]
    amount: ShownAmount
    contradictions: tuple[Contradiction, ...]

    @property
    def id(self) -> str:
        """Return the edition's id."""
        return self.edition.id

    @property
    def passages(self) -> tuple[Article, ...]:
        """Return every passage that this edition's values, rules and amount rest on."""
        found: dict[Article, None] = {}
        for value in self.values:
            found |= dict.fromkeys((*value.sources, *value.word_sources))
        for rule in (*self.rules, *self.amount.left_open):
            found |= dict.fromkeys(rule.cited)
        found |= dict.fromkeys(line.article for line in self.amount.lines)
        order = {article: place for place, article in enumerate(articles().values())}
        return tuple(sorted(found, key=lambda article: order[article]))


@cache
def shown_edition(edition_id: str) -> ShownEdition:
    """
    Return one edition as the book shows it.

    :raises Refusal: edition.unknown

    >>> shown_edition("statutory-2023-11").rules[6].requires.en
    'the counted income is less than the calculated minimum'
    """
    return show(edition_of(edition_id))


def show(edition: Edition) -> ShownEdition:
    """Return any edition as the book shows it, also one of the ministry's own."""
    h, k = household_words(), edition.parameters()
    family = FAMILIES[edition.family]
    pairs = [(written, read(written, h, k)) for written in family.conditions]
    conditions = [(written, made) for written, made in pairs if made is not None]
    amount = family.amount(h, k)
    reader = Reader(edition, {id(x): q.__name__ for q, x in h.quantities.items()})
    reading = read_edition(edition)
    book = _Book(edition, h, reader, shown_values(reading))
    return ShownEdition(
        edition=edition,
        rules_hash=reading.rules_hash,
        title=Text(edition.title_ar, edition.title_en),
        standing=_standing(edition),
        days=_days(edition),
        values=book.values,
        rules=tuple(book.rule(written, made) for written, made in conditions),
        amount=book.amount(amount, place_of(family.amount)),
        contradictions=tuple(contradictions()[number] for number in edition.contradictions),
    )


def shown_editions() -> tuple[ShownEdition, ...]:
    """Return every edition, the earliest first; one whose first day is not known by its last."""

    def first(edition: Edition) -> str:
        return str(edition.valid_from or f"{edition.valid_until}"[:4])

    ordered = sorted(editions().values(), key=first)
    return tuple(shown_edition(edition.id) for edition in ordered)


@dataclass(frozen=True)
class _Book:
    """Shows the parts of one edition; `h` keeps the quantities that the reader names alive."""

    edition: Edition
    h: HouseholdWords
    reader: Reader
    values: tuple[ShownValue, ...]

    def rule(self, written: Condition, made: ReadCondition) -> ShownRule:
        exceptions = tuple(
            ShownException(each.name, self.reader.condition(each.test), _cited(each.articles))
            for each in made.exceptions
        )
        tests = [made.requires, *(each.test for each in made.exceptions), made.review]
        return ShownRule(
            code=made.code,
            title=condition_text(made.code, "title", {}),
            requires=self.reader.condition(made.requires),
            applies=None if is_constant(made.applies) else self.reader.condition(made.applies),
            exceptions=exceptions,
            review_code=made.review_code,
            review=self.reader.condition(made.review) if made.review_code else None,
            quantities=self._quantities([made.applies, *tests]),
            sentences=self._sentences(made),
            articles=_cited(made.articles),
            values=self._used(made.expressions),
            contradictions=tuple(contradictions()[number] for number in made.contradictions),
            place=place_of(written.question),
            evidence=evidence(self.edition)[made.code],
        )

    def _sentences(self, made: ReadCondition) -> Mapping[str, Text]:
        shown = made.shows.items()
        blanks = {name: self.reader.blank(each, unit) for name, (unit, each) in shown}
        blanks["exception"] = Text("‹…›", "‹…›")
        given = condition_texts()[made.code]
        held = [part for part in _OUTCOMES if part in given]
        if not made.exceptions and "exception" in held:
            held.remove("exception")
        return {part: condition_text(made.code, part, blanks) for part in held}

    def amount(self, made: ReadAmount, place: Place) -> ShownAmount:
        lines = [line for line in made.lines if not is_nothing(line.part)]
        return ShownAmount(
            result=self.reader.words(made.amount),
            lines=tuple(
                ShownLine(self._line_label(line.label), self.reader.words(line.part), article)
                for line in lines
                for article in _cited([line.source])
            ),
            quantities=self._quantities([made.amount, *(line.part for line in lines)]),
            left_open=tuple(
                ShownRule(
                    code=note.code,
                    title=condition_text(note.code, "title", {}),
                    requires=None,
                    applies=None,
                    exceptions=(),
                    review_code=note.code,
                    review=self.reader.condition(note.test),
                    quantities=self._quantities([note.test]),
                    sentences={
                        part: condition_text(note.code, part, {}) for part in ("review", "remedy")
                    },
                    articles=_cited(note.articles),
                    values=self._used([note.test]),
                    contradictions=tuple(contradictions()[n] for n in note.contradictions),
                    place=place,
                    evidence=evidence(self.edition)[note.code],
                )
                for note in made.left_open
            ),
            examples=worked_amounts(self.edition),
            place=place,
        )

    def _line_label(self, label: str) -> Text:
        blank = Text("‹…›", "‹…›")
        names = ("dependants", "size", "share", "months", "cap")
        given = {"share": "earned_share", "months": "savings_months", "cap": "family_cap"}
        values = {
            name: f"{self.edition.values[of].value:,}"
            for name, of in given.items()
            if of in self.edition.values
        }
        return amount_text(label, dict.fromkeys(names, blank) | values)

    def _quantities(self, expressions: Sequence[Expression]) -> tuple[tuple[Text, Text], ...]:
        named = self._named_in(expressions)
        return tuple((self.reader.words(each), self.reader.opened(each)) for each in named)

    def _named_in(self, expressions: Iterable[Expression]) -> list[Expression]:
        found: dict[Expression, None] = {}
        for expression in expressions:
            if id(expression) in self.reader.named:
                found[expression] = None
            found |= dict.fromkeys(self._named_in(expression.parts))
        return list(found)

    def _used(self, expressions: Iterable[Expression]) -> tuple[ShownValue, ...]:
        names = {name for each in expressions for name in parameters_used(each)}
        return tuple(value for value in self.values if value.name in names)


def _cited(ids: Iterable[str]) -> tuple[Article, ...]:
    return tuple(articles()[cited] for cited in dict.fromkeys(ids))


def _standing(edition: Edition) -> Text:
    if edition.is_history:
        return heading("history")
    for adoption in programme_timeline():
        if adoption.edition == edition.id:
            hijri = HijriDate.of(adoption.from_day)
            return _dated("adopted", day=str(adoption.from_day), hijri=str(hijri))
    return heading("adoptable")


def _days(edition: Edition) -> Text:
    first = heading("no_first_day")
    if edition.valid_from:
        first = _dated("from_day", day=str(edition.valid_from))
    if not edition.valid_until:
        return first
    until = _dated("until_day", day=str(edition.valid_until))
    return joined((first, until))


def _dated(name: str, **days: str) -> Text:
    """Return a phrase with its days, which keep their own direction in the Arabic one."""
    isolated = {key: f"\u2066{day}\u2069" for key, day in days.items()}
    return Text(said(name, **isolated).ar, said(name, **days).en)
