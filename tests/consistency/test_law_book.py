"""The printed book of the law is what the law says now."""

from pathlib import Path

from daman.law.book.markdown import stale_pages

BOOK = Path(__file__).parents[2] / "docs" / "law"


def test_the_book_is_up_to_date():
    assert stale_pages(BOOK) == [], "run ./daman law book"
