"""The forms of an account."""

from typing import Any

from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from daman.interfaces.ui import forms
from daman.kernel.refusal import Refusal


class WhoForm(forms.Form):
    """Who a person says they are."""

    national_id = forms.NationalIdField(
        label=_("National ID or Iqama number"), help_text=_("10 digits, as on your card.")
    )
    born = forms.DualDateField(past=True, label=_("Date of birth"))
    mobile = forms.MobileField(
        label=_("Mobile number"), help_text=_("The number registered in your name, 05…")
    )


class RegisterForm(WhoForm):
    """Who a person says they are, and that they accept the terms."""

    terms = forms.ConfirmField(
        label=_("I have read the terms and accept them"), code="terms.required"
    )


class CodeForm(forms.Form):
    """The six digits that arrived by SMS, or that the authenticator shows."""

    code = forms.OneTimeCodeField(label=_("Code"))


class PasswordForm(forms.Form):
    """A new password, twice."""

    password = forms.PasswordField(
        new=True,
        label=_("Password"),
        help_text=_("10 characters or more. Three words that you remember are good."),
    )
    again = forms.PasswordField(new=True, label=_("The same password again"))

    def clean(self) -> dict[str, Any]:
        """Refuse two passwords that differ."""
        cleaned = super().clean()
        pair = (cleaned.get("password"), cleaned.get("again"))
        if None not in pair and pair[0] != pair[1]:
            forms.refuse(self, Refusal("password.mismatch", field="again"))
        return cleaned


class SignInForm(forms.Form):
    """Number and password."""

    national_id = forms.NationalIdField(label=_("National ID or Iqama number"))
    password = forms.PasswordField(label=_("Password"))


class NafathMobileForm(forms.Form):
    """What Nafath does not tell: the mobile; and the terms."""

    mobile = forms.MobileField(
        label=_("Mobile number"), help_text=_("The number registered in your name, 05…")
    )
    terms = forms.ConfirmField(
        label=_("I have read the terms and accept them"), code="terms.required"
    )


class LanguageForm(forms.Form):
    """The language of messages."""

    language = forms.ChoiceField(
        label=_("Language of text messages"),
        choices=[(code, get_language_info(code)["name_local"]) for code in ("ar", "en")],
    )
