"""What a simulator remembers: one JSON file each, written whole or not at all."""

import json
import os
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any


def write_json(path: Path, content: Any) -> None:
    """Write the file so that a crash at any instant leaves the old file or the new one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(content, file, ensure_ascii=False)
            file.flush()
            os.fsync(file.fileno())
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


class Memory:
    """
    JSON content shared by the threads of the server and found again after a restart.

    `read()` gives a snapshot that must not be changed; `changing()` gives the content itself,
    alone, and saves it at the end.
    """

    def __init__(self, path: Path, *, empty: Callable[[], Any]) -> None:
        self._path = path
        self._lock = threading.RLock()
        self._content = json.loads(path.read_text("utf-8")) if path.exists() else empty()

    def read(self) -> Any:
        """Return a copy of the content."""
        with self._lock:
            return json.loads(json.dumps(self._content))

    @contextmanager
    def changing(self) -> Iterator[Any]:
        """Lend the content for a change; an exception inside saves nothing."""
        with self._lock:
            draft = json.loads(json.dumps(self._content))
            yield draft
            write_json(self._path, draft)
            self._content = draft
