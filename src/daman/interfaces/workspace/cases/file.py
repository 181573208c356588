"""The case file: everything a caseworker sees of one case, in the order of its page."""

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from daman.base.requests import Request
from daman.interfaces.ui.dates import language
from daman.interfaces.workspace.cases import trace
from daman.interfaces.workspace.cases.forms import PaperForm, ReasonForm, RecommendForm
from daman.interfaces.workspace.cases.further import further
from daman.interfaces.workspace.cases.history import timeline
from daman.interfaces.workspace.wording import days_left, in_language
from daman.journey.applications.requirements import matrix
from daman.journey.assessment import queries as assessments
from daman.journey.assessment import wording
from daman.journey.casework import queries, rules
from daman.journey.casework.states import State
from daman.kernel.riyadh import riyadh_date
from daman.record.editions.queries import edition_of

CLOCK_DAYS = 25
ASSESSOR_FINDINGS = (
    "assessor_findings.wealth_criteria_met",
    "assessor_findings.high_value_assets",
)
CLAIM_SHOWN = "claim"


def case_file(request: Request, case: Any) -> dict[str, Any]:
    """Return the whole file of a case, with what the signed-in caseworker may do now."""
    actor = request.actor
    may = rules.actions(case.state, is_own=case.assigned_to_id == actor.pk)
    findings = queries.findings_of(case)
    papers = papers_of(case)
    rows = fact_rows(case, findings)
    seen = summary(case, at=request.at)
    return {
        **seen,
        **{f"can_{action}": action in may for action in rules.ACTIONS},
        **sorted_rows(rows),
        "mismatch_count": sum(row["match"] is False for row in rows),
        "papers": papers,
        "papers_open": [paper for paper in papers if paper["is_open"]],
        "assessor_findings": assessor_findings(findings, seen["assessment"]),
        "requests": requests_of(case),
        "recommendation": queries.latest_recommendation(case),
        "events": timeline(queries.history(case)),
        "ask_form": PaperForm(auto_id="ask_%s"),
        "recommend_form": RecommendForm(auto_id="recommend_%s"),
        "reason_form": ReasonForm(auto_id=""),
    }


def summary(case: Any, *, at: Any, answer: Any = None) -> dict[str, Any]:
    """
    Return what the head of the page says of a case: the person, the clock, the law's answer.

    `answer` is the assessment shown; without one, the newest.
    """
    application = case.application
    today = riyadh_date(at)
    members = members_of(application, today)
    answer = answer or assessments.latest(application)
    return {
        "case": case,
        "application": application,
        "person": application.person,
        "category": in_language(wording.word_of(application.category or "none")),
        "members": members,
        "household_size": 1 + sum(each["is_counted"] for each in members),
        "left": None if case.state == State.CLOSED else days_left(case.due_on, today=today),
        "day_number": max(0, CLOCK_DAYS - (case.due_on - today).days),
        "days_total": CLOCK_DAYS,
        "state": state_tag(case.state),
        "assessment": answer,
        "edition": in_language(edition_of(answer.edition), "title") if answer else "",
        "verdict": trace.verdict(answer.is_eligible) if answer else None,
        "conditions": trace.conditions(answer.answer) if answer else [],
        "amount_lines": trace.amount_lines(answer.answer) if answer else [],
        "law_notes": trace.notes(answer.answer) if answer else [],
        "further": further(answer),
        "facts_missing": [trace.fact_label(path) for path in answer.answer["needed"]]
        if answer
        else [],
    }


def state_tag(state: str) -> dict[str, str]:
    """Return the state of a case in words."""
    words = {
        "WAITING": (_("Waiting to be taken"), "info"),
        "IN_STUDY": (_("In study"), "info"),
        "WITH_CITIZEN": (_("With the citizen"), "warn"),
        "RECOMMENDED": (_("With the committee"), "plain"),
        "CLOSED": (_("Closed"), "plain"),
    }
    text, tone = words[state]
    return {"text": text, "tone": tone}


def members_of(application: Any, today: Any) -> list[dict[str, Any]]:
    """Return the dependants as the person confirmed them, and whether each is counted."""
    content = application.snapshot.content if application.snapshot else {"sections": {}}
    people = content["sections"].get("dependants", {}).get("people", [])
    sources = content.get("dependant_sources", {})
    return [
        {
            "name": each["name_ar"],
            "national_id": each["national_id"],
            "relation": in_language(wording.word_of(each["relation"])),
            "born_on": each["born_on"],
            "age": _age(each["born_on"], today),
            "is_counted": bool(each["accepted_link"]),
            "source": in_language(
                wording.source_text(sources.get(each["national_id"], CLAIM_SHOWN))
            ),
        }
        for each in people
    ]


def _age(born_on: str, today: Any) -> int:
    year, month, day = (int(part) for part in born_on.split("-"))
    return int(today.year - year - ((today.month, today.day) < (month, day)))


def fact_rows(case: Any, findings: dict[str, Any]) -> list[dict[str, Any]]:
    """Return claim beside register for every fact, those that differ first."""
    lang = language()
    rows = [
        {
            "path": row.path,
            "label": in_language(row, "label"),
            "claim": getattr(row.claim_text, lang),
            "registry": getattr(row.registry_text, lang),
            "register": getattr(row.register_text, lang),
            "as_of": date.fromisoformat(row.as_of) if row.as_of else None,
            "match": row.match,
            "is_told": bool(row.register),
            "finding": getattr(row.finding_text, lang) if row.finding_text else "",
            "url": _finding_url(case, row.path),
        }
        for row in assessments.claims_beside_facts(case.application, findings)
        if row.path not in ASSESSOR_FINDINGS
    ]
    return sorted(rows, key=lambda row: (row["match"] is not False, row["match"] is None))


def sorted_rows(rows: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    """Return the rows to look at, those the register confirms, and those it does not tell."""
    told = [row for row in rows if row["is_told"] or row["finding"]]
    same = [row for row in told if row["match"] is True and not row["finding"]]
    return {
        "rows": [row for row in told if row not in same],
        "same_rows": same,
        "other_rows": [row for row in rows if row not in told],
    }


def _finding_url(case: Any, path: str) -> str:
    return f"{reverse('workspace:case_finding', args=[case.ref])}?fact={path}"


def assessor_findings(findings: dict[str, Any], answer: Any) -> list[dict[str, Any]]:
    """Return the questions of this edition that only a person answers, with what was found."""
    told = answer.answer["conditions"] if answer else []
    asked = {fact["field"] for condition in told for fact in condition["facts"]}
    return [
        {
            "path": path,
            "label": trace.fact_label(path),
            "value": in_language(wording.fact_text(path, findings.get(path))),
            "is_found": path in findings,
        }
        for path in ASSESSOR_FINDINGS
        if path in asked or path in findings
    ]


def papers_of(case: Any) -> list[dict[str, Any]]:
    """Return the papers of a case, where each stands and why it is needed."""
    waived = queries.waivers_of(case)
    return [_paper(each, waived) for each in queries.papers_of(case)]


def _paper(each: Any, waived: dict[str, str]) -> dict[str, Any]:
    code = each.requirement.code
    is_waived = code in waived and each.state not in rules.SETTLED
    words = {
        "PROVEN": (_("Proven by a registry"), "ok"),
        "MISSING": (_("Missing"), "bad"),
        "ATTACHED": (_("To be checked"), "info"),
        "ACCEPTED": (_("Accepted"), "ok"),
        "REFUSED": (_("Refused"), "bad"),
    }
    text, tone = (_("Not needed here"), "plain") if is_waived else words[each.state]
    return {
        "code": code,
        "label": in_language(each.requirement, "label"),
        "source": each.requirement.source,
        "is_sensitive": each.requirement.is_sensitive,
        "attachment": each.attachment,
        "state": each.state,
        "tag": {"text": text, "tone": tone},
        "reason": waived[code] if is_waived else getattr(each.attachment, "reason", ""),
        "is_open": each.state not in rules.SETTLED and not is_waived,
    }


def requests_of(case: Any) -> list[dict[str, Any]]:
    """Return what was asked of the citizen, the newest first, with the paper's name."""
    return [
        {
            "label": in_language(matrix()[each.requirement], "label"),
            "text": each.text,
            "asked_at": each.asked_at,
            "due_on": each.due_on,
            "answered_at": each.answered_at,
            "is_open": each.answered_at is None and each.ended_at is None,
        }
        for each in queries.requests_of(case)
    ]
