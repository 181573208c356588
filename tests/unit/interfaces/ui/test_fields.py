"""Every field against the bad-input catalogue: what it refuses, and what it keeps."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from django.utils import translation

from daman.interfaces.ui import forms
from daman.kernel import iban, national_id
from daman.kernel.money import Money
from daman.kernel.refusal import Refusal

TODAY = date(2026, 11, 25)
NID = national_id.synthetic(7)
IBAN = iban.synthetic(5)
TYPED_FIELDS = {
    "line": forms.LineField,
    "text": forms.TextField,
    "nid": forms.NationalIdField,
    "mobile": forms.MobileField,
    "iban": forms.IbanField,
    "money": forms.MoneyField,
    "count": forms.CountField,
    "code": forms.OneTimeCodeField,
    "password": forms.PasswordField,
}


@pytest.fixture(autouse=True)
def _in_arabic():
    with translation.override("ar"):
        yield


def code_of(field, typed) -> str:
    with pytest.raises(ValidationError) as caught:
        field.clean(typed)
    assert caught.value.messages[0], "an error says something"
    return caught.value.code


@pytest.mark.parametrize("make", TYPED_FIELDS.values(), ids=TYPED_FIELDS)
class TestEveryTypedField:
    @pytest.mark.parametrize("typed", ["", "   ", "\u00a0", "\u200b", "\u202e", "\t", None])
    def test_asks_again_when_nothing_visible_was_typed(self, make, typed):
        assert code_of(make(), typed) == "required"

    @pytest.mark.parametrize("typed", ["", "\u200b \u00a0"])
    def test_may_be_left_out_when_optional(self, make, typed):
        assert make(required=False).clean(typed) in (None, "")

    @pytest.mark.parametrize("typed", ["12\x0034", "\x00", "a\x07b", "a\x1bb"])
    def test_refuses_control_characters(self, make, typed):
        assert code_of(make(), typed) == "char.not_allowed"

    @pytest.mark.parametrize("typed", ["12\ud80034", "bad \ufffd bytes"])
    def test_refuses_broken_encoding(self, make, typed):
        assert code_of(make(), typed) == "encoding.invalid"

    @pytest.mark.parametrize("times", [10_000, 1_000_000])
    def test_refuses_what_is_too_long(self, make, times):
        assert code_of(make(), "1" * times) == "too_long"

    @pytest.mark.parametrize("typed", ["²²²", "①②③", "1e5x", "<script>", "' OR 1=1--"])
    def test_never_fails_on_strange_text(self, make, typed):
        try:
            make().clean(typed)
        except ValidationError as error:
            assert error.code  # noqa: PT017


@pytest.mark.parametrize(
    ("make", "typed", "code"),
    [
        (forms.NationalIdField, NID[:9], "nid.length"),
        (forms.NationalIdField, NID + "0", "nid.length"),
        (forms.NationalIdField, "²" * 10, "nid.length"),
        (forms.NationalIdField, "0" + NID[1:], "nid.prefix"),
        (forms.NationalIdField, "3" + NID[1:], "nid.prefix"),
        (forms.NationalIdField, "9" + NID[1:], "nid.prefix"),
        (forms.NationalIdField, "1111111111", "nid.checksum"),
        (forms.NationalIdField, NID[:9] + str((int(NID[9]) + 1) % 10), "nid.checksum"),
        (forms.MobileField, "051234567", "mobile.invalid"),
        (forms.MobileField, "05123456789", "mobile.invalid"),
        (forms.MobileField, "0112345678", "mobile.invalid"),
        (forms.MobileField, "+971501234567", "mobile.invalid"),
        (forms.IbanField, IBAN[:23], "iban.length"),
        (forms.IbanField, IBAN + "1", "iban.length"),
        (forms.IbanField, "GB82WEST12345698765432", "iban.country"),
        (forms.IbanField, "SA00" + IBAN[4:], "iban.checksum"),
        (forms.IbanField, "SAXX" + IBAN[4:], "iban.characters"),
        (forms.MoneyField, "-1", "money.negative"),
        (forms.MoneyField, "1,000.555", "money.precision"),
        (forms.MoneyField, "10000000000000", "money.range"),
        (forms.MoneyField, "1.000,50", "money.invalid"),
        (forms.MoneyField, "abc", "money.invalid"),
        (forms.MoneyField, "1e3", "money.invalid"),
        (forms.OneTimeCodeField, "12345", "otp.invalid"),
        (forms.OneTimeCodeField, "1234567", "otp.invalid"),
        (forms.OneTimeCodeField, "abcdef", "otp.invalid"),
        (forms.CountField, "100", "count.range"),
        (forms.CountField, "-1", "count.range"),
        (forms.CountField, "1.5", "count.invalid"),
        (forms.CountField, "three", "count.invalid"),
    ],
)
def test_refuses_with_the_code_of_the_catalogue(make, typed, code):
    assert code_of(make(), typed) == code


def test_refuses_a_resident_where_a_citizen_is_needed():
    resident = national_id.synthetic(7, of="resident")
    assert code_of(forms.NationalIdField(citizens_only=True), resident) == "nid.kind"
    assert forms.NationalIdField().clean(resident) == resident


def test_refuses_an_amount_above_its_ceiling():
    field = forms.MoneyField(ceiling=Money.riyals(100))
    assert code_of(field, "100.01") == "money.range"
    assert field.clean("100") == Money.riyals(100)


@pytest.mark.parametrize(
    ("make", "typed", "kept"),
    [
        (forms.LineField, "  نورة\u202e   محمد\u200f ", "نورة محمد"),
        (forms.LineField, "<b>{{7*7}}</b>", "<b>{{7*7}}</b>"),
        (forms.TextField, "سطر\r\nثان ", "سطر\nثان"),
        (forms.NationalIdField, f" {NID[:4]} {NID[4:]} ", NID),
        (forms.NationalIdField, NID.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")), NID),
        (forms.NationalIdField, NID.translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")), NID),
        (forms.MobileField, "٠٥٠ ١٢٣ ٤٥٦٧", "+966501234567"),
        (forms.MobileField, "00966501234567", "+966501234567"),
        (forms.MobileField, "+966 50 123 4567", "+966501234567"),
        (forms.IbanField, iban.grouped(IBAN).lower(), IBAN),
        (forms.IbanField, IBAN.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")), IBAN),
        (forms.MoneyField, "١٠٠٠٫٥٠", Money(100_050)),
        (forms.MoneyField, "1,000", Money.riyals(1000)),
        (forms.MoneyField, "0", Money(0)),
        (forms.OneTimeCodeField, "١٢٣ 4۵６", "123456"),
        (forms.CountField, "٣", 3),
        (forms.PasswordField, "  two  spaces ", "  two  spaces "),
    ],
)
def test_keeps_what_people_mean(make, typed, kept):
    assert make().clean(typed) == kept


class TestDates:
    def clean(self, calendar, year, month, day, **bounds):
        field = forms.DualDateField(**bounds)
        field.today = TODAY
        parts = {"calendar": calendar, "year": year, "month": month, "day": day}
        return field.clean({name: str(value) for name, value in parts.items()})

    @pytest.mark.parametrize(
        ("calendar", "year", "month", "day", "code"),
        [
            ("hijri", 1446, 1, 30, "date.invalid"),
            ("hijri", 1446, 13, 1, "date.invalid"),
            ("hijri", 1446, 1, 0, "date.invalid"),
            ("hijri", 1342, 1, 1, "date.range"),
            ("hijri", 1501, 1, 1, "date.range"),
            ("gregorian", 1, 1, 1, "date.range"),
            ("gregorian", 2025, 2, 30, "date.invalid"),
            ("gregorian", 2025, 2, 29, "date.invalid"),
            ("gregorian", 1446, 5, 1, "date.calendar_suspected"),
            ("hijri", 2025, 5, 1, "date.calendar_suspected"),
            ("lunar", 1446, 5, 1, "date.invalid"),
            ("hijri", "abcd", 5, 1, "date.invalid"),
            ("hijri", 1446, "", 1, "date.invalid"),
            ("hijri", "1446\x00", 5, 1, "char.not_allowed"),
        ],
    )
    def test_refuses_a_day_that_is_not(self, calendar, year, month, day, code):
        with pytest.raises(ValidationError) as caught:
            self.clean(calendar, year, month, day)
        assert caught.value.code == code

    @pytest.mark.parametrize(
        ("bounds", "day"),
        [
            ({"past": True}, date(2026, 11, 26)),
            ({"past": True}, date(1900, 11, 25)),
            ({"future": True}, date(2026, 11, 24)),
        ],
    )
    def test_refuses_a_day_outside_its_bounds(self, bounds, day):
        with pytest.raises(ValidationError) as caught:
            self.clean("gregorian", day.year, day.month, day.day, **bounds)
        assert caught.value.code == "date.range"

    def test_suggests_the_other_calendar(self):
        with pytest.raises(ValidationError, match="جمادى الأولى 1446"):
            self.clean("gregorian", 1446, 5, 1)

    def test_keeps_the_day_and_the_numbers_as_typed(self):
        typed = self.clean("hijri", 1400, 1, 1, past=True)
        assert (typed.date, typed.typed) == (date(1979, 11, 20), "1400-01-01")

    def test_takes_a_birth_before_the_hijri_tables(self):
        typed = self.clean("gregorian", 1920, 2, 29, past=True)
        assert typed.date == date(1920, 2, 29)

    def test_takes_digits_of_every_script(self):
        assert self.clean("hijri", "١٤٠٠", "۱", "１").date == date(1979, 11, 20)

    def test_asks_again_when_no_part_was_typed(self):
        with pytest.raises(ValidationError) as caught:
            self.clean("hijri", "", "\u200b", " ")
        assert caught.value.code == "required"


class Asked(forms.Form):
    nid = forms.NationalIdField(label="رقم الهوية")
    birth = forms.DualDateField(past=True)
    answer = forms.YesNoField()
    kinds = forms.ChoicesField(choices=[("a", "A"), ("b", "B")], required=False)
    terms = forms.ConfirmField(code="terms.required")


def asked(query: str = "", **more: str) -> Asked:
    base = f"nid={NID}&birth_calendar=hijri&birth_day=1&birth_month=1&birth_year=1400"
    sent = QueryDict(f"{base}&answer=yes&terms=on{query}", mutable=True)
    for name, value in more.items():
        sent[name] = value
    return Asked(sent, today=TODAY)


def codes(form) -> dict[str, list[str]]:
    return {name: [e.code for e in errors] for name, errors in form.errors.as_data().items()}


class TestForm:
    def test_gives_clean_values(self):
        form = asked("&kinds=a&kinds=b")
        assert form.is_valid(), form.errors
        assert form.cleaned_data["answer"] is True
        assert form.cleaned_data["kinds"] == ["a", "b"]
        assert form.cleaned_data["birth"].date == date(1979, 11, 20)

    @pytest.mark.parametrize("name", ["nid", "birth_day", "answer"])
    def test_refuses_a_value_sent_twice(self, name):
        field = name.partition("_")[0]
        assert "param.duplicate" in codes(asked(f"&{name}=1"))[field]

    def test_names_the_question_that_was_left_out(self):
        form = asked(nid="")
        assert codes(form)["nid"] == ["required"]
        assert "رقم الهوية" in form.errors["nid"][0]

    def test_refuses_an_answer_that_was_not_offered(self):
        assert codes(asked(answer="maybe"))["answer"] == ["choice.invalid"]
        assert codes(asked("&kinds=z"))["kinds"] == ["choice.invalid"]

    def test_refuses_an_unticked_declaration_with_its_own_code(self):
        assert codes(asked(terms=""))["terms"] == ["terms.required"]

    def test_reads_the_gregorian_month_list_of_a_browser(self):
        form = asked(
            birth_calendar="gregorian",
            birth_month="",
            birth_gregorian_month="11",
            birth_day="20",
            birth_year="1979",
        )
        assert form.is_valid(), form.errors
        assert form.cleaned_data["birth"].date == date(1979, 11, 20)

    def test_puts_a_refusal_on_its_field_or_above_all(self):
        form = asked()
        assert form.is_valid()
        forms.refuse(form, Refusal("person.unmatched", field="nid"))
        forms.refuse(form, Refusal("registry.down"))
        forms.refuse(form, Refusal("stale", field="not_here"))
        assert codes(form) == {"nid": ["person.unmatched"], "__all__": ["registry.down", "stale"]}


class TestUploads:
    def test_refuses_an_empty_file(self):
        assert code_of(forms.UploadField(), SimpleUploadedFile("a.pdf", b"")) == "file.empty"

    def test_refuses_a_file_above_its_size(self):
        field = forms.UploadField(size_max=10)
        assert code_of(field, SimpleUploadedFile("a.pdf", b"x" * 11)) == "file.size"

    def test_keeps_a_file(self):
        upload = SimpleUploadedFile("a.pdf", b"x")
        assert forms.UploadField().clean(upload) is upload
