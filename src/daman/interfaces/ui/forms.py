"""The form every page uses: errors carry a stable code, and a refusal lands on its field."""

from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict
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


# A consent, a secret and a file are given by the person there and then.
_GIVEN_ANEW = (ConfirmField, OneTimeCodeField, PasswordField, UploadField)


class Form(forms.Form):
    """
    A form whose every error has a code of refusals.yaml.

    `today` is the Riyadh date of the request; forms with a bounded date need it. `typed` is what
    the person typed before a session ended: it is shown instead of what is saved, and never
    counts as sent.
    """

    use_required_attribute = False

    def __init__(
        self,
        *args: Any,
        today: date | None = None,
        typed: QueryDict | None = None,
        **kwargs: Any,
    ) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        self.typed = typed
        for field in self.fields.values():
            if isinstance(field, DualDateField):
                field.today = today

    def full_clean(self) -> None:
        """Name the question in the sentence about a missing answer, then check everything."""
        for field in self.fields.values():
            _say_what_is_required(field)
        super().full_clean()

    def get_initial_for_field(self, field: forms.Field, field_name: str) -> Any:
        """Return what the field shows before anything is sent."""
        name = self.add_prefix(field_name)
        is_typed = self.typed is not None and not isinstance(field, _GIVEN_ANEW)
        if is_typed and not field.widget.value_omitted_from_data(self.typed, {}, name):
            return field.widget.value_from_datadict(self.typed, {}, name)
        return super().get_initial_for_field(field, field_name)

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
