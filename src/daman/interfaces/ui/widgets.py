"""Form controls that need more than one element or more than one language."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict

from daman.interfaces.ui.dates import CALENDARS, month_names

DATE_PARTS = ("calendar", "day", "month", "gregorian_month", "year")


class Radios(forms.RadioSelect):
    """A question with few answers, all of them visible."""


class Checkboxes(forms.CheckboxSelectMultiple):
    """A question with several answers at once."""


class DualDate(forms.Widget):
    """
    Day, month by name and year, in the calendar the person chooses; no script needed.

    Both month lists are in the page and the style sheet shows the one of the chosen calendar. A
    client that sends no `_gregorian_month` may put the number of either calendar in `_month`.
    """

    template_name = "ui/widgets/dual_date.html"
    use_fieldset = True

    def value_from_datadict(
        self, data: Mapping[str, Any], files: MultiValueDict[str, Any], name: str
    ) -> dict[str, str]:
        """Return the parts as typed; the months of both lists become one."""
        parts = {part: data.get(f"{name}_{part}", "") for part in DATE_PARTS}
        if parts["calendar"] == "gregorian" and f"{name}_gregorian_month" in data:
            parts["month"] = parts["gregorian_month"]
        return parts

    def value_omitted_from_data(
        self, data: Mapping[str, Any], files: MultiValueDict[str, Any], name: str
    ) -> bool:
        """Return whether the form was sent without any part of the date."""
        return not any(f"{name}_{part}" in data for part in DATE_PARTS)

    def id_for_label(self, id_: str, index: str | None = None) -> str:
        """Return the id that an error message leads to: the day."""
        return f"{id_}_day" if id_ else id_

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Add the parts and both lists of months to what the template sees."""
        context = super().get_context(name, None, attrs)
        parts = value if isinstance(value, dict) else {}
        calendar = parts.get("calendar")
        shown = {
            "calendar": calendar if calendar in CALENDARS else CALENDARS[0],
            **{part: parts.get(part, "") for part in ("day", "month", "year")},
        }
        context["widget"]["parts"] = shown
        context["widget"]["months"] = [
            {
                "calendar": each,
                "part": "month" if each == "hijri" else "gregorian_month",
                "names": list(enumerate(month_names(each), start=1)),
                "chosen": _number(shown["month"]) if each == shown["calendar"] else 0,
            }
            for each in CALENDARS
        ]
        return context


def _number(typed: str) -> int:
    return int(typed) if typed.isdecimal() and len(typed) <= 2 else 0


class ShownPassword(forms.PasswordInput):
    """A password; `?show=1` in the address shows it while it is typed, without a script."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, render_value=False)
