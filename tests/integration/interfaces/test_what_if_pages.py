"""Below a decision stands what would change it, and below a pension what income does to it."""

import re
from html import unescape

import pytest
from django.urls import reverse
from django.utils.html import strip_tags

from daman.base.permissions import Role
from daman.journey.assessment import explaining
from tests.support.decisions import a_decision, a_sitting, a_widow_s_application
from tests.support.people import signed_in

pytestmark = pytest.mark.django_db
NOTHING_FOUND = {"assessor_findings.high_value_assets": False}
SALARY = NOTHING_FOUND | {"monthly_income.salary": 9000}


def text_of(html, *, after, until="</section>"):
    part = html.split(after, 1)[1].split(until, 1)[0]
    return " ".join(unescape(strip_tags(re.sub(r"(?=<)", " ", part))).split())


def decision_page(client, decision, language="ar"):
    signed_in(client, decision.application.opened_by)
    address = reverse("portal:decision", args=[decision.ref])
    return client.get(address, headers={"accept-language": language}).content.decode()


@pytest.mark.parametrize("language", ["ar", "en"])
def test_a_refusal_says_what_would_change_it(language, simulators, client):
    decision = a_decision(a_widow_s_application(), outcome="REFUSE", findings=SALARY)
    html = decision_page(client, decision, language)
    found = explaining.changes_of(decision.assessment, for_citizen=True)

    said = text_of(html, after='<h2 id="changes">')
    brings = [way for way in found.singles if way.eligible and way.affects == "outcome"]
    assert getattr(brings[0].text, language) in said
    assert html.split('<h2 id="changes">')[1].split("</section>")[0].count("<li>") <= 3
    assert 'id="income-changes"' not in html
    assert '<h2 id="changes">' in html.split("</article>")[1]


def test_two_failing_conditions_are_said_to_take_two_changes(simulators, client):
    findings = SALARY | {"institution": "hospital"}
    decision = a_decision(a_widow_s_application(), outcome="REFUSE", findings=findings)

    said = text_of(decision_page(client, decision, "en"), after='<h2 id="changes">')

    assert "One change alone is not enough; both must change." in said
    assert "your permanent stay in the centre ended" in said


@pytest.mark.parametrize("language", ["ar", "en"])
def test_a_pension_says_what_income_does_to_it(language, simulators, client):
    decision = a_decision(a_widow_s_application())
    html = decision_page(client, decision, language)
    income = explaining.incomes_of(decision.assessment)[0]

    said = text_of(html, after='<h2 id="income-changes">')
    for sentence in income.texts[:3]:
        assert getattr(sentence, language) in said
    part = html.split('<h2 id="income-changes">')[1]
    assert part.count("<polyline") == 1
    assert part.split("<tbody>")[1].split("</tbody>")[0].count("<tr>") == len(income.breakpoints)
    assert 'id="changes"' not in html


def test_where_only_the_committee_refused_the_law_suggests_nothing(simulators, client):
    decision = a_decision(a_widow_s_application(), outcome="REFUSE", findings={})
    assert decision.assessment.is_eligible is None
    html = decision_page(client, decision)

    assert 'id="changes"' not in html
    assert 'id="income-changes"' not in html


def test_a_caseworker_unfolds_changes_income_and_other_editions(simulators, client):
    sitting = a_sitting(a_widow_s_application(), findings=SALARY)
    case = sitting.recommendation.case
    signed_in(client, case.assigned_to)
    html = client.get(
        reverse("workspace:case", args=[case.ref]), headers={"accept-language": "en"}
    ).content.decode()

    assert Role.CASEWORKER in case.assigned_to.may_act_as
    assert "What would change this answer" in html
    assert "What income does to the amount" in html
    beside = text_of(html, after="What other editions of the same line answer", until="</table>")
    assert "1444-article" in beside
    assert "1446-article" in beside
