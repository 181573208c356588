"""The components that hold markup of the page: `{% load blocks %}`."""

from typing import Any

from django import template
from django.template import Context
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from daman.interfaces.ui.templatetags.ui import form_guard

register = template.Library()


@register.simple_block_tag
def table(content: str, name: str, caption: object, *labels: object) -> SafeString:
    """
    Return a table that scrolls in its frame, with its caption and a head of the labels.

    The content is the `tbody` and `tfoot`; each cell repeats its label in `data-label`, which
    phones show beside it.
    """
    values = {"name": name, "caption": caption, "labels": labels, "content": content}
    return _component("table", values)


@register.simple_block_tag(takes_context=True)
def act(
    context: Context, content: str, url: str, button: object, tone: str = "", about: object = ""
) -> SafeString:
    """
    Return the form of one act: its guard, the fields that are the content, its one button.

    `tone` is the button's (second, danger); `about` says to screen readers what it acts on.
    """
    guard = form_guard(context)
    values = {"url": url, "button": button, "tone": tone, "about": about, "guard": guard}
    return _component("act", {**values, "content": content})


def _component(name: str, values: dict[str, Any]) -> SafeString:
    rendered: SafeString = render_to_string(f"ui/components/{name}.html", values)
    return rendered
