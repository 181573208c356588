"""The forms of a run: the month to build, the content that was seen, a reason."""

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from daman.interfaces.ui import forms
from daman.interfaces.ui.dates import month_text
from daman.kernel.month import Month


class BuildForm(forms.Form):
    """Which month's run to build: this month's or the next."""

    month = forms.ChoiceField(label=_("Which month?"), choices=())

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, today=today, **kwargs)
        this = Month.of(today)
        self.fields["month"].choices = [  # type: ignore[attr-defined]
            (str(month), month_text(month)) for month in (this.next, this)
        ]


class ReasonForm(forms.Form):
    """Why a run goes back or is given up."""

    reason = forms.TextField(label=_("Reason"), length_max=500)


class SeenForm(forms.Form):
    """The digest of the content that the signer saw."""

    content_sha256 = forms.LineField(label=_("Content"), length_max=64)
