"""The caseworker's pages over real requests: who sees what, what each act does, how it fails."""

from datetime import timedelta

import pytest
from django.urls import reverse
from lxml import html

from daman.base.audit.models import AuditEvent
from daman.base.permissions import Role
from daman.journey.applications import queries as applications
from daman.journey.applications.models import Application
from daman.journey.applications.operations import attach_document
from daman.journey.assessment import queries as assessments
from daman.journey.casework import queries
from daman.journey.casework.models import Case, Recommendation
from tests.support import files
from tests.support.casework import ASSETS, a_case_in_study, a_ready_case, a_waiting_case
from tests.support.people import a_citizen, a_member_of_staff, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("simulators")]
PAPER = "husband_death_certificate"


@pytest.fixture
def caseworker():
    return a_member_of_staff(Role.CASEWORKER)


@pytest.fixture
def staff(client, caseworker):
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return signed_in(client, caseworker)


def url(name, *args):
    return reverse(f"workspace:{name}", args=args)


def text_of(response):
    return response.content.decode()


def test_the_queue_lists_own_cases_and_takes_the_next(staff, caseworker):
    case = a_waiting_case()
    page = text_of(staff.get(url("cases") + "?tab=waiting"))
    assert case.application.person.name_ar in page
    assert case.application.person.national_id not in page
    response = staff.post(url("case_take_next"))
    assert response.url == url("case", case.ref)
    case.refresh_from_db()
    assert (case.state, case.assigned_to) == ("IN_STUDY", caseworker)
    assert staff.post(url("case_take_next")).url == url("cases")


def test_the_queue_asks_as_often_for_two_cases_as_for_one(
    staff, caseworker, django_assert_max_num_queries
):
    a_case_in_study(caseworker)
    a_case_in_study(caseworker, "huda")
    staff.get(url("cases"))
    with django_assert_max_num_queries(13):
        assert staff.get(url("cases")).status_code == 200


@pytest.mark.parametrize("query", ["?tab=none", "?page=0", "?page=abc", "?page=99999", "?page=²"])
def test_a_strange_address_of_the_queue_still_answers(staff, query):
    assert staff.get(url("cases") + query).status_code == 200


def test_a_case_shows_its_facts_its_law_and_its_papers(
    staff, caseworker, django_assert_max_num_queries
):
    case = a_case_in_study(caseworker)
    staff.get(url("case", case.ref))
    with django_assert_max_num_queries(45):
        response = staff.get(url("case", case.ref))
    page = text_of(response)
    assert response.status_code == 200
    assert response["Cache-Control"] == "no-store, private"
    assert case.application.person.name_ar in page
    assert case.application.person.national_id not in page
    assert "1446-article" in page
    assert "1446 article, item 18" in page
    assert "Husband&#x27;s death certificate" in page
    assert "Differs" in page or "Same" in page


def test_every_reading_of_a_case_is_one_audit_event(staff, caseworker):
    case = a_case_in_study(caseworker)
    staff.get(url("case", case.ref))
    staff.get(url("case", case.ref))
    readings = AuditEvent.objects.filter(what="casework.case.read", target=case.ref)
    assert [event.by for event in readings] == [caseworker.audit_name] * 2


@pytest.mark.parametrize(
    ("name", "rest"),
    [
        ("case_finding", "?fact=head.age"),
        ("case_ask", ""),
        ("case_recommend", ""),
        ("case_refuse_paper", ""),
        ("case_waive_paper", ""),
    ],
)
def test_a_page_of_an_act_is_a_reading_too(staff, caseworker, name, rest):
    case = a_case_in_study(caseworker)
    more = [PAPER] if name.endswith("paper") else []
    assert staff.get(url(name, case.ref, *more) + rest).status_code == 200
    assert AuditEvent.objects.filter(what="casework.case.read", target=case.ref).count() == 1


def test_the_page_carries_which_paper_is_refused(staff, caseworker):
    case = a_case_in_study(caseworker)
    field = f'value="{paper_of(case).document.ref}"'
    assert text_of(staff.get(url("case", case.ref))).count(field) == 2
    assert text_of(staff.get(url("case_refuse_paper", case.ref, PAPER))).count(field) == 1


def test_a_case_of_another_is_as_if_it_were_not_there(client):
    case = a_case_in_study(a_member_of_staff(Role.CASEWORKER))
    signed_in(client, a_member_of_staff(Role.CASEWORKER))
    foreign = client.get(url("case", case.ref))
    missing = client.get(url("case", "CAS-00000000"))
    assert foreign.status_code == missing.status_code == 404
    for name in ("case_take", "case_ask", "case_recommend"):
        assert client.post(url(name, case.ref)).status_code == 404
    assert not AuditEvent.objects.filter(what="casework.case.read").exists()


@pytest.mark.parametrize(
    "role", [Role.REVIEWER, Role.PAYMENTS_OFFICER, Role.ANALYST, Role.AUDITOR, Role.ADMIN]
)
def test_other_roles_have_no_queue(client, role):
    signed_in(client, a_member_of_staff(role))
    assert client.get(url("cases")).status_code == 403


def test_citizens_and_strangers_stay_outside(client):
    case = a_waiting_case()
    assert client.get(url("case", case.ref)).url.startswith(url("sign_in"))
    signed_in(client, a_citizen())
    assert client.get(url("case", case.ref)).status_code == 403
    assert client.get(url("home")).status_code == 403


def paper_of(case, code=PAPER):
    return applications.attachment_of(case.application, code)


def test_a_paper_is_accepted_as_it_was_seen(staff, caseworker):
    case = a_case_in_study(caseworker)
    address = url("case_accept_paper", case.ref, PAPER)
    assert staff.post(address, {"document": "DOC-00000000"}).status_code == 409
    assert paper_of(case).check_state == "ATTACHED"
    sent = {"document": paper_of(case).document.ref}
    assert staff.post(address, sent).url == url("case", case.ref)
    assert paper_of(case).check_state == "ACCEPTED"


def test_refusing_a_paper_needs_a_reason_and_asks_the_citizen(staff, caseworker):
    case = a_case_in_study(caseworker)
    address = url("case_refuse_paper", case.ref, PAPER)
    seen = {"document": paper_of(case).document.ref}
    assert staff.post(address, {"reason": "Unreadable"}).status_code == 409
    empty = staff.post(address, {"reason": " ", **seen})
    assert empty.status_code == 422
    assert 'data-error-code="required"' in text_of(empty)
    assert paper_of(case).check_state == "ATTACHED"
    assert staff.post(address, {"reason": "<b>Unreadable</b>", **seen}).status_code == 302
    assert paper_of(case).check_state == "REFUSED"
    page = text_of(staff.get(url("case", case.ref)))
    assert "&lt;b&gt;Unreadable&lt;/b&gt;" in page
    assert "<b>Unreadable</b>" not in page


def test_the_citizen_is_asked_for_a_named_paper(staff, caseworker):
    case = a_case_in_study(caseworker)
    wrong = staff.post(url("case_ask", case.ref), {"requirement": "gold", "text": "x"})
    assert wrong.status_code == 422
    sent = {"requirement": "housing_proof", "text": "The rent contract."}
    assert staff.post(url("case_ask", case.ref), sent).status_code == 302
    assert [each.text for each in queries.requests_to(case.application)] == ["The rent contract."]


def test_a_case_goes_on_without_a_paper(staff, caseworker, at):
    case = a_case_in_study(caseworker)
    sent = {"reason": "The registry shows it."}
    assert staff.post(url("case_waive_paper", case.ref, PAPER), sent).status_code == 302
    assert PAPER not in queries.open_papers(case)
    assert staff.get(url("case_waive_paper", case.ref, "gold")).status_code == 404


@pytest.mark.parametrize(
    ("path", "value", "found"),
    [
        (ASSETS, "no", False),
        ("monthly_income.salary", "1,250.50", "1250.5"),
        ("assets.cars", "٢", 2),
        ("head.nationality_basis", "none", None),
    ],
)
def test_a_finding_fits_its_fact_and_asks_the_law_again(staff, caseworker, path, value, found):
    case = a_case_in_study(caseworker)
    before = assessments.latest(case.application)
    address = f"{url('case_finding', case.ref)}?fact={path}"
    assert staff.get(address).status_code == 200
    response = staff.post(address, {"value": value, "reason": "The deed says so."})
    assert response.status_code == 302
    assert queries.findings_of(case) == {path: found}
    assert assessments.latest(case.application).pk != before.pk


@pytest.mark.parametrize(
    ("path", "value"), [("assets.cars", "-1"), ("monthly_income.salary", "much"), (ASSETS, "?")]
)
def test_a_finding_that_does_not_fit_is_refused_in_words(staff, caseworker, path, value):
    case = a_case_in_study(caseworker)
    address = f"{url('case_finding', case.ref)}?fact={path}"
    response = staff.post(address, {"value": value, "reason": "x"})
    assert response.status_code == 422
    assert "data-error-code" in text_of(response)
    assert queries.findings_of(case) == {}


@pytest.mark.parametrize("path", ["", "gold.bars", "head.__class__", "dependants[99].age"])
def test_a_fact_that_there_is_not_has_no_page(staff, caseworker, path):
    case = a_case_in_study(caseworker)
    address = f"{url('case_finding', case.ref)}?fact={path}"
    assert staff.get(address).status_code == 404


def test_a_recommendation_is_made_once_and_a_stale_one_is_409(staff, caseworker):
    case = a_ready_case(caseworker)
    against = staff.post(url("case_recommend", case.ref), {"outcome": "REFUSE", "reasons": "No."})
    assert against.status_code == 422
    assert 'data-error-code="recommendation.against_law"' in text_of(against)
    sent = {"outcome": "ACCEPT", "reasons": "All conditions are met."}
    assert staff.post(url("case_recommend", case.ref), sent).status_code == 302
    assert staff.post(url("case_recommend", case.ref), sent).status_code == 409
    assert Recommendation.objects.count() == 1


def test_a_form_sent_twice_has_its_effect_once(staff, caseworker):
    case = a_ready_case(caseworker)
    sent = {"outcome": "ACCEPT", "reasons": "All are met.", "once": "k" * 32}
    first = staff.post(url("case_recommend", case.ref), sent)
    second = staff.post(url("case_recommend", case.ref), sent)
    assert first.status_code == second.status_code == 302
    assert Recommendation.objects.count() == 1


def test_a_document_is_handed_over_and_the_opening_recorded(staff, caseworker):
    case = a_case_in_study(caseworker)
    document = paper_of(case).document
    response = staff.get(url("case_document", case.ref, document.ref))
    assert response.status_code == 200
    assert response["Content-Disposition"].startswith("attachment")
    assert AuditEvent.objects.filter(target=document.ref, by=caseworker.audit_name).exists()


def test_a_document_of_another_case_is_not_there(staff, caseworker, at):
    case = a_case_in_study(caseworker)
    other = a_waiting_case("huda")
    foreign = attach_document(
        application=other.application,
        requirement="other",
        name="deed.pdf",
        content=files.a_pdf(),
        by=other.application.opened_by,
        at=at,
    )
    for ref in (foreign.document.ref, "DOC-00000000"):
        assert staff.get(url("case_document", case.ref, ref)).status_code == 404


def test_the_caseworkers_home_names_the_next_tasks(staff, caseworker):
    a_case_in_study(caseworker)
    a_waiting_case("huda")
    page = text_of(staff.get(url("home")))
    assert "Cases you are studying" in page
    assert "?tab=waiting" in page


@pytest.mark.parametrize("named", ["name", "digits", "application", "case", "category"])
def test_the_queue_is_searched_by_name_number_reference_and_category(staff, caseworker, named):
    wanted, other = a_case_in_study(caseworker), a_case_in_study(caseworker, "huda")
    Application.objects.filter(pk=other.application_id).update(category="divorced")
    person = wanted.application.person
    asked = {
        "name": {"q": person.name_ar.split()[0].replace("ة", "ه")},
        "digits": {"q": person.national_id[-4:]},
        "application": {"q": wanted.application.ref.lower()},
        "case": {"q": wanted.ref},
        "category": {"category": wanted.application.category},
    }[named]
    page = text_of(staff.get(url("cases"), asked))
    assert person.name_ar in page
    assert other.application.person.name_ar not in page


def test_a_search_without_a_match_says_so_and_leads_back(staff, caseworker):
    a_case_in_study(caseworker)
    page = text_of(staff.get(url("cases"), {"q": "nobody", "tab": "mine"}))
    assert "No case of this list fits your search." in page
    assert f'href="{url("cases")}?tab=mine"' in page
    strange = staff.get(url("cases"), {"q": "x" * 400, "category": "princes", "page": "2"})
    assert strange.status_code == 200


def test_a_search_is_kept_from_page_to_page(staff, caseworker, monkeypatch):
    monkeypatch.setattr(queries, "PAGE_LENGTH", 1)
    a_case_in_study(caseworker)
    a_case_in_study(caseworker, "huda")
    page = text_of(staff.get(url("cases"), {"q": "APP-", "tab": "mine"}))
    assert 'rel="next"' not in page
    page = text_of(staff.get(url("cases"), {"tab": "mine", "q": ""}))
    assert "?tab=mine&amp;page=2" in page


def test_a_case_leads_to_the_next_due_and_the_last_to_none(staff, caseworker):
    first, last = a_case_in_study(caseworker), a_case_in_study(caseworker, "huda")
    Case.objects.filter(pk=last.pk).update(due_on=first.due_on + timedelta(days=1))
    assert next_of(staff, first) == [url("case", last.ref)]
    assert next_of(staff, last) == []
    asked = {"requirement": "identity", "text": "Please send a clear copy."}
    assert staff.post(url("case_ask", last.ref), asked).status_code == 302
    assert next_of(staff, last) == [url("case", first.ref)]


def next_of(staff, case):
    page = html.fromstring(text_of(staff.get(url("case", case.ref))))
    return page.xpath("//a[@rel='next']/@href")
