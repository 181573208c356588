"""The made-up population: repeatable, complete, consistent and marked synthetic."""

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from daman.kernel import iban, mobile, national_id
from daman.kernel.hijri import HijriDate
from simulators.registry.facts import SOURCES
from simulators.registry.population import AS_OF, NAMED, generate

CATEGORIES = {
    "widow",
    "divorced",
    "elderly",
    "disabled",
    "minor_unable",
    "woman_no_breadwinner",
    "wife_of_addict",
    "wife_of_absent",
    "wife_of_missing",
    "suspended_wife",
    "unknown_parentage",
    "orphan",
}
PEOPLE = generate(1448, 240)
BY_ID = {person["id"]: person for person in PEOPLE}


def test_is_the_same_for_the_same_seed_only():
    assert generate(1448, 240) == PEOPLE
    assert generate(1449, 240) != PEOPLE


def test_grows_without_changing_who_was_there():
    smaller = generate(1448, 30)

    assert PEOPLE[: len(smaller)] == smaller


def test_has_every_category_even_when_small():
    heads = Counter(person["category"] for person in generate(5, 14))

    assert set(heads) >= CATEGORIES
    assert len({person["household"] for person in PEOPLE}) == 240 + len(NAMED)


def test_numbers_accounts_and_mobiles_are_valid_unique_and_synthetic():
    for person in PEOPLE:
        assert national_id.parse(person["id"]) == person["id"]
        assert national_id.is_synthetic(person["id"])
        assert national_id.kind(person["id"]) == ("citizen" if person["saudi"] else "resident")
    accounts = [person["iban"] for person in PEOPLE if person["iban"]]
    mobiles = [number for person in PEOPLE for number in person["mobiles"]]
    assert all(iban.is_synthetic(iban.parse(account)) for account in accounts)
    assert all(mobile.parse(number) == number for number in mobiles)
    for values in (BY_ID, accounts, mobiles):
        assert len(set(values)) == len(values)
    assert len(BY_ID) == len(PEOPLE)


def test_every_adult_has_an_account():
    for person in PEOPLE:
        if age(person) >= 18:
            assert person["iban"], person["id"]


def test_family_links_go_both_ways():
    for person in PEOPLE:
        for child in person["children"]:
            assert person["id"] in BY_ID[child]["parents"]
            assert person["born_on"] < BY_ID[child]["born_on"]
        for parent in person["parents"]:
            assert person["id"] in BY_ID[parent]["children"]
        for spouse in person["spouses"]:
            assert person["id"] in BY_ID[spouse]["spouses"]
            assert BY_ID[spouse]["sex"] != person["sex"]


def test_dates_agree():
    for person in PEOPLE:
        born = date.fromisoformat(person["born_on"])
        assert str(HijriDate.of(born)) == person["born_hijri"]
        assert born < AS_OF
        assert person["died_on"] is None or person["born_on"] <= person["died_on"] < str(AS_OF)


def test_facts_name_their_source():
    for person in PEOPLE:
        for fact in person["facts"]:
            assert fact["source"] == SOURCES[fact["kind"]]


@pytest.mark.parametrize(
    ("category", "sex", "low", "high"),
    [
        ("widow", "F", 18, 75),
        ("elderly", None, 60, 90),
        ("minor_unable", None, 18, 26),
        ("orphan", None, 18, 26),
    ],
)
def test_heads_suit_their_category(category: str, sex: str | None, low: int, high: int):
    heads = [
        person for person in PEOPLE if person["category"] == category and not person["died_on"]
    ]

    assert heads
    for head in heads:
        assert low <= age(head) <= high
        assert sex is None or head["sex"] == sex


def test_holds_the_unusual_households():
    sizes = Counter(person["household"] for person in PEOPLE)
    bases = {person["nationality_basis"] for person in PEOPLE}

    assert max(sizes.values()) == 16
    assert bases >= {"wife_of_saudi", "widow_with_saudi_children", "child_of_saudi_widow"}


def test_the_named_people_are_who_the_documentation_says():
    noura = BY_ID[NAMED["noura"].national_id]

    assert NAMED["noura"].national_id == "1999000019"
    assert NAMED["noura"].mobile == "+966590000001"
    assert (noura["name_en"].split()[0], age(noura)) == ("Noura", 38)
    assert noura["marital_status"] == "widowed"
    assert len(noura["children"]) == 2
    assert {fact["kind"] for fact in noura["facts"]} == {"travel"}
    assert age(BY_ID[NAMED["huda"].national_id]) == 66
    assert BY_ID[NAMED["saleh"].national_id]["died_on"]
    assert age(BY_ID[NAMED["rakan"].national_id]) == 15
    assert BY_ID[NAMED["maha"].national_id]["account"] == "closed"
    assert BY_ID[NAMED["bandar"].national_id]["account"] == "other_owner"
    assert all(BY_ID[card.national_id]["name_en"] == card.name_en for card in NAMED.values())


def age(person: dict) -> int:
    born = date.fromisoformat(person["born_on"])
    return AS_OF.year - born.year - ((AS_OF.month, AS_OF.day) < (born.month, born.day))


def test_the_readme_lists_the_named_people_as_they_are():
    readme = (Path(__file__).parents[3] / "src" / "simulators" / "README.md").read_text("utf-8")

    for name, card in NAMED.items():
        row = f"| `{name}` | {card.national_id} | {card.born_on} | {card.mobile} |"
        assert row in readme, row


def test_the_readme_lists_every_kind_of_fact():
    readme = (Path(__file__).parents[3] / "src" / "simulators" / "README.md").read_text("utf-8")

    for kind, source in SOURCES.items():
        assert f"| `{source}` | `{kind}` |" in readme
