"""How a story is told: numbered steps with what the person saw; the first difference ends it."""

import sys
import time
from collections.abc import Callable
from typing import TypeVar

import httpx

from daman.command.stories._visitor import Difference

T = TypeVar("T")
_WAIT_SECONDS = 30
_LOOK_SECONDS = 0.25


class Teller:
    """Prints the steps of one story and counts them."""

    def __init__(self, title: str) -> None:
        self._count = 0
        self._began = time.monotonic()
        print(title, flush=True)

    def step(self, words: str, *seen: str) -> None:
        """Print one step and, below it, what the person saw."""
        self._count += 1
        print(f"{self._count:2d}. {words}", flush=True)
        for line in seen:
            if line:
                print(f"      {line}", flush=True)

    def end(self, words: str) -> None:
        """Print the end with the time it took."""
        print(f"    {words} ({time.monotonic() - self._began:.1f} s)", flush=True)


def told(play: Callable[[str], None], base_url: str) -> int:
    """Return 0 when the whole story went as told, 1 at the first difference, which is printed."""
    try:
        play(base_url)
    except (Difference, httpx.HTTPError) as difference:
        print(f"    Not as told: {difference}", file=sys.stderr, flush=True)
        return 1
    return 0


def expect(is_so: object, words: str) -> None:
    """
    Go on when it is so.

    :raises Difference: with the words, when it is not
    """
    if not is_so:
        raise Difference(words)


def wait_for(look: Callable[[], T | None], words: str) -> T:
    """
    Return what a look finds, looking again for up to half a minute.

    :raises Difference: when it never came
    """
    until = time.monotonic() + _WAIT_SECONDS
    while True:
        found = look()
        if found:
            return found
        if time.monotonic() > until:
            raise Difference(f"{words} did not come within {_WAIT_SECONDS} seconds")
        time.sleep(_LOOK_SECONDS)
