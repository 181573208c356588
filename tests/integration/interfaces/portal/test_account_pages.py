"""Registering and signing in over HTTP, against the simulated registry and SMS gateway."""

from datetime import timedelta
from urllib.parse import urlencode

import httpx
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from daman.base.guards.models import RateBucket
from daman.journey.registration.models import Attempt
from daman.kernel import national_id
from daman.record.accounts.models import Account
from simulators.registry.population import NAMED
from tests.support.forms import code_sent_to, codes_on, send, sms_to, without_what_differs
from tests.support.people import PASSWORD, a_citizen, keep_promises

pytestmark = pytest.mark.django_db

NOURA = NAMED["noura"]


def who(named=NOURA, **changed) -> dict[str, str]:
    return {
        "national_id": named.national_id,
        "born_calendar": "gregorian",
        "born_day": str(named.born_on.day),
        "born_month": str(named.born_on.month),
        "born_gregorian_month": str(named.born_on.month),
        "born_year": str(named.born_on.year),
        "mobile": named.mobile,
        "terms": "on",
    } | changed


@pytest.fixture
def newest_code(simulators):
    def read(mobile=NOURA.mobile) -> str:
        keep_promises(timezone.now())
        return code_sent_to(simulators, mobile)

    return read


def registered(client, newest_code, named=NOURA) -> Account:
    send(client, "/register/", who(named))
    send(client, "/register/code/", {"code": newest_code(named.mobile)})
    send(client, "/register/password/", {"password": PASSWORD, "again": PASSWORD})
    return Account.objects.get(login=named.national_id)


class TestRegister:
    def test_opens_an_account_and_signs_in(self, client, newest_code):
        account = registered(client, newest_code)

        assert account.mobile == NOURA.mobile
        assert account.person.born_on == NOURA.born_on
        assert account.person.name_ar == NOURA.name_ar
        assert client.get("/account/").status_code == 200

    def test_accepts_a_hijri_birth_date(self, client, newest_code):
        hijri = who(
            born_calendar="hijri", born_day="24", born_month="7", born_year="1408"
        )  # 1988-03-12

        answer = send(client, "/register/", hijri)

        assert answer.status_code == 302, codes_on(answer)

    def test_sends_no_code_before_the_match(self, client, simulators):
        before = sms_to(simulators, NAMED["khalid"].mobile)

        answer = send(client, "/register/", who(NAMED["khalid"], born_day="2"))

        keep_promises(timezone.now())
        assert answer.status_code == 422
        assert sms_to(simulators, NAMED["khalid"].mobile) == before

    @pytest.mark.parametrize(
        ("changed", "code"),
        [
            ({"national_id": "105852994"}, "nid.length"),
            ({"national_id": "3058529940"}, "nid.prefix"),
            ({"national_id": "1058529941"}, "nid.checksum"),
            ({"national_id": ""}, "required"),
            ({"born_day": "31", "born_month": "2", "born_gregorian_month": "2"}, "date.invalid"),
            ({"born_year": "1409"}, "date.calendar_suspected"),
            ({"mobile": "0112345678"}, "mobile.invalid"),
            ({"mobile": "050123\x00"}, "char.not_allowed"),
            ({"terms": ""}, "terms.required"),
        ],
    )
    def test_names_what_is_wrong(self, client, simulators, changed, code):
        answer = send(client, "/register/", who(**changed))

        assert answer.status_code == 422
        assert code in codes_on(answer)
        assert not Attempt.objects.exists()

    def test_says_the_same_of_every_mismatch(self, client, newest_code):
        """Unknown number, wrong birth date, another's mobile, and a number with an account."""
        registered(client, newest_code)
        client.post("/sign-out/")
        unknown = national_id.synthetic(89_999)

        answers = [
            send(client, "/register/", values)
            for values in (
                who(national_id=unknown),
                who(NAMED["huda"], born_day="3"),
                who(NAMED["huda"], mobile="+966590000001"),
                who(),
            )
        ]

        assert {answer.status_code for answer in answers} == {422}
        assert {tuple(codes_on(answer)) for answer in answers} == {("account.exists_or_no_match",)}
        assert len({without_what_differs(answer) for answer in answers}) == 1

    def test_locks_a_number_for_an_hour_after_three_misses(self, client, newest_code, monkeypatch):
        wrong = who(born_day="3")
        codes = [codes_on(send(client, "/register/", wrong))[0] for _ in range(3)]

        locked = send(client, "/register/", who())

        assert codes == ["account.exists_or_no_match"] * 3
        assert (locked.status_code, codes_on(locked)) == (429, ["registration.locked"])
        later = timezone.now() + timedelta(hours=1)
        monkeypatch.setattr("daman.config.middleware.timezone.now", lambda: later)
        assert send(client, "/register/", who()).url == "/register/code/"

    def test_counts_no_misses_while_the_registry_is_down(self, client, simulators):
        control = f"{simulators}/simulators/control"
        httpx.post(control, json={"system": "registry", "mode": "down"})

        urls = {send(Client(), "/register/", who()).url for _ in range(4)}

        assert urls == {"/register/waiting/"}

    def test_refuses_minors_after_a_full_match(self, client, simulators):
        answer = send(client, "/register/", who(NAMED["rakan"]))

        assert codes_on(answer) == ["person.minor"]

    def test_says_nothing_of_a_minor_to_who_does_not_know_all_three(self, client, simulators):
        answer = send(client, "/register/", who(NAMED["rakan"], mobile="0590000001"))

        assert codes_on(answer) == ["account.exists_or_no_match"]

    def test_refuses_the_dead_after_a_full_match(self, client, simulators):
        saleh = NAMED["saleh"]
        answer = send(client, "/register/", who(saleh))

        assert codes_on(answer) == ["person.deceased"]

    def test_keeps_the_attempt_while_the_registry_is_down(self, client, simulators, newest_code):
        control = f"{simulators}/simulators/control"
        httpx.post(control, json={"system": "registry", "mode": "down"})

        answer = send(client, "/register/", who())

        assert answer.url == reverse("portal:register_waiting")
        assert client.get(answer.url).status_code == 200
        httpx.post(control, json={"reset": True})
        for _ in ("the match", "the message about it"):
            keep_promises(timezone.now() + timedelta(minutes=1))
        assert "/register/waiting/" in sms_to(simulators, NOURA.mobile)[0]
        assert send(client, "/register/waiting/", {}).url == "/register/code/"
        send(client, "/register/code/", {"code": newest_code()})
        send(client, "/register/password/", {"password": PASSWORD, "again": PASSWORD})
        assert Account.objects.filter(login=NOURA.national_id).exists()

    def test_refuses_steps_ahead_and_other_sessions(self, client, newest_code):
        assert client.post("/register/code/", {"code": "123456"}).url == "/register/"
        password = {"password": PASSWORD, "again": PASSWORD}
        assert client.post("/register/password/", password).url == "/register/"
        send(client, "/register/", who())
        assert client.post("/register/password/", password).url == "/register/code/"
        stranger = type(client)()

        answer = stranger.post("/register/code/", {"code": newest_code()})

        assert answer.url == "/register/"
        assert not Account.objects.exists()

    @pytest.mark.parametrize(
        ("password", "again", "code"),
        [
            ("short", "short", "password.short"),
            ("password123", "password123", "password.common"),
            (PASSWORD, "something else", "password.mismatch"),
            (f"my {NOURA.national_id}", f"my {NOURA.national_id}", "password.common"),
            ("x" * 129, "x" * 129, "too_long"),
        ],
    )
    def test_refuses_passwords(self, client, newest_code, password, again, code):
        send(client, "/register/", who())
        send(client, "/register/code/", {"code": newest_code()})

        answer = send(client, "/register/password/", {"password": password, "again": again})

        assert (answer.status_code, codes_on(answer)) == (422, [code])
        assert not Account.objects.exists()


class TestSignIn:
    @pytest.fixture
    def account(self):
        return a_citizen(mobile="+966590000001")

    def signed_in(self, client, account, newest_code, *, wanted="", **changed):
        values = {"national_id": account.login, "password": PASSWORD} | changed
        answer = send(client, f"/sign-in/?{urlencode({'next': wanted})}", values)
        if answer.status_code != 302:
            return answer
        return send(client, "/sign-in/code/", {"code": newest_code(account.mobile)})

    def test_takes_number_password_and_code(self, client, account, newest_code):
        before = client.session.session_key

        answer = self.signed_in(client, account, newest_code)

        assert answer.url == reverse("portal:board")
        assert client.get("/account/").status_code == 200
        assert client.session.session_key != before

    def test_a_password_alone_opens_nothing(self, client, account, simulators):
        send(client, "/sign-in/", {"national_id": account.login, "password": PASSWORD})

        assert client.get("/account/").url.startswith("/sign-in/")

    def test_goes_on_to_the_page_that_was_wanted(self, client, account, newest_code):
        wanted = client.get("/notices/?page=2").url
        assert wanted == "/sign-in/?next=%2Fnotices%2F%3Fpage%3D2"

        answer = self.signed_in(client, account, newest_code, wanted="/notices/?page=2")

        assert answer.url == "/notices/?page=2"

    @pytest.mark.parametrize(
        "wanted",
        [
            "https://elsewhere.example/",
            "//elsewhere.example/",
            "/\\elsewhere.example/",
            "javascript:alert(1)",
            "board",
            "\x09//elsewhere.example/",
        ],
    )
    def test_goes_to_no_foreign_place(self, client, account, newest_code, wanted):
        answer = self.signed_in(client, account, newest_code, wanted=wanted)

        assert answer.url == reverse("portal:board")

    def test_says_the_same_of_a_wrong_password_and_an_unknown_number(self, client, account):
        wrong = send(
            client, "/sign-in/", {"national_id": account.login, "password": "not the one"}
        )
        unknown = send(
            client,
            "/sign-in/",
            {"national_id": national_id.synthetic(89_999), "password": "not the one"},
        )

        assert (wrong.status_code, codes_on(wrong)) == (422, ["signin.failed"])
        assert (unknown.status_code, codes_on(unknown)) == (422, ["signin.failed"])

    def test_slows_down_guessing_and_lets_the_owner_in_later(
        self, client, account, newest_code, monkeypatch
    ):
        guess = {"national_id": account.login, "password": "not the one"}
        codes = [codes_on(send(client, "/sign-in/", guess))[0] for _ in range(11)]

        assert codes == ["signin.failed"] * 10 + ["signin.too_many"]
        later = timezone.now() + timedelta(minutes=15)
        monkeypatch.setattr("daman.config.middleware.timezone.now", lambda: later)
        answer = send(client, "/sign-in/", guess | {"password": PASSWORD})
        assert answer.url == "/sign-in/code/"

    def test_used_codes_never_lock_anybody_out(self, client, account, newest_code):
        for _ in range(5):
            assert self.signed_in(client, account, newest_code).status_code == 302
            client.post("/sign-out/")

    def test_ends_after_the_idle_time(self, client, account, newest_code, monkeypatch):
        self.signed_in(client, account, newest_code)
        later = timezone.now() + timedelta(minutes=31)
        monkeypatch.setattr("daman.config.middleware.timezone.now", lambda: later)

        assert client.get("/account/").url.startswith("/sign-in/")

    def test_keeps_the_first_factor_for_ten_minutes(
        self, client, account, newest_code, monkeypatch
    ):
        send(client, "/sign-in/", {"national_id": account.login, "password": PASSWORD})
        later = timezone.now() + timedelta(minutes=11)
        monkeypatch.setattr("daman.config.middleware.timezone.now", lambda: later)

        assert client.get("/sign-in/code/").url == "/sign-in/"

    def test_a_code_serves_in_its_own_session_only(self, client, account, newest_code):
        mine, theirs = Client(), Client()
        for browser in (mine, theirs):
            send(browser, "/sign-in/", {"national_id": account.login, "password": PASSWORD})

        answer = send(mine, "/sign-in/code/", {"code": newest_code(account.mobile)})

        assert codes_on(answer) == ["otp.invalid"]

    def test_the_sixth_guess_is_not_looked_at(self, client, account, newest_code):
        send(client, "/sign-in/", {"national_id": account.login, "password": PASSWORD})
        right = newest_code(account.mobile)
        wrong = f"{(int(right) + 1) % 10**6:06d}"
        codes = [codes_on(send(client, "/sign-in/code/", {"code": wrong}))[0] for _ in range(5)]

        answer = send(client, "/sign-in/code/", {"code": right})

        assert codes == ["otp.invalid"] * 5
        assert (answer.status_code, codes_on(answer)) == (429, ["otp.too_many"])

    def test_sends_three_codes_an_hour(self, client, account, simulators):
        send(client, "/sign-in/", {"national_id": account.login, "password": PASSWORD})
        answers = [client.post("/sign-in/code/again/") for _ in range(3)]

        assert [answer.status_code for answer in answers] == [302, 302, 429]

    def test_a_forged_address_does_not_escape_the_count(self, client, account):
        for number in range(3):
            client.post(
                "/sign-in/",
                {"national_id": national_id.synthetic(89_000 + number), "password": "not the one"},
                headers={
                    "X-Forwarded-For": f"10.0.0.{number}",
                    "Forwarded": f"for=10.0.1.{number}",
                },
            )

        counted = RateBucket.objects.get(key__startswith="signin:ip:")
        assert (counted.key, counted.tries_count) == ("signin:ip:127.0.0.1", 3)

    def test_a_success_does_not_weigh_on_others_at_the_same_address(
        self, client, account, newest_code
    ):
        self.signed_in(client, account, newest_code)

        tries = RateBucket.objects.get(key__startswith="signin:ip:").tries_count
        assert tries == 0
