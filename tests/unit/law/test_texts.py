"""The passages that the law cites: each once, with its words, official only if it says so."""

import pytest

from daman.law.files import LawFault
from daman.law.parameters import texts

WORDS = {"ar": "نص", "en": "text"}
LABEL = {"ar": "المادة {n}", "en": "Article {n}"}


@pytest.fixture
def articles(monkeypatch):
    """Return a function that reads passages from other files than the shipped."""

    def read(**files):
        named = {f"{name}.yaml": content for name, content in files.items()}
        monkeypatch.setattr(texts, "read_folder", lambda folder: named)
        return texts.articles.__wrapped__()

    return read


def a_file(**changes):
    content = {"source": "a gazette", "prefix": "law/", "label": LABEL, "articles": {"1": WORDS}}
    return content | changes


def test_a_passage_is_cited_by_the_label_of_its_file_or_its_own(articles):
    own = {"ar": "مادة خاصة", "en": "Special article"}
    found = articles(one=a_file(articles={"1": WORDS, "2": {**WORDS, "label": own}}))

    assert (found["law/1"].label_ar, found["law/1"].label_en) == ("المادة 1", "Article 1")
    assert (found["law/2"].label_ar, found["law/2"].label_en) == ("مادة خاصة", "Special article")


def test_a_passage_is_official_only_when_its_file_says_so(articles):
    assert articles(one=a_file())["law/1"].official is False
    assert articles(one=a_file(official=True))["law/1"].official is True


def test_a_passage_that_two_files_give_is_refused(articles):
    with pytest.raises(LawFault) as fault:
        articles(one=a_file(), two=a_file(articles={"2": WORDS, "1": WORDS}))

    assert (fault.value.file, fault.value.key) == ("text/two.yaml", "articles.1")


@pytest.mark.parametrize(
    ("content", "key"),
    [
        ({"articles": {"1": {"ar": "نص"}}}, "articles.1.en"),
        ({"articles": {"1": {"en": "text"}}}, "articles.1.ar"),
        ({"source": None}, "source"),
        ({"label": None}, "label"),
        ({"label": {"ar": "المادة {n}"}}, "articles.1.en"),
    ],
)
def test_a_passage_without_its_words_or_source_is_refused(articles, content, key):
    with pytest.raises(LawFault) as fault:
        articles(one=a_file(**content))

    assert fault.value.key == key
