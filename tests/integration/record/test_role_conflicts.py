"""Roles that must not meet in one person are refused by the database itself."""

import pytest
from django.db import IntegrityError, transaction

from daman.base.permissions import Role
from daman.record.accounts import operations as accounts
from tests.support.people import a_citizen, a_member_of_staff

CONFLICTS = [
    (Role.PAYMENTS_OFFICER, Role.PAYMENTS_APPROVER),
    (Role.POLICY, Role.PAYMENTS_APPROVER),
    (Role.CASEWORKER, Role.REVIEWER),
    (Role.CASEWORKER, Role.CHAIR),
    *[(Role.AUDITOR, role) for role in Role if role != Role.AUDITOR],
    *[(Role.ADMIN, role) for role in Role if role not in {Role.ADMIN, Role.AUDITOR}],
]


@pytest.mark.django_db
@pytest.mark.parametrize(("one", "other"), CONFLICTS)
def test_conflicting_roles_do_not_meet(one, other, at):
    for first, second in ((one, other), (other, one)):
        account = a_member_of_staff(first)

        with pytest.raises(IntegrityError, match="must not meet"), transaction.atomic():
            accounts.grant_role(account=account, role=second, by="system:test", at=at)


@pytest.mark.django_db
def test_a_reviewer_may_chair(at):
    account = a_member_of_staff(Role.REVIEWER, Role.CHAIR)

    assert account.may_act_as == {Role.REVIEWER, Role.CHAIR}


@pytest.mark.django_db
def test_a_citizen_holds_no_role(at):
    with pytest.raises(IntegrityError), transaction.atomic():
        accounts.grant_role(account=a_citizen(), role=Role.AUDITOR, by="system:test", at=at)
