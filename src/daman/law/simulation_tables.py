"""What a simulation tells: whole numbers that add up over parts of a population in any order."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

DRAFTS_MAX = 4
# What becomes of a household, in the order in which it is shown.
FATES = ("gain", "lose", "same", "newly", "no_longer", "neither", "review")
BREAKDOWNS = ("size", "category", "region", "income")
UNKNOWN = "unknown"
SIZE_MAX = 11
# The first riyal of each band of gross monthly income.
INCOME_BANDS = (0, 1, 500, 1_000, 1_500, 2_000, 3_000, 5_000)
# The first riyal of each band of change in the monthly amount; the middle one is no change.
CHANGE_BANDS = (-1_000, -500, -200, 0, 1, 200, 500, 1_000)
Tables = dict[str, Any]


def added(parts: Iterable[Mapping[str, Any]]) -> Tables:
    """
    Return the tables of a whole population from those of its parts.

    >>> added([{"a": 1, "by": {"x": [1, 2]}}, {"a": 2, "by": {"x": [3, 4], "y": [5, 6]}}])
    {'a': 3, 'by': {'x': [4, 6], 'y': [5, 6]}}
    """
    whole: Tables = {}
    for part in parts:
        whole = _sum(whole, part)
    return whole


def _sum(one: Any, other: Any) -> Any:
    if isinstance(other, Mapping):
        keys = dict.fromkeys((*one, *other))
        return {key: _sum(one[key], other[key]) if key in one and key in other
                else one.get(key, other.get(key)) for key in keys}  # fmt: skip
    if isinstance(other, list):
        return [_sum(*pair) for pair in zip(one, other, strict=True)]
    return one + other


def digest_of(tables: Mapping[str, Any]) -> str:
    """Return the SHA-256 of the tables as canonical JSON."""
    text = json.dumps(tables, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
