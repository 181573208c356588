"""What people and attackers type into the forms of an account: 422, a code, and nothing kept."""

import pytest
from django.utils import timezone

from daman.base.audit.models import AuditEvent
from daman.exchange.identity.models import OneTimeCode
from daman.journey.registration.models import Attempt
from daman.kernel import national_id
from daman.record.accounts.models import Account
from simulators.registry.population import NAMED
from tests.integration.interfaces.portal.test_account_pages import who
from tests.support.forms import code_sent_to, codes_on, send
from tests.support.people import PASSWORD, a_citizen, a_member_of_staff, keep_promises

pytestmark = pytest.mark.django_db
NOURA = NAMED["noura"]
NUMBER = NOURA.national_id
ZERO_WIDTH_SPACE, NO_BREAK_SPACE = "\u200b", "\u00a0"
RIGHT_TO_LEFT_OVERRIDE = "\u202e"
BLANKS = ["", "   ", NO_BREAK_SPACE, ZERO_WIDTH_SPACE]
# A row of any text field: what is typed, and the code; None where it may come clean.
ANYWHERE = [*((blank, "required") for blank in BLANKS), ("12\x003", "char.not_allowed")]
ATTACKS = [
    "<script>alert(1)</script>",
    "{{7*7}}",
    "${7*7}",
    "' OR 1=1--",
    '"; DROP TABLE accounts_account; --',
    "../../etc/passwd",
    "=CMD()",
    "a\r\nSet-Cookie: x=y",
    "9" * 5_000,
]


def date_of_birth(calendar: str, day: str, month: str, year: str) -> dict[str, str]:
    return {
        "born_calendar": calendar,
        "born_day": day,
        "born_month": month,
        "born_gregorian_month": month,
        "born_year": year,
    }


NATIONAL_IDS = [
    ("105852994", "nid.length"),
    ("10585299400", "nid.length"),
    ("0" + NUMBER[1:], "nid.prefix"),
    ("3" + NUMBER[1:], "nid.prefix"),
    ("9" + NUMBER[1:], "nid.prefix"),
    (NUMBER[:-1] + str((int(NUMBER[-1]) + 1) % 10), "nid.checksum"),
    ("1111111111", "nid.checksum"),
    ("²" * 10, "nid.length"),
    ("①" * 10, "nid.length"),
]
DATES = [
    (date_of_birth("hijri", "30", "1", "1446"), "date.invalid"),
    (date_of_birth("hijri", "1", "13", "1446"), "date.invalid"),
    (date_of_birth("hijri", "0", "1", "1446"), "date.invalid"),
    (date_of_birth("gregorian", "30", "2", "1990"), "date.invalid"),
    (date_of_birth("gregorian", "29", "2", "1990"), "date.invalid"),
    (date_of_birth("hijri", "1", "1", "1501"), "date.range"),
    (date_of_birth("gregorian", "1", "1", "2030"), "date.range"),
    (date_of_birth("gregorian", "1", "1", "1850"), "date.range"),
    (date_of_birth("gregorian", "1", "5", "1408"), "date.calendar_suspected"),
    (date_of_birth("hijri", "1", "5", "1988"), "date.calendar_suspected"),
]
MOBILES = [
    "051234567",
    "05123456789",
    "0112345678",
    "+15551234567",
    "0512345 67a",
]
CODES = ["12345", "1234567", "abcdef", "²²²²²²", "-12345", "1e5123"]


def refusals(answer) -> list[str]:
    assert answer.status_code == 422, answer.status_code
    found = codes_on(answer)
    assert found
    return found


class TestRegisterForm:
    @pytest.mark.parametrize("field", ["national_id", "mobile"])
    @pytest.mark.parametrize(("typed", "code"), ANYWHERE)
    def test_needs_every_answer_as_text(self, client, field, typed, code):
        assert code in refusals(send(client, "/register/", who(**{field: typed})))
        assert not Attempt.objects.exists()

    @pytest.mark.parametrize("field", ["national_id", "mobile", "born_day", "born_year"])
    @pytest.mark.parametrize("typed", ATTACKS)
    def test_takes_no_harm(self, client, field, typed):
        answer = send(client, "/register/", who(**{field: typed}))

        refusals(answer)
        assert typed not in answer.content.decode() or "<" not in typed
        assert not Attempt.objects.exists()

    @pytest.mark.parametrize(("typed", "code"), NATIONAL_IDS)
    def test_says_what_is_wrong_with_a_number(self, client, typed, code):
        assert refusals(send(client, "/register/", who(national_id=typed))) == [code]

    @pytest.mark.parametrize(("born", "code"), DATES)
    def test_says_what_is_wrong_with_a_date(self, client, born, code):
        assert refusals(send(client, "/register/", who(**born))) == [code]

    @pytest.mark.parametrize("typed", MOBILES)
    def test_says_what_is_wrong_with_a_mobile(self, client, typed):
        assert refusals(send(client, "/register/", who(mobile=typed))) == ["mobile.invalid"]

    @pytest.mark.parametrize("name", ["national_id", "mobile", "born_day", "terms"])
    def test_refuses_a_value_sent_twice(self, client, name):
        twice = who() | {name: [who()[name], who()[name]]}

        answer = client.post("/register/", twice)

        assert answer.status_code in (400, 422)
        assert codes_on(answer) == ["param.duplicate"]

    @pytest.mark.parametrize(
        "mobile",
        [
            "05 {0}", "+966 5{0}", "009665{0}", "9665{0}", "5{0}", "٠٥{0}", "۰۵{0}", "０５{0}",
        ],
    )  # fmt: skip
    def test_reads_numbers_as_people_write_them(self, client, simulators, mobile):
        rest = NOURA.mobile.removeprefix("+9665")
        number = NUMBER.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
        values = who(mobile=mobile.format(rest), national_id=f" {number}{ZERO_WIDTH_SPACE}")

        assert send(client, "/register/", values).url == "/register/code/"

    def test_does_not_carry_control_characters(self, client, simulators):
        values = who(national_id=f"{RIGHT_TO_LEFT_OVERRIDE}{NUMBER}")

        answer = send(client, "/register/", values)

        assert RIGHT_TO_LEFT_OVERRIDE not in answer.content.decode()

    def test_ignores_fields_that_it_did_not_ask_for(self, client, simulators):
        extra = {
            "state": "VERIFIED",
            "by_nafath": "on",
            "kind": "STAFF",
            "ref": "REG-1",
            "told": "{}",
        }

        send(client, "/register/", who(**extra))

        attempt = Attempt.objects.get()
        assert (attempt.state, attempt.by_nafath) == ("MATCHED", False)
        assert client.get("/register/password/").url == "/register/code/"

    def test_refuses_a_huge_body(self, client):
        answer = client.post("/register/", who(national_id="1" * 2_000_000))

        assert answer.status_code == 413


@pytest.fixture
def account():
    return a_citizen(mobile="+966590000001")


class TestSignInForm:
    @pytest.mark.parametrize(("typed", "code"), [*ANYWHERE, *NATIONAL_IDS])
    def test_says_what_is_wrong_with_a_number(self, client, typed, code):
        values = {"national_id": typed, "password": PASSWORD}

        assert code in refusals(send(client, "/sign-in/", values))

    @pytest.mark.parametrize("typed", [*ATTACKS[:-1], "a" * 128])
    def test_compares_passwords_whatever_they_hold(self, client, account, typed):
        values = {"national_id": account.login, "password": typed}

        assert refusals(send(client, "/sign-in/", values)) == ["signin.failed"]

    @pytest.mark.parametrize(
        ("typed", "code"),
        [
            ("", "required"),
            (" ", "required"),
            ("a\x00b", "char.not_allowed"),
            ("a" * 129, "too_long"),
        ],
    )
    def test_says_what_cannot_be_a_password(self, client, account, typed, code):
        values = {"national_id": account.login, "password": typed}

        assert refusals(send(client, "/sign-in/", values)) == [code]
        assert not AuditEvent.objects.filter(what="accounts.sign_in.fail").exists()


class TestCodeForm:
    @pytest.mark.parametrize("typed", CODES)
    def test_says_one_thing_of_every_wrong_code(self, client, account, simulators, typed):
        send(client, "/sign-in/", {"national_id": account.login, "password": PASSWORD})

        answer = send(client, "/sign-in/code/", {"code": typed})

        assert refusals(answer) == ["otp.invalid"]
        assert OneTimeCode.objects.get().guesses_count == 0

    @pytest.mark.parametrize("digits", ["٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹", "０１２３４５６７８９"])
    def test_reads_digits_of_any_script(self, client, account, simulators, digits):
        send(client, "/sign-in/", {"national_id": account.login, "password": PASSWORD})
        keep_promises(timezone.now())
        code = code_sent_to(simulators, account.mobile)
        typed = code.translate(str.maketrans("0123456789", digits))

        answer = send(client, "/sign-in/code/", {"code": f"{typed[:3]} {typed[3:]}"})

        assert answer.status_code == 302


class TestPasswordForm:
    @pytest.fixture
    def at_password(self, client, simulators):
        send(client, "/register/", who())
        keep_promises(timezone.now())
        send(client, "/register/code/", {"code": code_sent_to(simulators, NOURA.mobile)})
        return client

    @pytest.mark.parametrize(
        ("typed", "code"),
        [
            ("", "required"),
            ("123456789", "password.short"),
            ("1234567890", "password.common"),
            ("qwertyuiop", "password.common"),
            (f"x{NOURA.mobile.removeprefix('+966')}x", "password.common"),
            (f"0{NOURA.mobile.removeprefix('+966')}", "password.common"),
            (NUMBER.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")), "password.common"),
            ("a long \x00 password", "char.not_allowed"),
            ("x" * 129, "too_long"),
        ],
    )
    def test_refuses_what_is_easy(self, at_password, typed, code):
        values = {"password": typed, "again": typed}

        assert code in refusals(send(at_password, "/register/password/", values))
        assert not Account.objects.exists()

    @pytest.mark.parametrize(
        "typed",
        [
            "ثلاث نخلات هادئة",
            "  spaces stay  ",
            "🌴" * 10,
            "x" * 64 + "y" * 64,
            "=CMD()<script>",
            "آ" + "ا\u0653 في البيت الكبير",
        ],
    )
    def test_accepts_any_letters_whole(self, at_password, typed):
        send(at_password, "/register/password/", {"password": typed, "again": typed})
        at_password.post("/sign-out/")

        whole = send(at_password, "/sign-in/", {"national_id": NUMBER, "password": typed})
        cut = send(at_password, "/sign-in/", {"national_id": NUMBER, "password": typed[:-1]})

        assert whole.url == "/sign-in/code/"
        assert codes_on(cut) == ["signin.failed"]

    def test_two_ways_of_composing_a_letter_are_one_password(self, at_password):
        composed, apart = "آخر بيت في الحي", "ا\u0653خر بيت في الحي"
        send(at_password, "/register/password/", {"password": composed, "again": composed})
        at_password.post("/sign-out/")

        answer = send(at_password, "/sign-in/", {"national_id": NUMBER, "password": apart})

        assert answer.url == "/sign-in/code/"

    def test_the_password_can_be_shown_without_scripts(self, at_password):
        hidden = at_password.get("/register/password/").content.decode()
        shown = at_password.get("/register/password/?show=1").content.decode()

        assert hidden.count('type="password"') == 2
        assert 'type="password"' not in shown


class TestStaffForm:
    @pytest.mark.parametrize(
        ("typed", "code"),
        [
            ("", "required"),
            (" ", "required"),
            ("a\x00", "char.not_allowed"),
            ("a" * 41, "too_long"),
        ],
    )
    def test_says_what_cannot_be_a_name(self, client, typed, code):
        values = {"login": typed, "password": PASSWORD}

        assert refusals(send(client, "/staff/sign-in/", values)) == [code]

    @pytest.mark.parametrize("typed", [*ATTACKS[:-2], national_id.synthetic(1), "caseworker1'--"])
    def test_says_one_thing_of_every_wrong_name(self, client, typed):
        a_member_of_staff()
        values = {"login": typed[:40], "password": PASSWORD}

        assert refusals(send(client, "/staff/sign-in/", values)) == ["signin.failed"]
