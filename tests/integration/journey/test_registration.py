"""Registering beneath the pages: order, races, silence of the registry, and what is kept."""

import threading
from datetime import date, timedelta

import httpx
import pytest
from django.db import connection

from daman.base.audit.models import AuditEvent
from daman.base.guards.models import RateBucket
from daman.base.guards.operations import count_try, give_back
from daman.base.outbox.models import Promise
from daman.exchange.identity import codes
from daman.exchange.identity.models import OneTimeCode
from daman.journey.registration import operations, queries
from daman.journey.registration.models import Attempt
from daman.journey.registration.operations import registering, signing_in
from daman.kernel import national_id
from daman.kernel.refusal import Refusal
from daman.record.accounts.models import Account, TermsAcceptance
from simulators.registry.population import NAMED
from tests.support.forms import sms_to
from tests.support.people import PASSWORD, a_citizen, keep_promises

NOURA = NAMED["noura"]
SESSION = "one-browser"


def started(at, **changed) -> Attempt:
    told = {
        "national_id": NOURA.national_id,
        "born_on": NOURA.born_on,
        "mobile": NOURA.mobile,
        "address": "127.0.0.1",
    }
    return operations.start(**(told | changed), at=at)


def verified(at, **changed) -> Attempt:
    attempt = started(at, **changed)
    digits = codes.issue(
        purpose=registering.PURPOSE,
        subject=attempt.national_id,
        mobile=attempt.mobile,
        session_key=SESSION,
        at=at,
    )
    operations.verify(attempt=attempt, typed=digits, session_key=SESSION, at=at)
    return attempt


def refusal_of(act, **given) -> str:
    with pytest.raises(Refusal) as refused:
        act(**given)
    return refused.value.code


@pytest.mark.django_db
class TestOrder:
    def test_no_code_before_the_match_and_no_account_before_the_code(self, simulators, at):
        waiting = Attempt(state="AWAITING_REGISTRY")
        matched = started(at)

        assert refusal_of(operations.send_code, attempt=waiting, session_key=SESSION, at=at) == (
            "step.order"
        )
        assert refusal_of(
            operations.verify, attempt=waiting, typed="123456", session_key=SESSION, at=at
        ) == ("step.order")
        assert refusal_of(operations.complete, attempt=matched, password=PASSWORD, at=at) == (
            "step.order"
        )
        assert not OneTimeCode.objects.exists()
        assert not Account.objects.exists()

    def test_no_account_without_a_password_but_by_nafath(self, simulators, at):
        by_form, by_nafath = verified(at), None
        assert refusal_of(operations.complete, attempt=by_form, password=None, at=at) == (
            "step.order"
        )

        by_nafath = verified(at, by_nafath=True)
        account = operations.complete(attempt=by_nafath, password=None, at=at)

        assert not account.has_usable_password()

    def test_an_attempt_is_good_for_a_day(self, simulators, at):
        attempt = started(at)

        assert queries.attempt_with_ref(attempt.ref, at=at + timedelta(hours=23)) == attempt
        assert queries.attempt_with_ref(attempt.ref, at=at + timedelta(hours=24)) is None


@pytest.mark.django_db
class TestWhatIsKept:
    def test_the_account_its_person_and_the_terms_by_version(self, simulators, at):
        attempt = verified(at, language="en")
        account = operations.complete(attempt=attempt, password=PASSWORD, at=at)

        assert account.person.name_ar == NOURA.name_ar
        assert account.language == "en"
        terms = TermsAcceptance.objects.get(account=account)
        assert (terms.version, terms.accepted_at) == (queries.TERMS_VERSION, at)
        attempt.refresh_from_db()
        assert (attempt.state, attempt.told) == ("COMPLETED", None)

    def test_every_step_is_in_the_audit_trail(self, simulators, at):
        attempt = verified(at)
        account = operations.complete(attempt=attempt, password=PASSWORD, at=at)

        steps = AuditEvent.objects.filter(target=attempt.ref).order_by("pk")
        assert [event.what.rsplit(".", 1)[1] for event in steps] == ["match", "verify", "complete"]
        opened = set(AuditEvent.objects.filter(target=account.ref).values_list("what", flat=True))
        assert {"accounts.account.open", "accounts.terms.accept"} <= opened

    def test_the_numbers_lie_sealed(self, simulators, at):
        started(at)

        with connection.cursor() as cursor:
            cursor.execute("SELECT row_to_json(a)::text FROM registration_attempt a")
            row = cursor.fetchone()[0]
        assert NOURA.national_id not in row
        assert NOURA.mobile not in row

    def test_unfinished_attempts_are_forgotten(self, simulators, at):
        finished = verified(at)
        operations.complete(attempt=finished, password=PASSWORD, at=at)
        Attempt.objects.create(
            ref="REG-OLD", national_id="1", mobile="2", born_on=date(1990, 1, 1), made_at=at
        )

        assert operations.forget_unfinished(before=at) == 0
        assert operations.forget_unfinished(before=at + timedelta(seconds=1)) == 1

        assert Attempt.objects.get() == finished


@pytest.mark.django_db
class TestASilentRegistry:
    @pytest.mark.parametrize(
        ("mode", "variant"),
        [("down", "closed"), ("down", "unavailable"), ("wrong", "malformed"), ("wrong", "html")],
    )
    def test_the_attempt_waits_and_is_matched_later(self, simulators, at, mode, variant):
        control = f"{simulators}/simulators/control"
        httpx.post(control, json={"system": "registry", "mode": mode, "variant": variant})
        attempt = started(at)
        assert attempt.state == "AWAITING_REGISTRY"
        assert keep_promises(at) == 0

        httpx.post(control, json={"reset": True})
        keep_promises(at + timedelta(minutes=1))
        keep_promises(at + timedelta(minutes=1))

        attempt.refresh_from_db()
        assert attempt.state == "MATCHED"
        assert "/register/waiting/" in sms_to(simulators, NOURA.mobile)[0]

    def test_a_mismatch_found_later_tells_no_mobile(self, simulators, at):
        control = f"{simulators}/simulators/control"
        before = sms_to(simulators, "+966590000009")
        httpx.post(control, json={"system": "registry", "mode": "down"})
        attempt = started(at, mobile="+966590000009")
        httpx.post(control, json={"reset": True})

        keep_promises(at + timedelta(minutes=1))

        attempt.refresh_from_db()
        assert (attempt.state, attempt.refusal) == ("NOT_MATCHED", "account.exists_or_no_match")
        assert sms_to(simulators, "+966590000009") == before
        assert not Promise.objects.filter(state="PENDING").exists()


@pytest.mark.concurrent
@pytest.mark.django_db(transaction=True)
def test_a_password_sent_twice_at_once_opens_one_account(simulators, at):
    ref = verified(at).ref
    answers: list[str] = []
    start = threading.Barrier(4)

    def complete():
        attempt = Attempt.objects.get(ref=ref)
        start.wait()
        try:
            operations.complete(attempt=attempt, password=PASSWORD, at=at)
            answers.append("opened")
        except Refusal as refusal:
            answers.append(refusal.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=complete) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(answers)[-1] == "opened"
    assert answers.count("opened") == 1
    assert Account.objects.count() == 1
    assert TermsAcceptance.objects.count() == 1


@pytest.mark.django_db
class TestSigningIn:
    def guess(self, login: str, at, **changed) -> str:
        given = {"login": login, "password": "no", "of_staff": False, "address": "a"} | changed
        return refusal_of(operations.check_password, **given, at=at)

    def test_an_unknown_login_costs_the_same_work(self, at, monkeypatch):
        """One comparison with a hash and one audit event, whoever it is."""
        compared = []
        verify = signing_in.verify_hash
        monkeypatch.setattr(
            signing_in,
            "verify_hash",
            lambda password, encoded: compared.append(encoded[:20]) or verify(password, encoded),
        )
        known = a_citizen().login
        by_nafath_only = a_citizen()
        by_nafath_only.set_unusable_password()
        by_nafath_only.save()

        for login in (known, national_id.synthetic(89_999), by_nafath_only.login):
            assert self.guess(login, at) == "signin.failed"

        assert len(compared) == 3
        assert len(set(compared)) == 1
        assert AuditEvent.objects.filter(what="accounts.sign_in.fail").count() == 3

    def test_a_hundred_guesses_a_day_are_the_most(self, at):
        login = a_citizen().login
        codes_found = [
            self.guess(login, at.replace(hour=3) + timedelta(minutes=15 * (number // 10)))
            for number in range(101)
        ]

        assert codes_found[:100] == ["signin.failed"] * 100
        assert codes_found[100] == "rate.too_many"
        assert self.guess(login, at.replace(hour=3) + timedelta(days=1)) == "signin.failed"

    def test_guesses_are_counted_before_anything_is_hashed(self, at, monkeypatch):
        login = a_citizen().login
        for _ in range(10):
            self.guess(login, at)
        monkeypatch.setattr(signing_in, "verify_hash", pytest.fail)

        assert self.guess(login, at) == "signin.too_many"


@pytest.mark.django_db
def test_a_try_given_back_is_free_again(at):
    hour = timedelta(hours=1)
    count_try("a", limit=1, window=hour, at=at)
    give_back("a", "unknown")

    assert count_try("a", limit=1, window=hour, at=at) == 1
    give_back("a")
    give_back("a")
    assert RateBucket.objects.get(key="a").tries_count == 0
