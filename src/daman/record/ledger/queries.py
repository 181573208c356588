"""Balances, the trial balance and a household's statement."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection

from daman.kernel.money import Money

_BALANCES = """
WITH sides AS (
    SELECT debit_id AS account_id, kind, amount_halalas AS debit, 0::bigint AS credit, id
      FROM ledger_transfer
    UNION ALL
    SELECT credit_id, kind, 0, amount_halalas, id FROM ledger_transfer
)
SELECT a.code, a.kind,
       coalesce(sum(s.debit) FILTER (WHERE s.kind IN ('SINGLE', 'POST')), 0)::bigint,
       coalesce(sum(s.credit) FILTER (WHERE s.kind IN ('SINGLE', 'POST')), 0)::bigint,
       coalesce(sum(s.debit) FILTER (WHERE s.kind = 'PENDING' AND r.id IS NULL), 0)::bigint,
       coalesce(sum(s.credit) FILTER (WHERE s.kind = 'PENDING' AND r.id IS NULL), 0)::bigint
  FROM ledger_ledgeraccount a
  LEFT JOIN sides s ON s.account_id = a.id
  LEFT JOIN ledger_transfer r ON r.pending_id = s.id
 WHERE %s::text IS NULL OR a.code = %s
 GROUP BY a.code, a.kind ORDER BY a.kind, a.code
"""
_BY_KIND = """
WITH sides AS (
    SELECT t.debit_id AS account_id, t.kind, t.amount_halalas AS debit, 0::bigint AS credit
      FROM ledger_transfer t WHERE t.kind IN ('SINGLE', 'POST')
    UNION ALL
    SELECT t.credit_id, t.kind, 0, t.amount_halalas
      FROM ledger_transfer t WHERE t.kind IN ('SINGLE', 'POST')
)
SELECT CASE WHEN a.household_id IS NULL THEN a.code ELSE lower(a.kind) END, a.kind,
       sum(s.debit)::bigint, sum(s.credit)::bigint
  FROM sides s JOIN ledger_ledgeraccount a ON a.id = s.account_id
 GROUP BY 1, 2 ORDER BY 2, 1
"""
_OVERDRAWN = """
SELECT a.code FROM ledger_ledgeraccount a
  JOIN LATERAL (
    SELECT coalesce(sum(CASE WHEN t.credit_id = a.id THEN t.amount_halalas
                             ELSE -t.amount_halalas END), 0) AS halalas
      FROM ledger_transfer t
     WHERE (t.debit_id = a.id OR t.credit_id = a.id) AND t.kind IN ('SINGLE', 'POST')
  ) balance ON true
 WHERE a.kind IN ('PAYABLE', 'RETURNED') AND balance.halalas < 0 ORDER BY a.code
"""
_STATEMENT = """
SELECT t.at, t.month, t.why, t.idem,
       CASE WHEN a.id = t.credit_id THEN t.amount_halalas ELSE -t.amount_halalas END
  FROM ledger_transfer t
  JOIN ledger_ledgeraccount a ON a.id IN (t.debit_id, t.credit_id)
 WHERE a.household_id = %s AND t.kind IN ('SINGLE', 'POST')
 ORDER BY t.at, t.id
"""


@dataclass(frozen=True)
class Balance:
    """What stands on one ledger account: posted and still pending, in whole halalas."""

    code: str
    kind: str
    debits_posted: int
    credits_posted: int
    debits_pending: int = 0
    credits_pending: int = 0

    @property
    def posted(self) -> Money:
        """Return credits less debits."""
        return Money(self.credits_posted - self.debits_posted)


@dataclass(frozen=True)
class TrialBalance:
    """The posted sums of every kind of account; `difference` is zero or the ledger is broken."""

    lines: tuple[Balance, ...]

    @property
    def difference(self) -> Money:
        """Return all credits less all debits."""
        return Money(sum(line.credits_posted - line.debits_posted for line in self.lines))

    @property
    def debits(self) -> Money:
        """Return the sum of all debits."""
        return Money(sum(line.debits_posted for line in self.lines))

    @property
    def credits(self) -> Money:
        """Return the sum of all credits."""
        return Money(sum(line.credits_posted for line in self.lines))


@dataclass(frozen=True)
class StatementLine:
    """One posted movement of a household: positive when it is owed more, negative when paid."""

    at: datetime
    month: date
    why: str
    idem: str
    amount: Money


def balances(code: str | None = None) -> list[Balance]:
    """Return the balance of every account, or of the one with the code."""
    with connection.cursor() as cursor:
        cursor.execute(_BALANCES, [code, code])
        return [Balance(*row) for row in cursor.fetchall()]


def trial_balance() -> TrialBalance:
    """Return debits and credits by kind of account, households taken together."""
    with connection.cursor() as cursor:
        cursor.execute(_BY_KIND)
        return TrialBalance(tuple(Balance(*row) for row in cursor.fetchall()))


def overdrawn() -> list[str]:
    """Return the household accounts that stand below zero: paid more than was owed."""
    with connection.cursor() as cursor:
        cursor.execute(_OVERDRAWN)
        return [row[0] for row in cursor.fetchall()]


def statement_of(household_id: int) -> list[StatementLine]:
    """Return a household's posted movements, oldest first."""
    with connection.cursor() as cursor:
        cursor.execute(_STATEMENT, [household_id])
        return [
            StatementLine(moment, month, why, idem, Money(halalas))
            for moment, month, why, idem, halalas in cursor.fetchall()
        ]
