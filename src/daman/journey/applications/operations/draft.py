"""Start a draft and fill it in: category and incomes; every save has a version."""

from datetime import datetime

from django.db import IntegrityError, transaction

from daman.base.actors import Actor
from daman.base.audit import operations as audit
from daman.base.references import new_reference
from daman.journey.applications import queries, rules
from daman.journey.applications.models import Application, Category, IncomeKind, IncomeSource
from daman.journey.applications.states import State
from daman.journey.profile import queries as profiles
from daman.kernel.ages import age_on
from daman.kernel.money import Money
from daman.kernel.refusal import Refusal
from daman.kernel.riyadh import riyadh_date
from daman.record.accounts.models import Account
from daman.record.people.models import Person
from daman.record.people.queries import person_numbered

MONTHLY_MAX = Money.riyals(1_000_000)
INCOMES_MAX = 60


def start(*, account: Account, by: Actor, at: datetime) -> Application:
    """
    Return the account's draft, made now when there is none; its incomes are those known.

    :raises Refusal: application.exists, person.minor or person.deceased
    """
    person = account.person
    assert person is not None, "only citizens apply"
    known = queries.open_application(person)
    if known is None:
        known = _started(person, account, by=by, at=at)
    if known.state != State.DRAFT:
        raise Refusal("application.exists")
    return known


def _started(person: Person, account: Account, *, by: Actor, at: datetime) -> Application:
    if person.died_on is not None:
        raise Refusal("person.deceased")
    if age_on(person.born_on, riyadh_date(at)) < rules.ADULT_YEARS:
        raise Refusal("person.minor")
    try:
        with transaction.atomic():
            application = Application.objects.create(
                ref=new_reference("APP"), person=person, opened_by=account, opened_at=at
            )
            _propose_incomes(application)
            audit.record("applications.application.start", target=application.ref, by=by, at=at)
            return application
    except IntegrityError:
        # Another tab was quicker: the database keeps one open application a person.
        found = queries.open_application(person)
        if found is None:
            raise
        return found


def _propose_incomes(application: Application) -> None:
    profile = profiles.profile_of(application.person)
    if profile is None:
        return
    for each in profiles.section_of(profile, "income").answers["values"].get("sources", []):
        earner = person_numbered(each["earner"])
        if earner is not None:
            IncomeSource.objects.create(
                application=application,
                earner=earner,
                kind=each["kind"],
                monthly_halalas=each["monthly_halalas"],
            )


@transaction.atomic
def choose_category(
    *, application: Application, category: str, version: int, by: Actor, at: datetime
) -> Application:
    """
    Keep the category of a draft.

    :raises Refusal: stale, state.invalid or category.required
    """
    if category not in Category.values:
        raise Refusal("category.required", field="category")
    locked = lock(application, version=version)
    locked.category = category
    return saved(locked, "category", by=by, at=at, fields=["category"])


@transaction.atomic
def answer_income(
    *, application: Application, has_income: bool, version: int, by: Actor, at: datetime
) -> Application:
    """
    Keep whether anyone in the family has income; "no" is a declaration and removes the sources.

    :raises Refusal: stale, state.invalid, or income.sources_missing for a yes without a source
    """
    locked = lock(application, version=version)
    if not has_income:
        locked.incomes.all().delete()
    elif not locked.incomes.exists():
        raise Refusal("income.sources_missing", field="has_income")
    locked.has_income = has_income
    return saved(locked, "income", by=by, at=at, fields=["has_income"])


@transaction.atomic
def add_income(
    *, application: Application, earner: str, kind: str, amount: Money, by: Actor, at: datetime
) -> Application:
    """
    Keep one income of a member by kind, a monthly average of twelve months (article 1).

    The same member and kind again replaces the amount.

    :raises Refusal: state.invalid, choice.invalid, money.zero or money.range
    """
    locked = lock(application)
    profile = profiles.profile_of(application.person)
    earners = {number for number, _ in profiles.earners_of(profile)} if profile else set()
    person = person_numbered(earner) if earner in earners else None
    if person is None:
        raise Refusal("choice.invalid", field="earner")
    if kind not in IncomeKind.values:
        raise Refusal("choice.invalid", field="kind")
    if amount.halalas <= 0:
        raise Refusal("money.zero", field="amount")
    if amount > MONTHLY_MAX or locked.incomes.count() >= INCOMES_MAX:
        raise Refusal("money.range", field="amount")
    IncomeSource.objects.update_or_create(
        application=locked,
        earner=person,
        kind=kind,
        defaults={"monthly_halalas": amount.halalas},
    )
    locked.has_income = True
    return saved(locked, "income", by=by, at=at, fields=["has_income"])


@transaction.atomic
def remove_income(*, application: Application, key: str, by: Actor, at: datetime) -> Application:
    """Remove one income by its key; nothing when there is none. The answer is open again."""
    locked = lock(application)
    for each in queries.incomes_of(locked):
        if each["key"] == key:
            locked.incomes.filter(earner__national_id=each["earner"], kind=each["kind"]).delete()
    locked.has_income = None
    return saved(locked, "income", by=by, at=at, fields=["has_income"])


def lock(application: Application, *, version: int | None = None) -> Application:
    """
    Return the draft, locked until the transaction ends.

    :raises Refusal: state.invalid when it was sent, stale when another page saved it meanwhile
    """
    locked = Application.objects.select_for_update(of=("self",)).get(pk=application.pk)
    if locked.state != State.DRAFT:
        raise Refusal("state.invalid")
    if version is not None and locked.version != version:
        raise Refusal("stale")
    return locked


def saved(
    locked: Application, part: str, *, by: Actor, at: datetime, fields: list[str]
) -> Application:
    """Save fields of a locked application under a new version, and record which part it was."""
    locked.version += 1
    locked.save(update_fields=[*fields, "version"])
    audit.record("applications.application.save", target=locked.ref, by=by, at=at, part=part)
    return locked
