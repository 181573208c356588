"""An application from its start to its end: every refusal, both clocks, nothing half-written."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from daman.base.audit.models import AuditEvent
from daman.base.outbox.models import Promise
from daman.base.permissions import Role
from daman.exchange.banks import port
from daman.exchange.notices.models import Notice
from daman.journey.applications import operations, queries, requirements, rules
from daman.journey.applications.models import Application, AttachedDocument, Category
from daman.journey.profile import operations as profiles
from daman.journey.profile import queries as profile_queries
from daman.kernel import iban
from daman.kernel.money import Money
from daman.kernel.refusal import Refusal
from daman.record.households import operations as households
from daman.record.households.models import Membership
from daman.record.people.models import Person
from tests.support import files
from tests.support.applicants import (
    a_complete_profile,
    a_ready_draft,
    a_sent_application,
    iban_of,
    named,
)
from tests.support.banks import ToldBank
from tests.support.people import a_citizen, a_member_of_staff, keep_promises
from tests.support.storage import own_documents_folder  # noqa: F401

pytestmark = pytest.mark.django_db


@pytest.fixture
def bank(monkeypatch):
    told = ToldBank()
    monkeypatch.setattr(port, "current", lambda: told)
    return told


@pytest.fixture
def ready(simulators, bank, at):
    return a_ready_draft(named("noura"), iban=iban_of("noura"), at=at)


@pytest.fixture
def sent(simulators, bank, at):
    return a_sent_application(named("noura"), iban=iban_of("noura"), at=at)


def submitted(application, at, **changes):
    application.refresh_from_db()
    given = {"declared": True, "version": application.version, **changes}
    return operations.submit(application=application, by="system:test", at=at, **given)


class TestStart:
    def test_resumes_the_one_draft(self, at):
        account = a_citizen()
        first = operations.start(account=account, by=account, at=at)
        assert operations.start(account=account, by=account, at=at).pk == first.pk

    def test_the_database_keeps_one_open(self, at):
        account = a_citizen()
        first = operations.start(account=account, by=account, at=at)
        with pytest.raises(IntegrityError), transaction.atomic():
            Application.objects.create(
                ref="APP-X", person=account.person, opened_by=account, opened_at=at
            )
        assert Application.objects.get().pk == first.pk

    def test_refuses_a_minor(self, at):
        account = a_citizen(born_on=date(2011, 1, 1))
        with pytest.raises(Refusal, match=r"person\.minor"):
            operations.start(account=account, by=account, at=at)

    def test_refuses_while_one_is_under_study(self, sent, at):
        with pytest.raises(Refusal, match=r"application\.exists"):
            operations.start(account=sent.opened_by, by=sent.opened_by, at=at)

    def test_brings_the_incomes_that_registries_know(self, simulators, at):
        account = named("faisal")
        profiles.open_profile(person=account.person, by=account, at=at)
        made = operations.start(account=account, by=account, at=at)
        assert [each["monthly_halalas"] for each in queries.incomes_of(made)] == [950_000]
        assert made.has_income is None


class TestIncome:
    @pytest.fixture
    def draft(self, simulators, at):
        account = named("noura")
        profiles.open_profile(person=account.person, by=account, at=at)
        return operations.start(account=account, by=account, at=at)

    def add(self, draft, at, **changes):
        given = {
            "earner": draft.person.national_id,
            "kind": "rent",
            "amount": Money.riyals(500),
            **changes,
        }
        return operations.add_income(application=draft, by="system:test", at=at, **given)

    def test_the_same_again_replaces_the_amount(self, draft, at):
        self.add(draft, at)
        self.add(draft, at, amount=Money.riyals(700))
        assert [each["monthly_halalas"] for each in queries.incomes_of(draft)] == [70_000]

    def test_no_removes_every_source(self, draft, at):
        saved = self.add(draft, at)
        operations.answer_income(
            application=draft, has_income=False, version=saved.version, by="system:test", at=at
        )
        assert queries.incomes_of(draft) == []

    def test_removal_opens_the_question_again(self, draft, at):
        self.add(draft, at)
        key = queries.incomes_of(draft)[0]["key"]
        left = operations.remove_income(application=draft, key=key, by="system:test", at=at)
        assert left.has_income is None
        assert queries.incomes_of(draft) == []

    @pytest.mark.parametrize(
        ("changes", "code"),
        [
            ({"earner": "1999999990"}, "choice.invalid"),
            ({"kind": "gift"}, "choice.invalid"),
            ({"amount": Money(0)}, "money.zero"),
            ({"amount": Money.riyals(1_000_001)}, "money.range"),
        ],
    )
    def test_refuses(self, draft, at, changes, code):
        with pytest.raises(Refusal) as refused:
            self.add(draft, at, **changes)
        assert refused.value.code == code
        assert queries.incomes_of(draft) == []

    def test_a_stale_answer_is_refused(self, draft, at):
        self.add(draft, at)
        with pytest.raises(Refusal, match="stale"):
            operations.answer_income(
                application=draft, has_income=False, version=1, by="system:test", at=at
            )
        assert len(queries.incomes_of(draft)) == 1


class TestAccount:
    @pytest.fixture
    def draft(self, at):
        account = a_citizen()
        return operations.start(account=account, by=account, at=at)

    def give(self, draft, at, number="", **changes):
        given = {"iban": number or iban.synthetic(7), "version": draft.version, **changes}
        return operations.give_account(application=draft, by="system:test", at=at, **given)

    def test_keeps_what_the_bank_confirms_sealed(self, draft, bank, at):
        saved = self.give(draft, at)
        assert queries.payee_account(saved) == (iban.synthetic(7), "VERIFIED")
        stored = Application.objects.extra(select={"raw": "iban"}).values_list("raw").get()[0]
        assert iban.synthetic(7).encode() not in bytes(stored)

    def test_reads_what_people_type(self, draft, bank, at):
        typed = (
            iban.grouped(iban.synthetic(7))
            .lower()
            .translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
        )
        assert self.give(draft, at, typed).iban == iban.synthetic(7)

    @pytest.mark.parametrize(
        ("result", "code"), [("NOT_VERIFIED", "iban.owner"), ("CLOSED", "iban.closed")]
    )
    def test_keeps_nothing_that_the_bank_denies(self, draft, bank, at, result, code):
        bank.result = result
        with pytest.raises(Refusal, match=code):
            self.give(draft, at)
        draft.refresh_from_db()
        assert draft.iban is None
        assert not Promise.objects.filter(kind="check_account").exists()

    @pytest.mark.parametrize("result", ["UNABLE", None])
    def test_saves_and_asks_again_when_the_bank_cannot_say(self, draft, bank, at, result):
        bank.result = result
        saved = self.give(draft, at)
        assert saved.account_check in ("UNABLE", "UNCHECKED")
        assert keep_promises(at) == 0

        bank.result = "VERIFIED"
        keep_promises(at + timedelta(minutes=5))

        saved.refresh_from_db()
        assert saved.account_check == "VERIFIED"
        assert Notice.objects.filter(template="account_verified").count() == 1

    def test_a_late_no_is_told_and_may_be_mended(self, draft, bank, at):
        bank.result = None
        saved = self.give(draft, at)
        bank.result = "CLOSED"
        keep_promises(at + timedelta(minutes=5))
        saved.refresh_from_db()
        assert "iban.closed" in queries.missing(saved)
        assert Notice.objects.filter(template="account_refused").count() == 1

        bank.result = "VERIFIED"
        assert self.give(saved, at, iban.synthetic(8)).account_check == "VERIFIED"

    def test_an_old_question_does_not_touch_a_new_account(self, draft, bank, at):
        bank.result = None
        saved = self.give(draft, at)
        bank.result = "VERIFIED"
        saved = self.give(saved, at, iban.synthetic(8))
        bank.result = "CLOSED"
        keep_promises(at + timedelta(minutes=5))
        saved.refresh_from_db()
        assert saved.account_check == "VERIFIED"

    def test_may_not_be_used_to_try_many_numbers(self, draft, bank, at):
        bank.result = "NOT_VERIFIED"
        for serial in range(10):
            with pytest.raises(Refusal, match=r"iban\.owner"):
                self.give(draft, at, iban.synthetic(serial))
        with pytest.raises(Refusal, match=r"rate\.too_many"):
            self.give(draft, at, iban.synthetic(99))

    def test_a_confirmed_account_stays_once_sent(self, sent, at):
        with pytest.raises(Refusal, match=r"state\.invalid"):
            self.give(sent, at)


class TestRequirements:
    def test_every_category_has_words_and_sources(self):
        for requirement in requirements.matrix().values():
            assert requirement.label_ar
            assert requirement.label_en
            assert requirement.source
            assert set(requirement.categories) <= set(Category.values)

    @pytest.mark.parametrize(
        ("category", "codes"),
        [
            ("widow", ["identity", "family_card", "husband_death_certificate"]),
            ("divorced", ["identity", "family_card", "divorce_deed"]),
            ("elderly", ["identity", "family_card"]),
            ("disabled", ["identity", "family_card", "health_certificate"]),
            ("wife_of_missing", ["identity", "family_card", "disappearance_deed"]),
            ("orphan", ["identity", "family_card", "parent_death_certificate"]),
            ("none", ["identity", "family_card"]),
        ],
    )
    def test_are_those_of_the_category(self, category, codes):
        found = rules.needed(category, has_income=False, has_dependants=True)
        assert [requirement.code for requirement in found] == codes

    def test_income_asks_for_its_proof(self):
        found = rules.needed("elderly", has_income=True, has_dependants=False)
        assert [requirement.code for requirement in found] == ["identity", "other_income_proof"]

    def test_what_the_registry_proves_is_not_asked(self, simulators, bank, at):
        account = named("khalid")
        a_complete = profiles.open_profile(person=account.person, by=account, at=at)
        made = operations.start(account=account, by=account, at=at)
        made = operations.choose_category(
            application=made, category="disabled", version=1, by=account, at=at
        )
        states = {each.requirement.code: each.state for each in queries.requirements_of(made)}
        assert states == {
            "identity": "PROVEN",
            "family_card": "PROVEN",
            "health_certificate": "PROVEN",
        }
        assert a_complete is not None

    @pytest.mark.parametrize(
        ("sex", "age", "status", "first"),
        [
            ("F", 38, "WIDOWED", "widow"),
            ("F", 66, "DIVORCED", "divorced"),
            ("M", 70, "MARRIED", "elderly"),
            ("M", 59, "MARRIED", None),
            ("M", 60, "WIDOWED", "elderly"),
        ],
    )
    def test_suggests_what_is_known(self, sex, age, status, first):
        found = rules.suggested_categories(sex=sex, age=age, marital_status=status, facts=[])
        assert next(iter(found), None) == first


class TestDocuments:
    def attach(self, application, at, requirement="husband_death_certificate", content=None):
        return operations.attach_document(
            application=application,
            requirement=requirement,
            name="paper.pdf",
            content=content or files.a_pdf(),
            by="system:test",
            at=at,
        )

    def test_a_new_one_replaces_and_the_old_is_kept(self, ready, at):
        before = queries.attachment_of(ready, "husband_death_certificate")
        after = self.attach(ready, at)
        before.refresh_from_db()
        assert before.is_replaced
        assert queries.attachments(ready) == [after]

    def test_refuses_an_unknown_requirement(self, ready, at):
        with pytest.raises(Refusal, match=r"choice\.invalid"):
            self.attach(ready, at, "passport")

    def test_refuses_too_many(self, ready, at, monkeypatch):
        monkeypatch.setattr("daman.journey.applications.operations.documents.DOCUMENTS_MAX", 1)
        with pytest.raises(Refusal, match=r"file\.count"):
            self.attach(ready, at)

    def test_a_refused_file_leaves_the_old_one(self, ready, at):
        before = queries.attachment_of(ready, "husband_death_certificate")
        with pytest.raises(Refusal, match=r"file\.type"):
            self.attach(ready, at, content=b"MZ" + b"\0" * 99)
        assert queries.attachment_of(ready, "husband_death_certificate") == before

    def test_refusal_says_why_and_asks_again(self, sent, at):
        officer = a_member_of_staff(Role.CASEWORKER)
        attachment = queries.attachment_of(sent, "husband_death_certificate")
        with pytest.raises(Refusal, match=r"reason\.required"):
            operations.check_document(
                attachment=attachment, accept=False, reason=" ", by=officer, at=at
            )
        operations.check_document(
            attachment=attachment, accept=False, reason="غير واضحة", by=officer, at=at
        )
        found = {each.requirement.code: each for each in queries.requirements_of(sent)}
        assert found["husband_death_certificate"].is_open

        self.attach(sent, at)

        found = {each.requirement.code: each for each in queries.requirements_of(sent)}
        assert found["husband_death_certificate"].state == "ATTACHED"
        assert sent.due_on == Application.objects.get(pk=sent.pk).due_on

    def test_an_accepted_one_is_not_replaced(self, sent, at):
        officer = a_member_of_staff(Role.CASEWORKER)
        attachment = queries.attachment_of(sent, "husband_death_certificate")
        operations.check_document(attachment=attachment, accept=True, reason="", by=officer, at=at)
        with pytest.raises(Refusal, match=r"state\.invalid"):
            self.attach(sent, at)
        assert AttachedDocument.objects.count() == 1

    def test_a_replaced_one_is_not_checked(self, sent, at):
        officer = a_member_of_staff(Role.CASEWORKER)
        before = queries.attachment_of(sent, "husband_death_certificate")
        self.attach(sent, at)
        with pytest.raises(Refusal, match=r"state\.invalid"):
            operations.check_document(attachment=before, accept=True, reason="", by=officer, at=at)

    def test_nothing_is_taken_out_once_sent(self, sent, at):
        with pytest.raises(Refusal, match=r"state\.invalid"):
            operations.remove_document(
                application=sent,
                requirement="husband_death_certificate",
                by="system:test",
                at=at,
            )


class TestSubmit:
    def test_starts_both_clocks_and_tells(self, sent):
        assert sent.state == "SUBMITTED"
        assert sent.due_on == date(2026, 12, 20)
        assert sent.legal_due_on == date(2026, 12, 23)
        assert sent.consent_version == rules.CONSENT_VERSION
        assert Promise.objects.filter(kind="application_submitted").count() == 1
        notice = Notice.objects.get(template="application_received")
        assert sent.ref in notice.body_ar
        assert "11 رجب 1448هـ (20 ديسمبر 2026م)" in notice.body_ar
        assert AuditEvent.objects.filter(what="applications.application.submit").count() == 1

    def test_forms_the_household(self, sent):
        assert sent.household.unit == "family"
        assert Membership.objects.filter(household=sent.household).count() == 2

    def test_happens_once(self, sent, at):
        again = submitted(sent, at + timedelta(days=3), version=1)
        assert again.due_on == sent.due_on
        assert Promise.objects.filter(kind="application_submitted").count() == 1

    def test_late_evening_counts_as_the_day_in_riyadh(self, ready, at):
        late = at.replace(hour=1)
        assert submitted(ready, late).due_on == date(2026, 12, 20)

    def test_needs_the_declaration(self, ready, at):
        with pytest.raises(Refusal, match=r"declaration\.required"):
            submitted(ready, at, declared=False)

    def test_refuses_a_stale_page(self, ready, at):
        with pytest.raises(Refusal, match="stale"):
            submitted(ready, at, version=1)

    def test_refuses_a_profile_that_changed(self, ready, at):
        profile = profile_queries.profile_of(ready.person)
        row = profile_queries.section_of(profile, "property")
        profiles.save_section(
            profile=profile,
            section="property",
            given={"cars": 3},
            version=row.version,
            by="system:test",
            at=at,
        )
        with pytest.raises(Refusal, match=r"profile\.unconfirmed"):
            submitted(ready, at)

    def test_refuses_a_missing_document(self, ready, at):
        operations.remove_document(
            application=ready, requirement="husband_death_certificate", by="system:test", at=at
        )
        with pytest.raises(Refusal, match=r"documents\.missing"):
            submitted(ready, at)
        assert [each.code for each in queries.missing_documents(ready)] == [
            "husband_death_certificate"
        ]

    def test_refuses_dependants_of_another_household(self, ready, at):
        child = Person.objects.get(national_id=queries.people_of(ready)[0]["national_id"])
        households.form_household(
            head=named("salem").person,
            dependants=[households.Dependant(child, "other", True, "declared")],
            by="system:test",
            at=at,
        )
        with pytest.raises(Refusal, match=r"dependant\.elsewhere") as refused:
            submitted(ready, at)
        assert refused.value.values["names"] == [child.name_ar]
        ready.refresh_from_db()
        assert (ready.state, ready.household) == ("DRAFT", None)

    def test_the_database_itself_keeps_one_household(self, sent, at):
        member = Membership.objects.filter(household=sent.household).first()
        with pytest.raises(Refusal, match=r"dependant\.elsewhere"):
            households.form_household(
                head=named("salem").person,
                dependants=[households.Dependant(member.person, "child", True, "declared")],
                by="system:test",
                at=at,
            )

    def test_who_does_not_agree_is_not_counted(self, simulators, bank, at):
        from daman.journey.profile import family

        account = named("khalid")
        profile = profiles.open_profile(person=account.person, by=account, at=at)
        wife = profile_queries.dependants_of(profile)[0]["national_id"]
        family.answer_consent(profile=profile, national_id=wife, accepted=False, by=account, at=at)
        made = a_sent_application(account, category="disabled", iban=iban_of("khalid"), at=at)
        assert made.household.unit == "independent"

    def test_an_empty_draft_lists_everything(self, at):
        account = a_citizen()
        made = operations.start(account=account, by=account, at=at)
        assert queries.missing(made) == [
            "profile.unconfirmed",
            "category.required",
            "income.unanswered",
            "account.required",
        ]


class TestEnd:
    def test_withdrawing_lets_the_dependants_go(self, sent, at):
        operations.withdraw(application=sent, reason="", by=sent.opened_by, at=at)
        assert not Membership.objects.filter(household=sent.household).exists()
        assert Notice.objects.filter(template="application_withdrawn").exists()

    def test_withdrawing_later_keeps_the_past(self, sent, at):
        later = at + timedelta(days=4)
        operations.withdraw(application=sent, reason="", by=sent.opened_by, at=later)
        ended = Membership.objects.filter(household=sent.household).first()
        assert (ended.during.lower, ended.during.upper) == (date(2026, 11, 25), date(2026, 11, 29))

    def test_one_may_apply_again(self, sent, at):
        operations.withdraw(application=sent, reason="", by=sent.opened_by, at=at)
        fresh = operations.start(account=sent.opened_by, by=sent.opened_by, at=at)
        assert fresh.pk != sent.pk

    def test_is_not_withdrawn_twice(self, sent, at):
        operations.withdraw(application=sent, reason="", by=sent.opened_by, at=at)
        with pytest.raises(Refusal, match=r"state\.invalid"):
            operations.withdraw(application=sent, reason="", by=sent.opened_by, at=at)

    def test_a_decision_closes_it(self, sent, at):
        operations.settle_decided(application=sent, by="staff:test", at=at)
        sent.refresh_from_db()
        assert sent.state == "DECIDED"
        assert Membership.objects.filter(household=sent.household).count() == 2
        with pytest.raises(Refusal, match=r"state\.invalid"):
            operations.withdraw(application=sent, reason="", by="citizen:x", at=at)

    def test_a_refusal_frees_the_dependants(self, sent, at):
        operations.settle_decided(application=sent, by="staff:test", at=at, is_accepted=False)
        assert not Membership.objects.filter(household=sent.household).exists()

    def test_a_draft_is_not_decided(self, ready, at):
        with pytest.raises(Refusal, match=r"state\.invalid"):
            operations.settle_decided(application=ready, by="staff:test", at=at)


def test_the_simulated_bank_answers(simulators, at):
    account = named("noura")
    a_complete_profile(account, at=at)
    made = operations.start(account=account, by=account, at=at)
    saved = operations.give_account(
        application=made, iban=iban_of("noura"), version=made.version, by=account, at=at
    )
    assert saved.account_check == "VERIFIED"
    for name, code in (("maha", "iban.closed"), ("bandar", "iban.owner")):
        other = named(name)
        draft = operations.start(account=other, by=other, at=at)
        with pytest.raises(Refusal, match=code):
            operations.give_account(
                application=draft, iban=iban_of(name), version=1, by=other, at=at
            )
