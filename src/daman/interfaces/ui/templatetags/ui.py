"""The components and filters of every page: `{% load ui %}`."""

import re
from collections.abc import Iterable, Sequence
from copy import copy
from datetime import date, datetime
from typing import Any

from django import template
from django.forms import BaseForm, BoundField, CheckboxSelectMultiple, RadioSelect
from django.forms.utils import ErrorList
from django.http import QueryDict
from django.template import Context
from django.template.loader import render_to_string
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from daman.base import once
from daman.interfaces.ui import charts, dates
from daman.interfaces.ui.widgets import DualDate
from daman.kernel import iban, mobile, national_id
from daman.kernel.money import Money
from daman.kernel.month import Month
from daman.kernel.riyadh import RIYADH

register = template.Library()
_REFERENCE = re.compile(r"\b([A-Z]{3}-[0-9A-Z]{8,16})\b")


# Numbers, dates and identifiers in a line of either direction.


@register.filter
def isolate(text: object) -> SafeString:
    """Return a number or code that keeps its own direction inside a sentence."""
    return format_html('<bdi class="num" dir="ltr">{}</bdi>', text)


@register.filter
def riyals(amount: Money | int) -> SafeString:
    """Return the digits of an amount (Money, or whole halalas), isolated: 1,320."""
    return isolate(str(amount if isinstance(amount, Money) else Money(amount)))


@register.simple_tag
def money(amount: Money | int | None) -> SafeString:
    """Return an amount with its unit, kept together on one line; a dash for none."""
    if amount is None:
        return SafeString('<span class="empty">–</span>')
    return format_html('<span class="money">{} {}</span>', riyals(amount), _("riyals"))


@register.filter(name="dual_date")
def dual_date_filter(moment: date | datetime | None) -> SafeString:
    """Return a date in both calendars inside `<time>`; nothing for None."""
    if moment is None:
        return SafeString("")
    day = dates.day_of(moment)
    return format_html('<time datetime="{}">{}</time>', day.isoformat(), dates.dual_date_text(day))


@register.simple_tag(name="dual_date")
def dual_date_tag(moment: date | datetime | None) -> SafeString:
    """Return a date in both calendars inside `<time>`; nothing for None."""
    return dual_date_filter(moment)


@register.simple_tag
def dual_moment(moment: datetime | None) -> SafeString:
    """Return a date in both calendars and the hour in Riyadh."""
    if moment is None:
        return SafeString("")
    local = moment.astimezone(RIYADH)
    return format_html(
        '<time datetime="{}">{} {}</time>',
        local.isoformat(timespec="minutes"),
        dates.dual_date_text(moment),
        isolate(f"{local:%H:%M}"),
    )


@register.filter
def month_name(month: Month | date) -> str:
    """Return a pension's month in words."""
    return dates.month_text(month if isinstance(month, Month) else Month.of(month))


@register.simple_tag
def hijri_month_names() -> list[str]:
    """Return the twelve Hijri month names in the language of the page."""
    return dates.month_names("hijri")


@register.filter
def name_of(person: Any) -> str:
    """Return a person's name in the language of the page; the Arabic one stands in for none."""
    in_english = person.name_en if dates.language() == "en" else ""
    return in_english or str(person.name_ar)


@register.filter
def with_codes(text: str) -> SafeString:
    """Return a sentence whose references (APP-…) each stay in one piece and in their direction."""
    parts = _REFERENCE.split(text)
    pieces = [
        format_html('<bdi class="num whole" dir="ltr">{}</bdi>', part) if index % 2 else part
        for index, part in enumerate(parts)
    ]
    return format_html_join("", "{}", [(piece,) for piece in pieces])


@register.filter
def mask_nid(number: str) -> SafeString:
    """Return a national number with only its last four digits shown."""
    return isolate(national_id.masked(number))


@register.filter
def mask_mobile(number: str) -> SafeString:
    """Return a mobile number with only its last three digits shown."""
    return isolate(mobile.masked(number))


@register.filter
def mask_iban(number: str) -> SafeString:
    """Return the last four characters of an account number."""
    return isolate(iban.masked(number))


@register.filter
def grouped_iban(number: str) -> SafeString:
    """Return an account number in groups of four."""
    return isolate(iban.grouped(number))


# Forms.


def _problems(errors: ErrorList) -> list[dict[str, str]]:
    return [
        {"code": error.code or "invalid", "message": " ".join(error.messages)}
        for error in errors.as_data()
    ]


def _target(bound: BoundField) -> str:
    if isinstance(bound.field.widget, RadioSelect | CheckboxSelectMultiple):
        return f"{bound.auto_id}_0"
    return bound.field.widget.id_for_label(bound.auto_id) or bound.auto_id


@register.inclusion_tag("ui/components/error_summary.html")
def error_summary(*forms: BaseForm) -> dict[str, Any]:
    """Return the list of a form's (or forms') problems, each leading to its field."""
    problems = []
    for form in forms:
        if not (form and form.is_bound):
            continue
        problems += _problems(form.non_field_errors())
        for bound in form:
            where = {"target": _target(bound)}
            problems += [each | where | _name_of(bound, each) for each in _problems(bound.errors)]
    return {"problems": problems}


def _name_of(bound: BoundField, problem: dict[str, Any]) -> dict[str, Any]:
    """Return the question's label, unless it is the only one or the sentence says it anyway."""
    is_plain = len(bound.form.fields) == 1 or getattr(bound.field, "component", "") == "confirm"
    is_said = is_plain or str(bound.label) in str(problem["message"])
    return {"label": "" if is_said else bound.label}


@register.simple_tag(takes_context=True)
def field(context: Context, bound: BoundField, **options: Any) -> SafeString:
    """
    Return a form field with its label, hint and error.

    Options: `label`, `hint`, `is_title` (the question is the page's h1), `is_row` (radios in one
    row). A field hidden by its widget is returned bare.
    """
    if bound.is_hidden:
        return bound.as_widget()
    component = getattr(bound.field, "component", "")
    values = _field_values(bound, component, options)
    if component == "confirm":
        name = "ui/components/field_confirm.html"
        values["control"] = bound.as_widget(attrs=_attributes(bound))
    elif getattr(bound.field.widget, "use_fieldset", False):
        name = "ui/components/field_group.html"
        values |= _group_values(bound)
    else:
        name = "ui/components/field.html"
        values |= _password_values(context, component)
        values["control"] = _control(bound, values)
    rendered: SafeString = render_to_string(name, values)
    return rendered


def _field_values(bound: BoundField, component: str, options: dict[str, Any]) -> dict[str, Any]:
    hint = options.get("hint", bound.help_text)
    if options.get("hint"):
        bound.help_text = hint
    problems = _problems(bound.errors)
    ids = [f"{bound.auto_id}_helptext"] if hint else []
    ids += [f"{bound.auto_id}_error"] if problems else []
    return {
        "component": component,
        "label": options.get("label", bound.label),
        "hint": hint,
        "required": bound.field.required or component == "confirm",
        "auto_id": bound.auto_id,
        "target": _target(bound),
        "problems": problems,
        "described_by": " ".join(ids),
        "is_title": options.get("is_title", False),
        "is_row": options.get("is_row", False),
    }


def _attributes(bound: BoundField) -> dict[str, str | bool]:
    ids = [f"{bound.auto_id}_helptext"] if bound.help_text else []
    ids += [f"{bound.auto_id}_error"] if bound.errors else []
    return {"aria-describedby": " ".join(ids)} if ids else {}


def _control(bound: BoundField, values: dict[str, Any]) -> SafeString:
    widget = copy(bound.field.widget)
    if values.get("is_shown"):
        widget.input_type = "text"
    return bound.as_widget(widget, attrs=_attributes(bound))


def _password_values(context: Context, component: str) -> dict[str, Any]:
    if component != "password":
        return {}
    request = context.get("request")
    query = request.GET.copy() if request is not None else QueryDict(mutable=True)
    is_shown = query.get("show") == "1"
    query["show"] = "0" if is_shown else "1"
    return {"is_shown": is_shown, "show_url": f"?{query.urlencode()}"}


def _group_values(bound: BoundField) -> dict[str, Any]:
    if isinstance(bound.field.widget, DualDate):
        invalid: dict[str, str | bool] = {"invalid": True} if bound.errors else {}
        return {"control": bound.as_widget(attrs=invalid)}
    hints = getattr(bound.field, "hints", {})
    return {
        "options": [
            {
                "type": choice.data["type"],
                "name": choice.data["name"],
                "value": choice.data["value"],
                "label": choice.choice_label,
                "id": choice.id_for_label,
                "checked": choice.data["selected"],
                "hint": hints.get(str(choice.data["value"]), ""),
            }
            for choice in bound.subwidgets
        ]
    }


# Components of a page.


@register.inclusion_tag("ui/components/crumbs.html")
def crumbs(*parts: str) -> dict[str, Any]:
    """Return breadcrumbs from pairs `url label url label … last_label`."""
    pairs = list(zip(parts[::2], parts[1::2], strict=False))
    return {"pairs": pairs + ([("", parts[-1])] if len(parts) % 2 else [])}


@register.inclusion_tag("ui/components/back.html")
def back(url: str, text: str = "") -> dict[str, str]:
    """Return the link to the page before."""
    return {"url": url, "text": text or _("Back")}


@register.inclusion_tag("ui/components/summary_list.html")
def summary_list(rows: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """Return answers to check; a row: `label`, `value`, `source`, `change_url`, `change_text`."""
    change = _("Change")
    return {"rows": [{**row, "change_text": row.get("change_text") or change} for row in rows]}


@register.inclusion_tag("ui/components/task_list.html")
def task_list(tasks: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """
    Return a task list.

    A task: `label`, `url` (none when it cannot start), `hint`, `status`, `tone` (`done` for plain
    text, else a tag's tone), `id`.
    """
    return {"tasks": tasks}


@register.inclusion_tag("ui/components/tracker.html")
def tracker(steps: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """Return the journey's steps; a step: `label`, `state` (done, current, next, problem), `day`,
    `hint`."""
    return {"steps": steps}


@register.inclusion_tag("ui/components/clock.html")
def clock(*, day_number: int, days_total: int, due: date, note: str = "") -> dict[str, Any]:
    """Return the decision clock: progress, days left or late, the due date in both calendars."""
    left = days_total - day_number
    if left >= 0:
        headline = ngettext("%(count)s day left", "%(count)s days left", left) % {"count": left}
    else:
        headline = ngettext("%(count)s day late", "%(count)s days late", -left) % {"count": -left}
    return {
        "is_late": left < 0,
        "headline": headline if left else _("The decision is due today"),
        "days_total": days_total,
        "days_shown": min(day_number, days_total),
        "progress_text": _("Day %(day)s of %(total)s") % {"day": day_number, "total": days_total},
        "due": due,
        "note": note,
    }


@register.inclusion_tag("ui/components/tag.html")
def tag(text: str, tone: str = "plain") -> dict[str, str]:
    """Return a status word; tones: ok, info, warn, bad, plain."""
    return {"text": text, "tone": tone}


@register.inclusion_tag("ui/components/stat.html")
def stat(label: str, value: object, note: object = "") -> dict[str, object]:
    """Return one figure with its name and a note."""
    return {"label": label, "value": value, "note": note}


@register.inclusion_tag("ui/components/notice.html")
def notice(text: object, tone: str = "info", **more: str) -> dict[str, Any]:
    """Return a notice; more: `title`, `role` (status or alert), `link_url`, `link_text`."""
    return {"text": text, "tone": tone, **more}


@register.inclusion_tag("ui/components/timeline.html")
def timeline(events: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """Return what happened, in the order given; an event: `label`, `at`, `by`, `text`."""
    return {"events": events}


@register.inclusion_tag("ui/components/conditions.html")
def conditions(conditions: Iterable[Any]) -> dict[str, Any]:
    """Return a letter's conditions; each: `met` (True, False, None), `text`, `fact`, `source`,
    `article`."""
    return {"conditions": conditions}


@register.inclusion_tag("ui/components/pager.html")
def pager(previous_url: str = "", next_url: str = "", position: str = "") -> dict[str, str]:
    """Return links to the pages before and after."""
    return {"previous_url": previous_url, "next_url": next_url, "position": position}


@register.inclusion_tag("ui/components/chart.html")
def bar_chart(
    bars: Sequence[charts.Bar], title: str, summary: str, label_heading: str, value_heading: str
) -> dict[str, Any]:
    """Return a bar chart drawn on the server, with its figures in a table."""
    svg = charts.bars_svg(bars, title=title, summary=summary, is_rtl=dates.language() == "ar")
    headings = {"label_heading": label_heading, "value_heading": value_heading}
    return {"bars": bars, "title": conditional_escape(title), "svg": svg, **headings}


@register.simple_tag(takes_context=True)
def form_guard(context: Context) -> SafeString:
    """Return the hidden fields of every POST form: the CSRF token and the key of `base.once`."""
    return format_html(
        '<input type="hidden" name="csrfmiddlewaretoken" value="{}">'
        '<input type="hidden" name="{}" value="{}">',
        context.get("csrf_token", ""),
        once.FIELD,
        once.new_key(),
    )
