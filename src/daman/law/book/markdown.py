"""Writes the law's book as Markdown, in Arabic and English, from the one description of it."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from daman.law.book.by_article import (
    FIRST_PAYMENT,
    FIRST_PAYMENT_ARTICLE,
    OnArticle,
    by_article,
)
from daman.law.book.comparison import Comparison, RulePair, ValuePair, compare
from daman.law.book.contents import ShownRule, shown_editions
from daman.law.book.evidence import answers_of, changes_text
from daman.law.book.markdown_edition import edition_page
from daman.law.book.markdown_page import Page, anchor, link
from daman.law.book.places import places_of
from daman.law.book.words import heading, said
from daman.law.cases.worked import WorkedCase, case_tables
from daman.law.parameters.clocks import Clock, clocks
from daman.law.parameters.contradictions import Contradiction, contradictions
from daman.law.wording import LANGUAGES, Text

# Which editions are set side by side: each with the one that followed it or took its place.
PAIRS = (
    ("1444-article", "1446-article"),
    ("1446-article", "statutory-2026-07"),
    ("statutory-2022", "statutory-2023-11"),
    ("statutory-2023-11", "statutory-2026-07"),
    ("m45-1427", "statutory-2022"),
)


def book_files() -> Mapping[str, str]:
    """Return the text of every page of the book by its path below the book's folder."""
    pages = {"README.md": _front()}
    for language in LANGUAGES:
        pages |= {f"{language}/{name}": text for name, text in _pages(language)}
    return pages


def write_book(out: Path) -> int:
    """Write the book into a folder, take away pages no longer in it; return how many it has."""
    pages = book_files()
    for name, text in pages.items():
        path = out / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    for name in _strays(out, pages):
        (out / name).unlink()
    return len(pages)


def stale_pages(out: Path) -> list[str]:
    """Return the pages in a folder that are not what the book is now."""
    pages = book_files()

    def is_stale(name: str) -> bool:
        path = out / name
        return not path.exists() or path.read_text(encoding="utf-8") != pages[name]

    return [*filter(is_stale, pages), *_strays(out, pages)]


def _strays(out: Path, pages: Mapping[str, str]) -> list[str]:
    found = [
        f"{language}/{path.name}"
        for language in LANGUAGES
        for path in (out / language).glob("*.md")
    ]
    return sorted(name for name in found if name not in pages)


def _front() -> str:
    title, language = heading("title"), heading("language")
    links = [link(language.ar, "ar/README.md"), link(language.en, "en/README.md")]
    return f"# {title.ar} · {title.en}\n\n" + "".join(f"- {each}\n" for each in links)


def _pages(language: str) -> Iterable[tuple[str, str]]:
    yield "README.md", _index(language)
    for edition in shown_editions():
        yield f"{edition.id}.md", edition_page(edition, language)
    yield "contradictions.md", _contradictions(language)
    yield "differences.md", _differences(language)
    yield "cases.md", _cases(language)


def _index(language: str) -> str:
    page = Page(language)
    page.title(heading("title"), other="README.md")
    page.paragraph(heading("lead"))
    page.paragraph(heading("not_official"))
    page.head(heading("editions"))
    page.table(
        ("edition", "state", "days"),
        [
            (link(page.say(each.title), f"{each.id}.md"), each.standing, each.days)
            for each in shown_editions()
        ],
    )
    page.items(
        [
            link(page.say(heading(name)), f"{name}.md")
            for name in ("contradictions", "differences", "cases")
        ]
    )
    _by_article(page)
    _deadlines(page)
    return page.text


def _by_article(page: Page) -> None:
    page.head(heading("by_article"))
    page.paragraph(heading("by_article_lead"))
    rows: list[tuple[Text | str, ...]] = []
    for entry in by_article():
        cited, says = entry.article, Text(entry.article.text_ar, entry.article.text_en)
        label = f"{page.say(Text(cited.label_ar, cited.label_en))} `{cited.id}`"
        rows += [
            (
                label,
                says,
                f"{link(page.say(each.title), _to(each))} `{each.code}`",
                page.place(each.place),
                " ".join(link(case_id, f"cases.md#{case_id}") for case_id in each.case_ids),
            )
            for each in entry.rests
        ] or [(label, says, entry.instead, "", "")]
    page.table(("article", "says", "rule", "written_at", "cases"), rows)


def _to(each: OnArticle) -> str:
    return f"{each.edition}.md#{anchor(each.code)}" if each.edition else f"#{each.code}"


def _deadlines(page: Page) -> None:
    page.head(heading("deadlines"))
    page.table(
        ("deadline", "days", "confidence", "sources"),
        [*(_deadline(page, clock) for clock in clocks().values()), _first_payment(page)],
    )


def _first_payment(page: Page) -> tuple[Text | str, ...]:
    anchored = f'<a id="{FIRST_PAYMENT}"></a>{page.say(heading(FIRST_PAYMENT))}'
    return anchored, heading("month_after"), heading("high"), f"`{FIRST_PAYMENT_ARTICLE}`"


def _deadline(page: Page, clock: Clock) -> tuple[Text | str, ...]:
    days = said("working_days" if clock.working else "calendar_days", n=str(clock.days))
    label = Text(clock.label_ar, clock.label_en)
    sources = ", ".join(f"`{source}`" for source in clock.sources)
    anchored = f'<a id="{clock.name}"></a>{page.say(label)}'
    return anchored, days, heading(clock.confidence), sources


def _contradictions(language: str) -> str:
    page = Page(language)
    page.title(heading("contradictions"), other="contradictions.md")
    page.paragraph(heading("contradictions_lead"))
    for each in contradictions().values():
        _contradiction(page, each)
    return page.text


def _contradiction(page: Page, each: Contradiction) -> None:
    title = page.say(Text(each.title_ar, each.title_en))
    page.heading(f"{each.number}: {title}", anchored=each.number, level=2)
    rows = [
        (", ".join(f"`{source}`" for source in said_by.sources), Text(said_by.ar, said_by.en))
        for said_by in each.says
    ]
    page.table(("source", "source_says"), rows)
    shown = [link(page.say(place.label), place.page) for place in places_of(each)]
    page.definitions(
        [
            ("reading", Text(each.ar, each.en)),
            ("why", Text(each.why_ar, each.why_en)),
            ("shown_at", ", ".join(shown)),
        ]
    )


def _differences(language: str) -> str:
    page = Page(language)
    page.title(heading("differences"), other="differences.md")
    page.paragraph(heading("differences_lead"))
    compared = [compare(*pair) for pair in PAIRS]
    page.items([link(_pair_title(page, each), f"#{_pair_anchor(each)}") for each in compared])
    for each in compared:
        _comparison(page, each)
    return page.text


def _pair_title(page: Page, pair: Comparison) -> str:
    return f"{page.say(pair.before.title)} / {page.say(pair.after.title)}"


def _pair_anchor(pair: Comparison) -> str:
    return f"{pair.before.id}-{pair.after.id}"


def _comparison(page: Page, pair: Comparison) -> None:
    page.heading(_pair_title(page, pair), anchored=_pair_anchor(pair), level=2)
    heads: Sequence[Text] = (pair.before.title, pair.after.title)
    page.head(heading("values"), level=3)
    page.rows([heading("value"), *heads], [_value_row(page, each) for each in pair.values])
    page.head(heading("rules"), level=3)
    page.rows([heading("rule"), *heads], [_rule_row(page, each, pair) for each in pair.rules])
    page.head(heading("amount"), level=3)
    page.rows([heading("amount"), *heads], [_amount_row(pair)])


def _value_row(page: Page, pair: ValuePair) -> tuple[Text | str, ...]:
    if pair.is_same:
        return pair.label, pair.before.text if pair.before else "", heading("same")
    if pair.before and pair.after and pair.rows:
        old = [f"{row}: {page.say(text) if text else '—'}" for row, text, _ in pair.rows]
        new = [f"{row}: {page.say(text) if text else '—'}" for row, _, text in pair.rows]
        return pair.label, "<br>".join(old), "<br>".join(new)
    sides = [each.text if each else heading("absent") for each in (pair.before, pair.after)]
    return pair.label, *sides


def _rule_row(page: Page, pair: RulePair, of: Comparison) -> tuple[Text | str, ...]:
    def side(rule: ShownRule | None, edition: str) -> Text | str:
        if rule is None or rule.requires is None:
            return heading("absent")
        asked = page.say(rule.requires)
        return f"{link(f'`{rule.code}`', f'{edition}.md#{anchor(rule.code)}')}<br>{asked}"

    after = heading("same") if pair.is_same else side(pair.after, of.after.id)
    return pair.subject, side(pair.before, of.before.id), after


def _amount_row(pair: Comparison) -> tuple[Text, ...]:
    after = heading("same") if pair.same_amount else pair.after.amount.result
    return heading("amount_is"), pair.before.amount.result, after


def _cases(language: str) -> str:
    page = Page(language)
    page.title(heading("cases"), other="cases.md")
    page.paragraph(heading("cases_lead"))
    for table in case_tables():
        page.head(table.title)
        page.table(("case", "changed", "answers"), [_case_row(page, case) for case in table.cases])
    return page.text


def _case_row(page: Page, case: WorkedCase) -> tuple[str, ...]:
    name = f'<a id="{case.id}"></a>`{case.id}` {page.say(case.why)}'
    changed = "<br>".join(page.say(each) for each in changes_text(case)) or "—"
    answers = "<br>".join(
        f"{link(f'`{seen.edition}`', f'{seen.edition}.md')}: {page.say(seen.answer)}"
        for seen in answers_of(case)
    )
    return name, changed, answers
