"""The Arabic catalogue: the areas' files merged and compiled, and what is missing in them."""

import argparse
import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from gettext import c2py
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po

from daman.command.messages import Key, Use, uses_in
from daman.command.obstacle import Obstacle
from daman.command.paths import LOCALE, SRC

_PLURAL_FORMS = 6
# Django's rule for Arabic, whose last two forms Babel's own rule has the other way round.
_PLURAL_RULE = (
    "n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 && n%100<=99 ? 4 : 5"
)
_PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")
# A note that keeps a message which the frameworks show and no file of ours marks.
_FRAMEWORK_NOTE = "Django"


@dataclass(frozen=True)
class Entry:
    """One translation in one area's file."""

    key: Key
    strings: tuple[str, ...]
    is_fuzzy: bool
    is_frameworks: bool
    file: str


def run(words: Sequence[str]) -> int:
    """Compile the catalogue, or with --check report every gap; 1 when there is one."""
    parser = argparse.ArgumentParser(prog="daman catalogue", description=__doc__)
    parser.add_argument("--check", action="store_true", help="report gaps, compile nothing")
    options = parser.parse_args(words)
    if not options.check:
        compile_catalogue()
        return 0
    findings = check()
    for finding in findings:
        print(finding)
    print(f"{len(findings)} findings" if findings else "The Arabic catalogue is complete.")
    return 1 if findings else 0


def compile_if_stale(locale: Path = LOCALE) -> None:
    """Compile the catalogue when one of its files is newer than the compiled one."""
    compiled = _compiled(locale)
    sources = [*files(locale), locale / "ar"]
    newest = max((path.stat().st_mtime_ns for path in sources if path.exists()), default=0)
    if not compiled.exists() or compiled.stat().st_mtime_ns < newest:
        compile_catalogue(locale)


def compile_catalogue(locale: Path = LOCALE) -> Path:
    """
    Merge the areas' files into `LC_MESSAGES/django.mo` and return its path.

    :raises Obstacle: when a file cannot be read or the folder not be written
    """
    merged = Catalog(locale="ar", charset="utf-8")
    merged.mime_headers = [
        ("Content-Type", "text/plain; charset=utf-8"),
        ("Plural-Forms", f"nplurals={_PLURAL_FORMS}; plural=({_PLURAL_RULE});"),
    ]
    for entry in entries(locale):
        if all(entry.strings) and not entry.is_fuzzy:
            name = (entry.key.text, entry.key.plural) if entry.key.plural else entry.key.text
            string = entry.strings if entry.key.plural else entry.strings[0]
            merged.add(name, string, context=entry.key.context or None)
    compiled = _compiled(locale)
    try:
        compiled.parent.mkdir(parents=True, exist_ok=True)
        half = compiled.with_name(f"{compiled.name}.{os.getpid()}")
        with half.open("wb") as file:
            write_mo(file, merged)
        half.replace(compiled)
        # The folder's own time must not make the catalogue look stale.
        os.utime(compiled)
    except OSError as problem:
        raise Obstacle(
            f"The catalogue {compiled} cannot be written ({problem.strerror}): "
            "make its folder writable."
        ) from problem
    return compiled


def check(locale: Path = LOCALE, source: Path = SRC / "daman") -> list[str]:
    """Return one sentence for every string that is missing, doubtful, double or no longer used."""
    try:
        uses = list(uses_in(source))
    except ValueError as problem:
        return [str(problem)]
    found = list(entries(locale))
    return [
        *_untranslated(uses, found),
        *_doubtful(found),
        *_double(found),
        *_unused(uses, found),
        *_other_plural_rules(locale),
    ]


def files(locale: Path = LOCALE) -> list[Path]:
    """Return the areas' files, in the order of their names."""
    return sorted((locale / "ar").glob("*.po"))


def entries(locale: Path = LOCALE) -> Iterator[Entry]:
    """
    Yield every translation of every area.

    :raises Obstacle: when a file is not a catalogue
    """
    for path in files(locale):
        yield from (_entry(message, path) for message in _read(path) if message.id)


def _read(path: Path) -> Catalog:
    try:
        with path.open("rb") as file:
            return read_po(file, locale="ar", abort_invalid=True)
    except (PoFileError, ValueError) as problem:
        raise Obstacle(f"{path} is not a readable catalogue: {problem}.") from problem


def _entry(message: Message, path: Path) -> Entry:
    text, *plural = _several(message.id)
    return Entry(
        key=Key(text, message.context or "", *plural),
        strings=tuple(_several(message.string)),
        is_fuzzy=message.fuzzy,
        is_frameworks=any(_FRAMEWORK_NOTE in note for note in message.user_comments),
        file=path.name,
    )


def _several(text: str | Sequence[str] | None) -> list[str]:
    """Return the forms of a message, one where it has no plural."""
    if text is None or isinstance(text, str):
        return [text or ""]
    return [form or "" for form in text]


def _untranslated(uses: Sequence[Use], found: Sequence[Entry]) -> Iterator[str]:
    known = {_identity(entry.key): entry.key for entry in found}
    told: set[tuple[str, str]] = set()
    for use in uses:
        identity = _identity(use.key)
        if identity in told:
            continue
        told.add(identity)
        if identity not in known:
            yield f"{use.place}: no Arabic for {_shown(use.key)}"
        elif use.key.plural and not known[identity].plural:
            yield f"{use.place}: no plural forms for {_shown(use.key)}"


def _doubtful(found: Sequence[Entry]) -> Iterator[str]:
    for entry in found:
        shown = f"{entry.file}: {_shown(entry.key)}"
        if entry.is_fuzzy:
            yield f"{shown} is marked fuzzy"
        if not all(string.strip() for string in entry.strings):
            yield f"{shown} has no Arabic"
        elif entry.key.plural and len(entry.strings) != _PLURAL_FORMS:
            yield f"{shown} has {len(entry.strings)} plural forms, not {_PLURAL_FORMS}"
        elif unknown := _unknown_placeholders(entry):
            yield f"{shown} has {', '.join(unknown)} in Arabic only or in English only"


def _unknown_placeholders(entry: Entry) -> list[str]:
    english = set(_PLACEHOLDER.findall(f"{entry.key.text} {entry.key.plural}"))
    arabic = set(_PLACEHOLDER.findall(" ".join(entry.strings)))
    return sorted(english ^ arabic)


def _double(found: Sequence[Entry]) -> Iterator[str]:
    first: dict[tuple[str, str], Entry] = {}
    for entry in found:
        earlier = first.setdefault(_identity(entry.key), entry)
        if earlier.strings != entry.strings:
            yield f"{entry.file}: {_shown(entry.key)} reads otherwise in {earlier.file}"


def _unused(uses: Sequence[Use], found: Sequence[Entry]) -> Iterator[str]:
    used = {_identity(use.key) for use in uses}
    for entry in found:
        if not entry.is_frameworks and _identity(entry.key) not in used:
            yield f"{entry.file}: {_shown(entry.key)} is no longer used"


def _other_plural_rules(locale: Path) -> Iterator[str]:
    ours = c2py(_PLURAL_RULE)
    for path in files(locale):
        theirs = c2py(_read(path).plural_expr)
        if any(ours(number) != theirs(number) for number in range(300)):
            yield f"{path.name}: its Plural-Forms line is not `plural=({_PLURAL_RULE})`"


def _identity(key: Key) -> tuple[str, str]:
    return key.context, key.text


def _shown(key: Key) -> str:
    return f"{key.text!r} ({key.context})" if key.context else repr(key.text)


def _compiled(locale: Path) -> Path:
    return locale / "ar" / "LC_MESSAGES" / "django.mo"
