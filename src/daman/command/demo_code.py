"""`demo code USER`: the current sign-in code of a demo member of staff."""

import argparse
import os
import time
from collections.abc import Sequence
from pathlib import Path

from daman.command import product
from daman.command.database import borrowed_database, chosen_folder
from daman.command.obstacle import Obstacle


def run(words: Sequence[str]) -> int:
    """Print the code that the sign-in page accepts now."""
    parser = argparse.ArgumentParser(prog="daman demo", description=__doc__)
    parser.add_argument("what", choices=["code"])
    parser.add_argument("user", metavar="USER")
    parser.add_argument("--data", type=Path, default=chosen_folder(os.environ))
    options = parser.parse_args(words)
    if os.environ.get("DAMAN_ENV") == "production":
        raise Obstacle("Demo codes are not shown when DAMAN_ENV=production.")
    with borrowed_database(options.data.absolute()) as env:
        product.open_product(env)
        try:
            print(_code_in(options.data, options.user))
        finally:
            product.close_connections()
    return 0


def _code_in(folder: Path, user: str) -> str:
    from django.db import ProgrammingError

    try:
        return current_code(user)
    except ProgrammingError as missing:
        raise Obstacle(f"Nothing was loaded into {folder} yet: run ./daman up first.") from missing


def current_code(username: str) -> str:
    """
    Return the code that is accepted now and was not used before, waiting for it when it must.

    :raises Obstacle: when no such member of staff has a device
    """
    from django_otp.oath import TOTP
    from django_otp.plugins.otp_totp.models import TOTPDevice

    user_field = _user_field(TOTPDevice)
    device = TOTPDevice.objects.filter(confirmed=True, **{user_field: username}).first()
    if device is None:
        raise Obstacle(
            f"There is no demo member of staff {username!r}: ./daman up prints their names."
        )
    totp = TOTP(device.bin_key, device.step, device.t0, device.digits, device.drift)
    totp.time = time.time()
    # A code counts once; the next is accepted up to `tolerance` steps ahead of its time.
    while totp.t() <= device.last_t - device.tolerance:
        time.sleep(0.5)
        totp.time = time.time()
    ahead = max(0, device.last_t + 1 - totp.t())
    totp.drift += ahead
    return f"{totp.token():0{device.digits}d}"


def _user_field(model: type) -> str:
    account = model.user.field.related_model  # type: ignore[attr-defined]
    return f"user__{account.USERNAME_FIELD}"
