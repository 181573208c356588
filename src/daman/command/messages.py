"""The strings that templates and Python mark for translation, found without gettext's tools."""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from babel.messages.extract import extract

# Where each function's message lies; "c" marks the context.
_KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
_TEMPLATES = frozenset({".html", ".txt", ".xml", ".svg"})
_MARKED_TEMPLATE = re.compile(r"\{%\s*(?:blocktrans|trans|blocktranslate|translate)\b|_\(")
_MARKED_PYTHON = re.compile(r"\b(?:\w*gettext\w*|_)\(")


@dataclass(frozen=True)
class Key:
    """One message as gettext knows it; `plural` is empty where there is one form."""

    text: str
    context: str = ""
    plural: str = ""


@dataclass(frozen=True)
class Use:
    """A message and the place that shows it."""

    key: Key
    place: str


def uses_in(folder: Path) -> Iterator[Use]:
    """
    Yield every marked message below a folder, with `file:line`.

    :raises ValueError: when a file cannot be read as what it is, naming it
    """
    _configure()
    for path in sorted(folder.rglob("*")):
        if path.suffix == ".py" or path.suffix in _TEMPLATES:
            yield from _uses_of(path, folder)


def _uses_of(path: Path, folder: Path) -> Iterator[Use]:
    text = path.read_text(encoding="utf-8")
    is_python = path.suffix == ".py"
    if not (_MARKED_PYTHON if is_python else _MARKED_TEMPLATE).search(text):
        return
    source = text if is_python else _as_python(text, path)
    try:
        found = list(extract("python", io.BytesIO(source.encode()), keywords=_KEYWORDS))
    except (SyntaxError, UnicodeError) as problem:
        raise ValueError(f"{path}: {problem}") from problem
    for line, message, _comments, context in found:
        text, plural = (*message, "")[:2] if isinstance(message, tuple) else (message, "")
        if text:
            key = Key(text, context or "", plural)
            yield Use(key, f"{path.relative_to(folder)}:{line}")


def _as_python(text: str, path: Path) -> str:
    from django.template import TemplateSyntaxError
    from django.utils.translation.template import templatize

    try:
        lines = templatize(text, origin=str(path)).splitlines()
    except (SyntaxError, TemplateSyntaxError) as problem:
        raise ValueError(f"{path}: {problem}") from problem
    # Indentation means nothing in a template, but would to Python's tokenizer.
    return "\n".join(line.strip() for line in lines)


def _configure() -> None:
    from django.conf import settings

    if not settings.configured:
        # templatize asks one thing of the settings, through its error messages.
        settings.configure(USE_I18N=True)
