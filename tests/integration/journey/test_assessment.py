"""The law is asked on what claim, register and office say, and its answer is kept whole."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from daman.base.outbox import operations as outbox
from daman.journey.assessment import operations, queries
from daman.journey.assessment.models import Assessment
from daman.kernel.refusal import Refusal
from daman.record.circumstances import operations as circumstances
from tests.support import applicants
from tests.support.editions import a_draft, an_adopted_edition, raised_table

pytestmark = pytest.mark.django_db
FOUND = {"assessor_findings.high_value_assets": False}


@pytest.fixture
def widow(simulators, at):
    account = applicants.named("noura")
    return applicants.a_sent_application(account, iban=applicants.iban_of("noura"))


def assess(application, at, **findings):
    return operations.assess(
        application=application, findings=FOUND | findings, by="system:test", at=at
    )


def test_the_answer_is_kept_with_facts_sources_and_edition(widow, at):
    made = assess(widow, at)
    assert made.edition == "1446-article"
    assert made.is_eligible is True
    assert made.household["head"]["age"] == 38
    assert made.sources["head.age"]["source"] == "civil_registry"
    found = made.sources["assessor_findings.high_value_assets"]
    assert found == {"source": "finding", "as_of": "2026-11-25"}
    assert made.amount_halalas == made.answer["amount"] * 100
    assert queries.latest(widow) == made
    assert queries.recomputes(Assessment.objects.get())


def test_without_the_office_s_finding_on_wealth_nothing_is_decided(widow, at):
    made = operations.assess(application=widow, findings={}, by="system:test", at=at)
    assert (made.is_eligible, made.amount_halalas) == (None, None)


def test_a_finding_in_halalas_is_kept_and_asked_again_exactly(widow, at):
    made = assess(widow, at, **{"monthly_income.salary": Decimal("99.35")})
    kept = Assessment.objects.get(pk=made.pk)
    assert kept.household["monthly_income"]["salary"] == Decimal("99.35")
    assert queries.recomputes(kept)


def test_a_finding_about_no_fact_is_refused_and_nothing_kept(widow, at):
    with pytest.raises(Refusal) as refused:
        assess(widow, at, **{"head.height": 170})
    assert refused.value.code == "household.unknown_field"
    assert not Assessment.objects.exists()


def test_another_answer_than_the_kept_one_is_noticed(widow, at):
    made = assess(widow, at)
    made.amount_halalas += 1
    assert not queries.recomputes(made)
    made.amount_halalas -= 1
    made.edition_hash = "0" * 64
    assert not queries.recomputes(made)


def test_the_database_refuses_to_change_an_assessment(widow, at):
    made = assess(widow, at)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Assessment.objects.filter(pk=made.pk).update(amount_halalas=1)


def test_a_job_that_the_register_knows_outweighs_the_claim(widow, at):
    later = at + timedelta(hours=1)
    job = {"employer": "X", "monthly_wage": 2500, "active": True}
    circumstances.keep_facts(
        widow.person, [("social_insurance", "employment", job, at.date())], at=later
    )
    rows = {row.path: row for row in queries.claims_beside_facts(widow, FOUND)}
    salary = rows["monthly_income.salary"]
    assert (salary.claim, salary.registry, salary.match) == (0, 2500, False)
    assert salary.register_text.en == "Social insurance"
    assert salary.registry_text.en == "2,500 riyals"
    assert rows["assessor_findings.high_value_assets"].finding_text.en == "No"
    made = assess(widow, later)
    assert made.sources["monthly_income.salary"]["source"] == "social_insurance"
    assert made.is_eligible is False


def test_a_draft_is_not_assessed(simulators, at):
    account = applicants.named("noura")
    draft = applicants.a_ready_draft(account, iban=applicants.iban_of("noura"))
    outbox.keep_due(at=at)
    with pytest.raises(Refusal, match="assessment.not_submitted"):
        assess(draft, at)


def test_a_new_application_gets_the_adopted_amount_and_an_old_one_still_recomputes(widow, at):
    old = assess(widow, at)
    adopted = an_adopted_edition()
    later = at + timedelta(days=1)
    account = applicants.named("huda", at=later, marital_status="WIDOWED")
    sent = applicants.a_sent_application(account, iban=applicants.iban_of("huda"), at=later)
    new = assess(sent, later)
    size = 1 + sum(member["accepted_link"] for member in new.household["dependants"])
    assert (new.edition, new.edition_hash) == (adopted.ref, adopted.content_sha256)
    assert new.amount_halalas == raised_table()[size] * 100
    again = assess(widow, later)
    assert (again.edition, again.answer) == ("1446-article", old.answer)
    assert queries.recomputes(old)
    assert queries.recomputes(new)


def test_an_answer_under_another_or_no_signed_text_does_not_recompute(widow, at):
    made = assess(widow, at)
    adopted = an_adopted_edition()
    made.edition = adopted.ref
    assert not queries.recomputes(made)
    made.edition = a_draft().ref
    assert not queries.recomputes(made)


def test_a_draft_is_never_what_an_application_is_assessed_by(widow, at):
    draft = a_draft()
    made = assess(widow, at + timedelta(days=1))
    assert made.edition == "1446-article"
    assert draft.ref not in str(made.answer)
