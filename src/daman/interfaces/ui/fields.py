"""Form fields that accept what people type and refuse the rest with a stable code."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from daman.interfaces.ui.dates import CALENDARS, Calendar, written
from daman.interfaces.ui.refusals import sentence
from daman.interfaces.ui.widgets import DualDate, Radios, ShownPassword
from daman.kernel import iban, mobile, national_id
from daman.kernel.arabic import clean_line, western_digits
from daman.kernel.hijri import FIRST_DAY, HijriDate
from daman.kernel.money import Money
from daman.kernel.refusal import Refusal

LINE_LENGTH_MAX = 120
TEXT_LENGTH_MAX = 2000
TYPED_LENGTH_MAX = 64  # of numbers and codes, with room for spaces people add
PASSWORD_LENGTH_MAX = 128
OLDEST_AGE_YEARS = 125
_LINE_BREAKS = re.compile(r"\r\n?|[\u2028\u2029]")
_INVISIBLE_CATEGORIES = {"Cc", "Cf", "Zs", "Zl", "Zp"}


def error(code: str, **values: Any) -> ValidationError:
    """Return the form error of a refusal code, with its sentence."""
    return ValidationError(sentence(code, **values), code=code)


def error_of(refusal: Refusal) -> ValidationError:
    """Return the form error of a refusal."""
    return error(refusal.code, **refusal.values)


def is_blank(text: str) -> bool:
    """Return whether nothing in the text can be seen."""
    return all(unicodedata.category(char) in _INVISIBLE_CATEGORIES for char in text)


def checked_characters(text: str) -> str:
    """
    Return the text when all its characters may be stored.

    :raises ValidationError: char.not_allowed or encoding.invalid
    """
    if any(unicodedata.category(char) == "Cs" or char == "\ufffd" for char in text):
        raise error("encoding.invalid")
    if any(unicodedata.category(char) == "Cc" and char not in "\t\n\r" for char in text):
        raise error("char.not_allowed")
    return text


class TypedField(forms.Field):
    """One typed value: cleaned of invisible characters, measured, then read by `read`."""

    typed_length_max = TYPED_LENGTH_MAX
    input_attributes: dict[str, str] = {}
    component = "input"

    def to_python(self, value: Any) -> Any:
        """Return what was typed as a value, None when nothing was."""
        if value is None or (isinstance(value, str) and is_blank(value) and "\0" not in value):
            return None
        typed = checked_characters(str(value))
        if len(typed) > self.typed_length_max:
            raise error("too_long", limit=self.typed_length_max)
        try:
            return self.read(typed)
        except Refusal as refusal:
            raise error_of(refusal) from None

    def read(self, typed: str) -> Any:
        """Return the value of visible text; a subclass says how."""
        return typed

    def widget_attrs(self, widget: forms.Widget) -> dict[str, str]:
        """Return the attributes that bring up the right keyboard."""
        return {**super().widget_attrs(widget), **self.input_attributes}


class LineField(TypedField):
    """One line of text, stored clean: no direction controls, single spaces."""

    def __init__(self, *, length_max: int = LINE_LENGTH_MAX, width: str = "", **kw: Any) -> None:
        self.length_max = length_max
        self.typed_length_max = length_max * 4
        self.width = width
        super().__init__(**kw)

    def read(self, typed: str) -> str:
        """Return the line, at most `length_max` characters after cleaning."""
        line = clean_line(typed)
        if len(line) > self.length_max:
            raise Refusal("too_long", limit=self.length_max)
        return line

    def clean(self, value: Any) -> str:
        """Return the line, or an empty one when it may be left out."""
        return super().clean(value) or ""


class TextField(LineField):
    """Several lines of text, each stored clean."""

    component = "textarea"
    widget = forms.Textarea(attrs={"rows": 5})

    def __init__(self, *, length_max: int = TEXT_LENGTH_MAX, **kw: Any) -> None:
        super().__init__(length_max=length_max, **kw)

    def read(self, typed: str) -> str:
        """Return the text with clean lines."""
        lines = (clean_line(line) for line in _LINE_BREAKS.sub("\n", typed).split("\n"))
        text = "\n".join(lines).strip("\n")
        if len(text) > self.length_max:
            raise Refusal("too_long", limit=self.length_max)
        return text


class NationalIdField(TypedField):
    """Ten digits with a right check digit; `citizens_only` refuses a resident's number."""

    input_attributes = {
        "inputmode": "numeric",
        "autocomplete": "off",
        "dir": "ltr",
        "class": "num width-10",
        "spellcheck": "false",
    }

    def __init__(self, *, citizens_only: bool = False, **kw: Any) -> None:
        self.citizens_only = citizens_only
        super().__init__(**kw)

    def read(self, typed: str) -> str:
        """Return the ten digits."""
        number = national_id.parse(clean_line(typed))
        if self.citizens_only and national_id.kind(number) != "citizen":
            raise Refusal("nid.kind")
        return number


class MobileField(TypedField):
    """A Saudi mobile number, kept as +9665…"""

    input_attributes = {
        "inputmode": "tel",
        "autocomplete": "tel",
        "dir": "ltr",
        "class": "num width-10",
    }

    def read(self, typed: str) -> str:
        """Return the number as E.164."""
        return mobile.parse(clean_line(typed))


class IbanField(TypedField):
    """A Saudi account number; spaces and any script of digits are welcome."""

    input_attributes = {
        "dir": "ltr",
        "autocomplete": "off",
        "spellcheck": "false",
        "autocapitalize": "characters",
        "class": "num",
    }

    def read(self, typed: str) -> str:
        """Return the account number without spaces."""
        return iban.parse(clean_line(typed))


class MoneyField(TypedField):
    """An amount in riyals; an empty answer is not zero."""

    component = "money"
    input_attributes = {
        "inputmode": "decimal",
        "autocomplete": "off",
        "dir": "ltr",
        "class": "num width-10",
    }

    def __init__(self, *, ceiling: Money | None = None, **kw: Any) -> None:
        self.ceiling = ceiling
        super().__init__(**kw)

    def read(self, typed: str) -> Money:
        """Return the amount."""
        return Money.parse(clean_line(typed), ceiling=self.ceiling)

    def prepare_value(self, value: Any) -> Any:
        """Return an amount as it is typed."""
        return str(value) if isinstance(value, Money) else value


class CountField(TypedField):
    """A whole number within bounds."""

    input_attributes = {
        "inputmode": "numeric",
        "autocomplete": "off",
        "dir": "ltr",
        "class": "num width-4",
    }

    def __init__(self, *, least: int = 0, most: int = 99, **kw: Any) -> None:
        self.least, self.most = least, most
        super().__init__(**kw)

    def read(self, typed: str) -> int:
        """Return the number."""
        digits = western_digits(clean_line(typed)).replace(" ", "")
        if not re.fullmatch(r"-?[0-9]{1,18}", digits):
            raise Refusal("count.invalid")
        if not self.least <= int(digits) <= self.most:
            raise Refusal("count.range", least=self.least, most=self.most)
        return int(digits)


class OneTimeCodeField(TypedField):
    """The digits of a code sent by SMS or made by an app; every wrong shape says the same."""

    input_attributes = {
        "inputmode": "numeric",
        "autocomplete": "one-time-code",
        "dir": "ltr",
        "class": "num width-10 code",
    }

    def __init__(self, *, digits_count: int = 6, **kw: Any) -> None:
        self.digits_count = digits_count
        super().__init__(**kw)

    def read(self, typed: str) -> str:
        """Return the digits."""
        digits = re.sub(r"[\s\-]", "", western_digits(clean_line(typed)))
        if not re.fullmatch(rf"[0-9]{{{self.digits_count}}}", digits):
            raise Refusal("otp.invalid")
        return digits


class PasswordField(TypedField):
    """A secret exactly as typed: nothing is trimmed, nothing is folded."""

    component = "password"
    widget = ShownPassword
    typed_length_max = PASSWORD_LENGTH_MAX

    def __init__(self, *, new: bool = False, **kw: Any) -> None:
        self.autocomplete = "new-password" if new else "current-password"
        super().__init__(**kw)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, str]:
        """Return the attributes that let a password keeper help."""
        return {**super().widget_attrs(widget), "autocomplete": self.autocomplete, "dir": "ltr"}


class ChoiceField(forms.ChoiceField):
    """One answer of a few, shown as radios; `hints` explains an answer by its value."""

    widget = Radios

    def __init__(self, *, hints: dict[str, Any] | None = None, **kw: Any) -> None:
        self.hints = hints or {}
        super().__init__(**kw)

    def validate(self, value: Any) -> None:
        """Refuse no answer and an answer that is not offered."""
        if value in self.empty_values:
            forms.Field.validate(self, value)
        elif not self.valid_value(value):
            raise error("choice.invalid")


class SelectField(ChoiceField):
    """One answer of many, shown as a list."""

    widget = forms.Select


class ChoicesField(forms.MultipleChoiceField):
    """Several answers, shown as checkboxes."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, *, hints: dict[str, Any] | None = None, **kw: Any) -> None:
        self.hints = hints or {}
        super().__init__(**kw)

    def validate(self, value: Any) -> None:
        """Refuse no answer where one is needed and any answer that is not offered."""
        forms.Field.validate(self, value)
        if not all(self.valid_value(answer) for answer in value):
            raise error("choice.invalid")


class YesNoField(ChoiceField):
    """Yes or no, as True or False; nothing chosen is neither."""

    def __init__(self, **kw: Any) -> None:
        super().__init__(choices=[("yes", _("Yes")), ("no", _("No"))], **kw)

    def clean(self, value: Any) -> bool | None:
        """Return the answer, None when it was left out."""
        answer = super().clean(value)
        return None if answer in self.empty_values else answer == "yes"

    def prepare_value(self, value: Any) -> Any:
        """Return a stored answer as its choice."""
        return {True: "yes", False: "no"}.get(value, value) if isinstance(value, bool) else value


class ConfirmField(forms.BooleanField):
    """A box to tick: a declaration, the terms, a consent; unticked is `code` when required."""

    component = "confirm"

    def __init__(self, *, code: str = "required", **kw: Any) -> None:
        self.code = code
        super().__init__(**kw)

    def validate(self, value: Any) -> None:
        """Refuse a box that must be ticked."""
        if self.required and not value:
            raise error(self.code, label=self.label or "")


@dataclass(frozen=True)
class TypedDate:
    """A date with the calendar and the three numbers the person gave (kept as given)."""

    date: date
    calendar: Calendar
    year: int
    month: int
    day: int

    @classmethod
    def of(cls, day: date, *, calendar: Calendar = "gregorian") -> "TypedDate":
        """Return a stored day as it would have been typed in a calendar."""
        hijri = HijriDate.of(day) if calendar == "hijri" else None
        if hijri is None:
            return cls(day, "gregorian", day.year, day.month, day.day)
        return cls(day, "hijri", hijri.year, hijri.month, hijri.day)

    @property
    def typed(self) -> str:
        """Return the numbers as typed: year-month-day of its calendar."""
        return f"{self.year:04d}-{self.month:02d}-{self.day:02d}"


class DualDateField(forms.Field):
    """
    A date in either calendar; the clean value is a TypedDate.

    `past` and `future` bound it by the day the form was given as `today`; `oldest_years` refuses
    a birth longer ago than anyone has lived.
    """

    widget = DualDate
    component = "date"

    def __init__(
        self,
        *,
        past: bool = False,
        future: bool = False,
        oldest_years: int = OLDEST_AGE_YEARS,
        **kw: Any,
    ) -> None:
        self.past, self.future, self.oldest_years = past, future, oldest_years
        self.today: date | None = None
        super().__init__(**kw)

    def clean(self, value: Any) -> TypedDate | None:
        """Return the date, or None when it may be left out."""
        parts = value if isinstance(value, dict) else {}
        typed = [str(parts.get(part) or "") for part in ("day", "month", "year")]
        if all(is_blank(text) and "\0" not in text for text in typed):
            if self.required:
                raise ValidationError(self.error_messages["required"], code="required")
            return None
        try:
            day, month, year = (_date_number(text) for text in typed)
            return self._bounded(_dated(_calendar(parts), year, month, day))
        except Refusal as refusal:
            raise error_of(refusal) from None

    def _bounded(self, typed: TypedDate) -> TypedDate:
        if not (self.past or self.future):
            return typed
        assert self.today is not None, "a form with a bounded date is made with today="
        is_late = self.past and typed.date > self.today
        is_early = self.future and typed.date < self.today
        if is_late or is_early or _years_before(typed.date, self.today) > self.oldest_years:
            raise Refusal("date.range")
        return typed

    def prepare_value(self, value: Any) -> Any:
        """Return a stored or cleaned date as the parts that the control shows."""
        if isinstance(value, date):
            value = TypedDate.of(value)
        if not isinstance(value, TypedDate):
            return value
        parts = {"day": value.day, "month": value.month, "year": value.year}
        return {"calendar": value.calendar, **{part: str(n) for part, n in parts.items()}}


def _calendar(parts: dict[str, str]) -> Calendar:
    typed = parts.get("calendar") or "hijri"
    for calendar in CALENDARS:
        if typed == calendar:
            return calendar
    raise Refusal("date.invalid")


def _date_number(text: str) -> int:
    digits = western_digits(clean_line(checked_characters(text)))
    if not re.fullmatch(r"[0-9]{1,4}", digits):
        raise Refusal("date.invalid")
    return int(digits)


def _dated(calendar: Calendar, year: int, month: int, day: int) -> TypedDate:
    _refuse_other_calendar(calendar, year, month, day)
    if calendar == "hijri":
        return TypedDate(HijriDate(year, month, day).gregorian, calendar, year, month, day)
    if not FIRST_DAY.year - OLDEST_AGE_YEARS <= year <= 2077:
        raise Refusal("date.range")
    try:
        return TypedDate(date(year, month, day), calendar, year, month, day)
    except ValueError:
        raise Refusal("date.invalid") from None


def _refuse_other_calendar(calendar: Calendar, year: int, month: int, day: int) -> None:
    """Refuse a year that belongs to the other calendar, and say which date it would be there."""
    meant: Calendar | None = None
    if calendar == "hijri" and 1800 <= year <= 2100:
        meant = "gregorian"
    if calendar == "gregorian" and 1300 <= year <= 1500:
        meant = "hijri"
    if meant and 1 <= month <= 12 and 1 <= day <= 31:
        suggestion = written(year, month, day, calendar=meant)
        raise Refusal("date.calendar_suspected", suggestion=suggestion)


def _years_before(day: date, today: date) -> int:
    return today.year - day.year - ((today.month, today.day) < (day.month, day.day))


class UploadField(forms.FileField):
    """One file; what is in it is examined by the operation that stores it."""

    component = "file"

    def __init__(
        self, *, size_max: int = 5 * 1024 * 1024, accept: Sequence[str] = (), **kw: Any
    ) -> None:
        self.size_max = size_max
        self.accept = tuple(accept) or ("image/jpeg", "image/png", "application/pdf")
        super().__init__(**kw)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, str]:
        """Return the kinds of file that the person's device offers."""
        return {**super().widget_attrs(widget), "accept": ",".join(self.accept)}

    def to_python(self, data: UploadedFile | None) -> UploadedFile | None:
        """Return the upload when it is a file of an allowed size."""
        if data in self.empty_values or data is None:
            return None
        if not data.size:
            raise error("file.empty")
        if data.size > self.size_max:
            raise error("file.size", limit=self.size_max // (1024 * 1024))
        return data
