"""Weigh the lines of one bank message against payments: evidence, ledger entries, odd lines."""

import hashlib
import itertools
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from daman.exchange.banks.answers import Kind, Line, Message, Told
from daman.journey.payroll import rules
from daman.journey.payroll.models import BankMessage, Payment, SetAsideLine
from daman.journey.payroll.operations.signing import source_account
from daman.journey.payroll.queries import RELEASED
from daman.journey.payroll.states import PaymentState, Problem
from daman.kernel.month import Month
from daman.kernel.riyadh import riyadh_date
from daman.record.ledger import operations as ledger
from daman.record.ledger.models import TransferKind

BATCH = 2_000
_KEEP = """
UPDATE payroll_payment p SET state = e.state, reason = e.reason,
       accepted_at = e.accepted_at, rejected_at = e.rejected_at,
       booked_on = e.booked_on, booked_entry = e.booked_entry,
       returned_on = e.returned_on, returned_entry = e.returned_entry
  FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::timestamptz[], %s::timestamptz[],
              %s::date[], %s::text[], %s::date[], %s::text[])
    AS e(id, state, reason, accepted_at, rejected_at,
         booked_on, booked_entry, returned_on, returned_entry)
 WHERE p.id = e.id
"""
_KEPT = (
    "pk", "state", "reason", "accepted_at", "rejected_at", "booked_on", "booked_entry",
    "returned_on", "returned_entry",
)  # fmt: skip
_PROBLEMS = {"currency": Problem.CURRENCY, "precision": Problem.PRECISION}
_MOVES_MONEY = frozenset({Told.BOOKED, Told.RETURNED, Told.CREDITED})


@dataclass(frozen=True)
class SetAside:
    """A line that waits for a person."""

    place: int
    line: Line
    problem: Problem
    payment: Payment | None
    is_in_suspense: bool

    @property
    def halalas(self) -> int | None:
        """Return the amount at stake: the line's, else the payment's."""
        if self.line.amount is not None:
            return self.line.amount.halalas
        return self.payment.amount_halalas if self.payment is not None else None


class Settlement:
    """What one message changes; nothing is written before `keep_payments`."""

    def __init__(self, message: Message, *, at: datetime) -> None:
        self.message = message
        self.at = at
        self.today = riyadh_date(at)
        self.entries: list[ledger.Entry] = []
        self.set_aside: list[SetAside] = []
        self.changed: dict[int, Payment] = {}
        self.touched_runs: set[str] = set()
        self.posted_count = 0

    def weigh(self, lines: Iterable[Line]) -> None:
        """Take in the lines, in sets; the payments they name are locked."""
        numbered = enumerate(lines)
        while batch := list(itertools.islice(numbered, BATCH)):
            named = _payments({line.end_to_end_id for _, line in batch})
            named |= {
                payment.end_to_end_id: payment
                for payment in self.changed.values()
                if payment.end_to_end_id in named
            }
            for place, line in batch:
                self._weigh(place, line, named.get(line.end_to_end_id))

    def _weigh(self, place: int, line: Line, payment: Payment | None) -> None:
        if line.told == Told.WAITING:
            return
        problem = self._problem_of(line, payment)
        if problem is not None:
            self._put_aside(place, line, payment, problem)
            return
        assert payment is not None
        effect = rules.effect_of(line.told, payment.evidence)
        if effect.is_contradiction:
            self._put_aside(place, line, payment, Problem.CONTRADICTION, in_suspense=False)
        if effect.evidence == payment.evidence:
            return
        self.posted_count += 1
        self._note(line, payment)
        payment.state = effect.evidence.state()
        payment.reason = _reason(line, payment)
        if effect.entry:
            self.entries.append(_entry(effect.entry, payment))
        self.changed[payment.pk] = payment
        self.touched_runs.add(payment.run.ref)

    def _problem_of(self, line: Line, payment: Payment | None) -> Problem | None:
        """Return why the line may not be posted to the payment, or None."""
        if line.problem:
            return _PROBLEMS[line.problem]
        if payment is None or payment.run.state not in RELEASED or payment.file is None:
            return Problem.UNKNOWN
        is_report = self.message.kind == Kind.STATUS_REPORT
        if is_report and payment.file.msg_id != self.message.original_msg_id:
            return Problem.OTHER_FILE
        if line.amount is not None and line.amount.halalas != payment.amount_halalas:
            return Problem.AMOUNT
        if line.on is not None and line.on > self.today:
            return Problem.FUTURE
        if line.told == Told.CREDITED:
            return Problem.UNEXPLAINED_CREDIT
        before = {Told.BOOKED: payment.booked_entry, Told.RETURNED: payment.returned_entry}
        if before.get(line.told, "") not in ("", _entry_digest(line)):
            return Problem.REPEATED
        return None

    def _put_aside(
        self,
        place: int,
        line: Line,
        payment: Payment | None,
        problem: Problem,
        *,
        in_suspense: bool = True,
    ) -> None:
        goes = in_suspense and line.told in _MOVES_MONEY and line.amount is not None
        # Money that has not moved yet is not booked anywhere.
        goes = goes and problem != Problem.FUTURE
        if goes:
            self.entries.append(self._suspense_entry(line))
        self.set_aside.append(SetAside(place, line, problem, payment, goes))

    def _suspense_entry(self, line: Line) -> ledger.Entry:
        assert line.amount is not None
        sides = (ledger.SUSPENSE, ledger.CLEARING)
        debit, credit = sides if line.told == Told.BOOKED else sides[::-1]
        month = Month.of(line.on or self.today)
        idem = f"suspense:{_entry_digest(line)}"
        return ledger.Entry(idem, debit, credit, line.amount.halalas, month, "unexplained")

    def _note(self, line: Line, payment: Payment) -> None:
        """Keep in the payment what this line is evidence of."""
        if line.told == Told.ACCEPTED:
            payment.accepted_at = self.at
        elif line.told == Told.REJECTED:
            payment.rejected_at = self.at
        elif line.told == Told.BOOKED:
            payment.booked_on, payment.booked_entry = line.on or self.today, _entry_digest(line)
        else:
            payment.returned_on = line.on or self.today
            payment.returned_entry = _entry_digest(line)

    def keep_payments(self) -> None:
        """Write what changed in the payments, set by set."""
        remaining = iter(sorted(self.changed.values(), key=lambda payment: payment.pk))
        with connection.cursor() as cursor:
            while batch := list(itertools.islice(remaining, BATCH)):
                columns: list[Any] = [
                    [getattr(payment, name) for payment in batch] for name in _KEPT
                ]
                cursor.execute(_KEEP, columns)

    def keep_set_aside(self, kept: BankMessage) -> None:
        """Write the lines that wait for a person."""
        SetAsideLine.objects.bulk_create(
            [
                SetAsideLine(
                    message=kept,
                    place=each.place,
                    payment=each.payment,
                    end_to_end_id=each.line.end_to_end_id[:35],
                    problem=each.problem,
                    told=each.line.told,
                    halalas=each.halalas,
                    is_in_suspense=each.is_in_suspense,
                )
                for each in self.set_aside
            ],
            batch_size=BATCH,
        )


def _payments(identifiers: set[str]) -> dict[str, Payment]:
    """Return the named payments, locked in one order so that two messages do not embrace."""
    found = (
        Payment.objects.select_for_update(of=("self",))
        .select_related("run", "file", "household")
        .defer("iban", "file__sealed_content")
        .filter(end_to_end_id__in=identifiers)
        .order_by("pk")
    )
    return {payment.end_to_end_id: payment for payment in found}


def _reason(line: Line, payment: Payment) -> str:
    """Return the bank's code for a payment that did not arrive, and none for one that did."""
    if payment.state not in (PaymentState.REJECTED, PaymentState.RETURNED):
        return ""
    is_about_it = line.told.value == payment.state
    return (line.reason[:24] or "NARR") if is_about_it else payment.reason


def _entry_digest(line: Line) -> str:
    """Return what tells one entry of the bank's statement from every other."""
    return hashlib.sha256(line.entry.encode()).hexdigest()


def _entry(kind: str, payment: Payment) -> ledger.Entry:
    """Return the ledger's entry of an effect."""
    source, month = source_account(payment), Month.of(payment.month)
    identifier, halalas = payment.end_to_end_id, payment.amount_halalas
    if kind == "back":
        back = ledger.returned(payment.household.ref)
        return ledger.Entry(
            f"back:{identifier}", ledger.CLEARING, back, halalas, month, "returned"
        )
    if kind == "late":
        return ledger.Entry(
            f"late:{identifier}", source, ledger.CLEARING, halalas, month, "payment"
        )
    return ledger.Entry(
        f"{kind}:{identifier}",
        source,
        ledger.CLEARING,
        halalas,
        month,
        "payment",
        kind=TransferKind.POST if kind == "post" else TransferKind.VOID,
        pending=f"sent:{identifier}",
    )
