"""The law's own book: every rule with its cases, every link, every contradiction."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from daman.law.book.by_article import by_article
from daman.law.book.comparison import compare, subjects
from daman.law.book.contents import shown_edition, shown_editions
from daman.law.book.markdown import book_files, stale_pages, write_book
from daman.law.book.places import places_of
from daman.law.files import LawFault, folder
from daman.law.parameters.contradictions import contradictions
from daman.law.parameters.editions import editions
from daman.law.wording import Text

ROOT = Path(__file__).parents[2]
POLICY = ROOT.parent / "shared" / "law" / "policy.md"
RULES = [
    pytest.param(edition, rule, id=f"{edition.id}: {rule.code}")
    for edition in shown_editions()
    for rule in (*edition.rules, *edition.amount.left_open)
]


@pytest.mark.parametrize(("edition", "rule"), RULES)
class TestRule:
    def test_a_case_fails_it_or_leaves_it_to_people(self, edition, rule):
        assert rule.evidence.failed

    def test_a_case_meets_it_and_each_exception_has_one(self, edition, rule):
        assert rule.evidence.met or rule in edition.amount.left_open
        assert bool(rule.evidence.excepted) == bool(rule.exceptions)

    def test_it_is_read_out_in_both_languages(self, edition, rule):
        tests = [rule.requires, rule.applies, rule.review, *(e.test for e in rule.exceptions)]
        for text in [*filter(None, tests), *rule.sentences.values()]:
            assert re.search("[\u0621-\u064a]", text.ar), text
            assert re.search("[A-Za-z]", text.en), text
            assert not re.search("[\u0621-\u064a]", text.en), text

    def test_it_says_where_it_is_written(self, edition, rule):
        source = folder(rule.place.file).read_text(encoding="utf-8").splitlines()

        assert source[rule.place.line - 1].startswith(("@condition(", "def "))


def test_a_rule_is_read_as_it_is_computed():
    words = {rule.code: rule.requires.en for rule in shown_edition("statutory-2026-07").rules}
    old = {rule.code: rule.requires.en for rule in shown_edition("1444-article").rules}

    assert words["stat.income"] == "the counted income is less than the calculated minimum"
    assert words["stat.head"].endswith("services are suspended: no")
    assert "at most “Longest stay abroad without a break” (90 days)" in words["stat.residence"]
    assert "“Highest age of a divorcee” (65 years)" in old["1444.divorcee_age"]


def test_numbers_of_the_edition_stand_in_its_sentences():
    before, after = (
        dict(shown_edition(edition).amount.quantities)
        for edition in ("statutory-2022", "statutory-2023-11")
    )
    minimum = next(name for name in before if name.en == "the calculated minimum")

    assert "1,100 riyals a month" in before[minimum].en
    assert "1,320 riyals a month" in after[minimum].en
    assert "1,320 ريال في الشهر" in after[minimum].ar


def test_the_arithmetic_of_an_example_adds_up():
    for edition in shown_editions():
        for example in edition.amount.examples:
            *parts, total = (line.halalas for line in example.lines)
            assert sum(parts) == total > 0


def test_every_rule_has_one_subject():
    codes = [code for subject in subjects().values() for code in subject["codes"]]

    assert sorted(codes) == sorted({rule.code for e in shown_editions() for rule in e.rules})


def test_two_editions_differ_in_what_changed_and_nothing_else():
    pair = compare("statutory-2023-11", "statutory-2026-07")

    assert [v.label.en for v in pair.values if not v.is_same] == [
        "Groups exempt from the income condition"
    ]
    assert [rule.after.code for rule in pair.rules if not rule.is_same] == ["stat.income"]
    assert pair.same_amount


def test_an_article_leads_to_its_rules_places_and_cases():
    entries = {entry.article.id: entry.rests for entry in by_article()}

    income = next(each for each in entries["law-1442/9.2"] if each.code == "stat.income")
    assert (income.edition, income.place.file) == ("statutory-2026-07", "rules/statutory.py")
    assert income.case_ids
    assert [each.code for each in entries["law-1442/7"]] == ["change_report"]
    assert [each.code for each in entries["law-1442/16"]] == ["first_payment"]
    assert {f"law-1442/{number}" for number in range(1, 27)} <= set(entries)


PAGES = book_files()
LINK = re.compile(r"\]\(([^)\s]+)\)")


@pytest.mark.parametrize("name", PAGES)
def test_every_link_of_a_page_leads_somewhere(name):
    for target in LINK.findall(PAGES[name]):
        path, _, anchor = target.partition("#")
        if "src/daman/law" in path:
            assert (ROOT / "docs" / "law" / name).parent.joinpath(path).resolve().is_file()
            continue
        page = (Path("/") / name).parent.joinpath(path).resolve() if path else Path("/") / name
        assert str(page)[1:] in PAGES, target
        if anchor:
            assert f'<a id="{anchor}"></a>' in PAGES[str(page)[1:]], target


@pytest.mark.parametrize("edition", editions())
def test_every_value_and_passage_of_an_edition_is_printed(edition):
    page = PAGES[f"en/{edition}.md"]
    for value in editions()[edition].values.values():
        assert f"`{value.name}`" in page
        assert value.note_en in page
        for source in value.sources:
            assert f"`{source}`" in page
        for erratum in value.errata:
            assert f"coherent {erratum.coherent_value:,} ({erratum.contradiction})" in page


def test_a_changed_page_a_lost_page_and_a_stray_page_are_stale(tmp_path):
    write_book(tmp_path)
    assert stale_pages(tmp_path) == []
    (tmp_path / "en" / "cases.md").write_text("changed")
    (tmp_path / "ar" / "README.md").unlink()
    (tmp_path / "ar" / "left-behind.md").write_text("old")

    assert sorted(stale_pages(tmp_path)) == ["ar/README.md", "ar/left-behind.md", "en/cases.md"]
    write_book(tmp_path)
    assert stale_pages(tmp_path) == []


class TestContradictions:
    def test_all_thirty_three_are_there(self):
        assert list(contradictions()) == [f"C-{number:02d}" for number in range(1, 34)]

    @pytest.mark.skipif(not POLICY.exists(), reason="the policy is not beside the repository")
    def test_they_are_those_of_the_policy(self):
        listed = re.findall(r"^\| (C-\d\d) \|", POLICY.read_text(encoding="utf-8"), re.MULTILINE)

        assert list(contradictions()) == listed

    @pytest.mark.parametrize("number", contradictions())
    def test_each_is_whole_and_shows_somewhere(self, number):
        each = contradictions()[number]

        texts = [Text(each.title_ar, each.title_en), Text(each.ar, each.en)]
        texts += [Text(each.why_ar, each.why_en), *(Text(s.ar, s.en) for s in each.says)]
        for text in texts:
            assert re.search("[\u0621-\u064a]", text.ar)
            assert re.search("[A-Za-z]", text.en)
        assert places_of(each)

    def test_editions_and_rules_name_those_that_name_them(self):
        for edition in shown_editions():
            named = {each.number for each in edition.contradictions}
            naming = {n for n, each in contradictions().items() if edition.id in each.where}
            assert named == naming, edition.id
            for rule in edition.rules:
                for each in rule.contradictions:
                    assert {rule.code, rule.review_code} & set(each.where), (rule.code, each)

    def test_an_erratum_is_named_at_its_value(self):
        for edition in editions().values():
            for value in edition.values.values():
                for erratum in value.errata:
                    where = contradictions()[erratum.contradiction].where
                    assert f"{edition.id}/{value.name}" in where

    def test_one_that_shows_nowhere_is_refused(self):
        lost = replace(contradictions()["C-16"], where=("stat.nothing",))

        with pytest.raises(LawFault, match=r"C-16\.where: names stat\.nothing"):
            places_of(lost)
