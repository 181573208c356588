"""The forms of a sitting: a vote, the committee's reasons, why a case goes back."""

from django.utils.translation import gettext_lazy as _

from daman.interfaces.ui import forms
from daman.journey.casework.rules import TEXT_LENGTH_MAX
from daman.journey.committee.states import Choice

CHOICES = (
    (Choice.ACCEPT, _("Accept")),
    (Choice.REFUSE, _("Refuse")),
    (Choice.ABSTAIN, _("Abstain")),
)


class VoteForm(forms.Form):
    """A member's vote."""

    choice = forms.ChoiceField(label=_("Your vote"), choices=CHOICES)
    reason = forms.TextField(
        label=_("Reason"),
        help_text=_("Needed when you refuse or abstain. Do not write health details."),
        required=False,
        length_max=TEXT_LENGTH_MAX,
    )


class CloseForm(forms.Form):
    """The committee's reasons, which the letter carries."""

    reasons = forms.TextField(
        label=_("The committee's reasons"),
        help_text=_("They are kept with the decision. Do not write health details."),
        length_max=TEXT_LENGTH_MAX,
    )


class SendBackForm(forms.Form):
    """Why a case goes back to its caseworker."""

    reason = forms.TextField(
        label=_("What shall the caseworker study again?"), length_max=TEXT_LENGTH_MAX
    )
