"""Read what is known of an application, and the answers that the law gave on it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from daman.journey.applications.models import Application
from daman.journey.assessment import rules, wording
from daman.journey.assessment.models import Assessment
from daman.journey.profile import prefill
from daman.journey.profile import queries as profiles
from daman.journey.profile.prefill import Told
from daman.kernel.refusal import Refusal
from daman.kernel.riyadh import riyadh_date
from daman.law.assess import answer as ask_the_law
from daman.law.facts.household import read_household
from daman.law.wording import NO_TEXT, Text
from daman.record.editions import queries as editions
from daman.record.people.models import Person


@dataclass(frozen=True)
class Row:
    """
    One fact of a case: claimed, registered, found; each also in words of both languages.

    `match` is None when claim or register says nothing; `finding_text` is None without a finding.
    """

    path: str
    label_ar: str
    label_en: str
    claim: Any
    claim_text: Text
    registry: Any
    registry_text: Text
    register: str
    register_text: Text
    as_of: str
    match: bool | None
    finding: Any
    finding_text: Text | None
    value: Any


def latest(application: Application) -> Assessment | None:
    """Return the newest assessment of an application, or None."""
    made = Assessment.objects.filter(application=application)
    return made.order_by("-made_at", "-pk").first()


def newest_id() -> int | None:
    """Return the id of the newest assessment, or None: what is frozen to look at a caseload."""
    newest: int | None = Assessment.objects.order_by("-pk").values_list("pk", flat=True).first()
    return newest


def assessed_ids(*, until: int) -> list[int]:
    """Return the ids of the applications that were assessed until an assessment, rising."""
    found = Assessment.objects.filter(pk__lte=until).values_list("application_id", flat=True)
    return sorted(set(found))


def households_between(first: int, last: int, *, until: int) -> list[Any]:
    """Return the household of each application's latest assessment until one, by application."""
    made = Assessment.objects.filter(
        pk__lte=until, application_id__gte=first, application_id__lte=last
    )
    latest_first = made.order_by("application_id", "-made_at", "-pk")
    return list(latest_first.distinct("application_id").values_list("household", flat=True))


def recomputes(assessment: Assessment) -> bool:
    """Return whether the law still answers the same on the same facts and edition."""
    try:
        reading = editions.reading_of(assessment.edition)
    except Refusal:
        return False
    if reading.edition.content_hash != assessment.edition_hash:
        return False
    answer = ask_the_law(reading, read_household(assessment.household))
    amount = None if answer.amount is None else answer.amount.halalas
    return (answer.eligible, amount, list(answer.reasons)) == (
        assessment.is_eligible,
        assessment.amount_halalas,
        assessment.answer["reasons"],
    )


def claims_beside_facts(application: Application, findings: Mapping[str, Any]) -> list[Row]:
    """
    Return every fact of a submitted application with claim, register and finding.

    :raises Refusal: household.unknown_field for a finding about a fact that there is not
    """
    facts = rules.beside_each_other(known_of(application, findings))
    return [_row(path, fact) for path, fact in facts.items()]


def _row(path: str, fact: rules.Beside) -> Row:
    label = wording.label_text(path)
    return Row(
        path=path,
        label_ar=label.ar,
        label_en=label.en,
        claim=fact.claim,
        claim_text=wording.fact_text(path, fact.claim),
        registry=fact.told,
        registry_text=wording.fact_text(path, fact.told) if fact.register else NO_TEXT,
        register=fact.register,
        register_text=wording.source_text(fact.register) if fact.register else NO_TEXT,
        as_of=fact.as_of if fact.register else "",
        match=fact.is_match,
        finding=fact.finding,
        finding_text=wording.fact_text(path, fact.finding) if fact.is_found else None,
        value=fact.value,
    )


def known_of(
    application: Application, findings: Mapping[str, Any], *, found_on: date | None = None
) -> rules.Known:
    """Return everything known of a submitted application, its findings as of a day."""
    assert application.snapshot, "a submitted application"
    assert application.submitted_at, "a submitted application"
    person, content = application.person, application.snapshot.content
    submitted_on = riyadh_date(application.submitted_at)
    asked_at = person.registry_checked_at or application.snapshot.taken_at
    told = _told_of_unit(person, content)
    return rules.Known(
        content=content,
        told=_answers(application, told, content),
        category=application.category,
        has_income=application.has_income,
        declared=_declared(application),
        registered=_registered(told),
        day=submitted_on,
        person_as_of=riyadh_date(asked_at),
        findings=findings,
        found_on=found_on,
    )


def _told_of_unit(person: Person, content: Mapping[str, Any]) -> list[Told]:
    numbers = [each["national_id"] for each in content["sections"]["dependants"]["people"]]
    people = Person.objects.filter(national_id__in=numbers).order_by("pk")
    return profiles.told_of(person, *people)


def _answers(
    application: Application, told: list[Told], content: Mapping[str, Any]
) -> dict[str, dict[str, Any]]:
    """
    Return what registers answer by section: newest of the person, and of the unit's property.

    Where the registers were never asked, only what the snapshot froze counts.
    """
    answers = {section: dict(values) for section, values in content.get("told", {}).items()}
    profile = profiles.profile_of(application.person)
    if profile is None or profile.facts_told_at is None:
        return answers
    asked_on = riyadh_date(profile.facts_told_at)
    number = application.person.national_id
    own = prefill.Facts([each for each in told if each.national_id == number], asked_on=asked_on)
    unit = prefill.Facts(told, asked_on=asked_on)
    for section, values in prefill.told_answers(own, []).items():
        answers.setdefault(section, {}).update(values)
    answers["property"] |= prefill.told_answers(unit, [])["property"]
    answers["employment"] |= _training(own)
    return answers


def _training(facts: prefill.Facts) -> dict[str, Any]:
    attended = [
        fact.values["training_attended"]
        for fact in facts.all("job_search")
        if isinstance(fact.values.get("training_attended"), bool)
    ]
    if not attended:
        return {}
    return {"training_attended": facts.said(attended[-1], "job_search", source="labour")}


def _declared(application: Application) -> list[rules.Income]:
    rows = application.incomes.select_related("earner").order_by("pk")
    return [rules.Income(row.earner.national_id, row.kind, row.monthly_halalas) for row in rows]


def _registered(told: list[Told]) -> list[rules.Income]:
    return [
        rules.Income(
            earner=income["earner"],
            kind=income["kind"],
            halalas=income["monthly_halalas"],
            source=fact.source,
            as_of=fact.as_of.isoformat(),
        )
        for fact in told
        for income in prefill.income_sources([fact])
    ]
