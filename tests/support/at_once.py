"""Acts done at the same moment, each from a connection of its own."""

import threading
from collections.abc import Callable
from typing import Any

from django.db import connection

from daman.kernel.refusal import Refusal


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Do acts from threads started together; return what each answered, or its refusal."""
    gate = threading.Barrier(len(acts))
    results: list[Any] = [None] * len(acts)

    def run(place: int, act: Callable[[], Any]) -> None:
        gate.wait()
        try:
            results[place] = act()
        except Refusal as refusal:
            results[place] = refusal
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def codes(results: list[Any]) -> list[str]:
    """Return the codes of the acts that were refused."""
    return [each.code for each in results if isinstance(each, Refusal)]
