"""Form fields that accept what people type and refuse the rest with a stable code."""

import re
import unicodedata
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from daman.interfaces.ui.refusals import sentence
from daman.interfaces.ui.widgets import ShownPassword
from daman.kernel import iban, mobile, national_id
from daman.kernel.arabic import clean_line, western_digits
from daman.kernel.money import Money
from daman.kernel.refusal import Refusal

LINE_LENGTH_MAX = 120
TEXT_LENGTH_MAX = 2000
TYPED_LENGTH_MAX = 64  # of numbers and codes, with room for spaces people add
PASSWORD_LENGTH_MAX = 128
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

    def to_python(self, data: Any) -> UploadedFile | None:
        """Return the upload when it is a file of an allowed size."""
        if data in self.empty_values:
            return None
        if not data.size:
            raise error("file.empty")
        if data.size > self.size_max:
            raise error("file.size", limit=self.size_max // (1024 * 1024))
        upload: UploadedFile = data
        return upload
