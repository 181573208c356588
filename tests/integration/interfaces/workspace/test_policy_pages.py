"""The workshop's pages: drafted by one officer, signed by another, adopted, withdrawn."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from daman.base.permissions import Role
from daman.kernel.riyadh import riyadh_date
from daman.law.parameters.editions import current_editions
from daman.record.editions import queries
from tests.support.editions import (
    a_draft,
    a_policy_officer,
    a_signed_edition,
    a_submitted_draft,
    an_adopted_edition,
)
from tests.support.forms import codes_on, hidden
from tests.support.people import a_member_of_staff, keep_promises, signed_in

pytestmark = pytest.mark.django_db
POLICY = "/staff/policy/"


@pytest.fixture
def officer():
    return a_policy_officer()


@pytest.fixture
def client(officer):
    return signed_in(Client(headers={"accept-language": "en"}), officer)


@pytest.fixture
def other():
    return signed_in(Client(headers={"accept-language": "en"}), a_policy_officer())


def a_day(name, day):
    parts = {"calendar": "gregorian", "day": day.day, "month": day.month, "year": day.year}
    return {f"{name}_{part}": str(value) for part, value in parts.items()}


def soon(days=1):
    return riyadh_date(timezone.now()) + timedelta(days=days)


def a_head(**changes):
    head = {
        "extends": "statutory-2026-07",
        "title_ar": "زيادة الحد الأدنى",
        "title_en": "A higher minimum",
        "basis_ar": "قرار وزاري",
        "basis_en": "Ministerial decision",
        "basis_number": "7/1448",
        **a_day("valid_from", soon()),
        **a_day("basis_on", riyadh_date(timezone.now())),
    }
    return head | changes


def begun(client, **changes) -> str:
    """Begin a draft by its page and return its reference."""
    page = client.get(f"{POLICY}new/").content.decode()
    answer = client.post(f"{POLICY}new/", hidden(page) | a_head(**changes))
    assert answer.status_code == 302, codes_on(answer)
    return re.search(r"(EDN-\w{8})", answer.url)[1]


def at(ref: str, act: str = "") -> str:
    return f"{POLICY}drafts/{ref}/{act}"


def test_a_draft_is_written_signed_by_another_adopted_and_withdrawn_by_pages(client, other):
    ref = begun(client)
    assert client.get(at(ref)).status_code == 200
    changed = client.post(at(ref, "values/basic_minimum/"), {"value": "1400"})
    assert changed.status_code == 302
    shown = client.get(at(ref)).content.decode()
    assert "1,320 riyals a month" in shown
    assert "1,400 riyals a month" in shown
    assert "+6.1%" in shown
    assert client.post(at(ref, "submit/")).status_code == 302
    page = other.get(at(ref)).content.decode()
    told = hidden(page) | {"reason": "Checked against the decision."}
    assert other.post(at(ref, "sign/"), told).status_code == 302
    adopted = client.post(at(ref, "adopt/"), a_day("from_day", soon(3)))
    assert adopted.status_code == 302
    assert queries.edition_in_force(soon(3)).id == ref
    assert "Checked against the decision." in client.get(at(ref)).content.decode()
    assert ref in client.get(POLICY).content.decode()
    withdrawn = other.post(at(ref, "withdraw/"), {"reason": "Wrong day."})
    assert withdrawn.status_code == 302
    assert queries.edition_in_force(soon(3)).id == "1446-article"


def test_the_writer_is_offered_no_signature_and_refused_when_sending_one(client, officer):
    draft = a_submitted_draft(by=officer)
    assert at(draft.ref, "sign/") not in client.get(at(draft.ref)).content.decode()
    told = {"reason": "x", "document_sha256": draft.document_sha256}
    answer = client.post(at(draft.ref, "sign/"), told)
    assert answer.status_code == 403
    assert codes_on(answer) == ["edition.same_person"]


def test_a_signature_asks_for_the_authenticator_again(other):
    draft = a_submitted_draft()
    session = other.session
    del session["stepped_up_at"]
    session.save()
    assert at(draft.ref, "sign/") not in other.get(at(draft.ref)).content.decode()
    told = {"reason": "x", "document_sha256": draft.document_sha256}
    away = other.post(at(draft.ref, "sign/"), told)
    assert (away.status_code, away.url.split("?")[0]) == (302, "/staff/step-up/")
    draft.refresh_from_db()
    assert draft.state == "READY"


@pytest.mark.parametrize(
    ("name", "sent", "code"),
    [
        ("basic_minimum", {"value": "-5"}, "count.range"),
        ("basic_minimum", {"value": "12.5"}, "count.invalid"),
        ("basic_minimum", {"value": ""}, "required"),
        ("basic_minimum", {"value": "600"}, "edition.increment_above_minimum"),
        ("earned_share", {"value": "120"}, "edition.percent"),
        ("savings_months", {"value": "0"}, "edition.number"),
        ("income_not_counted", {"value": ["lottery"]}, "choice.invalid"),
    ],
)
def test_a_bad_value_is_refused_at_its_field_in_arabic(officer, name, sent, code):
    draft = a_draft(extends="statutory-2026-07", by=officer, basic_minimum=1400)
    arabic = signed_in(Client(headers={"accept-language": "ar"}), officer)
    answer = arabic.post(at(draft.ref, f"values/{name}/"), sent)
    assert answer.status_code == 422
    assert codes_on(answer) == [code]
    assert re.search(r'id="id_value[^"]*_error"', answer.content.decode())


def test_a_table_that_falls_is_refused_at_its_row(client, officer):
    draft = a_draft(by=officer)
    rows = {f"row_{row}": str(2000 - row) for row in range(1, 11)}
    answer = client.post(at(draft.ref, "values/pension_by_size/"), rows)
    assert (answer.status_code, codes_on(answer)) == (422, ["edition.table_falls"])
    assert 'href="#id_row_2"' in answer.content.decode()


def test_a_table_may_grow_by_rows(client, officer):
    draft = a_draft(by=officer)
    rows = {f"row_{row}": str(1000 + 300 * row) for row in range(1, 13)}
    assert client.post(at(draft.ref, "values/pension_by_size/"), rows).status_code == 302
    edition = queries.workshop_reading(queries.draft_with_ref(draft.ref)).edition
    assert len(edition.values["pension_by_size"].value) == 12


def test_a_list_of_words_can_lose_a_word(client, officer):
    draft = a_draft(extends="statutory-2026-07", by=officer, basic_minimum=1400)
    answer = client.post(at(draft.ref, "values/income_not_counted/"), {"value": ["rural_support"]})
    assert answer.status_code == 302
    shown = client.get(at(draft.ref)).content.decode()
    assert "Taken out:" in shown


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        (a_day("from_day", soon(0)), "edition.day_not_future"),
        (a_day("from_day", soon(-30)), "edition.day_not_future"),
        ({}, "required"),
        ({"from_day_calendar": "gregorian", "from_day_day": "31", "from_day_month": "2",
          "from_day_year": "2027"}, "date.invalid"),
    ],
)  # fmt: skip
def test_a_day_of_adoption_that_cannot_be_is_refused_at_its_field(client, sent, code):
    signed = a_signed_edition()
    answer = client.post(at(signed.ref, "adopt/"), sent)
    assert (answer.status_code, codes_on(answer)) == (422, [code])
    signed.refresh_from_db()
    assert signed.state == "SIGNED"


@pytest.mark.parametrize("act", ["send-back/", "withdraw/"])
def test_a_reason_is_wanted(client, act):
    draft = a_submitted_draft()
    answer = client.post(at(draft.ref, act), {"reason": " "})
    assert (answer.status_code, codes_on(answer)) == (422, ["required"])
    assert client.post(at(draft.ref, act), {"reason": "Again."}).status_code == 302


def test_nobody_changes_what_another_wrote_or_what_was_handed_over(client, officer, other):
    mine = a_draft(by=officer)
    for page in ("head/", "values/pension_by_size/"):
        assert codes_on(other.get(at(mine.ref, page))) == ["edition.not_drafter"]
    handed = a_submitted_draft(by=officer)
    answer = client.post(at(handed.ref, "values/pension_by_size/"), {"row_1": "1"})
    assert (answer.status_code, codes_on(answer)) == (409, ["edition.not_a_draft"])


def test_an_auditor_reads_everything_and_does_nothing(officer):
    draft = an_adopted_edition(by=officer)
    auditor = signed_in(Client(headers={"accept-language": "en"}), a_member_of_staff(Role.AUDITOR))
    for page in ("", "text/", "cases/"):
        assert auditor.get(at(draft.ref, page)).status_code == 200, page
    shown = auditor.get(at(draft.ref)).content.decode()
    assert "<form" not in re.sub(r"<form[^>]*(sign-out|language).*?</form>", "", shown, flags=re.S)


@pytest.mark.parametrize("edition", current_editions())
def test_every_edition_and_its_sample_cases_are_shown(client, officer, edition):
    assert client.get(f"{POLICY}editions/{edition}/").status_code == 200
    draft = a_draft(by=officer, extends=edition, nationality_bases=[])
    shown = client.get(at(draft.ref, "cases/"))
    assert shown.status_code == 200
    assert shown.content.decode().count("<h2") == 8


def test_sample_cases_show_the_amount_before_and_after_with_both_traces(client, officer):
    draft = a_draft(extends="statutory-2026-07", by=officer, basic_minimum=1400)
    shown = client.get(at(draft.ref, "cases/")).content.decode()
    row = re.search(r"A widow alone, without income.*?</tr>", shown, re.S)[0]
    assert re.findall(r'dir="ltr">([\d,]+)</bdi>', row) == ["1,320", "1,400", "80"]


def test_the_text_is_handed_over_as_it_is_signed(client):
    signed = a_signed_edition()
    answer = client.get(at(signed.ref, "text/"))
    assert answer.content.decode() == signed.document
    assert "no-store" in answer["Cache-Control"]


def test_what_is_not_there_is_not_found(client, officer):
    draft = a_draft(by=officer)
    for page in (
        f"{POLICY}editions/no-such/",
        f"{POLICY}editions/{draft.ref}/",
        at("EDN-ZZZZZZZZ"),
        at(draft.ref, "values/no_such/"),
    ):
        assert client.get(page).status_code == 404, page


def a_simulation(client, *drafts, **changes):
    asked = {"drafts": [draft.ref for draft in drafts], "population": "SYNTHETIC",
             "households": "300", "seed": "3"}  # fmt: skip
    return client.post(f"{POLICY}simulations/new/", asked | changes)


def test_a_simulation_is_asked_for_followed_and_read_by_pages(client, officer):
    draft = a_draft(by=officer)
    other_draft = a_draft(by=officer, basic_minimum=1500)
    asked = a_simulation(client, draft, other_draft)
    assert asked.status_code == 302
    running = client.get(asked.url)
    assert running["Refresh"] == "3"
    assert "<progress" in running.content.decode()
    keep_promises(timezone.now())
    done = client.get(asked.url)
    assert "Refresh" not in done
    shown = done.content.decode()
    for words in ("Poverty gap", "By region", "Makkah", "Cost a year", "Newly eligible"):
        assert words in shown, words
    assert shown.count("<svg") >= 5
    assert shown.count("The same figures in a table") == 5
    assert asked.url in client.get(at(draft.ref)).content.decode()
    assert asked.url in client.get(f"{POLICY}simulations/").content.decode()


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"drafts": []}, "required"),
        ({"drafts": ["EDN-ZZZZZZZZ"]}, "choice.invalid"),
        ({"households": ""}, "simulation.size"),
        ({"households": "0"}, "count.range"),
        ({"households": "10000001"}, "count.range"),
        ({"seed": "x"}, "count.invalid"),
        ({"population": "CASELOAD"}, "simulation.no_cases"),
        ({"population": "MARS"}, "choice.invalid"),
    ],
)
def test_a_simulation_that_cannot_be_is_refused_at_its_field(client, officer, changes, code):
    answer = a_simulation(client, a_draft(by=officer), **changes)
    assert (answer.status_code, codes_on(answer)) == (422, [code])


def test_more_than_four_drafts_are_refused(client, officer):
    answer = a_simulation(client, *[a_draft(by=officer) for _ in range(5)])
    assert (answer.status_code, codes_on(answer)) == (422, ["simulation.drafts"])
