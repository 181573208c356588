"""The demo members of staff: one or more for every role of the authorization matrix."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import yaml

from daman.base.permissions import Role

PASSWORD = "daman-demo-password"
_NAMES = yaml.safe_load((Path(__file__).parent / "names.yaml").read_text("utf-8"))


@dataclass(frozen=True)
class Member:
    """One demo member of staff."""

    login: str
    roles: tuple[Role, ...]

    @property
    def name_ar(self) -> str:
        """Return the Arabic name."""
        return str(_NAMES["staff"][self.login]["ar"])

    @property
    def name_en(self) -> str:
        """Return the English name."""
        return str(_NAMES["staff"][self.login]["en"])

    @property
    def totp_key(self) -> str:
        """
        Return the hexadecimal key of the member's authenticator.

        It follows from the login, so that a story can sign in over HTTP alone. Only made-up
        members have it, and production refuses the demo.
        """
        return hashlib.sha256(f"daman demo member {self.login}".encode()).hexdigest()[:40]


MEMBERS = (
    Member("caseworker1", (Role.CASEWORKER,)),
    Member("caseworker2", (Role.CASEWORKER,)),
    Member("reviewer1", (Role.REVIEWER,)),
    Member("reviewer2", (Role.REVIEWER,)),
    Member("reviewer3", (Role.REVIEWER,)),
    Member("chair1", (Role.REVIEWER, Role.CHAIR)),
    Member("officer1", (Role.PAYMENTS_OFFICER,)),
    Member("approver1", (Role.PAYMENTS_APPROVER,)),
    Member("approver2", (Role.PAYMENTS_APPROVER,)),
    Member("compliance1", (Role.COMPLIANCE,)),
    Member("policy1", (Role.POLICY,)),
    Member("policy2", (Role.POLICY,)),
    Member("analyst1", (Role.ANALYST,)),
    Member("auditor1", (Role.AUDITOR,)),
    Member("admin1", (Role.ADMIN,)),
    Member("admin2", (Role.ADMIN,)),
)
BY_LOGIN = {member.login: member for member in MEMBERS}


def load(*, at: datetime) -> None:
    """Open the accounts of all demo members of staff, with roles and authenticators."""
    from daman.record.accounts import operations as accounts

    for member in MEMBERS:
        account = accounts.open_staff_account(
            login=member.login,
            name_ar=member.name_ar,
            name_en=member.name_en,
            password=PASSWORD,
            by="system:demo",
            at=at,
        )
        for role in member.roles:
            accounts.grant_role(account=account, role=role, by="system:demo", at=at)
        accounts.enrol_totp(account=account, key=member.totp_key, at=at)
