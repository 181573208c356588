"""The unified profile: filled from the registries, saved by version, frozen when confirmed."""

from datetime import date

import httpx
import pytest
from django.db import IntegrityError, transaction

from daman.base.audit.models import AuditEvent
from daman.exchange.notices.models import Notice
from daman.journey.profile import family, operations, queries, rules
from daman.journey.profile.models import Snapshot
from daman.journey.profile.states import SectionState
from daman.kernel import national_id as nid
from daman.kernel.refusal import Refusal
from daman.record.households import operations as households
from daman.record.people.models import Person
from tests.support.applicants import KNOWN_ANSWERS, a_complete_profile, named
from tests.support.people import a_person, keep_promises

pytestmark = pytest.mark.django_db


def turn(address, system, mode):
    body = {"system": system, "mode": mode}
    httpx.post(f"{address}/simulators/control", json=body).raise_for_status()


def opened(account, at):
    return operations.open_profile(person=account.person, by=account, at=at)


def saved(profile, section, at, *, version=None, **given):
    if version is None:
        version = queries.section_of(profile, section).version
    return operations.save_section(
        profile=profile, section=section, given=given, version=version, by="system:test", at=at
    )


class TestOpen:
    def test_brings_what_the_registries_know(self, simulators, at):
        profile = opened(named("noura"), at)

        personal = queries.section_of(profile, "personal").answers
        assert personal["values"]["has_disability"] is False
        assert personal["told"]["has_disability"]["source"] == "health"
        people = queries.dependants_of(profile)
        assert [each["relation"] for each in people] == ["child", "child"]
        assert all(each["accepted_link"] is True for each in people)
        assert Person.objects.filter(national_id=people[0]["national_id"]).exists()
        assert profile.person.marital_status == "WIDOWED"

    def test_fills_most_answers(self, simulators, at):
        profile = opened(named("noura"), at)

        asked = [
            question.name
            for section in queries.SECTIONS
            for question in rules.QUESTIONS[section]
            if not question.is_for_residents
        ]
        told = [
            name
            for section in queries.SECTIONS
            for name in queries.section_of(profile, section).answers["told"]
        ]
        assert len(told) / len(asked) >= 0.55

    def test_leaves_the_dead_out(self, simulators, at):
        profile = opened(named("noura"), at)
        numbers = {each["national_id"] for each in queries.dependants_of(profile)}
        dead = Person.objects.filter(died_on__isnull=False).values_list("national_id", flat=True)
        assert dead
        assert not numbers & set(dead)

    def test_knows_incomes_by_member(self, simulators, at):
        profile = opened(named("faisal"), at)
        sources = queries.section_of(profile, "income").answers["values"]["sources"]
        assert sources == [
            {
                "earner": profile.person.national_id,
                "kind": "salary",
                "monthly_halalas": 950_000,
            }
        ]

    def test_asks_an_adult_before_linking(self, simulators, at):
        profile = opened(named("khalid"), at)
        assert [each["accepted_link"] for each in queries.dependants_of(profile)] == [None]

    def test_happens_once(self, simulators, at):
        account = named("noura")
        assert opened(account, at).pk == opened(account, at).pk

    @pytest.mark.parametrize("mode", ["down", "wrong"])
    def test_waits_for_no_registry(self, simulators, at, mode):
        turn(simulators, "registry", mode)
        account = named("noura")

        profile = opened(account, at)

        assert {each.state for each in queries.progress_of(profile)} == {SectionState.WAITING}
        saved(profile, "licences", at, commercial_register=True, professional_licence=False)
        turn(simulators, "registry", "normal")
        assert keep_promises(at) >= 1
        profile.refresh_from_db()
        assert len(queries.dependants_of(profile)) == 2
        licences = queries.section_of(profile, "licences").answers
        assert licences["values"]["commercial_register"] is True
        assert licences["told"]["commercial_register"]["value"] is False
        assert Notice.objects.filter(account=account, template="profile_facts_fetched").exists()

    def test_does_not_take_anothers_dependants(self, simulators, at):
        account = named("noura")
        child = Person.objects.get(
            national_id=queries.dependants_of(opened(account, at))[0]["national_id"]
        )
        other = named("salem")
        households.form_household(
            head=other.person,
            dependants=[households.Dependant(child, "other", True, "declared")],
            by="system:test",
            at=at,
        )
        profile = queries.profile_of(account.person)
        profile.sections.filter(section="dependants").update(
            answers={"values": {"people": []}, "told": {}, "pages": [], "pending": []}
        )

        operations.fetch_facts(profile=profile, by="system:test", at=at)

        numbers = [each["national_id"] for each in queries.dependants_of(profile)]
        assert len(numbers) == 1
        assert child.national_id not in numbers


class TestSave:
    def test_grows_the_version_and_completes(self, simulators, at):
        profile = opened(named("noura"), at)
        before = queries.section_of(profile, "education").version

        row = saved(profile, "education", at, student=False, health_education_met=None)

        assert (row.version, row.is_complete) == (before + 1, True)
        assert row.answers["values"] == {"student": False, "health_education_met": None}

    def test_refuses_a_stale_page_and_loses_nothing(self, simulators, at):
        profile = opened(named("noura"), at)
        version = queries.section_of(profile, "education").version
        saved(profile, "education", at, student=True, health_education_met=True)

        with pytest.raises(Refusal, match="stale"):
            saved(profile, "education", at, version=version, student=False)

        assert queries.section_of(profile, "education").answers["values"]["student"] is True

    def test_needs_every_page(self, simulators, at):
        profile = opened(named("noura"), at)
        first = saved(profile, "housing", at, dwelling="rented", institution="none")
        assert not first.is_complete
        second = saved(profile, "housing", at, page=2, permanent_residence=True)
        assert second.is_complete

    def test_keeps_what_is_said_to_be_wrong(self, simulators, at):
        profile = opened(named("noura"), at)
        saved(profile, "property", at, cars=1, dispute="  بعت  السيارة\u202e ")
        assert queries.content_of(profile)["disputes"] == {"property": "بعت السيارة"}

    @pytest.mark.parametrize(
        ("section", "given", "code"),
        [
            ("housing", {"dwelling": "castle", "institution": "none"}, "choice.invalid"),
            ("housing", {"institution": "none"}, "choice.invalid"),
            ("property", {"cars": -1}, "count.range"),
            ("property", {"cars": True}, "count.range"),
            ("property", {"liquid_assets_halalas": 10**15}, "count.range"),
            ("personal", {"able_to_work": "yes"}, "type"),
            ("dependants", {"other_families_of_head": 4}, "count.range"),
        ],
    )
    def test_refuses_what_is_no_answer(self, simulators, at, section, given, code):
        profile = opened(named("noura"), at)
        with pytest.raises(Refusal) as refused:
            saved(profile, section, at, **given)
        assert refused.value.code == code
        assert not queries.section_of(profile, section).is_complete

    def test_leaves_unknown_fields_out(self, simulators, at):
        profile = opened(named("noura"), at)
        row = saved(profile, "education", at, student=False, is_staff=True, amount=9)
        assert set(row.answers["values"]) == {"student", "health_education_met"}


class TestDependants:
    def add(self, profile, at, number, born_on=date(2010, 1, 1), relation="child"):
        return family.add_dependant(
            profile=profile,
            national_id=number,
            born_on=born_on,
            relation=relation,
            by="system:test",
            at=at,
        )

    def test_adds_whom_the_registry_knows(self, simulators, at):
        profile = opened(named("noura"), at)
        rakan = named("rakan").person

        assert self.add(profile, at, rakan.national_id, rakan.born_on, "other")

        assert queries.dependants_of(profile)[-1]["source"] == "declared"
        assert len(queries.dependants_of(profile)) == 3

    def test_refuses_oneself_and_the_same_twice(self, simulators, at):
        profile = opened(named("noura"), at)
        child = queries.dependants_of(profile)[0]
        for number, code in (
            (profile.person.national_id, "dependant.self"),
            (child["national_id"], "dependant.duplicate"),
        ):
            with pytest.raises(Refusal, match=code):
                self.add(profile, at, number)

    def test_says_the_same_of_a_wrong_number_and_a_wrong_date(self, simulators, at):
        profile = opened(named("noura"), at)
        rakan = named("rakan").person
        for number, born_on in (
            (nid.synthetic(88_888), date(2010, 1, 1)),
            (rakan.national_id, date(2010, 1, 1)),
        ):
            with pytest.raises(Refusal, match=r"dependant\.unmatched"):
                self.add(profile, at, number, born_on)

    def test_refuses_the_dead(self, simulators, at):
        profile = opened(named("noura"), at)
        saleh = named("saleh").person
        with pytest.raises(Refusal, match=r"dependant\.deceased"):
            self.add(profile, at, saleh.national_id, saleh.born_on, "parent")

    def test_refuses_who_depends_on_another(self, simulators, at):
        profile = opened(named("noura"), at)
        rakan = named("rakan").person
        households.form_household(
            head=named("salem").person,
            dependants=[households.Dependant(rakan, "other", True, "declared")],
            by="system:test",
            at=at,
        )
        with pytest.raises(Refusal, match=r"dependant\.elsewhere"):
            self.add(profile, at, rakan.national_id, rakan.born_on)

    def test_waits_for_the_registry_and_then_adds(self, simulators, at):
        account = named("noura")
        profile = opened(account, at)
        rakan = named("rakan").person
        turn(simulators, "registry", "down")

        assert not self.add(profile, at, rakan.national_id, rakan.born_on, "other")

        with pytest.raises(Refusal, match=r"dependant\.pending"):
            saved(profile, "dependants", at, other_families_of_head=0)
        turn(simulators, "registry", "normal")
        keep_promises(at)
        assert len(queries.dependants_of(profile)) == 3
        assert Notice.objects.filter(account=account, template="dependant_added").exists()

    def test_asks_adults_before_the_section_is_complete(self, simulators, at):
        profile = opened(named("khalid"), at)
        with pytest.raises(Refusal, match=r"dependant\.consent"):
            saved(profile, "dependants", at, other_families_of_head=0)

        family.answer_consent(
            profile=profile,
            national_id=queries.dependants_of(profile)[0]["national_id"],
            accepted=True,
            by="system:test",
            at=at,
        )

        assert saved(profile, "dependants", at, other_families_of_head=0).is_complete

    def test_removal_opens_the_section_again(self, simulators, at):
        profile = opened(named("noura"), at)
        saved(profile, "dependants", at, other_families_of_head=0)
        child = queries.dependants_of(profile)[0]["national_id"]

        family.remove_dependant(profile=profile, national_id=child, by="system:test", at=at)

        assert not queries.section_of(profile, "dependants").is_complete
        assert len(queries.dependants_of(profile)) == 1


class TestConfirm:
    def test_freezes_the_agreed_shape(self, simulators, at):
        account = named("noura")
        profile = a_complete_profile(account, at=at)

        snapshot = operations.confirm(profile=profile, by=account, at=at)

        content = snapshot.content
        assert set(content["person"]) == {
            "national_id", "name_ar", "born_on", "sex", "is_saudi", "marital_status"
        }  # fmt: skip
        assert set(content["sections"]) == set(queries.SECTIONS)
        assert content["sections"]["personal"]["able_to_work"] is KNOWN_ANSWERS["able_to_work"]
        assert set(content["sections"]["dependants"]["people"][0]) == {
            "national_id", "name_ar", "relation", "born_on", "sex", "saudi",
            "nationality_basis", "residence_permit_valid", "accepted_link",
        }  # fmt: skip
        assert snapshot.sha256 == rules.digest(content)
        assert queries.is_confirmed(profile)
        assert AuditEvent.objects.filter(what="profile.profile.confirm").count() == 1

    def test_the_same_is_frozen_once(self, simulators, at):
        account = named("noura")
        profile = a_complete_profile(account, at=at)
        first = operations.confirm(profile=profile, by=account, at=at)
        assert operations.confirm(profile=profile, by=account, at=at).pk == first.pk

    def test_a_change_asks_for_a_new_one(self, simulators, at):
        account = named("noura")
        profile = a_complete_profile(account, at=at)
        operations.confirm(profile=profile, by=account, at=at)

        saved(profile, "property", at, cars=3)

        assert not queries.is_confirmed(profile)
        operations.confirm(profile=profile, by=account, at=at)
        assert Snapshot.objects.filter(profile=profile).count() == 2

    def test_refuses_an_open_section(self, simulators, at):
        account = named("noura")
        with pytest.raises(Refusal, match=r"profile\.incomplete"):
            operations.confirm(profile=opened(account, at), by=account, at=at)

    def test_is_never_changed(self, simulators, at):
        account = named("noura")
        snapshot = operations.confirm(
            profile=a_complete_profile(account, at=at), by=account, at=at
        )
        with pytest.raises(IntegrityError), transaction.atomic():
            Snapshot.objects.filter(pk=snapshot.pk).update(sha256="0" * 64)


@pytest.mark.parametrize(
    ("relation", "born_on", "faults"),
    [
        ("child", date(2015, 1, 1), []),
        ("child", date(1980, 1, 1), ["child_too_old"]),
        ("child", date(1997, 1, 1), ["child_too_old"]),
        ("parent", date(1960, 1, 1), []),
        ("parent", date(1990, 1, 1), ["parent_too_young"]),
    ],
)
def test_says_what_cannot_be_in_a_family(relation, born_on, faults):
    member = {"relation": relation, "born_on": born_on.isoformat()}
    assert rules.family_faults(date(1988, 1, 1), [member]) == faults


def test_five_wives_are_looked_at():
    wives = [{"relation": "wife", "born_on": "1990-01-01"}] * 5
    assert rules.family_faults(date(1970, 1, 1), wives) == ["wives_too_many"]


def test_opens_nothing_for_a_stranger(simulators, at):
    profile = operations.open_profile(person=a_person(), by="system:test", at=at)
    assert queries.dependants_of(profile) == []
