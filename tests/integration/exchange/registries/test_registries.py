"""The registries' port, asked of the simulated registries over real HTTP (a verified fake)."""

import dataclasses
import os
from datetime import date

import httpx
import pytest

from daman.exchange import outbound, registries
from daman.exchange.registries import NotMatched, RegistryUnavailable
from daman.exchange.registries.dci import DciRegistries
from daman.exchange.registries.port import SOURCES
from simulators.registry.population import NAMED

NOURA, KHALID = NAMED["noura"], NAMED["khalid"]


@pytest.fixture
def registry(simulators: str) -> registries.Registries:
    """Return the registries under test: the simulated ones, or a sandbox when one is named."""
    if url := os.environ.get("DAMAN_TEST_REGISTRY_URL"):
        return DciRegistries(url=url, token=os.environ["DAMAN_TEST_REGISTRY_TOKEN"])
    return registries.current()


def turn(simulators: str, **setting: object) -> None:
    httpx.post(
        f"{simulators}/simulators/control", json={"system": "registry", **setting}
    ).raise_for_status()


class TestPerson:
    def test_is_found_by_number_and_birth_date(self, registry: registries.Registries):
        record = registry.person(national_id=NOURA.national_id, born_on=NOURA.born_on)

        assert record.national_id == NOURA.national_id
        assert record.born_on == NOURA.born_on
        assert record.born_hijri == "1408-07-24"
        assert record.name_ar == NOURA.name_ar
        assert record.name_en == NOURA.name_en
        assert (record.sex, record.marital_status, record.is_saudi) == ("F", "WIDOWED", True)
        assert record.city == "الرياض"
        assert len(record.child_ids) == 2
        assert record.died_on is None

    def test_is_not_matched_by_another_birth_date(self, registry: registries.Registries):
        with pytest.raises(NotMatched) as other_date:
            registry.person(national_id=NOURA.national_id, born_on=date(1971, 1, 1))
        with pytest.raises(NotMatched) as unknown:
            registry.person(national_id="1999999992", born_on=NOURA.born_on)

        assert str(other_date.value) == str(unknown.value)

    def test_says_when_someone_died(self, registry: registries.Registries):
        saleh = NAMED["saleh"]

        record = registry.person(national_id=saleh.national_id, born_on=saleh.born_on)

        assert record.died_on == date(2026, 8, 13)

    def test_knows_whose_mobile_it_is(self, registry: registries.Registries):
        record = registry.person(national_id=NOURA.national_id, born_on=NOURA.born_on)

        assert registry.matches_mobile(record, NOURA.mobile)
        assert not registry.matches_mobile(record, KHALID.mobile)
        assert not registry.matches_mobile(record, "")

    def test_is_a_value(self, registry: registries.Registries):
        record = registry.person(national_id=NOURA.national_id, born_on=NOURA.born_on)

        with pytest.raises(dataclasses.FrozenInstanceError):
            record.city = "elsewhere"


class TestFamily:
    def test_tells_spouse_children_and_parents(self, registry: registries.Registries):
        husband, *children = registry.family(national_id=NOURA.national_id)

        assert husband.died_on is not None
        assert husband.sex == "M"
        assert len(children) == 2
        assert all(NOURA.national_id in child.parent_ids for child in children)

    def test_of_nobody_is_not_matched(self, registry: registries.Registries):
        with pytest.raises(NotMatched):
            registry.family(national_id="1999999992")

    def test_holds_the_largest_households(self, registry, simulators: str):
        people = httpx.get(f"{simulators}/simulators/registry/people.json").json()
        largest = max(people, key=lambda person: len(person["children"]))

        family = registry.family(national_id=largest["id"])

        assert len(family) == len(largest["children"]) + len(largest["spouses"])


class TestFacts:
    def test_come_with_source_kind_and_day(self, registry: registries.Registries):
        facts = registry.facts(national_id=KHALID.national_id)

        disability = next(fact for fact in facts if fact.kind == "disability")
        assert disability.source == "health"
        assert disability.values["able_to_work"] is False
        assert disability.as_of == date(2026, 11, 1)

    def test_tell_wage_and_pension_in_riyals(self, registry: registries.Registries):
        (wage,) = [
            fact.values["monthly_wage"]
            for fact in registry.facts(national_id=NAMED["faisal"].national_id)
            if fact.kind == "employment"
        ]
        (pension,) = [
            fact.values["monthly_amount"]
            for fact in registry.facts(national_id=NAMED["salem"].national_id)
            if fact.kind == "pension"
        ]

        assert (wage, pension) == (9500, 4800)

    def test_of_nobody_are_none(self, registry: registries.Registries):
        assert registry.facts(national_id="1999999992") == []

    def test_come_from_known_sources_only(self, registry, simulators: str):
        people = httpx.get(f"{simulators}/simulators/registry/people.json").json()
        told = {fact["source"] for person in people for fact in person["facts"]}

        assert told <= set(SOURCES)


def test_disability_status_is_yes_or_no(registry: registries.Registries):
    assert registry.is_disabled(national_id=KHALID.national_id)
    assert not registry.is_disabled(national_id=NOURA.national_id)


class TestTrouble:
    @pytest.mark.parametrize(
        ("setting", "reason"),
        [
            ({"mode": "down", "variant": "closed"}, "connection"),
            ({"mode": "down", "variant": "unavailable"}, "status"),
            ({"mode": "wrong", "variant": "person"}, "mismatch"),
            ({"mode": "wrong", "variant": "malformed"}, "malformed"),
            ({"mode": "wrong", "variant": "type"}, "malformed"),
            ({"mode": "wrong", "variant": "html"}, "malformed"),
            ({"mode": "wrong", "variant": "huge"}, "too_large"),
        ],
    )
    def test_is_never_an_answer_about_the_person(self, registry, simulators, setting, reason):
        turn(simulators, **setting)

        for question in (
            lambda: registry.person(national_id=NOURA.national_id, born_on=NOURA.born_on),
            lambda: registry.family(national_id=NOURA.national_id),
            lambda: registry.facts(national_id=NOURA.national_id),
        ):
            with pytest.raises(RegistryUnavailable) as unavailable:
                question()
            assert unavailable.value.reason == reason

    def test_of_lateness_ends_before_the_answer(self, registry, simulators: str, monkeypatch):
        turn(simulators, mode="late", seconds=20)
        waited, exchange = [], outbound._exchange

        def noted(request: httpx.Request, total_seconds: float) -> object:
            waited.append(total_seconds)
            return exchange(request, total_seconds)

        monkeypatch.setattr(outbound, "_exchange", noted)

        # The right answer would come after 20 s: whoever waits for it is refused nothing.
        with pytest.raises(RegistryUnavailable) as unavailable:
            registry.person(national_id=NOURA.national_id, born_on=NOURA.born_on)

        assert unavailable.value.reason == "timeout"
        assert waited == [5.0]

    def test_of_a_wrong_token_is_unavailable(self, simulators: str):
        registry = DciRegistries(url=f"{simulators}/simulators/registry", token="wrong")

        with pytest.raises(RegistryUnavailable):
            registry.person(national_id=NOURA.national_id, born_on=NOURA.born_on)

    @pytest.mark.parametrize("url", ["", "ftp://x", "http://127.0.0.1:1", "http://[bad"])
    def test_of_an_address_is_unavailable(self, url: str):
        with pytest.raises(RegistryUnavailable):
            DciRegistries(url=url, token="x").facts(national_id=NOURA.national_id)
