"""A decision is made once, by a person, with reasons; an acceptance opens the right."""

import threading
from datetime import date

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from daman.base.audit.models import AuditEvent
from daman.base.permissions import Role
from daman.exchange.notices.models import Notice
from daman.journey.casework.models import Case
from daman.journey.decisions import operations, queries, rules
from daman.journey.decisions.models import Decision, Entitlement
from daman.kernel.month import Month
from daman.kernel.refusal import Refusal
from tests.support.decisions import (
    a_chair,
    a_closed_sitting,
    a_decision,
    a_sitting,
    a_widow_s_application,
)
from tests.support.people import a_citizen, a_member_of_staff

pytestmark = pytest.mark.django_db
SALARY = {"monthly_income.salary": 9000, "assessor_findings.high_value_assets": False}


@pytest.fixture
def application(simulators):
    return a_widow_s_application()


def refusal_of(**decide) -> str:
    with pytest.raises(Refusal) as refused:
        operations.decide(**decide)
    return refused.value.code


def test_an_acceptance_opens_the_right_from_the_next_month_and_closes_all(application, at):
    decision = a_decision(application)
    assert decision.outcome == "ACCEPTED"
    right = queries.entitlement_of(decision)
    assert right.during.lower == date(2026, 12, 1)
    assert right.during.upper is None
    assert right.amount_halalas == decision.assessment.amount_halalas
    assert (right.payee, right.household) == (application.person, application.household)
    application.refresh_from_db()
    assert application.state == "DECIDED"
    assert Case.objects.get(application=application).state == "CLOSED"
    notice = Notice.objects.get(template="decision_accepted")
    assert (notice.account, notice.about) == (application.opened_by, decision.ref)
    assert AuditEvent.objects.filter(what="decisions.decision.issue", target=decision.ref).exists()


def test_the_right_is_in_force_from_its_first_month_on(application):
    right = queries.entitlement_of(a_decision(application))
    assert list(queries.entitlements_in(Month(2026, 11))) == []
    assert list(queries.entitlements_in(Month(2026, 12))) == [right]
    assert list(queries.entitlements_in(Month(2030, 1))) == [right]


def test_a_refusal_names_the_failing_condition_and_opens_nothing(application):
    decision = a_decision(application, outcome="REFUSE", findings=SALARY)
    failing = [each for each in decision.content["conditions"] if each["met"] is False]
    assert [each["code"] for each in failing] == ["1446.income_limit"]
    assert failing[0]["text"]["ar"]
    assert failing[0]["articles"]
    found = [fact for fact in failing[0]["facts"] if fact["sources"][0]["code"] == "finding"]
    assert found[0]["value"]["en"] == "9,000 riyals"
    assert decision.reasons_count == 2
    assert decision.content["amount"] is None
    assert decision.objection_until_on == date(2027, 1, 24)
    assert not Entitlement.objects.exists()
    assert Notice.objects.filter(template="decision_refused").exists()


def test_nobody_decides_twice(application, at):
    decision = a_decision(application)
    code = refusal_of(sitting=decision.sitting, by=a_chair(), at=at)
    assert code == "decision.exists"
    assert Decision.objects.count() == Entitlement.objects.count() == 1


def test_an_open_sitting_is_not_decided(application, at):
    sitting = a_sitting(application)
    assert refusal_of(sitting=sitting, by=a_chair(), at=at) == "decision.not_voted"


def test_an_open_amount_is_not_accepted(application, at):
    sitting = a_closed_sitting(application, findings={})
    assert refusal_of(sitting=sitting, by=a_chair(), at=at) == "decision.amount_open"
    application.refresh_from_db()
    assert application.state == "SUBMITTED"


def test_who_fails_a_condition_is_not_accepted(application, at):
    sitting = a_closed_sitting(application, findings=SALARY)
    assert refusal_of(sitting=sitting, by=a_chair(), at=at) == "decision.not_eligible"


def test_who_meets_every_condition_is_not_refused(application, at):
    sitting = a_closed_sitting(application, outcome="REFUSE")
    assert refusal_of(sitting=sitting, by=a_chair(), at=at) == "decision.eligible"


def test_only_another_person_of_the_office_decides(application, at):
    sitting = a_closed_sitting(application)
    recommender = sitting.recommendation.by
    assert refusal_of(sitting=sitting, by=recommender, at=at) == "decision.own_recommendation"
    for nobody in ("system:worker", a_citizen()):
        assert refusal_of(sitting=sitting, by=nobody, at=at) == "decision.not_a_person"


def test_the_database_refuses_a_refusal_without_reasons(application, at):
    sitting = a_closed_sitting(application, outcome="REFUSE", findings=SALARY)
    with pytest.raises(IntegrityError, match="decision_refused_with_reasons"):
        Decision.objects.create(
            ref="DEC-00000000",
            application=application,
            assessment=sitting.recommendation.assessment,
            sitting=sitting,
            outcome="REFUSED",
            content={},
            content_sha256="",
            verify_code="x",
            objection_until_on=at.date(),
            decided_at=at,
            decided_by=sitting.closed_by,
            reasons_count=0,
        )


def test_a_decision_is_never_changed(application):
    decision = a_decision(application)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Decision.objects.update(outcome="REFUSED")
    decision.refresh_from_db()
    assert queries.is_intact(decision)
    decision.content["amount"]["total_halalas"] += 1
    assert not queries.is_intact(decision)


def test_a_failure_on_the_way_leaves_nothing(application, at, monkeypatch):
    sitting = a_closed_sitting(application)

    def fail(**_):
        raise RuntimeError

    monkeypatch.setattr("daman.journey.decisions.operations.notify", fail)
    with pytest.raises(RuntimeError), transaction.atomic():
        operations.decide(sitting=sitting, by=a_chair(), at=at)
    assert not Decision.objects.exists()
    assert not Entitlement.objects.exists()
    application.refresh_from_db()
    assert application.state == "SUBMITTED"


def test_decisions_are_found_by_their_people_only(application):
    decision = a_decision(application)
    assert queries.decision_for(application.opened_by, decision.ref) == decision
    assert queries.decision_for(application.opened_by, application.ref) == decision
    for ref in (decision.ref, application.ref):
        assert queries.decision_for(a_citizen(), ref) is None
    assert queries.decision_on(application) == decision
    assert queries.decision_with_ref(decision.ref) == decision


def test_a_code_finds_its_letter_however_it_is_typed(application):
    decision = a_decision(application)
    typed = decision.verify_code.lower().replace("-", " ").replace("0", "o").replace("1", "l")
    found = queries.verified(typed)
    assert (found.ref, found.outcome, found.decided_on) == (
        decision.ref,
        "ACCEPTED",
        date(2026, 11, 25),
    )
    assert queries.verified(rules.new_verify_code()) is None
    with pytest.raises(Refusal, match=r"verify\.code"):
        queries.verified("short")


def test_a_letter_that_someone_changed_is_not_genuine(application):
    decision = a_decision(application)
    with connection.cursor() as cursor:
        # What only the table's owner can do: take the guard away and edit.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE decisions_decision DISABLE TRIGGER USER")
    decision.content["outcome"] = "REFUSED"
    Decision.objects.filter(pk=decision.pk).update(content=decision.content)
    assert queries.verified(decision.verify_code) is None


def test_the_arithmetic_adds_up_to_the_amount(application):
    amount = a_decision(application).content["amount"]
    parts = [line["halalas"] for line in amount["lines"] if line["kind"] == "part"]
    assert sum(parts) == amount["total_halalas"] > 0


def test_staff_read_only_what_is_theirs(application):
    decision = a_decision(application)
    studied = decision.sitting.recommendation.by
    other_caseworker = a_member_of_staff(Role.CASEWORKER)
    reviewer = a_member_of_staff(Role.REVIEWER)
    auditor, officer = a_member_of_staff(Role.AUDITOR), a_member_of_staff(Role.PAYMENTS_OFFICER)
    for reader in (studied, decision.sitting.closed_by, auditor):
        assert queries.newest(reader) == [decision]
        assert queries.newest(reader, outcome="REFUSED") == []
        assert queries.decision_seen_by(reader, application.ref) == decision
    for reader in (other_caseworker, reviewer, a_chair(), officer):
        assert queries.newest(reader) == []
        assert queries.decision_seen_by(reader, decision.ref) is None


@pytest.mark.django_db(transaction=True)
def test_of_two_decisions_at_the_same_moment_one_is_refused(application, at):
    sitting, deciders = a_closed_sitting(application), [a_chair(), a_chair()]
    outcomes = []

    def decide(by):
        try:
            outcomes.append(operations.decide(sitting=sitting, by=by, at=at).outcome)
        except Refusal as refusal:
            outcomes.append(refusal.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=decide, args=[by]) for by in deciders]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["ACCEPTED", "decision.exists"]
    assert Decision.objects.count() == Entitlement.objects.count() == 1
