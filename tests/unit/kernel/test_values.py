"""Kernel values: what people type, what is refused and why, and the edges of the tables."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daman.kernel import arabic, hijri, iban, mobile, national_id, working_days
from daman.kernel.hijri import HijriDate
from daman.kernel.money import Money, total
from daman.kernel.month import Month
from daman.kernel.refusal import Refusal
from daman.kernel.riyadh import riyadh_date


def code_of(parse, text, **values) -> str:
    with pytest.raises(Refusal) as refused:
        parse(text, **values)
    return refused.value.code


class TestMoney:
    @pytest.mark.parametrize(
        ("typed", "halalas"),
        [
            ("0", 0),
            ("1,320", 132_000),
            ("1320.5", 132_050),
            ("1320.50", 132_050),
            ("1320.5000", 132_050),
            ("١٬٠٠٠٫٥٠", 100_050),
            ("۱۰۰۰", 100_000),
            (" 850 ", 85_000),
            ("1 000", 100_000),
        ],
    )
    def test_reads_what_people_type(self, typed, halalas):
        assert Money.parse(typed) == Money(halalas)

    @pytest.mark.parametrize(
        ("typed", "code"),
        [
            ("-1", "money.negative"),
            ("−1", "money.negative"),
            ("1.005", "money.precision"),
            ("1.000,50", "money.invalid"),
            ("1,00", "money.invalid"),
            ("1e5", "money.invalid"),
            ("", "money.invalid"),
            ("²", "money.invalid"),
            ("NaN", "money.invalid"),
            ("9" * 41, "money.range"),
        ],
    )
    def test_refuses_with_the_reason(self, typed, code):
        assert code_of(Money.parse, typed) == code

    def test_refuses_more_than_the_ceiling(self):
        assert code_of(Money.parse, "1001", ceiling=Money.riyals(1000)) == "money.range"

    @given(st.integers(-(10**15), 10**15), st.integers(1, 1000))
    def test_splits_without_loss(self, halalas, parts_count):
        parts = Money(halalas).split(parts_count)

        assert total(parts) == Money(halalas)
        assert max(parts) - min(parts) <= Money(1)

    @given(st.integers(0, 10**13))
    def test_is_read_back_as_written(self, halalas):
        assert Money.parse(str(Money(halalas))) == Money(halalas)
        assert Money.parse(Money(halalas).decimal_text) == Money(halalas)

    def test_is_never_a_float(self):
        with pytest.raises(AssertionError):
            Money(10.0)


class TestHijri:
    def test_agrees_with_history(self):
        assert HijriDate(1400, 1, 1).gregorian == date(1979, 11, 20)

    def test_comes_back_on_every_day_of_the_tables(self):
        day = hijri.FIRST_DAY
        while day <= hijri.LAST_DAY:
            assert HijriDate.of(day).gregorian == day
            day += timedelta(days=1)

    @pytest.mark.parametrize("day", [date(1924, 7, 31), date(2077, 11, 17), date(1, 1, 1)])
    def test_is_nothing_outside_the_tables(self, day):
        assert HijriDate.of(day) is None

    @pytest.mark.parametrize(
        ("parts", "code"),
        [
            ((1446, 1, 30), "date.invalid"),
            ((1446, 13, 1), "date.invalid"),
            ((1446, 1, 0), "date.invalid"),
            ((1342, 1, 1), "date.range"),
            ((1501, 1, 1), "date.range"),
        ],
    )
    def test_refuses_days_that_are_not(self, parts, code):
        with pytest.raises(Refusal) as refused:
            HijriDate(*parts).gregorian  # noqa: B018 - the property is what is tried.
        assert refused.value.code == code


class TestNationalId:
    @pytest.mark.parametrize(
        ("typed", "code"),
        [
            ("105852994", "nid.length"),
            ("10585299400", "nid.length"),
            ("", "nid.length"),
            ("105852994a", "nid.length"),
            ("①058529940", "nid.length"),
            ("0058529940", "nid.prefix"),
            ("3058529940", "nid.prefix"),
            ("1058529941", "nid.checksum"),
            ("1111111111", "nid.checksum"),
        ],
    )
    def test_refuses_with_the_reason(self, typed, code):
        assert code_of(national_id.parse, typed) == code

    @pytest.mark.parametrize(
        "typed", ["1058529940", "١٠٥٨٥٢٩٩٤٠", "1058 529 940", "１０５８５２９９４０"]
    )
    def test_reads_digits_of_any_script(self, typed):
        assert national_id.parse(typed) == "1058529940"

    @given(st.integers(0, 99_999), st.sampled_from(["citizen", "resident"]))
    def test_made_up_numbers_are_valid_and_marked(self, serial, kind):
        number = national_id.synthetic(serial, of=kind)

        assert national_id.parse(number) == number
        assert national_id.is_synthetic(number)
        assert national_id.kind(number) == kind

    @given(st.integers(0, 99_999), st.integers(0, 9), st.integers(1, 9))
    def test_one_wrong_digit_is_always_found(self, serial, place, shift):
        number = national_id.synthetic(serial)
        wrong = str((int(number[place]) + shift) % 10)
        with pytest.raises(Refusal):
            national_id.parse(number[:place] + wrong + number[place + 1 :])


class TestIban:
    @pytest.mark.parametrize(
        ("typed", "code"),
        [
            ("GB82WEST12345698765432", "iban.country"),
            ("SA038000000060801016751", "iban.length"),
            ("SA03800000006080101675199", "iban.length"),
            ("SA0480000000608010167519", "iban.checksum"),
            ("SA03800000006080101675!9", "iban.characters"),
            ("", "iban.country"),
        ],
    )
    def test_refuses_with_the_reason(self, typed, code):
        assert code_of(iban.parse, typed) == code

    def test_reads_groups_and_arabic_digits(self):
        assert iban.parse("sa٠٣ 8000 0000 6080 1016 7519") == "SA0380000000608010167519"

    @given(st.integers(0, 10**15 - 1))
    def test_made_up_accounts_are_valid_and_marked(self, serial):
        account = iban.synthetic(serial)

        assert iban.parse(iban.grouped(account)) == account
        assert iban.is_synthetic(account)


class TestMobile:
    @pytest.mark.parametrize(
        "typed", ["0501234567", "501234567", "00966501234567", "+966 50 123 4567", "٠٥٠١٢٣٤٥٦٧"]
    )
    def test_reads_every_usual_form(self, typed):
        assert mobile.parse(typed) == "+966501234567"

    @pytest.mark.parametrize(
        "typed", ["05123", "0112345678", "+14155552671", "abc", "", "05" * 20]
    )
    def test_refuses_what_is_no_saudi_mobile(self, typed):
        assert code_of(mobile.parse, typed) == "mobile.invalid"


class TestWorkingDays:
    def test_twenty_days_of_the_law(self):
        due = working_days.add_working_days(date(2024, 1, 7), 20, holidays=())
        assert due == date(2024, 2, 4)

    def test_a_holiday_moves_the_day(self):
        holidays = {date(2024, 1, 8)}
        due = working_days.add_working_days(date(2024, 1, 7), 1, holidays=holidays)
        assert due == date(2024, 1, 9)

    @given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(0, 60))
    def test_counting_back_gives_the_same_number(self, start, count):
        end = working_days.add_working_days(start, count, holidays=())
        assert working_days.working_days_between(start, end, holidays=()) == count


def test_months_follow_each_other():
    assert Month(2026, 12).next == Month(2027, 1)
    assert Month(2026, 1).plus(-1) == Month(2025, 12)
    assert Month.parse(str(Month(2026, 3))) == Month(2026, 3)
    for wrong in ("2026-13", "2026-00", "26-1", "2026-1", ""):
        with pytest.raises(ValueError, match="not a month"):
            Month.parse(wrong)


def test_a_date_is_a_riyadh_date():
    assert riyadh_date(datetime(2026, 11, 24, 20, 59, tzinfo=UTC)) == date(2026, 11, 24)
    assert riyadh_date(datetime(2026, 11, 24, 21, 0, tzinfo=UTC)) == date(2026, 11, 25)


def test_names_are_found_however_they_are_written():
    assert arabic.search_key("أَحْمَد  الفـــهد") == arabic.search_key("احمد الفهد")
    assert arabic.clean_line("cod\u202egpj.exe") == "codgpj.exe"
    assert arabic.western_digits("²①") == "²①"
