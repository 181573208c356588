"""The matrix of papers by category, read from `requirements.yaml` beside this file."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml


@dataclass(frozen=True)
class Requirement:
    """One paper: when it is asked for, the phrase that asks for it, what proves it instead."""

    code: str
    label_ar: str
    label_en: str
    source: str
    when: str
    categories: tuple[str, ...] = ()
    is_sensitive: bool = False
    proven_by: Mapping[str, Any] = field(default_factory=dict)


@cache
def matrix() -> dict[str, Requirement]:
    """Return every requirement by its code, in the order they are asked."""
    text = (Path(__file__).parent / "requirements.yaml").read_text(encoding="utf-8")
    return {
        code: Requirement(code=code, **{**entry, "categories": tuple(entry.get("categories", ()))})
        for code, entry in yaml.safe_load(text).items()
    }
