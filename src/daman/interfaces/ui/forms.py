"""The form every page uses: errors carry a stable code, and a refusal lands on its field."""

from datetime import date
from typing import Any

from django import forms
from django.utils.functional import lazy

from daman.interfaces.ui.choices import (
    ChoiceField,
    ChoicesField,
    ConfirmField,
    SelectField,
    YesNoField,
)
from daman.interfaces.ui.fields import (
    CountField,
    IbanField,
    LineField,
    MobileField,
    MoneyField,
    NationalIdField,
    OneTimeCodeField,
    PasswordField,
    TextField,
    UploadField,
    error,
    error_of,
)
from daman.interfaces.ui.refusals import sentence
from daman.interfaces.ui.typed_dates import DualDateField, TypedDate
from daman.interfaces.ui.widgets import DATE_PARTS
from daman.kernel.refusal import Refusal

__all__ = [
    "ChoiceField",
    "ChoicesField",
    "ConfirmField",
    "CountField",
    "DualDateField",
    "Form",
    "IbanField",
    "LineField",
    "MobileField",
    "MoneyField",
    "NationalIdField",
    "OneTimeCodeField",
    "PasswordField",
    "SelectField",
    "TextField",
    "TypedDate",
    "UploadField",
    "YesNoField",
    "error",
    "refuse",
]


class Form(forms.Form):
    """
    A form whose every error has a code of refusals.yaml.

    `today` is the Riyadh date of the request; forms with a bounded date need it.
    """

    use_required_attribute = False

    def __init__(self, *args: Any, today: date | None = None, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, DualDateField):
                field.today = today
            _say_what_is_required(field)

    def clean(self) -> dict[str, Any]:
        """Refuse a value sent twice where one was asked (checkboxes may have several)."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for name, field in self.fields.items():
            if any(self._is_repeated(sent) for sent in _names_sent(self.add_prefix(name), field)):
                self.add_error(name, error("param.duplicate"))
        return cleaned

    def _is_repeated(self, name: str) -> bool:
        values_of = getattr(self.data, "getlist", None)
        return values_of is not None and len(values_of(name)) > 1


def _names_sent(name: str, field: forms.Field) -> list[str]:
    """Return the parameters of a field that may come only once."""
    if isinstance(field, forms.MultipleChoiceField):
        return []
    if isinstance(field, DualDateField):
        return [f"{name}_{part}" for part in DATE_PARTS]
    return [name]


def _say_what_is_required(field: forms.Field) -> None:
    default = forms.Field.default_error_messages["required"]
    if field.error_messages.get("required") == default:
        say = lazy(lambda: sentence("required", label=field.label or ""), str)
        field.error_messages["required"] = say()  # type: ignore[no-untyped-call]


def refuse(form: forms.BaseForm, refusal: Refusal) -> None:
    """Add a refusal's sentence to the form, at its field when the form has that field."""
    field = refusal.field if refusal.field in form.fields else None
    form.add_error(field, error_of(refusal))
