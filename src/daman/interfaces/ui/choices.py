"""Form fields whose answers are offered: radios, lists, checkboxes and declarations."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from daman.interfaces.ui.fields import error
from daman.interfaces.ui.widgets import Radios


class ChoiceField(forms.ChoiceField):
    """One answer of a few, shown as radios; `hints` explains an answer by its value."""

    widget: type[forms.Widget] = Radios

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
