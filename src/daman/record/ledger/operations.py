"""Open household accounts and book transfers, many at a time and each once."""

import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from daman.kernel.month import Month
from daman.record.ledger.models import TransferKind

TREASURY = "fund:treasury"
ZAKAT = "fund:zakat"
GIFTS = "fund:gifts"
CLEARING = "bank:clearing"
SUSPENSE = "suspense"
BATCH = 5_000
_OPEN = """
INSERT INTO ledger_ledgeraccount (code, kind, household_id)
SELECT lower(%(kind)s) || ':' || h.ref, %(kind)s, h.id
  FROM households_household h WHERE h.id = ANY(%(ids)s)
ON CONFLICT DO NOTHING
"""
_OPEN_OWN = """
INSERT INTO ledger_ledgeraccount (code, kind) VALUES
    ('fund:treasury', 'FUND'), ('fund:zakat', 'FUND'), ('fund:gifts', 'FUND'),
    ('bank:clearing', 'CLEARING'), ('suspense', 'SUSPENSE')
ON CONFLICT DO NOTHING
"""
_ENTRIES = """
unnest(%(idem)s::text[], %(debit)s::text[], %(credit)s::text[], %(halalas)s::bigint[],
       %(kind)s::text[], %(pending)s::text[], %(month)s::date[], %(why)s::text[])
  AS e(idem, debit, credit, halalas, kind, pending, month, why)
"""
# A missing account or pending transfer gives NULL, which the table refuses.
_BOOK = f"""
INSERT INTO ledger_transfer
       (debit_id, credit_id, amount_halalas, kind, pending_id, idem, at, month, why)
SELECT d.id, c.id, e.halalas, e.kind, p.id, e.idem, %(at)s, e.month, e.why
  FROM {_ENTRIES}
  LEFT JOIN ledger_ledgeraccount d ON d.code = e.debit
  LEFT JOIN ledger_ledgeraccount c ON c.code = e.credit
  LEFT JOIN ledger_transfer p ON p.idem = e.pending
 ORDER BY e.idem
ON CONFLICT DO NOTHING
"""
_DIFFERING = f"""
SELECT e.idem
  FROM {_ENTRIES}
  LEFT JOIN ledger_transfer t ON t.idem = e.idem
  LEFT JOIN ledger_ledgeraccount d ON d.id = t.debit_id
  LEFT JOIN ledger_ledgeraccount c ON c.id = t.credit_id
 WHERE t.id IS NULL OR t.amount_halalas <> e.halalas OR t.kind <> e.kind
    OR d.code <> e.debit OR c.code <> e.credit
 LIMIT 1
"""


class LedgerConflict(Exception):
    """An event was booked before with other values, or its pending transfer is resolved."""


@dataclass(frozen=True, slots=True)
class Entry:
    """
    One transfer to book: account codes, whole halalas, and the name of the event (`idem`).

    A POST or VOID names in `pending` the idem of the transfer that it resolves.
    """

    idem: str
    debit: str
    credit: str
    halalas: int
    month: Month
    why: str
    kind: TransferKind = TransferKind.SINGLE
    pending: str | None = None


def payable(household_ref: str) -> str:
    """Return the code of the account of what a household is owed."""
    return f"payable:{household_ref}"


def returned(household_ref: str) -> str:
    """Return the code of the account of what banks sent back for a household."""
    return f"returned:{household_ref}"


@transaction.atomic
def open_household_accounts(household_ids: Iterable[int]) -> None:
    """Open the two accounts of each household that has none yet, and the programme's own."""
    with connection.cursor() as cursor:
        cursor.execute(_OPEN_OWN)
        for ids in _batches(sorted(set(household_ids))):
            for kind in ("PAYABLE", "RETURNED"):
                cursor.execute(_OPEN, {"kind": kind, "ids": list(ids)})


@transaction.atomic
def book(entries: Iterable[Entry], *, at: datetime) -> int:
    """
    Book transfers set by set and return how many are new; a repeated event adds nothing.

    :raises LedgerConflict: when an event differs from what was booked under its name, or
        resolves a pending transfer that was resolved before
    """
    booked_count = 0
    with connection.cursor() as cursor:
        for batch in _batches(entries):
            values: dict[str, Any] = {**_columns(batch), "at": at}
            cursor.execute(_BOOK, values)
            booked_count += cursor.rowcount
            if cursor.rowcount < len(batch):
                cursor.execute(_DIFFERING, values)
                differing = cursor.fetchone()
                if differing is not None:
                    raise LedgerConflict(differing[0])
    return booked_count


def _columns(batch: Sequence[Entry]) -> dict[str, list[Any]]:
    columns: dict[str, list[Any]] = {
        name: [getattr(entry, name) for entry in batch]
        for name in ("idem", "debit", "credit", "halalas", "pending", "why")
    }
    columns["kind"] = [entry.kind.value for entry in batch]
    columns["month"] = [entry.month.first_day for entry in batch]
    return columns


def _batches(items: Iterable[Any]) -> Iterator[list[Any]]:
    remaining = iter(items)
    while batch := list(itertools.islice(remaining, BATCH)):
        yield batch
