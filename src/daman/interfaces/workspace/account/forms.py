"""The forms of a staff account."""

from django.utils.translation import gettext_lazy as _

from daman.interfaces.ui import forms


class StaffSignInForm(forms.Form):
    """Name and password of a member of staff."""

    login = forms.LineField(label=_("User name"), length_max=40)
    password = forms.PasswordField(label=_("Password"))


class AuthenticatorForm(forms.Form):
    """The six digits that the authenticator shows."""

    code = forms.OneTimeCodeField(label=_("Code from your authenticator"))
