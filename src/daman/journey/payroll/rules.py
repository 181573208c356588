"""Pure decisions of the run: what is held, how payments are named, what the bank changes."""

import hashlib
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from daman.journey.payroll.states import Hold, PaymentState
from daman.kernel.month import Month

# Names every payment of the programme for ever; never change it.
_PROGRAMME = uuid.UUID("6f3f2a0e-9c35-5d0c-8a39-2f0f5c3b1447")
_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_REF_LENGTH = 13
_HOLD_BY_CHECK = {
    "NOT_VERIFIED": Hold.ACCOUNT_NOT_VERIFIED,
    "CLOSED": Hold.ACCOUNT_CLOSED,
    "UNABLE": Hold.ACCOUNT_UNABLE,
    "UNCHECKED": Hold.ACCOUNT_UNABLE,
}


def end_to_end_id(*, household_ref: str, month: Month, kind: str, attempt: int) -> str:
    """
    Return the identifier that names one payment at the bank for ever.

    Deterministic, so that building again gives the same; 32 characters of the 35 allowed.
    """
    return uuid.uuid5(_PROGRAMME, f"{household_ref}/{month}/{kind}/{attempt}").hex.upper()


def payment_ref(identifier: str) -> str:
    """Return the reference people quote, made of the payment's identifier."""
    number = int(hashlib.sha256(identifier.encode()).hexdigest(), 16)
    digits = []
    for _ in range(_REF_LENGTH):
        number, place = divmod(number, len(_CROCKFORD))
        digits.append(_CROCKFORD[place])
    return "PAY-" + "".join(digits)


def hold_reason(
    *, has_account: bool, account_check: str, died_on: date | None, month: Month
) -> str:
    """
    Return why a payment is not sent, or nothing when it may be.

    Nothing is payable for months that begin after the month of death; only a verified account
    is paid.
    """
    if died_on is not None and Month.of(died_on) < month:
        return Hold.PAYEE_DEAD
    if not has_account:
        return Hold.ACCOUNT_MISSING
    if account_check != "VERIFIED":
        return _HOLD_BY_CHECK[account_check]
    return ""


def may_be_built(month: Month, *, today: date) -> bool:
    """Return whether a month's run may be built today: this month's, or the next."""
    return Month.of(today) <= month <= Month.of(today).next


def sequence_name(month: Month, sequence: int) -> str:
    """Return the name of a run: the month and the place of the run in it."""
    return f"RUN-{month.year:04d}{month.month:02d}-{sequence:02d}"


def message_id(run_ref: str, place: int, first_payment: str) -> str:
    """Return a file's MsgId: never the same for two files, always the same for the same one."""
    return f"{run_ref}-{place:03d}-{first_payment[:8]}"


def lines_digest(lines: Iterable[str]) -> str:
    """Return the digest of the run's lines, in the order given."""
    digest = hashlib.sha256()
    for line in lines:
        digest.update(line.encode())
        digest.update(b"\n")
    return digest.hexdigest()


def content_digest(lines: str, files: Iterable[str]) -> str:
    """Return what an approval is bound to: the digest of the lines and of every file."""
    return hashlib.sha256("\n".join([lines, *files]).encode()).hexdigest()


@dataclass(frozen=True)
class Evidence:
    """What the bank has said of one payment so far; the order in which it said it is no matter."""

    is_sent: bool = False
    is_accepted: bool = False
    is_rejected: bool = False
    is_booked: bool = False
    is_returned: bool = False

    def state(self) -> PaymentState:
        """Return the state that follows: money that moved outweighs words."""
        if self.is_returned:
            return PaymentState.RETURNED
        if self.is_booked:
            return PaymentState.BOOKED
        if self.is_rejected:
            return PaymentState.REJECTED
        if self.is_accepted:
            return PaymentState.ACCEPTED
        return PaymentState.SENT if self.is_sent else PaymentState.READY


@dataclass(frozen=True)
class Effect:
    """What one line changes: the evidence after it, the ledger's entry, a contradiction."""

    evidence: Evidence
    entry: str = ""
    is_contradiction: bool = False


def effect_of(told: str, before: Evidence) -> Effect:
    """
    Return what a word of the bank changes.

    `entry` names what the ledger books: `void` gives the reservation up, `post` fulfils it,
    `late` books money that left although it was said to be refused, `back` takes it in again.
    """
    if told == "ACCEPTED":
        return Effect(replace(before, is_accepted=True))
    if told == "REJECTED":
        return _rejected(before)
    if told == "BOOKED":
        if before.is_booked:
            return Effect(before)
        entry = "late" if before.is_rejected else "post"
        return Effect(replace(before, is_booked=True), entry, before.is_rejected)
    if told == "RETURNED" and not before.is_returned:
        return Effect(replace(before, is_returned=True), "back")
    return Effect(before)


def _rejected(before: Evidence) -> Effect:
    if before.is_rejected:
        return Effect(before)
    if before.is_booked:
        return Effect(before, is_contradiction=True)
    return Effect(replace(before, is_rejected=True), "void")
