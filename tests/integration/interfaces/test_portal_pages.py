"""The citizen's pages through the client: each opens, saves, refuses and leads on."""

import httpx
import pytest
from django.urls import reverse

from daman.base.permissions import Role
from daman.exchange.banks import port
from daman.journey.applications import queries
from daman.journey.applications.models import Application
from daman.journey.casework import operations as casework_operations
from daman.journey.casework import queries as casework
from daman.journey.profile import queries as profiles
from daman.kernel import national_id
from tests.support import files
from tests.support.applicants import a_ready_draft, a_sent_application, iban_of, named
from tests.support.banks import ToldBank
from tests.support.people import a_member_of_staff, keep_promises, signed_in
from tests.support.storage import own_documents_folder  # noqa: F401

pytestmark = pytest.mark.django_db


@pytest.fixture
def bank(monkeypatch):
    told = ToldBank()
    monkeypatch.setattr(port, "current", lambda: told)
    return told


def page_of(name, *args):
    return reverse(f"portal:{name}", args=args)


def codes(response):
    from lxml import html

    return html.fromstring(response.content).xpath("//@data-error-code")


OWN_ANSWERS = {
    "dwelling": "rented",
    "dispute": "",
    "liquid_assets": "",
    "other_families_of_head": "0",
}


def sections_answered(client, account):
    """Answer every page of the profile as a visitor does, and return the confirming answer."""
    from lxml import html

    address = page_of("profile_section", "personal")
    for _ in range(20):
        if address == page_of("profile_confirm"):
            break
        form = html.fromstring(client.get(address).content).xpath("//form[not(@action)]")[0]
        sent = dict(form.fields.items())
        for name in form.fields:
            if not sent[name]:
                sent[name] = OWN_ANSWERS.get(name, "yes")
        response = client.post(address, sent)
        assert response.status_code == 302, (address, codes(response))
        address = response["Location"]
    return client.post(address)


@pytest.mark.parametrize("name", ["home", "terms", "privacy", "accessibility", "help"])
@pytest.mark.parametrize("language", ["ar", "en"])
def test_public_pages_open(client, name, language):
    response = client.get(page_of(name), headers={"accept-language": language})
    assert response.status_code == 200
    assert response.content.count(b"<h1") == 1


@pytest.mark.parametrize(
    "place", ["board", "profile", "profile_confirm", "application_start", "profile_dependants"]
)
def test_own_pages_ask_to_sign_in(client, place):
    response = client.get(page_of(place))
    assert response.status_code == 302
    assert response["Location"].startswith(page_of("sign_in"))


class TestWholeWay:
    def test_a_widow_fills_in_applies_and_sends(self, client, simulators, bank):
        account = named("noura")
        signed_in(client, account)
        assert client.get(page_of("board")).status_code == 200
        assert client.get(page_of("profile")).status_code == 200

        assert sections_answered(client, account)["Location"] == page_of("application_start")
        ref = client.post(page_of("application_start"))["Location"].split("/")[2]
        made = queries.application_for(account, ref)
        first = client.post(
            page_of("application_category", ref), {"category": "widow", "version": made.version}
        )
        assert first["Location"] == page_of("application_income", ref)
        second = client.post(
            page_of("application_income", ref),
            {"has_income": "no", "version": made.version + 1},
        )
        assert second["Location"] == page_of("application_bank", ref)
        third = client.post(
            page_of("application_bank", ref),
            {"iban": iban_of("noura"), "version": made.version + 2},
        )
        assert third["Location"] == page_of("application_documents", ref)
        upload = client.post(
            page_of("application_document", ref, "husband_death_certificate"),
            {"document": _upload("شهادة.pdf", files.a_pdf())},
        )
        assert upload.status_code == 302
        review = client.get(page_of("application_review", ref))
        assert codes(review) == []
        sent = client.post(
            page_of("application_review", ref),
            {"declared": "on", "version": review.context["version"]},
        )
        assert sent["Location"] == page_of("application_submitted", ref)
        receipt = client.get(sent["Location"]).content.decode()
        assert ref in receipt
        tracker = client.get(page_of("tracker", ref))
        assert tracker.status_code == 200
        assert client.get(page_of("board")).status_code == 200
        assert queries.application_for(account, ref).state == "SUBMITTED"


def _upload(name, content):
    from django.core.files.uploadedfile import SimpleUploadedFile

    return SimpleUploadedFile(name, content)


class TestProfilePages:
    def test_shows_source_and_day_beside_what_is_known(self, client, simulators):
        signed_in(client, named("noura"))
        client.get(page_of("profile"))
        shown = client.get(
            page_of("profile_section", "personal"), headers={"accept-language": "en"}
        ).content.decode()
        assert "the Ministry of Health" in shown
        assert "November 2026" in shown

    def test_empty_answers_name_each_question(self, client, simulators):
        signed_in(client, named("noura"))
        address = page_of("profile_section", "employment")
        response = client.post(address, {"version": "2"})
        assert response.status_code == 422
        assert codes(response).count("required") >= 3
        for bound in response.context["form"]:
            for problem in bound.errors:
                assert str(bound.label) in problem

    def test_stale_page_shows_what_differs(self, client, simulators):
        signed_in(client, named("noura"))
        client.get(page_of("profile"))
        address = page_of("profile_section", "education")
        old = client.get(address).context["version"]
        answers = {"student": "yes", "health_education_met": "yes", "version": old}
        assert client.post(address, answers).status_code == 302

        late = client.post(address, {**answers, "student": "no"})

        assert late.status_code == 409
        assert "stale" in codes(late)
        assert [each["typed"] for each in late.context["differences"]]
        again = client.post(
            address, {**answers, "student": "no", "version": late.context["version"]}
        )
        assert again.status_code == 302

    def test_two_clicks_save_once(self, client, simulators):
        signed_in(client, named("noura"))
        client.get(page_of("profile"))
        address = page_of("profile_section", "education")
        version = client.get(address).context["version"]
        answers = {
            "student": "yes", "health_education_met": "yes", "version": version, "once": "k" * 30
        }  # fmt: skip
        first, second = client.post(address, answers), client.post(address, answers)
        assert (first.status_code, second.status_code) == (302, 302)
        assert first["Location"] == second["Location"]

    def test_unknown_section_is_not_there(self, client, simulators):
        signed_in(client, named("noura"))
        for address in ("/profile/wallet/", "/profile/housing/3/", "/profile/housing/0/"):
            assert client.get(address).status_code == 404

    def test_open_sections_cannot_be_confirmed(self, client, simulators):
        signed_in(client, named("noura"))
        response = client.post(page_of("profile_confirm"))
        assert response.status_code == 422
        assert "profile.incomplete" in codes(response)

    def test_pages_show_no_whole_national_number(self, client, simulators):
        account = named("khalid")
        signed_in(client, account)
        client.get(page_of("profile"))
        member = profiles.dependants_of(profiles.profile_of(account.person))[0]
        for address in (
            page_of("profile_dependants"),
            page_of("profile_dependant", member["key"]),
            page_of("profile_confirm"),
        ):
            assert member["national_id"] not in client.get(address).content.decode()

    def test_a_script_in_a_dispute_is_text(self, client, simulators):
        signed_in(client, named("noura"))
        client.get(page_of("profile"))
        address = page_of("profile_section", "property")
        version = client.get(address).context["version"]
        client.post(
            address,
            {
                "main_home_owned": "no", "other_real_estate_count": "0", "cars": "٢",
                "liquid_assets": "١٠٠٠٫٥٠", "version": version,
                "dispute": "<script>alert(1)</script>{{7*7}}",
            },
        )  # fmt: skip
        shown = client.get(page_of("profile_confirm")).content.decode()
        assert "<script>alert" not in shown
        assert "&lt;script&gt;alert(1)&lt;/script&gt;{{7*7}}" in shown
        assert "1,000.50" in shown


BAD_DEPENDANTS = {
    "short": ("123", "nid.length"),
    "prefix": ("3999000006", "nid.prefix"),
    "check digit": ("1999000003", "nid.checksum"),
    "nobody": ("1999888881", None),
}


@pytest.mark.parametrize("case", BAD_DEPENDANTS)
def test_dependant_form_refuses(client, simulators, case):
    from daman.kernel import national_id

    number, code = BAD_DEPENDANTS[case]
    if code is None:
        number, code = national_id.synthetic(88_888), "dependant.unmatched"
    signed_in(client, named("noura"))
    response = client.post(
        page_of("profile_dependant_add"),
        {
            "national_id": number,
            "born_on_calendar": "gregorian",
            "born_on_day": "1",
            "born_on_month": "1",
            "born_on_year": "2015",
            "relation": "child",
        },
    )
    assert response.status_code == 422
    assert codes(response) == [code] or set(codes(response)) == {code}


BAD_IBANS = {
    "empty": ("", "required"),
    "country": ("GB29NWBK60161331926819", "iban.country"),
    "short": ("SA03800000006080101675", "iban.length"),
    "check": ("SA0480000000608010167519", "iban.checksum"),
    "bank": (None, "iban.bank"),
    "nul": ("SA03\0", "char.not_allowed"),
    "long": ("S" * 400, "too_long"),
}


@pytest.mark.parametrize("case", BAD_IBANS)
def test_account_form_refuses(client, simulators, bank, case):
    from daman.kernel import iban

    number, code = BAD_IBANS[case]
    number = iban.synthetic(5, bank="00") if number is None else number
    account = named("noura")
    signed_in(client, account)
    ref = client.post(page_of("application_start"))["Location"].split("/")[2]
    response = client.post(page_of("application_bank", ref), {"iban": number, "version": "1"})
    assert response.status_code == 422
    assert set(codes(response)) == {code}
    assert Application.objects.get(ref=ref).iban is None
    assert bank.questions == []


@pytest.mark.parametrize(
    ("result", "code"), [("NOT_VERIFIED", "iban.owner"), ("CLOSED", "iban.closed")]
)
def test_the_banks_no_is_said(client, simulators, bank, result, code):
    bank.result = result
    signed_in(client, named("noura"))
    ref = client.post(page_of("application_start"))["Location"].split("/")[2]
    response = client.post(
        page_of("application_bank", ref), {"iban": iban_of("noura"), "version": "1"}
    )
    assert (response.status_code, set(codes(response))) == (422, {code})


@pytest.mark.parametrize("typed", ["-1", "1,000.555", "0", "", "1.000,50", "99999999999"])
def test_income_amount_refuses(client, simulators, typed):
    account = named("noura")
    signed_in(client, account)
    ref = client.post(page_of("application_start"))["Location"].split("/")[2]
    key = profiles.dependant_key(account.person.national_id)
    response = client.post(
        page_of("application_income_add", ref),
        {"earner": key, "kind": "salary", "amount": typed},
    )
    assert response.status_code == 422
    expected = {
        "-1": "money.negative", "1,000.555": "money.precision", "0": "money.zero",
        "": "required", "1.000,50": "money.invalid", "99999999999": "money.range",
    }  # fmt: skip
    assert set(codes(response)) == {expected[typed]}
    assert queries.incomes_of(Application.objects.get(ref=ref)) == []


def test_yes_without_a_source_asks_for_one(client, simulators):
    signed_in(client, named("noura"))
    ref = client.post(page_of("application_start"))["Location"].split("/")[2]
    response = client.post(
        page_of("application_income", ref), {"has_income": "yes", "version": "1"}
    )
    assert response["Location"] == page_of("application_income_add", ref)


BAD_FILES = {
    "none": (None, "required"),
    "empty": (("a.pdf", b""), "file.empty"),
    "program": (("a.pdf", b"MZ" + b"\0" * 99), "file.type"),
    "long": (("a.pdf", files.a_pdf(pages=40)), "file.pages"),
    "large": (("a.pdf", b"%PDF-" + b"0" * 5_000_000), "file.size"),
}


@pytest.mark.parametrize("case", BAD_FILES)
def test_upload_refuses(client, simulators, case):
    content, code = BAD_FILES[case]
    signed_in(client, named("noura"))
    ref = client.post(page_of("application_start"))["Location"].split("/")[2]
    sent = {} if content is None else {"document": _upload(*content)}
    response = client.post(page_of("application_document", ref, "husband_death_certificate"), sent)
    assert (response.status_code, set(codes(response))) == (422, {code})


def test_upload_of_two_files_is_refused(client, simulators):
    signed_in(client, named("noura"))
    ref = client.post(page_of("application_start"))["Location"].split("/")[2]
    two = [_upload("a.pdf", files.a_pdf()), _upload("b.pdf", files.a_pdf())]
    response = client.post(
        page_of("application_document", ref, "husband_death_certificate"), {"document": two}
    )
    assert (response.status_code, set(codes(response))) == (422, {"file.count"})


def test_sending_too_early_names_what_is_missing(client, simulators):
    signed_in(client, named("noura"))
    ref = client.post(page_of("application_start"))["Location"].split("/")[2]
    response = client.post(page_of("application_review", ref), {"declared": "on", "version": "1"})
    assert response.status_code == 422
    assert {"profile.unconfirmed", "category.required", "account.required"} <= set(codes(response))
    assert Application.objects.get(ref=ref).state == "DRAFT"


def test_a_draft_that_lacks_something_offers_that_and_not_to_send(client, simulators):
    signed_in(client, named("noura"))
    ref = client.post(page_of("application_start"))["Location"].split("/")[2]
    page = client.get(page_of("application_review", ref)).content.decode()
    assert 'name="declared"' not in page
    assert f'<a class="btn" href="{page_of("profile_confirm")}">' in page


def test_sending_without_declaration_is_refused(client, simulators, bank):
    account = named("noura")
    made = a_ready_draft(account, iban=iban_of("noura"))
    signed_in(client, account)
    response = client.post(
        page_of("application_review", made.ref), {"version": Application.objects.get().version}
    )
    assert (response.status_code, set(codes(response))) == (422, {"declaration.required"})


def test_sending_twice_leads_to_the_same_receipt(client, simulators, bank):
    account = named("noura")
    made = a_ready_draft(account, iban=iban_of("noura"))
    signed_in(client, account)
    sent = {"declared": "on", "version": Application.objects.get().version}
    first = client.post(page_of("application_review", made.ref), sent)
    second = client.post(page_of("application_review", made.ref), sent)
    assert first["Location"] == second["Location"] == page_of("application_submitted", made.ref)


def test_after_sending_parts_lead_to_the_tracker_and_take_nothing(client, simulators, bank):
    account = named("noura")
    made = a_sent_application(account, iban=iban_of("noura"))
    signed_in(client, account)
    for place in ("application", "application_category", "application_income",
                  "application_bank", "application_documents", "application_review"):  # fmt: skip
        assert client.get(page_of(place, made.ref))["Location"] == page_of("tracker", made.ref)
    late = client.post(
        page_of("application_category", made.ref), {"category": "orphan", "version": made.version}
    )
    assert late.status_code == 409
    assert Application.objects.get(ref=made.ref).category == "widow"


ONE_PAGES = (
    "application", "application_category", "application_income", "application_income_add",
    "application_bank", "application_documents", "application_review", "application_submitted",
    "application_withdraw", "tracker",
)  # fmt: skip


@pytest.mark.parametrize("place", ONE_PAGES)
def test_others_applications_are_not_there(client, simulators, bank, place):
    made = a_sent_application(named("noura"), iban=iban_of("noura"))
    signed_in(client, named("salem"))
    strange = client.get(page_of(place, made.ref))
    nothing = client.get(page_of(place, "APP-00000000"))
    assert (strange.status_code, nothing.status_code) == (404, 404)
    assert client.post(page_of(place, made.ref), {"version": "1"}).status_code in (404, 405)


def test_withdrawing_asks_first_and_then_does(client, simulators, bank):
    account = named("noura")
    made = a_sent_application(account, iban=iban_of("noura"))
    signed_in(client, account)
    address = page_of("application_withdraw", made.ref)
    assert client.get(address).status_code == 200
    assert Application.objects.get(ref=made.ref).state == "SUBMITTED"
    assert client.post(address, {"reason": "سأعمل"})["Location"] == page_of("board")
    assert Application.objects.get(ref=made.ref).state == "WITHDRAWN"
    board, tracker = client.get(page_of("board")), client.get(page_of("tracker", made.ref))
    for page in (board, tracker):
        assert b'class="tracker"' not in page.content
        assert page_of("application_start") in page.content.decode()


def test_own_document_is_handed_over(client, simulators, bank):
    account = named("noura")
    made = a_ready_draft(account, iban=iban_of("noura"))
    signed_in(client, account)
    address = page_of("application_document_file", made.ref, "husband_death_certificate")
    response = client.get(address)
    assert response.content.startswith(b"%PDF")
    assert response["Content-Security-Policy"].startswith("sandbox")
    assert "no-store" in response["Cache-Control"]


def test_the_clock_tells_when_it_is_late(client, simulators, bank, at, monkeypatch):
    from datetime import timedelta

    account = named("noura")
    made = a_sent_application(account, iban=iban_of("noura"), at=at - timedelta(days=40))
    signed_in(client, account)
    shown = client.get(page_of("tracker", made.ref))
    assert shown.context["clock"]["is_late"]
    assert shown.context["clock"]["days_total"] == 25


def test_a_removed_paper_is_asked_for_again(client, simulators, bank):
    account = named("noura")
    made = a_ready_draft(account, iban=iban_of("noura"))
    signed_in(client, account)
    client.post(page_of("application_document_remove", made.ref, "husband_death_certificate"))
    assert "documents.missing" in queries.missing(Application.objects.get())
    page = client.get(page_of("application_documents", made.ref)).content.decode()
    paper = page_of("application_document", made.ref, "husband_death_certificate")
    assert f'<a class="btn" href="{paper}">' in " ".join(page.split())


def turn(address, system, mode):
    body = {"system": system, "mode": mode}
    httpx.post(f"{address}/simulators/control", json=body).raise_for_status()


def test_a_registry_that_is_down_stops_nobody(client, simulators):
    turn(simulators, "registry", "down")
    signed_in(client, named("noura"))
    shown = client.get(page_of("profile"), headers={"accept-language": "en"})
    assert shown.status_code == 200
    assert "we will fetch your details and tell you" in shown.content.decode()
    added = client.post(
        page_of("profile_dependant_add"),
        {
            "national_id": national_id.synthetic(71),
            "born_on_calendar": "gregorian", "born_on_day": "9",
            "born_on_month": "5", "born_on_year": "2011", "relation": "other",
        },
        headers={"accept-language": "en"},
        follow=True,
    )  # fmt: skip
    assert added.status_code == 200
    assert "We saved the details" in added.content.decode()
    assert client.post(page_of("application_start")).status_code == 302


@pytest.mark.parametrize("result", [None, "UNABLE"])
def test_a_bank_that_cannot_say_stops_nobody(client, simulators, bank, result):
    bank.result = result
    signed_in(client, named("noura"))
    ref = client.post(page_of("application_start"))["Location"].split("/")[2]
    saved = client.post(
        page_of("application_bank", ref),
        {"iban": iban_of("noura"), "version": "1"},
        headers={"accept-language": "en"},
        follow=True,
    )
    assert saved.status_code == 200
    assert "We saved your account" in saved.content.decode()


def test_what_a_caseworker_asks_is_answered_in_place(client, simulators, bank, at):
    account = named("noura")
    made = a_sent_application(account, iban=iban_of("noura"))
    officer = a_member_of_staff(Role.CASEWORKER)
    keep_promises(at)
    case = casework.case_of(made) or casework_operations.open_case(
        application=made, by="system:test", at=at
    )
    case = casework_operations.take(case=case, by=officer, at=at)
    casework_operations.ask_citizen(
        case=case, requirement="custody_deed", text="نحتاج صك الحضانة", by=officer, at=at
    )
    signed_in(client, account)
    address = page_of("application_request", made.ref, "custody_deed")
    for place in (page_of("tracker", made.ref), page_of("board")):
        assert address in client.get(place).content.decode()
    assert "نحتاج صك الحضانة" in client.get(address).content.decode()

    refused = client.post(address, {"document": _upload("a.pdf", b"MZ" + b"\0" * 99)})
    assert (refused.status_code, set(codes(refused))) == (422, {"file.type"})
    answered = client.post(address, {"document": _upload("a.pdf", files.a_pdf())})

    assert answered["Location"] == page_of("tracker", made.ref)
    assert casework.requests_to(made) == []
    assert client.get(address)["Location"] == page_of("tracker", made.ref)


def test_staff_are_no_citizens(client, at):
    signed_in(client, a_member_of_staff(Role.CASEWORKER))
    assert client.get(page_of("board")).status_code == 403
    assert client.get(page_of("home")).status_code == 200
