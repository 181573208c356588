"""Casework on a real database: opening, taking, papers, requests, findings, recommending."""

from datetime import timedelta

import pytest

from daman.base.audit import queries as audit
from daman.base.permissions import Role
from daman.exchange.notices.models import Notice
from daman.journey.applications import operations as applications
from daman.journey.applications import queries as application_queries
from daman.journey.assessment import queries as assessments
from daman.journey.casework import operations, queries
from daman.journey.casework.models import Case, CitizenRequest, Finding
from daman.kernel.refusal import Refusal
from tests.support import files
from tests.support.casework import (
    ASSETS,
    a_case_in_study,
    a_ready_case,
    a_waiting_case,
    an_application,
)
from tests.support.people import a_member_of_staff, keep_promises

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("simulators")]
PAPER = "husband_death_certificate"


@pytest.fixture
def caseworker():
    return a_member_of_staff(Role.CASEWORKER)


def refused(code, act, **given):
    with pytest.raises(Refusal) as caught:
        act(**given)
    assert caught.value.code == code


def paper(case, code=PAPER):
    return application_queries.attachment_of(case.application, code)


def attach(case, at, code=PAPER):
    applications.attach_document(
        application=case.application,
        requirement=code,
        name="better.pdf",
        content=files.a_pdf(),
        by=case.application.opened_by,
        at=at,
    )


def test_a_submitted_application_becomes_a_case_by_its_promise(at):
    application = an_application()
    keep_promises(at)
    case = queries.case_of(application)
    assert case.state == "WAITING"
    assert case.due_on == application.due_on
    assert assessments.latest(application) is not None


def test_opening_again_returns_the_same_case_and_asks_the_law_once(at):
    first = a_waiting_case()
    again = operations.open_case(application=first.application, by="system:test", at=at)
    assert again.pk == first.pk
    assert operations.open_waiting_cases(at) == 0
    asked = [e.what for e in audit.events_of(first.application.ref)]
    assert asked.count("assessment.assessment.make") == 1


def test_pulling_opens_what_waits_and_closes_what_was_withdrawn(at):
    application = an_application()
    assert operations.open_waiting_cases(at) == 1
    applications.withdraw(application=application, reason="", by=application.opened_by, at=at)
    operations.open_waiting_cases(at)
    assert queries.case_of(application).state == "CLOSED"


def test_the_next_case_is_the_one_due_first_and_is_taken_once(caseworker, at):
    late = a_waiting_case("huda")
    early = a_waiting_case("noura")
    Case.objects.filter(pk=early.pk).update(due_on=late.due_on - timedelta(days=3))
    assert operations.take_next(by=caseworker, at=at).pk == early.pk
    assert operations.take_next(by=caseworker, at=at).pk == late.pk
    assert operations.take_next(by=caseworker, at=at) is None


def test_a_case_taken_is_not_taken_again(caseworker, at):
    case = a_case_in_study(caseworker)
    refused("state.invalid", operations.take, case=case, by=caseworker, at=at)
    other = a_member_of_staff(Role.CASEWORKER)
    refused("case.not_yours", operations.take, case=case, by=other, at=at)


def test_only_the_assigned_caseworker_acts(caseworker, at):
    case = a_ready_case(caseworker)
    other = a_member_of_staff(Role.CASEWORKER)
    given = {"case": case, "outcome": "ACCEPT", "reasons": "yes", "by": other, "at": at}
    refused("case.not_yours", operations.recommend, **given)
    refused(
        "case.not_yours",
        operations.record_finding,
        case=case,
        path=ASSETS,
        value=True,
        reason="x",
        by=other,
        at=at,
    )


def test_refusing_a_paper_asks_for_exactly_that_paper(caseworker, at):
    case = a_case_in_study(caseworker)
    operations.check_document(
        case=case,
        attachment=paper(case),
        accept=False,
        reason="The stamp cannot be read.",
        by=caseworker,
        at=at,
    )
    case.refresh_from_db()
    assert case.state == "WITH_CITIZEN"
    asked = queries.requests_to(case.application)
    assert [(each.requirement, each.text) for each in asked] == [
        (PAPER, "The stamp cannot be read.")
    ]
    notice = Notice.objects.get(template="paper_needed")
    assert "شهادة وفاة الزوج" in notice.body_ar
    assert "The stamp cannot be read." in notice.body_ar
    assert case.due_on == case.application.due_on


def test_a_refusal_without_a_reason_changes_nothing(caseworker, at):
    case = a_case_in_study(caseworker)
    given = {"case": case, "attachment": paper(case), "accept": False, "reason": " "}
    refused("reason.required", operations.check_document, **given, by=caseworker, at=at)
    assert paper(case).check_state == "ATTACHED"
    assert not CitizenRequest.objects.exists()


def test_a_paper_of_another_case_is_not_checked_here(caseworker, at):
    case = a_case_in_study(caseworker)
    foreign = a_case_in_study(caseworker, "huda")
    attach(foreign, at, "identity")
    given = {"case": case, "attachment": paper(foreign, "identity"), "accept": True}
    refused("choice.invalid", operations.check_document, **given, reason="", by=caseworker, at=at)


def test_the_answer_brings_the_case_back_and_cannot_come_before_the_paper(caseworker, at):
    case = a_case_in_study(caseworker)
    request = operations.ask_citizen(
        case=case, requirement="other", text="Your rent contract.", by=caseworker, at=at
    )
    again = operations.ask_citizen(
        case=case, requirement="other", text="Again.", by=caseworker, at=at
    )
    assert again.pk == request.pk
    citizen = case.application.opened_by
    refused("documents.missing", operations.answer_request, request=request, by=citizen, at=at)
    later = at + timedelta(days=1)
    attach(case, later, "other")
    operations.answer_request(request=request, by=citizen, at=later)
    case.refresh_from_db()
    assert case.state == "IN_STUDY"
    assert queries.requests_to(case.application) == []
    refused("state.invalid", operations.answer_request, request=request, by=citizen, at=later)


def test_answers_that_nobody_reported_are_collected(caseworker, at):
    case = a_case_in_study(caseworker)
    operations.ask_citizen(case=case, requirement="other", text="Why", by=caseworker, at=at)
    assert operations.collect_answers(at) == 0
    attach(case, at + timedelta(hours=1), "other")
    assert operations.collect_answers(at + timedelta(hours=2)) == 1
    case.refresh_from_db()
    assert case.state == "IN_STUDY"


def test_an_answer_that_another_took_in_meanwhile_is_passed_by(caseworker, at, monkeypatch):
    case = a_case_in_study(caseworker)
    operations.ask_citizen(case=case, requirement="other", text="Why", by=caseworker, at=at)
    later = at + timedelta(hours=1)
    attach(case, later, "other")
    seen_by_both = list(queries.answered_unseen())
    assert operations.collect_answers(later) == 1
    monkeypatch.setattr(queries, "answered_unseen", lambda: seen_by_both)
    assert operations.collect_answers(later) == 0


def test_going_on_without_a_paper_ends_its_request(caseworker, at):
    case = a_case_in_study(caseworker)
    given = {"case": case, "by": caseworker, "at": at}
    operations.check_document(
        attachment=paper(case), accept=False, reason="Not readable.", **given
    )
    operations.waive_document(requirement=PAPER, reason="The registry shows the death.", **given)
    case.refresh_from_db()
    assert case.state == "IN_STUDY"
    assert PAPER not in queries.open_papers(case)
    refused("choice.invalid", operations.waive_document, requirement=PAPER, reason="x", **given)


def test_a_finding_asks_the_law_again(caseworker, at):
    case = a_case_in_study(caseworker)
    before = assessments.latest(case.application)
    given = {"case": case, "reason": "Seen.", "by": caseworker, "at": at}
    operations.record_finding(path=ASSETS, value=True, **given)
    after = assessments.latest(case.application)
    assert after.pk != before.pk
    assert after.household["assessor_findings"]["high_value_assets"] is True
    assert (before.is_eligible, after.is_eligible) == (None, False)
    operations.record_finding(path=ASSETS, value=False, **given)
    assert queries.findings_of(case) == {ASSETS: False}
    assert assessments.latest(case.application).is_eligible is True


def test_a_finding_the_law_cannot_read_leaves_nothing_behind(caseworker, at):
    case = a_case_in_study(caseworker)
    with pytest.raises(Refusal):
        operations.record_finding(
            case=case, path="head.age", value="old", reason="x", by=caseworker, at=at
        )
    assert not Finding.objects.exists()


def test_open_papers_keep_a_case_from_being_recommended(caseworker, at):
    case = a_case_in_study(caseworker)
    given = {"case": case, "outcome": "ACCEPT", "reasons": "Fine."}
    refused("recommendation.documents_open", operations.recommend, **given, by=caseworker, at=at)


def test_a_recommendation_agrees_with_the_law(caseworker, at):
    case = a_ready_case(caseworker)
    assert assessments.latest(case.application).is_eligible is True
    given = {"case": case, "reasons": "Because.", "by": caseworker, "at": at}
    refused("recommendation.against_law", operations.recommend, outcome="REFUSE", **given)
    refused("choice.invalid", operations.recommend, outcome="MAYBE", **given)
    refused("reason.required", operations.recommend, **{**given, "reasons": ""}, outcome="ACCEPT")
    made = operations.recommend(outcome="ACCEPT", **given)
    case.refresh_from_db()
    assert case.state == "RECOMMENDED"
    assert made.assessment_id == assessments.latest(case.application).pk
    refused("state.invalid", operations.recommend, outcome="ACCEPT", **given)


def test_an_open_answer_may_be_refused_but_not_accepted(caseworker, at):
    case = a_case_in_study(caseworker)
    given = {"case": case, "reasons": "Because.", "by": caseworker, "at": at}
    operations.check_document(
        case=case, attachment=paper(case), accept=True, reason="", by=caseworker, at=at
    )
    assert assessments.latest(case.application).is_eligible is None
    refused("recommendation.amount_open", operations.recommend, outcome="ACCEPT", **given)
    assert operations.recommend(outcome="REFUSE", **given).outcome == "REFUSE"


def test_a_withdrawn_application_is_not_studied(caseworker, at):
    case = a_ready_case(caseworker)
    application = case.application
    applications.withdraw(application=application, reason="", by=application.opened_by, at=at)
    given = {"case": case, "outcome": "ACCEPT", "reasons": "yes", "by": caseworker, "at": at}
    refused("state.invalid", operations.recommend, **given)
    assert queries.queue(caseworker, queries.MINE) == []
    assert queries.counts(caseworker)[queries.MINE] == 0


def test_the_queue_is_ordered_by_due_day_and_counts_in_one_query(
    caseworker, django_assert_num_queries
):
    first, second = a_case_in_study(caseworker), a_case_in_study(caseworker, "huda")
    Case.objects.filter(pk=second.pk).update(due_on=first.due_on - timedelta(days=1))
    with django_assert_num_queries(1):
        rows = queries.queue(caseworker, queries.MINE)
    assert [row.pk for row in rows] == [second.pk, first.pk]
    with django_assert_num_queries(1):
        counts = queries.counts(caseworker)
    assert counts == {"mine": 2, "waiting": 0, "with_citizen": 0, "recommended": 0}


def test_a_case_is_there_only_for_its_caseworker(caseworker, at):
    case = a_waiting_case()
    other = a_member_of_staff(Role.CASEWORKER)
    assert queries.case_for(other, case.ref).pk == case.pk
    operations.take(case=case, by=caseworker, at=at)
    assert queries.case_for(caseworker, case.ref).pk == case.pk
    assert queries.case_for(other, case.ref) is None
