"""`staff`: the first accounts of a new installation, opened by whoever runs the machine."""

import argparse
import getpass
import os
import secrets
from collections.abc import Sequence
from pathlib import Path

from daman.base.permissions import Role
from daman.command import product
from daman.command.database import borrowed_database, chosen_folder
from daman.command.obstacle import Obstacle


def run(words: Sequence[str]) -> int:
    """Open a staff account with its roles, or list who there is."""
    options = _parser().parse_args(words)
    with borrowed_database(options.data.absolute()) as env:
        product.open_product(env)
        product.migrate()
        try:
            return _list() if options.what == "list" else _add(options)
        finally:
            product.close_connections()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="daman staff", description=__doc__)
    parser.add_argument("--data", type=Path, default=chosen_folder(os.environ))
    what = parser.add_subparsers(dest="what", required=True)
    what.add_parser("list", help="list logins with their roles")
    add = what.add_parser("add", help="open an account; its password and key are shown once")
    add.add_argument("login")
    add.add_argument("--role", action="append", required=True, help="may be given again")
    add.add_argument("--name-ar", required=True)
    add.add_argument("--name-en", required=True)
    return parser


def _list() -> int:
    from daman.record.accounts.models import Account, Kind

    for account in Account.objects.filter(kind=Kind.STAFF).order_by("login"):
        state = "" if account.is_active else "  (out of use)"
        print(f"{account.login:20} {', '.join(sorted(account.may_act_as))}{state}")
    return 0


def _add(options: argparse.Namespace) -> int:
    """Open the account in one transaction and print what its owner needs, once."""
    from django.db import IntegrityError, transaction
    from django.utils import timezone
    from django_otp.plugins.otp_totp.models import TOTPDevice

    from daman.record.accounts import operations as accounts

    roles = _roles(options.role)
    password, key = secrets.token_urlsafe(15), secrets.token_hex(20)
    by, now = f"system:operator:{getpass.getuser()}", timezone.now()
    try:
        with transaction.atomic():
            account = accounts.open_staff_account(
                login=options.login,
                name_ar=options.name_ar,
                name_en=options.name_en,
                password=password,
                by=by,
                at=now,
            )
            for role in roles:
                accounts.grant_role(account=account, role=role, by=by, at=now)
            accounts.enrol_totp(account=account, key=key, at=now)
    except IntegrityError as problem:
        raise Obstacle(_why(options.login, problem)) from None
    print(f"login     {account.login}\npassword  {password}")
    print(f"address   {TOTPDevice.objects.get(user=account).config_url}")
    print("Put the address into an authenticator app; neither is shown again.")
    return 0


def _roles(words: Sequence[str]) -> list[Role]:
    unknown = [word for word in words if word.upper() not in Role.values]
    if unknown:
        known = ", ".join(role.lower() for role in Role.values)
        raise Obstacle(f"There is no role {unknown[0]!r}; the roles are {known}.")
    return [Role(word.upper()) for word in dict.fromkeys(words)]


def _why(login: str, problem: Exception) -> str:
    if "must not meet" in str(problem):
        return "These roles must not meet in one person: give them to two accounts."
    return f"There is an account {login!r} already: choose another login."
