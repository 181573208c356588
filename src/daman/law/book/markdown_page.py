"""The parts of a Markdown page in one language: headings with anchors, tables, links."""

from collections.abc import Iterable, Sequence

from daman.law.book.words import heading
from daman.law.rules.reading import Place
from daman.law.wording import Text

# Where the rules lie, as seen from a page of the book in docs/law/<language>.
_LAW = "../../../src/daman/law"


class Page:
    """One page as it is written, line by line."""

    def __init__(self, language: str) -> None:
        self._language = language
        self._lines: list[str] = []

    @property
    def text(self) -> str:
        """Return the whole page; Arabic runs from right to left."""
        if self._language == "ar":
            return "\n".join(['<div dir="rtl" lang="ar">', "", *self._lines, "</div>", ""])
        return "\n".join(self._lines).rstrip("\n") + "\n"

    def say(self, text: Text | str) -> str:
        """Return a text in the page's language."""
        if isinstance(text, str):
            return text
        return text.ar if self._language == "ar" else text.en

    def title(self, text: Text, *, other: str) -> None:
        """Write the page's title, what wrote it, and the way to the other language."""
        folder = "en" if self._language == "ar" else "ar"
        self._add(f"# {self.say(text)}")
        home = link(self.say(heading("title")), "README.md")
        across = link(self.say(heading("other_language")), f"../{folder}/{other}")
        self._add(f"{home} · {across}")
        self.paragraph(heading("generated"))

    def head(self, text: Text, *, level: int = 2) -> None:
        """Write a heading."""
        self._add(f"{'#' * level} {self.say(text)}")

    def heading(self, text: str, *, anchored: str, level: int) -> None:
        """Write a heading that a link can lead to."""
        self._add(f'<a id="{anchor(anchored)}"></a>')
        self._add(f"{'#' * level} {text}")

    def paragraph(self, text: Text | str) -> None:
        """Write a paragraph."""
        self._add(self.say(text))

    def items(self, items: Iterable[Text | str]) -> None:
        """Write a list."""
        lines = [f"- {self.say(item)}" for item in items]
        if lines:
            self._add("\n".join(lines))

    def definitions(self, pairs: Iterable[tuple[str, Text | str]]) -> None:
        """Write a list of named parts, those without text left out."""
        named = [(self.say(heading(name)), self.say(text)) for name, text in pairs]
        self.items([f"**{name}**: {text}" for name, text in named if text])

    def table(self, names: Sequence[str], rows: Iterable[Sequence[Text | str]]) -> None:
        """Write a table whose columns have headings of the book."""
        self.rows([heading(name) for name in names], rows)

    def rows(self, heads: Sequence[Text], rows: Iterable[Sequence[Text | str]]) -> None:
        """Write a table."""
        written = [self._row(heads), self._row(["---"] * len(heads)), *map(self._row, rows)]
        self._add("\n".join(written))

    def place(self, place: Place) -> str:
        """Return a link to the line where a rule is written."""
        return link(f"{place.file}:{place.line}", f"{_LAW}/{place.file}#L{place.line}")

    def _row(self, cells: Sequence[Text | str]) -> str:
        return "| " + " | ".join(self.say(cell).replace("|", "\\|") for cell in cells) + " |"

    def _add(self, block: str) -> None:
        self._lines += [block, ""]


def link(text: str, to: str) -> str:
    """Return a Markdown link."""
    return f"[{text}]({to})"


def anchor(name: str) -> str:
    """
    Return the anchor of a rule, contradiction or passage.

    >>> anchor("stat.income"), anchor("law-1442/9.2")
    ('stat.income', 'law-1442-9.2')
    """
    return name.replace("/", "-")
