"""One-time codes by SMS: six digits, five minutes, five guesses, once, for one session."""

import hmac
import secrets
from datetime import datetime, timedelta

from django.db import connection, transaction

from daman.base.guards.operations import count_try, forget
from daman.base.sealing import blind_index
from daman.exchange.identity.models import OneTimeCode
from daman.kernel.arabic import western_digits
from daman.kernel.refusal import Refusal

LIFE = timedelta(minutes=5)
GUESSES_MAX = 5
DIGITS = 6
PER_HOUR = 3
PER_DAY = 10
# Counts a guess and hands the code out to be compared, in one statement: parallel guesses queue
# on the row, and the sixth finds none.
_TAKE_GUESS = """
UPDATE identity_onetimecode SET guesses_count = guesses_count + 1
 WHERE purpose = %s AND subject = %s AND session_digest = %s
   AND ended_at IS NULL AND expires_at > %s AND guesses_count < %s
RETURNING id, salt, digest, mobile
"""


def issue(*, purpose: str, subject: str, mobile: str, session_key: str, at: datetime) -> str:
    """
    Return the six digits of a new code for a subject and purpose; an older one dies.

    The caller sends them to the mobile and keeps them nowhere. `subject` is the national number
    whose code it is, kept as a digest only; `session_key` the browser's session. Codes that were
    used do not count against the limit.

    :raises Refusal: rate.too_many beyond three codes an hour or ten a day for one subject or
        one mobile
    """
    assert session_key, "a code belongs to a session"
    for owner in _owners(subject, mobile):
        count_try(f"code:h:{owner}", limit=PER_HOUR, window=timedelta(hours=1), at=at)
        count_try(f"code:d:{owner}", limit=PER_DAY, window=timedelta(days=1), at=at)
    digits = f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"
    salt = secrets.token_hex(16)
    owner_digest = _subject_digest(subject)
    with transaction.atomic():
        _queue_for(f"{purpose}:{owner_digest}")
        _end_living(purpose, owner_digest, at)
        OneTimeCode.objects.create(
            purpose=purpose,
            subject=owner_digest,
            session_digest=_session_digest(session_key),
            mobile=mobile,
            salt=salt,
            digest=_digest(salt, purpose, digits),
            issued_at=at,
            expires_at=at + LIFE,
        )
    return digits


def verify(*, purpose: str, subject: str, session_key: str, typed: str, at: datetime) -> None:
    """
    Use up the code that was typed, or refuse it in words that say nothing of why.

    Wrong, expired, used, another session's and another purpose's are one refusal. Call it outside
    a transaction that may roll back: each guess must stay counted.

    :raises Refusal: otp.invalid, or otp.too_many when the five guesses are spent
    """
    wanted = (purpose, _subject_digest(subject), _session_digest(session_key))
    with connection.cursor() as cursor:
        cursor.execute(_TAKE_GUESS, [*wanted, at, GUESSES_MAX])
        taken = cursor.fetchone()
    if taken is None:
        spent = OneTimeCode.objects.filter(
            purpose=purpose,
            subject=wanted[1],
            session_digest=wanted[2],
            ended_at__isnull=True,
            expires_at__gt=at,
            guesses_count__gte=GUESSES_MAX,
        )
        raise Refusal("otp.too_many" if spent.exists() else "otp.invalid", field="code")
    code_id, salt, digest, mobile = taken
    digits = western_digits(typed).strip()
    if not hmac.compare_digest(_digest(salt, purpose, digits), digest):
        raise Refusal("otp.invalid", field="code")
    used = OneTimeCode.objects.filter(pk=code_id, ended_at__isnull=True).update(ended_at=at)
    if not used:
        raise Refusal("otp.invalid", field="code")
    _forget_codes(subject, mobile)


def forget_before(moment: datetime) -> int:
    """Delete the codes that expired before a moment; return how many."""
    count, _ = OneTimeCode.objects.filter(expires_at__lt=moment).delete()
    return count


def _owners(subject: str, mobile: str) -> tuple[str, str]:
    """Return the two names under which codes are counted."""
    return f"s:{_subject_digest(subject)[:32]}", f"m:{mobile}"


def _forget_codes(subject: str, mobile: str) -> None:
    # A code that was used shows that its owner asked for it: only unused codes add up.
    forget(*(f"code:{span}:{owner}" for span in "hd" for owner in _owners(subject, mobile)))


def _end_living(purpose: str, subject_digest: str, at: datetime) -> None:
    living = OneTimeCode.objects.filter(
        purpose=purpose, subject=subject_digest, ended_at__isnull=True
    )
    living.update(ended_at=at)


def _queue_for(name: str) -> None:
    # Two codes asked for at one moment: the second waits, and ends the first.
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])


def _subject_digest(subject: str) -> str:
    return blind_index(subject, purpose="codes.subject")


def _digest(salt: str, purpose: str, digits: str) -> str:
    return blind_index(f"{salt}:{digits}", purpose=f"code.{purpose}")


def _session_digest(session_key: str) -> str:
    return blind_index(session_key, purpose="codes.session")
