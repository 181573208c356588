"""Staff build, sign and release a run over the pages, each only what their role may."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from daman.base.audit.models import AuditEvent
from daman.base.permissions import Role
from daman.interfaces.ui.refusals import sentence
from daman.journey.payroll import operations, queries
from daman.journey.payroll.models import BankMessage, Run
from daman.kernel.month import Month
from daman.kernel.riyadh import riyadh_date
from tests.support.payments import an_entitlement, payment_of, signers
from tests.support.people import a_citizen, a_member_of_staff, keep_promises, signed_in

pytestmark = pytest.mark.django_db


def next_month() -> Month:
    return Month.of(riyadh_date(timezone.now())).next


@pytest.fixture
def people():
    return signers()


@pytest.fixture
def right():
    return an_entitlement(first=next_month().first_day)


def of(account) -> Client:
    return signed_in(Client(), account)


def built(client: Client) -> Run:
    response = client.post("/staff/runs/build/", {"month": str(next_month()), "once": "k1"})
    assert response.status_code == 302, response.content.decode()[:2000]
    return Run.objects.get()


def test_three_people_take_a_run_to_the_bank(right, people, simulators):
    officer, approver, releaser = map(of, people)
    run = built(officer)
    address = f"/staff/runs/{run.ref}/"
    assert "prepare/" in officer.get(address).content.decode()
    assert "prepare/" not in approver.get(address).content.decode()
    assert officer.post(f"{address}prepare/", {"once": "k2"}).url == address
    page = approver.get(address).content.decode()
    run.refresh_from_db()
    assert run.content_sha256 in page
    assert payment_of(right).ref in page
    assert right.decision.application.iban not in page
    assert right.payee.national_id not in page
    seen = {"content_sha256": run.content_sha256}
    assert approver.post(f"{address}approve/", {**seen, "once": "k3"}).url == address
    assert "release/" not in approver.get(address).content.decode()
    assert "release/" in releaser.get(address).content.decode()
    assert releaser.post(f"{address}release/", {**seen, "once": "k4"}).url == address
    run.refresh_from_db()
    assert run.state == "RELEASED"
    keep_promises(timezone.now())
    assert officer.post("/staff/runs/answers/").url == "/staff/runs/reconciliation/"
    run.refresh_from_db()
    assert run.state == "RECONCILED"
    page = officer.get("/staff/runs/reconciliation/")
    assert page.status_code == 200
    assert "pain.002" in page.content.decode()


def test_building_twice_gives_the_same_run(right, people):
    client = of(people[0])
    run = built(client)
    again = client.post("/staff/runs/build/", {"month": str(next_month()), "once": "other"})
    assert again.url == f"/staff/runs/{run.ref}/"
    assert Run.objects.count() == 1


def test_one_person_may_not_sign_twice(right, people):
    officer, approver, _ = people
    run = operations.build(month=next_month(), by=officer, at=timezone.now())
    run = operations.prepare(run=run, by=officer, at=timezone.now())
    client, seen = of(approver), {"content_sha256": run.content_sha256}
    assert client.post(f"/staff/runs/{run.ref}/approve/", seen).status_code == 302
    refused = client.post(f"/staff/runs/{run.ref}/release/", seen)
    assert refused.status_code == 409
    assert 'data-error-code="run.same_person"' in refused.content.decode()


@pytest.mark.parametrize("seen", ["0" * 64, "", "x" * 200])
def test_only_the_content_that_was_seen_is_signed(right, people, seen):
    officer, approver, _ = people
    run = operations.build(month=next_month(), by=officer, at=timezone.now())
    run = operations.prepare(run=run, by=officer, at=timezone.now())
    refused = of(approver).post(f"/staff/runs/{run.ref}/approve/", {"content_sha256": seen})
    assert refused.status_code == 409
    run.refresh_from_db()
    assert run.state == "PREPARED"


def test_a_signature_needs_a_fresh_code(right, people):
    officer, approver, _ = people
    run = operations.build(month=next_month(), by=officer, at=timezone.now())
    client = of(officer)
    session = client.session
    session["stepped_up_at"] = (timezone.now() - timedelta(minutes=6)).isoformat()
    session.save()
    away = client.post(f"/staff/runs/{run.ref}/prepare/")
    assert away.url.startswith("/staff/step-up/?next=")
    run.refresh_from_db()
    assert run.state == "CALCULATED"


def test_a_run_goes_back_with_a_reason(right, people):
    officer, approver, _ = people
    run = operations.build(month=next_month(), by=officer, at=timezone.now())
    run = operations.prepare(run=run, by=officer, at=timezone.now())
    client = of(approver)
    refused = client.post(f"/staff/runs/{run.ref}/send-back/", {"reason": "  "})
    assert refused.status_code == 422
    assert 'data-error-code="required"' in refused.content.decode()
    assert client.post(f"/staff/runs/{run.ref}/send-back/", {"reason": "count"}).status_code == 302
    cancelled = of(officer).post(f"/staff/runs/{run.ref}/cancel/", {"reason": "again"})
    assert cancelled.status_code == 302
    run.refresh_from_db()
    assert run.state == "CANCELLED"


@pytest.mark.parametrize("month", ["", "2026", "1999-01", "2026-13", "x"])
def test_another_month_is_refused(right, people, month):
    refused = of(people[0]).post("/staff/runs/build/", {"month": month})
    assert refused.status_code == 422
    assert "data-error-code" in refused.content.decode()
    assert not Run.objects.exists()


def test_nobody_to_pay_is_said(people):
    refused = of(people[0]).post("/staff/runs/build/", {"month": str(next_month())})
    assert refused.status_code in (409, 422)
    assert 'data-error-code="run.empty"' in refused.content.decode()


def test_the_file_is_handed_to_approvers_alone(right, people):
    officer, approver, _ = people
    run = operations.build(month=next_month(), by=officer, at=timezone.now())
    run = operations.prepare(run=run, by=officer, at=timezone.now())
    address = f"/staff/runs/{run.ref}/file/"
    file = of(approver).get(address)
    assert file.content == queries.file_content(run.files.get())
    assert file["Content-Disposition"].startswith("attachment")
    assert AuditEvent.objects.filter(what="payroll.bankfile.read", target=run.ref).count() == 1
    assert of(officer).get(address).status_code == 403
    for place in ("2", "x", "-1", "99999999999999999999"):
        assert of(approver).get(f"{address}?place={place}").status_code == 404


PAGES = {
    "/staff/runs/": {Role.PAYMENTS_OFFICER, Role.PAYMENTS_APPROVER, Role.AUDITOR},
    "/staff/runs/reconciliation/": {
        Role.PAYMENTS_OFFICER, Role.PAYMENTS_APPROVER, Role.AUDITOR,
    },
    "/staff/runs/RUN-202001-01/": {
        Role.PAYMENTS_OFFICER, Role.PAYMENTS_APPROVER, Role.AUDITOR,
    },
    "/staff/runs/RUN-202001-01/file/": {Role.PAYMENTS_APPROVER},
}  # fmt: skip
ACTS = {
    "build/": {Role.PAYMENTS_OFFICER},
    "answers/": {Role.PAYMENTS_OFFICER},
    "RUN-202001-01/prepare/": {Role.PAYMENTS_OFFICER},
    "RUN-202001-01/cancel/": {Role.PAYMENTS_OFFICER},
    "RUN-202001-01/approve/": {Role.PAYMENTS_APPROVER},
    "RUN-202001-01/release/": {Role.PAYMENTS_APPROVER},
    "RUN-202001-01/send-back/": {Role.PAYMENTS_APPROVER},
}


@pytest.mark.parametrize("role", list(Role))
def test_each_role_may_what_the_matrix_says(role):
    client = of(a_member_of_staff(role))
    for address, allowed in PAGES.items():
        expected = {200, 404} if role in allowed else {403}
        assert client.get(address).status_code in expected, (role, address)
    for act, allowed in ACTS.items():
        expected = {404, 409, 422, 503} if role in allowed else {403}
        assert client.post(f"/staff/runs/{act}").status_code in expected, (role, act)


def test_a_citizen_and_a_stranger_see_no_run():
    citizen = of(a_citizen())
    for address in PAGES:
        assert citizen.get(address).status_code == 403
        assert Client().get(address).status_code == 302


def test_a_file_of_the_bank_that_was_refused_says_why_in_words(people):
    BankMessage.objects.create(
        name="000001-X.camt.054.xml", sealed_content=b"", sha256="0" * 64, state="REFUSED",
        code="xml.totals", taken_at=timezone.now(), taken_by="system:test",
    )  # fmt: skip
    page = of(people[0]).get("/staff/runs/reconciliation/").content.decode()
    assert f'data-error-code="xml.totals">{sentence("xml.totals")}</small>' in page
