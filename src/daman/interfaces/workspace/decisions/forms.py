"""The form of the decisions: why a letter is read by who had no part in the case."""

from django.utils.translation import gettext_lazy as _

from daman.interfaces.ui import forms
from daman.journey.casework.rules import TEXT_LENGTH_MAX


class WhyForm(forms.Form):
    """Why a member of staff reads a person's letter."""

    reason = forms.TextField(
        label=_("Why do you need to read this letter?"),
        help_text=_("Your reason is kept with your name, and the person can ask who read it."),
        length_max=TEXT_LENGTH_MAX,
    )
