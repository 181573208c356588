"""Writes the page of one edition: its text, values, rules and amount."""

from collections.abc import Iterable, Sequence

from daman.kernel.money import Money
from daman.law.book.contents import ShownAmount, ShownEdition, ShownRule
from daman.law.book.evidence import Seen, WorkedAmount
from daman.law.book.markdown_page import Page, anchor, link
from daman.law.book.values import ShownValue
from daman.law.book.words import heading
from daman.law.parameters.texts import Article
from daman.law.wording import Text


def edition_page(edition: ShownEdition, language: str) -> str:
    """Return the page of one edition."""
    page = Page(language)
    _front(page, edition)
    _section(page, "rules")
    page.items(
        [
            f"{link(page.say(rule.title), '#' + anchor(rule.code))} `{rule.code}`"
            for rule in edition.rules
        ]
    )
    for rule in edition.rules:
        _rule(page, rule, edition)
    _amount(page, edition.amount, edition)
    _section(page, "values")
    for value in edition.values:
        _value(page, value)
    _section(page, "text")
    _text(page, edition.passages)
    _contradictions(page, edition)
    return page.text


def _front(page: Page, edition: ShownEdition) -> None:
    page.title(edition.title, other=f"{edition.id}.md")
    page.definitions(
        [
            ("edition", f"`{edition.id}`"),
            ("state", edition.standing),
            ("days", edition.days),
            ("hash", f"`{edition.edition.content_hash}`"),
            ("rules_hash", f"`{edition.rules_hash}`"),
        ]
    )
    parts = ("rules", "amount", "values", "text", "contradictions")
    page.items([link(page.say(heading(name)), f"#{name}") for name in parts])


def _contradictions(page: Page, edition: ShownEdition) -> None:
    _section(page, "contradictions")
    page.items(
        [
            f"{link(each.number, 'contradictions.md#' + each.number)}: "
            f"{page.say(Text(each.ar, each.en))}"
            for each in edition.contradictions
        ]
    )


def _section(page: Page, name: str) -> None:
    page.heading(page.say(heading(name)), anchored=name, level=2)


def _rule(page: Page, rule: ShownRule, edition: ShownEdition) -> None:
    page.heading(f"{page.say(rule.title)} `{rule.code}`", anchored=rule.code, level=3)
    parts: list[tuple[str, Text | str]] = []
    if rule.requires:
        parts.append(("requires", rule.requires))
    if rule.applies:
        parts.append(("applies", rule.applies))
    for each in rule.exceptions:
        parts.append(("unless", f"{page.say(each.test)} {_cited(page, each.articles)}"))
    if rule.review:
        parts.append(("opens", f"{page.say(rule.review)} (`{rule.review_code}`)"))
    parts += _where(page, rule.quantities)
    parts.append(("rests_on", _cited(page, rule.articles)))
    parts.append(("written_at", page.place(rule.place)))
    parts.append(("parameters", _value_links(page, rule.values)))
    parts.append(("contradictions", _numbers(rule)))
    page.definitions(parts)
    page.table(
        ("sentences", "text"),
        [(heading(name), text) for name, text in rule.sentences.items()],
    )
    page.definitions(
        [
            ("failed_by", _seen(page, rule.evidence.failed, edition)),
            ("excepted_by", _seen(page, rule.evidence.excepted, edition)),
            ("met_by", _seen(page, rule.evidence.met, edition)),
        ]
    )


def _where(page: Page, quantities: Sequence[tuple[Text, Text]]) -> list[tuple[str, Text | str]]:
    return [("where", f"{page.say(name)} = {page.say(made)}") for name, made in quantities]


def _cited(page: Page, cited: Iterable[Article]) -> str:
    return " ".join(link(f"`{each.id}`", f"#{anchor(each.id)}") for each in cited)


def _value_links(page: Page, values: Iterable[ShownValue]) -> str:
    return ", ".join(link(page.say(value.label), f"#value-{value.name}") for value in values)


def _numbers(rule: ShownRule) -> str:
    return " ".join(
        link(each.number, f"contradictions.md#{each.number}") for each in rule.contradictions
    )


def _seen(page: Page, cases: Iterable[Seen], edition: ShownEdition) -> str:
    shown = []
    for seen in cases:
        name = link(f"`{seen.case.id}`", f"cases.md#{seen.case.id}")
        where = "" if seen.edition == edition.id else f" (`{seen.edition}`)"
        shown.append(f"{name} {page.say(seen.case.why)}: {page.say(seen.answer)}{where}")
    return "".join(f"\n  - {each}" for each in shown)


def _amount(page: Page, amount: ShownAmount, edition: ShownEdition) -> None:
    _section(page, "amount")
    parts: list[tuple[str, Text | str]] = [("amount_is", amount.result)]
    parts += _where(page, amount.quantities)
    parts.append(("written_at", page.place(amount.place)))
    page.definitions(parts)
    page.head(heading("arithmetic"), level=3)
    page.table(
        ("line", "amount", "source"),
        [(line.label, line.part, _cited(page, [line.article])) for line in amount.lines],
    )
    for example in amount.examples:
        _example(page, example)
    if amount.left_open:
        page.head(heading("left_open"), level=3)
    for rule in amount.left_open:
        _rule(page, rule, edition)


def _example(page: Page, example: WorkedAmount) -> None:
    case = example.seen.case
    name = link(f"`{case.id}`", f"cases.md#{case.id}")
    page.paragraph(f"**{page.say(heading('example'))}** {name} {page.say(case.why)}")
    page.table(
        ("line", "amount", "source"),
        [
            (line.label, str(Money(line.halalas)), f"`{line.source}`" if line.source else "")
            for line in example.lines
        ],
    )


def _value(page: Page, value: ShownValue) -> None:
    page.heading(
        f"{page.say(value.label)} `{value.name}`", anchored=f"value-{value.name}", level=3
    )
    if value.rows:
        page.table(("row_of", "value"), [(f"{row}", text) for row, text in value.rows])
    if value.words:
        page.table(
            ("value", "source"), [(word, _cited(page, [source])) for word, source in value.words]
        )
    used = [link(f"`{code}`", f"#{anchor(code)}") for code in value.used_by]
    page.definitions(
        [
            ("value", value.number or ""),
            ("since", str(value.since) if value.since else heading("no_first_day")),
            ("sources", _cited(page, value.sources)),
            ("confidence", value.confidence),
            ("note", value.note),
            ("used_by", " ".join(used) or heading("used_by_none")),
        ]
    )
    page.items(value.errata)


def _text(page: Page, passages: Iterable[Article]) -> None:
    by_source: dict[str, list[Article]] = {}
    for article in passages:
        by_source.setdefault(article.source, []).append(article)
    for source, cited in by_source.items():
        page.paragraph(f"**{source}**")
        page.table(
            ("article", "says"),
            [
                (f'<a id="{anchor(each.id)}"></a>`{each.id}`', Text(each.text_ar, each.text_en))
                for each in cited
            ],
        )
