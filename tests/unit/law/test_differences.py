"""What one edition says otherwise than another: numbers, rows of a table, words."""

from datetime import date

import pytest

from daman.law.parameters.differences import Change, differences
from daman.law.parameters.drafts import Basis, Head, edition_in, new_document, with_value, written
from daman.law.parameters.editions import current_editions, edition_of

HEAD = Head("EDN-TRIAL", "تجربة", "A trial", date(2027, 1, 1), Basis("", "", "", None))


def changed(base: str, name: str, value):
    edition = edition_of(base)
    text = written(with_value(new_document(edition, HEAD), edition, name, value))
    return differences(edition, edition_in(text))


@pytest.mark.parametrize("name", current_editions())
def test_an_edition_does_not_differ_from_itself_nor_from_a_draft_that_changes_nothing(name):
    edition = edition_of(name)
    assert differences(edition, edition) == ()
    assert differences(edition, edition_in(written(new_document(edition, HEAD)))) == ()


def test_a_number_tells_before_after_and_by_how_much():
    (found,) = changed("statutory-2026-07", "basic_minimum", 1400)
    assert found.changes == (Change(None, 1320, 1400),)
    assert found.changes[0].by == 80


def test_a_table_tells_only_the_rows_that_differ_and_those_that_come_or_go():
    table = dict(edition_of("1446-article").values["pension_by_size"].value)
    table |= {3: 1600, 11: 3800}
    (found,) = changed("1446-article", "pension_by_size", table)
    assert found.changes == (Change(3, 1570, 1600), Change(11, None, 3800))
    assert found.changes[1].by is None
    (shorter,) = changed("1446-article", "pension_by_size", {1: 1000, 2: 1275})
    assert [change.row for change in shorter.changes] == list(range(3, 11))


def test_a_list_tells_the_words_that_came_and_went():
    words = edition_of("statutory-2026-07").values["income_not_counted"].value
    kept = {word: source for word, source in words.items() if word != "rural_support"}
    (found,) = changed("statutory-2026-07", "income_not_counted", kept)
    assert (found.added, found.removed, found.changes) == ((), ("rural_support",), ())
