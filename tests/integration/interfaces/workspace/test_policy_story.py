"""One number changes: drafted, simulated, signed, adopted, decided by; and the old one holds."""

import re
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from daman.journey.assessment import queries as assessments
from daman.kernel.riyadh import riyadh_date
from daman.record.editions.models import EditionDraft
from tests.support import applicants
from tests.support.decisions import a_decision, a_widow_s_application
from tests.support.editions import a_policy_officer
from tests.support.forms import codes_on, hidden
from tests.support.people import keep_promises, signed_in

pytestmark = pytest.mark.django_db
POLICY = "/staff/policy/"
HEAD = {
    "extends": "statutory-2026-07",
    "title_ar": "رفع الحد الأدنى الأساسي",
    "title_en": "A higher basic minimum",
    "basis_ar": "قرار وزاري",
    "basis_en": "Ministerial decision",
    "basis_number": "7/1448",
}


def a_day(name, day):
    parts = {"calendar": "gregorian", "day": day.day, "month": day.month, "year": day.year}
    return {f"{name}_{part}": str(value) for part, value in parts.items()}


def browser(account) -> Client:
    return signed_in(Client(headers={"accept-language": "en"}), account)


def sent(client, url, page="", **values):
    """Send a form of a page as a browser would, with the page's hidden fields."""
    shown = client.get(page or url).content.decode()
    answer = client.post(url, hidden(shown) | values)
    assert answer.status_code == 302, codes_on(answer)
    return answer.url


def test_one_number_is_changed_without_touching_code_and_yesterday_s_decision_holds(simulators):
    now = timezone.now()
    today, tomorrow = riyadh_date(now), riyadh_date(now) + timedelta(days=1)
    writer, signer = a_policy_officer(at=now), a_policy_officer(at=now)
    old = a_decision(a_widow_s_application(at=now), at=now)

    # Drafted: 1,320 becomes 1,400.
    dated = a_day("valid_from", tomorrow) | a_day("basis_on", today)
    first = browser(writer)
    address = sent(first, f"{POLICY}new/", **HEAD, **dated)
    ref = re.search(r"EDN-\w{8}", address)[0]
    sent(first, f"{address}values/basic_minimum/", value="1400")

    # Simulated over 2,000 invented households.
    asked = {"drafts": ref, "population": "SYNTHETIC", "households": "2000", "seed": "1"}
    simulation = sent(first, f"{POLICY}simulations/new/", **asked)
    keep_promises(timezone.now())
    assert "Poverty gap" in first.get(simulation).content.decode()

    # Signed by another person, not by the writer, neither by page nor in the database.
    sent(first, f"{address}submit/", page=address)
    digest = EditionDraft.objects.get(ref=ref).document_sha256
    own = first.post(f"{address}sign/", {"reason": "x", "document_sha256": digest})
    assert (own.status_code, codes_on(own)) == (403, ["edition.same_person"])
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE editions_editiondraft SET state = 'SIGNED', signed_by_id = drafted_by_id, "
            "signed_at = now(), signed_sha256 = document_sha256 WHERE ref = %s",
            [ref],
        )
    second = browser(signer)
    sent(second, f"{address}sign/", page=address, reason="Checked.")

    # Adopted from tomorrow.
    sent(second, f"{address}adopt/", page=address, **a_day("from_day", tomorrow))
    later = now + timedelta(days=1)
    account = applicants.named("huda", at=later, marital_status="WIDOWED")
    application = applicants.a_sent_application(account, iban=applicants.iban_of("huda"), at=later)
    findings = {
        "assessor_findings.high_value_assets": False,
        "assessor_findings.wealth_criteria_met": True,
    }
    new = a_decision(application, at=later, findings=findings)

    # The new decision has the new number; the old one is what it was and recomputes.
    dependants = sum(each["accepted_link"] for each in new.assessment.household["dependants"])
    assert new.assessment.amount_halalas == (1400 + 660 * dependants) * 100
    assert new.content["edition"]["id"] == ref
    shown = browser(account).get(reverse("portal:decision", args=[new.ref]))
    assert shown.status_code == 200
    assert f"{new.assessment.amount_halalas // 100:,}" in shown.content.decode()
    old.assessment.refresh_from_db()
    assert old.assessment.edition == "1446-article"
    assert assessments.recomputes(old.assessment)
    assert assessments.recomputes(new.assessment)
    assert new.assessment.edition_hash == EditionDraft.objects.get(ref=ref).content_sha256
