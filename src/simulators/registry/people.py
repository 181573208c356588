"""The register itself: people by number, read again whenever their file is written anew."""

import json
import threading
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from daman.kernel.arabic import search_key, western_digits
from daman.kernel.riyadh import RIYADH
from simulators.registry.census import Person
from simulators.registry.population import DEMO_HOUSEHOLDS, DEMO_SEED, generate
from simulators.state import write_json


class People:
    """
    The people of `path`; when there is no such file it is made, from `given` or the generator.

    A file that is being replaced by something unreadable leaves the people as they were.
    """

    def __init__(self, path: Path, *, given: Path | None = None) -> None:
        self._path = path
        self._lock = threading.RLock()
        self._seen: tuple[int, int] = (0, 0)
        self._by_id: dict[str, Person] = {}
        if given is not None:
            write_json(path, json.loads(given.read_text("utf-8")))
        elif not path.exists():
            write_json(path, generate(DEMO_SEED, DEMO_HOUSEHOLDS))
        self._refresh()
        if not self._by_id:
            raise ValueError(f"{path} holds no people")

    def all(self) -> list[Person]:
        """Return everybody, in the order of the file."""
        with self._lock:
            self._refresh()
            return list(self._by_id.values())

    def get(self, national_id: str) -> Person | None:
        """Return one person."""
        with self._lock:
            self._refresh()
            return self._by_id.get(national_id)

    def owner_of(self, iban: str) -> Person | None:
        """Return whose account it is in the bank's eyes; nobody when it is not known."""
        return next((person for person in self.all() if person.get("iban") == iban), None)

    def found(self, text: str, *, category: str = "") -> list[Person]:
        """Return who has these digits or letters in number, mobile or name."""
        wanted = search_key(western_digits(text))
        return [
            person
            for person in self.all()
            if (not category or person.get("category") == category)
            and (not wanted or wanted in _searched(person))
        ]

    def change(self, national_id: str, changes: dict[str, Any]) -> Person | None:
        """Replace some of what is known of a person, for good; None when there is nobody."""
        with self._lock:
            person = self.get(national_id)
            if person is None:
                return None
            self._by_id[national_id] = {**person, **changes, "id": national_id}
            write_json(self._path, list(self._by_id.values()))
            self._seen = _version(self._path)
            return self._by_id[national_id]

    def add(self, arriving: Callable[..., list[Person]]) -> list[Person]:
        """Let a family come into the register today, and return its members."""
        with self._lock:
            self._refresh()
            family = arriving(list(self._by_id.values()), on=datetime.now(RIYADH).date())
            self._by_id.update({person["id"]: person for person in family})
            write_json(self._path, list(self._by_id.values()))
            self._seen = _version(self._path)
            return family

    def _refresh(self) -> None:
        version = _version(self._path)
        if version == self._seen:
            return
        try:
            people = json.loads(self._path.read_text("utf-8"))
            self._by_id = {person["id"]: person for person in people}
        except (OSError, ValueError, KeyError, TypeError):
            if not self._by_id:
                raise ValueError(f"{self._path} is not a list of people") from None
        self._seen = version


def _version(path: Path) -> tuple[int, int]:
    try:
        status = path.stat()
    except OSError:
        return (0, 0)
    return (status.st_mtime_ns, status.st_size)


def _searched(person: Person) -> str:
    parts = (person["id"], *person["mobiles"], person["name_ar"], person["name_en"])
    return search_key(" ".join(parts))
