"""The first staff accounts are opened at the machine, with roles that may meet."""

import pytest
from django_otp.plugins.otp_totp.models import TOTPDevice

from daman.base.audit.queries import events_of
from daman.command import staff
from daman.command.obstacle import Obstacle
from daman.record.accounts.models import Account

pytestmark = pytest.mark.django_db
NAMES = ["--name-ar", "سارة", "--name-en", "Sara"]


def add(*words: str) -> int:
    return staff._add(staff._parser().parse_args(["add", *words, *NAMES]))


def test_opens_an_account_with_roles_and_authenticator(capsys):
    assert add("sara", "--role", "caseworker") == 0

    account = Account.objects.get(login="sara")
    told = dict(line.split(maxsplit=1) for line in capsys.readouterr().out.splitlines()[:3])
    assert account.check_password(told["password"])
    assert account.may_act_as == {"CASEWORKER"}
    assert told["address"] == TOTPDevice.objects.get(user=account).config_url
    assert "accounts.account.open" in {event.what for event in events_of(account.ref)}


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["sara", "--role", "king"], "There is no role 'king'"),
        (
            ["sara", "--role", "payments_officer", "--role", "payments_approver"],
            "must not meet",
        ),
    ],
)
def test_says_what_stands_in_the_way_and_opens_nothing(words, sentence):
    with pytest.raises(Obstacle, match=sentence):
        add(*words)

    assert not Account.objects.exists()


def test_refuses_a_login_that_is_taken():
    add("sara", "--role", "caseworker")

    with pytest.raises(Obstacle, match="already"):
        add("sara", "--role", "auditor")


def test_lists_who_there_is(capsys):
    add("sara", "--role", "reviewer", "--role", "chair")
    capsys.readouterr()

    assert staff._list() == 0
    assert capsys.readouterr().out.split() == ["sara", "CHAIR,", "REVIEWER"]
