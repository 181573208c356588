"""
Demo people: staff of every role and households in every state, all of them made up.

Stories read who the demo staff are without starting the product, so it is imported late.
"""

from collections.abc import Iterator


def load() -> None:
    """Load everybody or nobody; never in production."""
    from daman.command.demo.connecting import one_transaction
    from daman.command.demo.loading import load_everybody

    with one_transaction():
        load_everybody()


def sign_in_lines() -> Iterator[str]:
    """Yield how to sign in as the demo people, in Arabic and English."""
    from daman.command.demo.greeting import lines

    yield from lines()
