"""Editions of the ministry's own, in any state, made by the product's own operations."""

from datetime import date, datetime

from daman.base.permissions import Role
from daman.law.parameters.drafts import Basis
from daman.record.accounts.models import Account
from daman.record.editions import operations
from daman.record.editions.models import EditionDraft
from tests.conftest import MOMENT
from tests.support.people import a_member_of_staff

BASIS = Basis("قرار وزاري بزيادة المعاش", "Ministerial decision on the pension", "12/1448",
              date(2026, 11, 1))  # fmt: skip
TOMORROW = date(2026, 11, 26)


def a_policy_officer(*, at: datetime = MOMENT) -> Account:
    """Return a policy officer's account."""
    return a_member_of_staff(Role.POLICY, at=at)


def a_draft(
    *,
    extends: str = "1446-article",
    valid_from: date = TOMORROW,
    by: Account | None = None,
    at: datetime = MOMENT,
    basis: Basis = BASIS,
    **values,
) -> EditionDraft:
    """Return a draft with the values given; by default the family of one gets more."""
    by = by or a_policy_officer(at=at)
    made = operations.draft(
        extends=extends,
        title_ar="أحكام تجريبية",
        title_en="Trial rules",
        valid_from=valid_from,
        basis=basis,
        by=by,
        at=at,
    )
    for name, value in (values or {"pension_by_size": raised_table()}).items():
        made = operations.change_value(draft=made, name=name, value=value, by=by, at=at)
    return made


def raised_table() -> dict[int, int]:
    """Return the table of the 1446 article with 80 riyals more in every row."""
    table = (1000, 1275, 1570, 1855, 2140, 2420, 2710, 3000, 3280, 3560)
    return {size: amount + 80 for size, amount in enumerate(table, start=1)}


def a_submitted_draft(*, at: datetime = MOMENT, **draft) -> EditionDraft:
    """Return a draft that waits for its signature."""
    made = a_draft(at=at, **draft)
    return operations.submit(draft=made, by=made.drafted_by, at=at)


def a_signed_edition(
    *, signer: Account | None = None, at: datetime = MOMENT, **draft
) -> EditionDraft:
    """Return a signed edition."""
    made = a_submitted_draft(at=at, **draft)
    return operations.sign(
        draft=made,
        seen_sha256=made.document_sha256,
        reason="راجعت الأرقام.",
        by=signer or a_policy_officer(at=at),
        at=at,
    )


def an_adopted_edition(
    *, from_day: date = TOMORROW, at: datetime = MOMENT, **draft
) -> EditionDraft:
    """Return an edition adopted from a day."""
    made = a_signed_edition(at=at, **draft)
    return operations.adopt(draft=made, from_day=from_day, by=made.drafted_by, at=at)
