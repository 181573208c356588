"""The one exception for bad input: a stable code, the field, the sentence's values."""

from collections.abc import Mapping
from typing import Any


class Refusal(Exception):
    """
    Input that cannot be accepted, named so that a page can say which field, why and what to do.

    `code` is stable and dotted (`nid.checksum`, `iban.length`); the sentence for each code, in
    Arabic and English, is data of the interface floor.
    """

    def __init__(self, code: str, *, field: str = "", **values: Any) -> None:
        super().__init__(code)
        self.code = code
        self.field = field
        self.values: Mapping[str, Any] = values

    def at(self, field: str) -> "Refusal":
        """Return the same refusal named for another field."""
        return Refusal(self.code, field=field, **self.values)

    def __str__(self) -> str:
        return f"{self.field}: {self.code}" if self.field else self.code
