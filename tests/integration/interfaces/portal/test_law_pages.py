"""The law's own book as public pages: no sign-in, every edition, every link, nothing but 404."""

from urllib.parse import urldefrag

import pytest
from django.test import Client
from lxml import html

from daman.law.book.contents import shown_edition
from daman.law.parameters.contradictions import contradictions
from daman.law.parameters.editions import editions
from tests.support.editions import a_signed_edition, an_adopted_edition

pytestmark = pytest.mark.django_db
ADDRESSES = ["/law/", "/law/contradictions/", "/law/differences/", "/law/cases/"]
ADDRESSES += [f"/law/{edition}/" for edition in editions()]


def seen(address: str, language: str = "en"):
    """Return a page that nobody signed in for."""
    page = Client().get(address, headers={"accept-language": language})
    assert page.status_code == 200
    return html.fromstring(page.content)


def words(part) -> str:
    return " ".join(part.text_content().split())


@pytest.mark.parametrize("language", ["ar", "en"])
@pytest.mark.parametrize("address", ADDRESSES)
def test_a_page_is_open_to_all_in_both_languages(address, language):
    page = seen(address, language)

    assert page.get("lang") == language
    assert page.get("dir") == ("rtl" if language == "ar" else "ltr")
    assert len(page.xpath("//h1")) == 1


@pytest.mark.parametrize(
    "address",
    [
        "/law/1500-article/",
        "/law/EDN-0000/",
        "/law/differences/?from=1500-article",
        "/law/differences/?to=<script>",
        "/law/differences/?from=1446-article&to=../etc",
    ],
)
def test_what_is_not_there_is_not_found(address):
    assert Client().get(address).status_code == 404


def test_the_ministry_s_own_edition_is_public_once_it_is_adopted_and_not_before():
    signed = a_signed_edition()
    assert Client().get(f"/law/{signed.ref}/").status_code == 404

    adopted = an_adopted_edition()

    shown = words(seen(f"/law/{adopted.ref}/").xpath("//main")[0])
    assert "Trial rules" in shown
    assert "1,080 riyals a month" in shown
    assert "Trial rules" in words(seen("/law/").xpath("//ol[@class='timeline']")[0])
    row = seen(f"/law/differences/?from=1446-article&to={adopted.ref}").xpath(
        "//tr[th[.='Pension by family size']]"
    )[0]
    assert "1: 1,000 riyals a month" in words(row)
    assert "1: 1,080 riyals a month" in words(row)


def test_a_page_is_only_read():
    assert Client().post("/law/").status_code == 405


def test_every_link_and_anchor_leads_somewhere():
    pages = {address: seen(address) for address in ADDRESSES}
    for address, page in pages.items():
        for link in page.xpath("//main//a/@href"):
            path, anchor = urldefrag(link)
            target = pages.get((path or address).partition("?")[0])
            if target is None:
                assert Client().get(path).status_code in (200, 302), (address, link)
            elif anchor:
                assert target.xpath("//*[@id=$anchor]", anchor=anchor), (address, link)


def test_no_id_is_given_twice():
    for address in ADDRESSES:
        ids = seen(address).xpath("//@id")
        assert len(ids) == len(set(ids)), address


def test_the_index_says_what_is_in_force_and_leads_from_article_to_rule():
    page = seen("/law/")

    in_force = page.xpath("//ol[@class='timeline']/li[contains(., 'In force today')]")
    assert [words(each.xpath(".//a")[0]) for each in in_force] == ["The rules of 1446 AH"]
    row = page.xpath("//*[@id='article-law-1442-9.2']")[0]
    assert row.xpath(".//a/@href")[0] == "/law/statutory-2026-07/#stat.income"
    assert "rules/statutory.py:" in words(row)


def test_an_edition_shows_what_the_rules_say_and_where():
    page = seen("/law/statutory-2023-11/")

    rule = words(page.xpath("//*[@id='stat.income']")[0])
    assert "the counted income is less than the calculated minimum" in rule
    assert "“Basic minimum of the pension” (1,320 riyals a month)" in rule
    place = next(each.place for each in shown_edition("statutory-2023-11").rules)
    assert f"{place.file}:{place.line}" in words(page)
    assert "1,320 riyals a month" in words(page.xpath("//*[@id='value-basic_minimum']")[0])


def test_history_says_that_it_is_history():
    assert "History; no new decision is made under it" in words(seen("/law/m45-1427/"))


def test_all_contradictions_are_shown():
    page = seen("/law/contradictions/")

    assert [each.get("id") for each in page.xpath("//main//section")] == list(contradictions())


def test_two_editions_are_set_side_by_side():
    page = seen("/law/differences/?from=statutory-2022&to=statutory-2023-11")

    row = page.xpath("//tr[th[.='Basic minimum of the pension']]")[0]
    assert [words(cell) for cell in row.xpath("td")] == [
        "1,100 riyals a month",
        "1,320 riyals a month",
    ]
    chosen = page.xpath("//option[@selected]/@value")
    assert chosen == ["statutory-2022", "statutory-2023-11"]


def test_the_footer_of_every_page_leads_to_the_law():
    assert seen("/").xpath("//footer//a[@href='/law/']")
