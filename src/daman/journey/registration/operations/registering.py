"""Open an account: match with the civil registry, prove the mobile, choose a password."""

import json
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from daman.base.guards.operations import count_try, give_back
from daman.base.moves import move
from daman.base.outbox import operations as outbox
from daman.base.references import new_reference
from daman.base.sealing import blind_index
from daman.exchange.identity import codes
from daman.exchange.notices.operations import notify, promise_sms
from daman.exchange.notices.texts import rendered
from daman.exchange.registries import current as current_registries
from daman.exchange.registries import port as registries
from daman.journey.registration import rules
from daman.journey.registration.models import Attempt
from daman.journey.registration.operations.sending import send
from daman.journey.registration.rules import password_as_kept
from daman.journey.registration.states import State
from daman.kernel.refusal import Refusal
from daman.kernel.riyadh import riyadh_date
from daman.record.accounts import operations as accounts
from daman.record.accounts.models import Account, Language
from daman.record.accounts.queries import account_with_login
from daman.record.people import operations as people

MATCH = "registration.match"
PURPOSE = "register"
TRIES_AN_HOUR = 6
MISSES_AN_HOUR = 3
MISSES_AN_HOUR_FROM_ONE_ADDRESS = 1000
HOUR = timedelta(hours=1)
WAITING_PAGE = "/register/waiting/"
NO_MATCH = "account.exists_or_no_match"
_PERSON_FIELDS = ("name_ar", "name_en", "sex", "marital_status", "is_saudi", "region", "city")


def start(
    *, national_id: str, born_on: date, mobile: str, address: str, at: datetime, **told: Any
) -> Attempt:
    """
    Return a new attempt, matched with the civil registry when it answers.

    A wrong birth date, another's mobile, an unknown number and a number that has an account are
    one refusal, made after the same question to the registry. When the registry does not answer,
    the attempt stays and is matched later. `told` may say `by_nafath=True` and the `language` of
    messages.

    :raises Refusal: rate.too_many, registration.locked after three misses,
        account.exists_or_no_match, person.deceased or person.minor
    """
    index = blind_index(national_id, purpose="registration")
    misses = _count(index, mobile, address=address, at=at)
    attempt = Attempt.objects.create(
        ref=new_reference("REG"),
        national_id=national_id,
        national_id_index=index,
        born_on=born_on,
        mobile=mobile,
        language=told.get("language", Language.ARABIC),
        by_nafath=told.get("by_nafath", False),
        terms_version=rules.TERMS_VERSION,
        made_at=at,
    )
    try:
        match(attempt=attempt, at=at)
    except registries.RegistryUnavailable:
        outbox.promise(MATCH, dedupe=f"match:{attempt.ref}", at=at, attempt=attempt.ref)
    if attempt.refusal != NO_MATCH:
        give_back(*misses)
    if attempt.state == State.NOT_MATCHED:
        raise Refusal(attempt.refusal)
    return attempt


def match(*, attempt: Attempt, at: datetime) -> None:
    """
    Ask the civil registry about an attempt and move it to MATCHED or NOT_MATCHED.

    :raises RegistryUnavailable: when the registry gave no usable answer; nothing has changed
    """
    told, refusal = _ask_registry(attempt, at=at)
    with transaction.atomic():
        attempt.told, attempt.refusal = json.dumps(told) if told else None, refusal
        attempt.save(update_fields=["told", "refusal"])
        step = "mismatch" if refusal else "match"
        move(attempt, step, by="system:registration", at=at, reason=refusal)


def tell_matched(*, attempt: Attempt, at: datetime) -> None:
    """Promise the SMS that says the registry has answered and the person may go on."""
    address = f"{settings.DAMAN_PUBLIC_URL}{WAITING_PAGE}"
    promise_sms(
        to=attempt.mobile or "",
        text=rendered("registration_can_go_on", f"sms_{attempt.language}", {"address": address}),
        dedupe=f"matched:{attempt.ref}",
        at=at,
    )


def send_code(*, attempt: Attempt, session_key: str, at: datetime) -> None:
    """
    Send the code that proves the mobile of a matched attempt.

    :raises Refusal: step.order unless the attempt is matched; rate.too_many
    """
    if attempt.state != State.MATCHED:
        raise Refusal("step.order")
    send(
        purpose=PURPOSE,
        subject=attempt.national_id or "",
        mobile=attempt.mobile or "",
        session_key=session_key,
        language=attempt.language,
        at=at,
    )


def verify(*, attempt: Attempt, typed: str, session_key: str, at: datetime) -> None:
    """
    Accept the code that was typed: the mobile is proven.

    :raises Refusal: step.order, otp.invalid or otp.too_many
    """
    if attempt.state != State.MATCHED:
        raise Refusal("step.order")
    codes.verify(
        purpose=PURPOSE,
        subject=attempt.national_id or "",
        session_key=session_key,
        typed=typed,
        at=at,
    )
    move(attempt, "verify", by="system:registration", at=at)


def complete(*, attempt: Attempt, password: str | None, at: datetime) -> Account:
    """
    Open the account of a verified attempt, keep the person and the accepted terms.

    Without password only for an attempt that came by Nafath.

    :raises Refusal: step.order, password.short, password.common, too_long, or
        account.exists_or_no_match when an account was opened meanwhile
    """
    if attempt.state != State.VERIFIED or (password is None and not attempt.by_nafath):
        raise Refusal("step.order")
    if password is not None:
        check_new_password(
            password, known=frozenset({attempt.national_id or "", attempt.mobile or ""})
        )
    try:
        return _open(attempt, None if password is None else password_as_kept(password), at=at)
    except IntegrityError:
        raise Refusal(NO_MATCH) from None


def forget_unfinished(*, before: datetime) -> int:
    """
    Delete the attempts that opened no account and began before a moment; return how many.

    What was typed for nothing is not ours to keep (Personal Data Protection Law, article 18).
    """
    unfinished = Attempt.objects.exclude(state=State.COMPLETED).filter(made_at__lt=before)
    count, _ = unfinished.delete()
    return count


def check_new_password(password: str, *, known: frozenset[str]) -> None:
    """
    Accept a new password.

    :raises Refusal: password.short, password.common or too_long
    """
    try:
        CommonPasswordValidator().validate(password)
        is_common = False
    except ValidationError:
        is_common = True
    code = rules.refusal_of_password(password, known=known, is_common=is_common)
    if code:
        raise Refusal(code, field="password", limit=rules.PASSWORD_LENGTH_MAX)


def _count(index: str, mobile: str, *, address: str, at: datetime) -> tuple[str, ...]:
    """Count a try before anything is asked; return the keys that a match gives back."""
    count_try(f"register:{index[:32]}", limit=TRIES_AN_HOUR, window=HOUR, at=at)
    by_mobile = f"register:m:{blind_index(mobile, purpose='registration')[:32]}"
    count_try(by_mobile, limit=TRIES_AN_HOUR, window=HOUR, at=at)
    by_address = f"register:ip:{address}"
    count_try(by_address, limit=MISSES_AN_HOUR_FROM_ONE_ADDRESS, window=HOUR, at=at)
    by_number = f"register:miss:{index[:32]}"
    try:
        count_try(by_number, limit=MISSES_AN_HOUR, window=HOUR, at=at)
    except Refusal as refusal:
        raise Refusal("registration.locked", **refusal.values) from None
    return by_number, by_address


def _ask_registry(attempt: Attempt, *, at: datetime) -> tuple[dict[str, Any] | None, str]:
    """Return what the registry told, or the code of the refusal."""
    has_account = account_with_login(attempt.national_id or "") is not None
    registry = current_registries()
    try:
        record = registry.person(national_id=attempt.national_id or "", born_on=attempt.born_on)
    except registries.NotMatched:
        return None, NO_MATCH
    is_theirs = registry.matches_mobile(record, attempt.mobile or "")
    if not is_theirs or has_account:
        return None, NO_MATCH
    refusal = rules.refusal_of_person(
        born_on=record.born_on, died_on=record.died_on, today=riyadh_date(at)
    )
    if refusal:
        return None, refusal
    told = {name: getattr(record, name) for name in _PERSON_FIELDS}
    return told | {"nationality_basis": record.nationality_basis or ""}, ""


@transaction.atomic
def _open(attempt: Attempt, password: str | None, *, at: datetime) -> Account:
    person = people.keep_person(
        by="system:registration",
        at=at,
        national_id=attempt.national_id or "",
        born_on=attempt.born_on,
        **json.loads(attempt.told or "{}"),
    )
    account = accounts.open_citizen_account(
        person=person,
        mobile=attempt.mobile or "",
        password=password,
        language=attempt.language,
        by="system:registration",
        at=at,
    )
    accounts.accept_terms(account=account, text=rules.TERMS, version=attempt.terms_version, at=at)
    move(attempt, "complete", by=account, at=at)
    Attempt.objects.filter(pk=attempt.pk).update(completed_at=at, told=None)
    notify(account=account, template="registered", at=at, about=account.ref)
    return account
