"""`law`: the law at the command line, without Django and without a database."""

import sys
from collections.abc import Sequence

from daman.command.obstacle import Obstacle


def run(words: Sequence[str]) -> int:
    """Hand the words to the law's own command line."""
    try:
        from daman.law.command_line import main
    except ModuleNotFoundError as missing:
        raise Obstacle(f"The law's command line is not here ({missing.name}).") from missing
    status: int = main(list(words), sys.stdin, sys.stdout)
    return status
