"""Made-up content for the gallery, in the language of the page."""

from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from django.http import QueryDict

from daman.interfaces.ui import forms
from daman.interfaces.ui.charts import Bar
from daman.interfaces.ui.dates import language
from daman.kernel import iban, national_id
from daman.kernel.money import Money

TODAY = date(2026, 11, 25)
SENT = datetime(2026, 11, 3, 7, 12, tzinfo=UTC)
DUE = date(2026, 11, 28)
PAYMENTS = ((6, 1570), (7, 0), (8, 1570), (9, 1570), (10, 1855), (11, 1855))
WRONG = (
    "nid=1234567890&birth_calendar=hijri&birth_day=30&birth_month=1&birth_year=1446&mobile=0112345"
    "&code=12&pay=-5&iban=SA44+2000+0001+2345&members=400&has_income=yes"
)


@lru_cache(maxsize=1)
def _table() -> dict[str, dict[str, Any]]:
    text = (Path(__file__).parent / "gallery.yaml").read_text(encoding="utf-8")
    entries: dict[str, dict[str, Any]] = yaml.safe_load(text)
    return entries


def words() -> dict[str, Any]:
    """Return the gallery's words in the language of the page."""
    return {name: texts[language()] for name, texts in _table().items()}


class EveryField(forms.Form):
    """One field of each kind; labels and hints are the gallery's words."""

    nid = forms.NationalIdField()
    birth = forms.DualDateField(past=True)
    mobile = forms.MobileField()
    code = forms.OneTimeCodeField()
    password = forms.PasswordField(new=True)
    has_income = forms.YesNoField()
    pay = forms.MoneyField(ceiling=Money.riyals(100_000))
    kinds = forms.ChoicesField(required=False)
    category = forms.ChoiceField()
    region = forms.SelectField()
    members = forms.CountField(least=1, most=30)
    iban = forms.IbanField()
    document = forms.UploadField()
    more = forms.TextField(required=False)
    terms = forms.ConfirmField(code="terms.required")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, today=TODAY, **kwargs)
        told = words()
        for name, field in self.fields.items():
            field.label = told[name]
            field.help_text = told.get(f"{name}_hint", "")
        self._offer("kinds", told, "salary", "rent")
        self._offer("category", told, "widow", "divorced", "elderly")
        self._offer("region", told, "riyadh", "qassim")

    def _offer(self, name: str, told: dict[str, Any], *values: str) -> None:
        field = self.fields[name]
        field.choices = [(value, told[value]) for value in values]  # type: ignore[attr-defined]
        hints = {value: told.get(f"{value}_hint", "") for value in values}
        field.hints = hints  # type: ignore[attr-defined]


def citizen() -> dict[str, Any]:
    """Return the citizen's components in their states."""
    told = words()
    return {
        "w": told,
        "nav": _nav(told, "board", "profile", "applications", "payments"),
        "wrong_form": EveryField(QueryDict(WRONG), auto_id="wrong_%s"),
        "clean_form": EveryField(),
        "steps": _steps(told),
        "tasks": _tasks(told),
        "rows": _rows(told),
        "payments": _payments(told),
        "bars": _bars(told),
        "events": _events(told),
        "conditions": _conditions(told),
        "pension": Money.riyals(1855),
        "next_day": date(2026, 12, 1),
        "due": DUE,
        "late_due": date(2026, 11, 20),
    }


def staff() -> dict[str, Any]:
    """Return the workspace's components."""
    told = words()
    return {
        "w": told,
        "nav": _nav(told, "queue", "committee", "payroll"),
        "person_name": told["staff_name"],
        "person_roles": told["roles"],
        "staff_home": "/ui/staff/",
        "events": _events(told),
        "conditions": _conditions(told),
        "nid": national_id.synthetic(12),
        "due": DUE,
        "form": EveryField(),
        "salary": Money.riyals(2400),
    }


def letter() -> dict[str, Any]:
    """Return the letter's parts."""
    told = words()
    return {
        "w": told,
        "conditions": _conditions(told),
        "day": DUE,
        "threshold": Money.riyals(1855),
    }


def _nav(told: dict[str, Any], *names: str) -> list[dict[str, Any]]:
    return [{"url": "#main", "label": told[name], "current": name == names[0]} for name in names]


def _steps(told: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {"label": told["received"], "state": "done", "day": SENT.date()},
        {"label": told["matched"], "state": "done", "hint": told["matched_hint"]},
        {"label": told["studied"], "state": "current", "hint": told["studied_hint"]},
        {"label": told["decided"], "state": "next"},
        {"label": told["paid"], "state": "next"},
    ]


def _tasks(told: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        _task(told, "personal", "complete", "done", hint=told["from_registry"]),
        _task(told, "income", "has_problem", "bad", hint=told["income_hint"]),
        _task(told, "housing", "incomplete", "info"),
        _task(told, "work", "not_started", "plain"),
        {**_task(told, "property", "cannot_start", "done"), "url": ""},
    ]


def _task(
    told: dict[str, Any], name: str, status: str, tone: str, hint: str = ""
) -> dict[str, Any]:
    return {
        "label": told[name],
        "url": "#main",
        "status": told[status],
        "tone": tone,
        "hint": hint,
        "id": f"task-{name}",
    }


def _rows(told: dict[str, Any]) -> list[dict[str, Any]]:
    account = iban.grouped(iban.synthetic(4471))
    return [
        {"label": told["name"], "value": told["name_value"], "source": told["from_registry"]},
        {"label": told["account"], "value": account, "change_url": "#main"},
        {"label": told["pay"], "value": "", "change_url": "#main"},
    ]


def _payments(told: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {
            "day": date(2026, month, 1),
            "amount": Money.riyals(riyals),
            "status": told["tag_ok"] if riyals else told["tag_bad"],
            "tone": "ok" if riyals else "bad",
        }
        for month, riyals in reversed(PAYMENTS)
    ]


def _bars(told: dict[str, Any]) -> list[Bar]:
    names = told["months_short"]
    return [
        Bar(name, riyals, f"{riyals:,}" if riyals else told["suspended"], is_missing=not riyals)
        for name, (_month, riyals) in zip(names, PAYMENTS, strict=True)
    ]


def _events(told: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {"label": told["asked"], "at": SENT, "by": told["officer"], "text": told["asked_text"]},
        {"label": told["opened"], "at": SENT, "by": told["officer"]},
        {"label": told["received"], "at": SENT},
    ]


def _conditions(told: dict[str, Any]) -> list[dict[str, Any]]:
    sources = {"met": "civil", "not_met": "insurance", "unknown": ""}
    verdicts = {"met": True, "not_met": False, "unknown": None}
    return [
        {
            "met": verdicts[name],
            "text": told[f"{name}_text"],
            "fact": told[f"{name}_fact"],
            "source": told.get(source, ""),
            "article": told["article"],
        }
        for name, source in sources.items()
    ]
