"""`daman law book`: writes the law's own book, or checks that the one written is up to date."""

import argparse
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from daman.kernel.refusal import Refusal
from daman.law.book.markdown import stale_pages, write_book

DEFAULT_OUT = "docs/law"


def run_book(words: Sequence[str], _: Callable[[str], object]) -> Mapping[str, Any]:
    """
    Write the book and return how many pages it has; with --check, name those that are stale.

    :raises Refusal: output.unwritable
    """
    parser = argparse.ArgumentParser(prog="daman law book", description=__doc__)
    parser.add_argument("--out", default=DEFAULT_OUT, help=f"the folder; default: {DEFAULT_OUT}")
    parser.add_argument("--check", action="store_true", help="write nothing; name stale pages")
    asked = parser.parse_args(words)
    out = Path(asked.out)
    if asked.check:
        stale = stale_pages(out)
        return {"out": str(out), "stale": stale, "errors": len(stale)}
    try:
        return {"out": str(out), "pages": write_book(out)}
    except OSError:
        raise Refusal("output.unwritable", field="out", given=asked.out) from None
