"""The letter on the page and in print says the same; strangers learn nothing of it."""

import io
import re
from html import unescape

import pypdf
import pytest
from django.urls import reverse
from django.utils.html import strip_tags
from lxml import html as markup

from daman.base.audit.models import AuditEvent
from daman.base.permissions import Role
from daman.interfaces.letters.printing import pdf_of
from tests.support.decisions import a_decision, a_widow_s_application
from tests.support.forms import hidden
from tests.support.people import a_citizen, a_member_of_staff, signed_in

pytestmark = pytest.mark.django_db
SALARY = {"monthly_income.salary": 9000, "assessor_findings.high_value_assets": False}


@pytest.fixture
def accepted(simulators):
    return a_decision(a_widow_s_application())


@pytest.fixture
def refused(simulators):
    return a_decision(a_widow_s_application(), outcome="REFUSE", findings=SALARY)


def marks(text: str) -> set[str]:
    """Return what two renderings of one letter must share: numbers, codes and references."""
    found = re.findall(r"[0-9A-Z]+(?:[.,/-][0-9A-Z]+)*", text)
    return {mark for mark in found if not mark.isalpha()}


def article_of(html: str) -> str:
    article = html.split('<article class="letter">')[1].split("</article>")[0]
    return unescape(strip_tags(re.sub(r"(?=<)", " ", article)))


def printed(response) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(response.content))


def text_of(pdf: pypdf.PdfReader) -> str:
    return "\n".join(page.extract_text() for page in pdf.pages)


@pytest.mark.parametrize("kind", ["accepted", "refused"])
@pytest.mark.parametrize("language", ["ar", "en"])
def test_page_and_print_hold_the_same_facts(kind, language, request, client):
    decision = request.getfixturevalue(kind)
    signed_in(client, decision.application.opened_by)
    headers = {"accept-language": language}
    page = client.get(reverse("portal:decision", args=[decision.ref]), headers=headers)
    letter = client.get(reverse("portal:decision_pdf", args=[decision.ref]), headers=headers)
    assert page.status_code == letter.status_code == 200
    on_page, in_print = marks(article_of(page.content.decode())), marks(text_of(printed(letter)))
    assert {decision.ref, decision.verify_code, decision.application.ref} <= on_page & in_print
    assert on_page - in_print == set()
    assert "2027" in in_print


def test_the_refusal_s_page_shows_reasons_sources_and_the_last_day(refused, client):
    signed_in(client, refused.application.opened_by)
    html = client.get(reverse("portal:decision", args=[refused.ref])).content.decode()
    text = " ".join(article_of(html).split())
    failing = next(each for each in refused.content["conditions"] if each["met"] is False)
    assert failing["text"]["ar"] in text
    assert failing["articles"][0]["text"]["ar"] in text
    assert "9,000 ريال" in text
    assert "ما تحققت منه الجهة" in text
    assert '<time datetime="2027-01-24">' in html


def test_what_is_not_met_is_open_and_what_is_met_is_folded(refused, client):
    signed_in(client, refused.application.opened_by)
    page = client.get(reverse("portal:decision", args=[refused.ref])).content
    tree = markup.fromstring(page)
    folded = tree.xpath("//details[contains(@class, 'letter-met') and not(@open)]")
    assert len(folded) == 1
    assert set(folded[0].xpath(".//li/@class")) == {"met"}
    lists = tree.xpath("//article//ul[contains(@class, 'conditions')][not(ancestor::details)]")
    assert lists[0].xpath("./li/@class").count("not-met") >= 1
    assert "met" not in lists[0].xpath("./li/@class")
    count = len(tree.xpath("//ul[contains(@class, 'conditions')]/li"))
    assert count == len(refused.content["conditions"])


def test_the_print_is_tagged_titled_arabic_and_the_same_every_time(accepted):
    letters = [pdf_of(accepted.content, verify_url="https://example.test/verify/") for _ in "ab"]
    assert letters[0] == letters[1]
    pdf = pypdf.PdfReader(io.BytesIO(letters[0]))
    assert accepted.ref in pdf.metadata.title
    root = pdf.trailer["/Root"]
    assert root["/Lang"] == "ar"
    assert root["/MarkInfo"]["/Marked"]
    assert len(letters[0]) < 46_000


def test_what_a_person_typed_never_becomes_markup(accepted):
    content = accepted.content | {"committee_reasons": '#panic("x") $ ] = * _ \\ <b> @here'}
    pdf = pypdf.PdfReader(io.BytesIO(pdf_of(content, verify_url="https://a.test/", language="en")))
    assert '#panic("x")' in text_of(pdf)


def test_another_s_decision_is_as_one_that_is_not_there(accepted, client):
    signed_in(client, a_citizen())
    for name in ("portal:decision", "portal:decision_pdf"):
        answers = [client.get(reverse(name, args=[ref])) for ref in (accepted.ref, "DEC-00000000")]
        assert [answer.status_code for answer in answers] == [404, 404]
        bodies = [
            answer.content.decode().replace(accepted.ref, "DEC-00000000") for answer in answers
        ]
        assert without_references(bodies[0]) == without_references(bodies[1])


def without_references(html: str) -> str:
    """Leave out what differs in any two answers: nonces, keys and the fault's number."""
    return re.sub(r'(value|nonce|content)="[^"]*"|<bdi[^>]*>[^<]*</bdi>', "", html)


def test_nobody_reads_a_letter_without_signing_in(accepted, client):
    answer = client.get(reverse("portal:decision", args=[accepted.ref]))
    assert answer.status_code == 302
    assert reverse("portal:sign_in") in answer["Location"]


def ask(client, code: str, **extra):
    url = reverse("portal:verify_letter")
    values = hidden(client.get(url).content.decode())
    return client.post(url, values | {"code": code}, **extra)


def test_anyone_checks_a_letter_and_learns_nothing_of_the_person(accepted, client):
    answer = ask(client, accepted.verify_code)
    html = answer.content.decode()
    assert answer.status_code == 200
    assert accepted.ref in html
    assert '<time datetime="2026-11-25">' in html
    person = accepted.application.person
    for personal in (person.name_ar, person.national_id, "1,570", accepted.application.ref):
        assert personal not in html


def test_a_code_of_no_letter_and_no_code_at_all(client, db):
    unknown = ask(client, "0000-0000-0000-0000")
    assert unknown.status_code == 200
    assert "لا يوجد خطاب بهذا الرمز" in unknown.content.decode()
    wrong = ask(client, "12")
    assert wrong.status_code == 422
    assert 'data-error-code="verify.code"' in wrong.content.decode()


def test_codes_are_not_guessed_in_bulk(client, db):
    statuses = [ask(client, "0000-0000-0000-0000").status_code for _ in range(31)]
    assert statuses == [200] * 30 + [429]


def test_staff_read_a_letter_and_the_reading_is_kept(accepted, client):
    chair = accepted.sitting.closed_by
    signed_in(client, chair)
    listed = client.get(reverse("workspace:decisions")).content.decode()
    assert accepted.ref in listed
    assert accepted.application.person.national_id not in listed
    shown = client.get(reverse("workspace:decision", args=[accepted.ref]))
    assert "لم يتغير الخطاب منذ صدوره" in shown.content.decode()
    kept = AuditEvent.objects.get(what="decisions.decision.read")
    assert (kept.target, kept.by) == (accepted.ref, chair.audit_name)


def test_staff_open_the_print_and_that_is_a_reading_too(accepted, client):
    worker = accepted.sitting.recommendation.by
    signed_in(client, worker)
    page = client.get(reverse("workspace:decision", args=[accepted.ref])).content.decode()
    address = reverse("workspace:decision_pdf", args=[accepted.ref])
    assert f'href="{address}"' in page
    before = readings(accepted)
    answer = client.get(address)
    assert answer["Content-Type"] == "application/pdf"
    assert "no-store" in answer["Cache-Control"]
    assert accepted.ref in text_of(printed(answer))
    assert readings(accepted) == before + 1


def test_an_auditor_says_why_for_the_print_as_for_the_letter(accepted, client):
    signed_in(client, a_member_of_staff(Role.AUDITOR))
    address = reverse("workspace:decision_pdf", args=[accepted.ref])
    assert "<textarea" in client.get(address).content.decode()
    assert readings(accepted) == 0
    letter = client.post(
        reverse("workspace:decision", args=[accepted.ref]), {"reason": "Sample 12"}
    ).content.decode()
    assert '<input type="hidden" name="reason" value="Sample 12">' in letter
    assert client.post(address, {"reason": "Sample 12"})["Content-Type"] == "application/pdf"
    assert readings(accepted) == 2


def readings(decision) -> int:
    return AuditEvent.objects.filter(what="decisions.decision.read", target=decision.ref).count()


def test_a_letter_that_was_altered_is_not_printed(accepted, client, monkeypatch):
    signed_in(client, accepted.sitting.recommendation.by)
    monkeypatch.setattr("daman.journey.decisions.queries.is_intact", lambda decision: False)
    page = reverse("workspace:decision", args=[accepted.ref])
    answer = client.get(reverse("workspace:decision_pdf", args=[accepted.ref]))
    assert answer.url == page
    assert "letter.pdf" not in client.get(page).content.decode()


def test_an_auditor_says_first_why_a_letter_is_read(accepted, client):
    auditor = a_member_of_staff(Role.AUDITOR)
    signed_in(client, auditor)
    address = reverse("workspace:decision", args=[accepted.ref])
    name = accepted.application.person.name_ar
    for asked in (client.get(address), client.post(address, {"reason": " "})):
        assert name not in asked.content.decode()
    assert asked.status_code == 422
    assert not AuditEvent.objects.filter(what="decisions.decision.read").exists()
    shown = client.post(address, {"reason": "Yearly sample 12"})
    assert name in shown.content.decode()
    kept = AuditEvent.objects.get(what="decisions.decision.read")
    assert (kept.by, kept.reason) == (auditor.audit_name, "Yearly sample 12")


def test_staff_without_a_part_in_it_do_not_find_it(accepted, client):
    signed_in(client, a_member_of_staff(Role.CASEWORKER))
    assert client.get(reverse("workspace:decision", args=[accepted.ref])).status_code == 404
    signed_in(client, a_member_of_staff(Role.PAYMENTS_OFFICER))
    assert client.get(reverse("workspace:decision", args=[accepted.ref])).status_code == 403
    assert not AuditEvent.objects.filter(what="decisions.decision.read").exists()
