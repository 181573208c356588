"""One-time codes: five guesses whoever guesses at once, one use, one session, one purpose."""

import threading
from datetime import timedelta

import pytest
from django.db import connection

from daman.exchange.identity import codes
from daman.exchange.identity.models import OneTimeCode
from daman.kernel.refusal import Refusal

WHO = {"purpose": "sign_in", "subject": "1999000019", "session_key": "session-one"}


def issued(at, **changed):
    return codes.issue(**(WHO | {"mobile": "+966590000001"} | changed), at=at)


def refusal_of(at, typed, **changed) -> str:
    with pytest.raises(Refusal) as refused:
        codes.verify(**(WHO | changed), typed=typed, at=at)
    return refused.value.code


def another(digits: str) -> str:
    return f"{(int(digits) + 1) % 10**6:06d}"


@pytest.mark.django_db
class TestVerify:
    def test_accepts_the_code_once(self, at):
        digits = issued(at)

        codes.verify(**WHO, typed=digits, at=at)

        assert refusal_of(at, digits) == "otp.invalid"

    def test_accepts_digits_of_another_script(self, at):
        digits = issued(at)
        arabic = digits.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))

        codes.verify(**WHO, typed=f" {arabic} ", at=at)

    @pytest.mark.parametrize(
        "changed",
        [{"session_key": "another"}, {"purpose": "change"}, {"subject": "1999000027"}],
    )
    def test_refuses_another_session_purpose_or_person(self, at, changed):
        assert refusal_of(at, issued(at), **changed) == "otp.invalid"

    def test_refuses_an_expired_code(self, at):
        digits = issued(at)

        assert refusal_of(at + codes.LIFE, digits) == "otp.invalid"

    def test_refuses_the_older_of_two(self, at):
        older = issued(at)
        newer = issued(at)

        if older != newer:
            assert refusal_of(at, older) == "otp.invalid"
        codes.verify(**WHO, typed=newer, at=at)

    def test_refuses_the_right_code_after_five_guesses(self, at):
        digits = issued(at)
        for _ in range(5):
            assert refusal_of(at, another(digits)) == "otp.invalid"

        assert refusal_of(at, digits) == "otp.too_many"

    @pytest.mark.parametrize("typed", ["", "12345", "1234567", "abcdef", "²²²²²²"])
    def test_refuses_what_is_no_code(self, at, typed):
        issued(at)

        assert refusal_of(at, typed) == "otp.invalid"


@pytest.mark.django_db
class TestIssue:
    def test_refuses_a_fourth_code_within_the_hour(self, at):
        for _ in range(3):
            issued(at)

        with pytest.raises(Refusal, match=r"rate\.too_many"):
            issued(at)

    def test_counts_codes_to_one_mobile_for_different_people(self, at):
        for number in range(3):
            issued(at, subject=f"person {number}")

        with pytest.raises(Refusal, match=r"rate\.too_many"):
            issued(at, subject="person 4")

    def test_refuses_an_eleventh_code_within_the_day(self, at):
        for number in range(10):
            issued(at.replace(hour=4) + timedelta(hours=number * 1))

        with pytest.raises(Refusal, match=r"rate\.too_many"):
            issued(at.replace(hour=4) + timedelta(hours=11))

    def test_keeps_no_digits(self, at):
        digits = issued(at)

        kept = OneTimeCode.objects.values().get()
        assert digits not in repr(kept)


@pytest.mark.concurrent
@pytest.mark.django_db(transaction=True)
def test_parallel_guesses_are_five_at_most(at):
    digits = issued(at)
    answers = []

    def guess(number):
        try:
            codes.verify(**WHO, typed=f"{(int(digits) + 1 + number) % 10**6:06d}", at=at)
        except Refusal as refusal:
            answers.append(refusal.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=guess, args=(number,)) for number in range(30)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert answers.count("otp.invalid") == 5
    assert answers.count("otp.too_many") == 25
