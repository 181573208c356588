"""Reads households from JSON text, one or many, without ever losing a number or the line count."""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from decimal import Decimal, InvalidOperation
from typing import Any, NoReturn

from daman.kernel.refusal import Refusal
from daman.law.facts.household import printable

BYTE_ORDER_MARK = "\ufeff"
_CHUNK_LINES_MAX = 20_000
_EXACT_DIGITS_MAX = 18
_STRINGS = re.compile(r'"(?:[^"\\]|\\.)*"?')
_SURROGATE = re.compile("[\ud800-\udfff]")  # What bytes that are not UTF-8 were read as.
_NOTHING = object()
_OPENING, _CLOSING = re.compile(r"[\[{]"), re.compile(r"[\]}]")


def parse(text: str) -> Any:
    """
    Return the value of one JSON text, every number exact.

    :raises Refusal: json.invalid, json.duplicate_key or json.depth

    >>> parse('{"salary": 0.1}')
    {'salary': Decimal('0.1')}
    """
    try:
        return json.loads(
            text,
            parse_int=_whole,
            parse_float=_exact,
            parse_constant=_no_constant,
            object_pairs_hook=_no_repeated_key,
        )
    except json.JSONDecodeError as fault:
        raise Refusal("json.invalid", field="household", column=fault.colno) from None
    except RecursionError:
        raise Refusal("json.depth", field="household") from None


def values_in(lines: Iterable[str]) -> "Iterator[Any | Refusal]":
    """
    Yield the value of each household in the text, or the refusal that stands in its place.

    One JSON value may be a line (JSON Lines), or spread over several; an array that is the whole
    text is read as its items. A line that is no JSON costs one refusal, never its neighbours.
    """
    values = _values(lines)
    first: Any = next(values, _NOTHING)
    if first is _NOTHING:
        yield Refusal("input.empty", field="household")
        return
    if not _is_array_of_objects(first):
        yield first
        yield from values
        return
    second = next(values, _NOTHING)
    if second is _NOTHING:
        yield from first
        return
    yield first
    yield second
    yield from values


def _is_array_of_objects(value: Any) -> bool:
    return isinstance(value, list) and value != [] and all(isinstance(i, dict) for i in value)


def _values(lines: Iterable[str]) -> "Iterator[Any | Refusal]":
    """Yield each value as soon as its brackets close, reading no further than it must."""
    numbered = enumerate(lines)
    for place, raw in numbered:
        line = raw.removeprefix(BYTE_ORDER_MARK) if place == 0 else raw
        if not line.strip():
            continue
        value = _parsed(line)
        depth = _depth(line) if isinstance(value, Refusal) else 0
        if depth <= 0:
            yield value
            continue
        chunk = [line]
        for _, following in numbered:
            chunk.append(following)
            depth += _depth(following)
            if depth <= 0 or len(chunk) >= _CHUNK_LINES_MAX:
                break
        yield from _spread(chunk)


def _spread(chunk: list[str]) -> "Iterator[Any | Refusal]":
    """Yield what starts on a line that leaves a bracket open."""
    value = _parsed("".join(chunk))
    # A household that never closes must not swallow the ones that follow it.
    if isinstance(value, Refusal) and any(line.startswith("{") for line in chunk[1:]):
        yield from (_parsed(line) for line in chunk if line.strip())
    else:
        yield value


def _parsed(text: str) -> Any:
    if _SURROGATE.search(text):
        return Refusal("json.encoding", field="household")
    try:
        return parse(text)
    except Refusal as refusal:
        return refusal


def _depth(line: str) -> int:
    bare = _STRINGS.sub("", line)
    return len(_OPENING.findall(bare)) - len(_CLOSING.findall(bare))


def _whole(text: str) -> int | Decimal:
    return int(text) if len(text) <= _EXACT_DIGITS_MAX else _exact(text)


def _exact(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation:  # An exponent beyond any number; the reader says it is out of range.
        return Decimal("Infinity")


def _no_constant(_: str) -> NoReturn:
    raise Refusal("json.invalid", field="household", column=0)


def _no_repeated_key(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        counts = Counter(name for name, _ in pairs)
        repeated = next(name for name, count in counts.items() if count > 1)
        raise Refusal("json.duplicate_key", field=printable(repeated))
    return found
