"""
One candidate's rounds, in a process of its own that answers lines of its standard input.

`round` does the work once and tells how long it took; `digest` tells what was answered. Of the
standard library alone, so that a peer's interpreter can run it too.
"""

import gc
import hashlib
import json
import os
import sys
import time
from array import array
from collections.abc import Callable, Iterable
from typing import Any


class Digest:
    """
    The digest of decision columns: of eligible, amount, reasons and size, in the order of ids.

    Each column is whole numbers of 64 bits; eligible is 1, 0 or -1 and an open amount is -1.
    """

    def __init__(self) -> None:
        self.parts: dict[str, str] = {}

    def part(self, name: str, *columns: Iterable[int]) -> None:
        """Add the columns of one part."""
        found = hashlib.sha256()
        for column in columns:
            as_type = getattr(column, "astype", None)
            found.update(as_type("int64").tobytes() if as_type else array("q", column).tobytes())
        self.parts[name] = found.hexdigest()

    def add(self, *columns: Iterable[int]) -> None:
        """Add the columns of a candidate that has one part only."""
        self.part("00000", *columns)


def serve(work: Callable[[], Any], digest: Callable[[Digest], None]) -> None:
    """Answer every line until the input ends; `work` returns how much was done."""
    cores = sorted(os.sched_getaffinity(0))
    os.sched_setaffinity(0, {cores[int(os.environ["BENCH_CORE"]) % len(cores)]})
    gc.collect()
    gc.freeze()
    for line in sys.stdin:
        told = _round(work) if line.strip() == "round" else _digest(digest)
        sys.stdout.write(json.dumps(told) + "\n")
        sys.stdout.flush()


def _round(work: Callable[[], Any]) -> dict[str, Any]:
    begun, processor = time.perf_counter(), time.process_time()
    done = work()
    return {
        "wall": time.perf_counter() - begun,
        "processor": time.process_time() - processor,
        "done": done,
        "peak": _peak(),
    }


def _peak() -> int:
    """Return the most memory that this process has had, in megabytes; a parent's is not in it."""
    with open("/proc/self/status", encoding="ascii") as status:
        lines = dict(line.split(":", 1) for line in status)
    return int(lines["VmHWM"].split()[0]) // 1024


def _digest(digest: Callable[[Digest], None]) -> dict[str, Any]:
    made = Digest()
    digest(made)
    return made.parts
