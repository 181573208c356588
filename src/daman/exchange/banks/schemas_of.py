"""The ISO 20022 schemas that are kept here, by the namespace of the message."""

import threading
from pathlib import Path

from lxml import etree

PREFIX = "urn:iso:std:iso:20022:tech:xsd:"
_FOLDER = Path(__file__).parent / "schemas"
_lock = threading.Lock()
_loaded: dict[str, etree.XMLSchema] = {}


def schema_of(namespace: str) -> etree.XMLSchema | None:
    """Return the schema of a message, or None when there is none for its namespace."""
    if not namespace.startswith(PREFIX):
        return None
    path = _FOLDER / f"{namespace.removeprefix(PREFIX)}.xsd"
    if path.parent != _FOLDER or not path.is_file():
        return None
    with _lock:
        if namespace not in _loaded:
            _loaded[namespace] = etree.XMLSchema(etree.parse(str(path)))
        return _loaded[namespace]
