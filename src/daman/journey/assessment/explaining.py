"""
What stands behind an answer that was kept: what would change it, and what income does to it.

All of it rests on the household and the edition that the assessment stored, never on today's
facts, so that it reads the same for as long as the letter does.
"""

from datetime import date

from daman.journey.assessment.models import Assessment
from daman.kernel.ages import age_on
from daman.kernel.refusal import Refusal
from daman.kernel.riyadh import riyadh_date
from daman.law.changes import CITIZENS, EVERYBODYS, Asking, Changes, what_would_change
from daman.law.cliffs import Cliffs, cliffs_of, income_facts
from daman.law.comparison import EDITIONS_MAX, Comparison, compare
from daman.law.facts.household import Household, read_household
from daman.law.facts.places import value_at
from daman.law.parameters.editions import current_editions
from daman.law.rules.reading import Reading
from daman.law.rules.reading import reading_of as shipped_reading
from daman.record.editions import queries as editions


def changes_of(assessment: Assessment, *, for_citizen: bool) -> Changes | None:
    """
    Return what would change the answer, for a citizen only what a person or time can change.

    None when the edition no longer is what decided.
    """
    reading = _reading_of(assessment)
    if reading is None:
        return None
    household = read_household(assessment.household)
    whose = CITIZENS if for_citizen else EVERYBODYS
    asking = Asking(whose=whose, born_on=_birth_dates(assessment, household))
    return what_would_change(reading, household, asking)


def incomes_of(assessment: Assessment) -> tuple[Cliffs, ...]:
    """
    Return what each kind of monthly income does to the amount, first the one that matters most.

    That is the highest income there is, and salaries where there is none. Empty when the edition
    no longer is what decided.
    """
    reading = _reading_of(assessment)
    if reading is None:
        return ()
    household = read_household(assessment.household)
    found = [cliffs_of(reading, household, path) for path in income_facts()]
    return tuple(sorted(found, key=lambda each: -(each.income.halalas if each.income else 0)))


def comparison_of(assessment: Assessment) -> Comparison | None:
    """
    Return the answers of the shipped editions of the same line, beside the one that decided.

    None when there is no other, or the edition no longer is what decided.
    """
    reading = _reading_of(assessment)
    if reading is None:
        return None
    own = reading.edition
    others = [
        shipped_reading(name)
        for name, edition in current_editions().items()
        if edition.line == own.line and name != own.id
    ]
    if not others:
        return None
    return compare([reading, *others[: EDITIONS_MAX - 1]], read_household(assessment.household))


def _reading_of(assessment: Assessment) -> Reading | None:
    try:
        reading = editions.reading_of(assessment.edition)
    except Refusal:
        return None
    return reading if reading.edition.content_hash == assessment.edition_hash else None


def _birth_dates(assessment: Assessment, household: Household) -> dict[str, date]:
    """Return the birth dates that the snapshot froze, of ages that nobody found otherwise."""
    application = assessment.application
    if application.snapshot is None or application.submitted_at is None:
        return {}
    content, day = application.snapshot.content, riyadh_date(application.submitted_at)
    people = content["sections"]["dependants"]["people"]
    told = {"head.age": content["person"]["born_on"]} | {
        f"dependants[{place}].age": each["born_on"] for place, each in enumerate(people)
    }
    dates = {path: date.fromisoformat(born_on) for path, born_on in told.items() if born_on}
    return {
        path: born_on
        for path, born_on in dates.items()
        if value_at(household.case, path) == age_on(born_on, day)
    }
