"""Telling a citizen something: an inbox, an SMS through the outbox, and nothing left readable."""

from datetime import timedelta

import httpx
import pytest
from django.utils import timezone

from daman.base.outbox.models import Promise
from daman.exchange.notices import queries
from daman.exchange.notices.models import Notice
from daman.exchange.notices.operations import notify, promise_sms
from tests.support.forms import send, sms_to
from tests.support.people import a_citizen, keep_promises, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def account():
    return a_citizen(mobile="+966590000077")


def test_a_notice_lies_in_the_inbox_and_goes_by_sms(simulators, account, at):
    notice = notify(account=account, template="password_changed", at=at, about="ACC-1")

    keep_promises(at)

    assert list(queries.inbox(account)) == [notice]
    assert sms_to(simulators, account.mobile)[0].startswith("غُيّرت كلمة مرور")
    notice.refresh_from_db()
    assert notice.sms_sent_at == at


def test_the_sms_is_in_the_language_of_the_account(simulators, account, at):
    account.language = "en"

    notify(account=account, template="password_changed", at=at)
    keep_promises(at)

    assert sms_to(simulators, account.mobile)[0].startswith("Your Social Security password")


@pytest.mark.parametrize("variant", ["closed", "unavailable"])
def test_a_gateway_that_is_down_gets_the_message_later_and_once(simulators, account, at, variant):
    control = f"{simulators}/simulators/control"
    before = len(sms_to(simulators, account.mobile))
    notify(account=account, template="registered", at=at)
    httpx.post(control, json={"system": "sms", "mode": "down", "variant": variant})
    assert keep_promises(at) == 0
    promise = Promise.objects.get()
    assert (promise.state, promise.attempts_count) == ("PENDING", 1)

    httpx.post(control, json={"reset": True})
    for minutes in (1, 2):
        keep_promises(at + timedelta(minutes=minutes))

    assert len(sms_to(simulators, account.mobile)) == before + 1


def test_a_sent_text_is_readable_nowhere(simulators, at, caplog):
    promise_sms(to="+966590000077", text="SECRET-271828", dedupe="x", at=at)
    waiting = repr(Promise.objects.values().get())
    keep_promises(at)

    kept = Promise.objects.get()
    assert "271828" not in waiting
    assert kept.payload["sealed"] == ""
    assert kept.state == "DONE"
    assert "271828" not in caplog.text


def test_a_text_to_nobody_and_a_late_one_are_dropped(simulators, at):
    mobile = "+966590000077"
    before = sms_to(simulators, mobile)
    promise_sms(to="", text="for nobody", dedupe="nobody", at=at)
    promise_sms(to=mobile, text="too late", dedupe="late", at=at, expires_at=at.isoformat())

    assert keep_promises(at) == 2

    assert sms_to(simulators, mobile) == before
    assert all(kept.payload["sealed"] == "" for kept in Promise.objects.all())


def test_a_worker_that_died_after_sending_does_no_harm(simulators, account, at):
    """The words are gone and the promise is still pending: the next try ends it."""
    notify(account=account, template="registered", at=at)
    keep_promises(at)
    Promise.objects.update(state="PENDING", done_at=None, due_at=at)

    assert keep_promises(at) == 1


class TestTheInbox:
    def test_shows_the_newest_first_and_marks_what_is_new(self, client, account, at):
        notify(account=account, template="registered", at=at)
        notify(account=account, template="password_changed", at=at + timedelta(hours=1))

        html = signed_in(client, account).get("/notices/").content.decode()

        assert html.index("غُيّرت كلمة المرور") < html.index("أهلًا بك")
        assert html.count("جديدة") == 2

    def test_looking_changes_nothing_and_the_button_does(self, client, account, at):
        notify(account=account, template="registered", at=at)
        signed_in(client, account).get("/notices/")
        assert queries.unread_count(account) == 1

        send(client, "/notices/", {})
        client.post("/notices/read/")

        assert queries.unread_count(account) == 0
        assert Notice.objects.get().read_at <= timezone.now()

    def test_shows_nobody_elses_messages(self, client, account, at):
        notify(account=account, template="password_changed", at=at)

        html = signed_in(client, a_citizen()).get("/notices/").content.decode()

        assert "غُيّرت كلمة المرور" not in html

    @pytest.mark.parametrize("number", ["-1", "0", "abc", "99999999999999999999"])
    def test_clamps_the_page_number(self, client, account, number):
        assert signed_in(client, account).get(f"/notices/?page={number}").status_code == 200
