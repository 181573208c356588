"""Made-up content for the gallery."""

from typing import Any


def citizen() -> dict[str, Any]:
    return {}


def staff() -> dict[str, Any]:
    return {}


def letter() -> dict[str, Any]:
    return {}
