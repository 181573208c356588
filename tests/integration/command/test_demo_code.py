"""The code that `demo code` prints is the one that the sign-in accepts."""

import pytest
import time_machine
from django_otp.plugins.otp_totp.models import TOTPDevice

from daman.command.demo_code import current_code
from daman.command.obstacle import Obstacle
from daman.record.accounts.models import Account, Kind

pytestmark = pytest.mark.django_db


@pytest.fixture
def device(at) -> TOTPDevice:
    account = Account.objects.create(
        ref="STF-1", login="huda", kind=Kind.STAFF, created_at=at, name_en="Huda"
    )
    return TOTPDevice.objects.create(user=account, name="demo", confirmed=True)


def test_is_accepted_once_and_the_next_one_too(device: TOTPDevice, at) -> None:
    with time_machine.travel(at, tick=False):
        first = current_code("huda")
        accepted = device.verify_token(first)
        repeated = device.verify_token(first)
        device.throttle_reset()
        second = current_code("huda")

        assert accepted
        assert not repeated
        assert second != first
        assert device.verify_token(second)


def test_has_the_digits_that_the_page_asks_for(device: TOTPDevice, at) -> None:
    with time_machine.travel(at, tick=False):
        code = current_code("huda")

    assert len(code) == device.digits
    assert code.isdecimal()


def test_a_stranger_is_named() -> None:
    with pytest.raises(Obstacle, match="no demo member of staff 'stranger'"):
        current_code("stranger")


def test_an_unconfirmed_device_gives_no_code(device: TOTPDevice) -> None:
    TOTPDevice.objects.update(confirmed=False)

    with pytest.raises(Obstacle):
        current_code("huda")
