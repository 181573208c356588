"""A visitor without JavaScript: reads pages, fills forms by field name, follows redirects."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self
from urllib.parse import urljoin

import httpx
from lxml import html

Files = Mapping[str, tuple[str, bytes, str]]
_TIMEOUT_SECONDS = 40


class Difference(Exception):
    """What was seen is not what the story tells."""


@dataclass
class Page:
    """One page as the visitor got it."""

    url: str
    status: int
    text: str
    content: bytes
    media_type: str
    tree: html.HtmlElement | None = field(repr=False, default=None)

    @property
    def heading(self) -> str:
        """Return the words of the page's one h1."""
        return self.words("//h1")

    def words(self, path: str) -> str:
        """Return the text of the first match of an XPath, in single spaces; empty when none."""
        found = self.all_words(path)
        return found[0] if found else ""

    def all_words(self, path: str) -> list[str]:
        """Return the texts of every match of an XPath."""
        if self.tree is None:
            return []
        return [
            " ".join((node if isinstance(node, str) else node.text_content()).split())
            for node in self.tree.xpath(path)
        ]

    @property
    def error_codes(self) -> list[str]:
        """Return the stable codes of the errors the page shows."""
        return [] if self.tree is None else self.tree.xpath("//@data-error-code")

    def link(self, part: str) -> str:
        """
        Return the address of the first link whose address holds a part.

        :raises Difference: when the page has no such link
        """
        links = [] if self.tree is None else self.tree.xpath("//a/@href")
        for address in links:
            if part in address:
                return str(urljoin(self.url, str(address)))
        raise Difference(f"{self.url} has no link with {part!r}")

    def form(self, *, with_field: str = "", action: str = "") -> html.FormElement:
        """
        Return the form in the page's main part that has a field, or an address with that part.

        :raises Difference: when the page has no such form
        """
        forms = [] if self.tree is None else self.tree.xpath("//main//form")
        for form in forms:
            if with_field and with_field not in form.fields:
                continue
            if action and action not in (form.action or self.url):
                continue
            if not with_field and not action and "csrfmiddlewaretoken" not in form.fields:
                continue
            return form
        wanted = with_field or action or "a form"
        raise Difference(f"{self.url} ({self.heading}) has no form with {wanted!r}")


class Visitor:
    """One browser without JavaScript, with its own cookies."""

    def __init__(self, base_url: str, language: str = "ar") -> None:
        self.base_url = base_url
        self._client = httpx.Client(
            base_url=base_url,
            follow_redirects=True,
            timeout=_TIMEOUT_SECONDS,
            headers={"Accept-Language": language},
            trust_env=False,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._client.close()

    @property
    def cookies(self) -> dict[str, str]:
        """Return the cookies by name, so that a browser can go on where the visitor is."""
        return {cookie.name: cookie.value or "" for cookie in self._client.cookies.jar}

    def open(self, address: str, *, status: int = 200) -> Page:
        """Return the page at an address; another status is a Difference."""
        return self._page(self._client.get(address), status)

    def send(
        self,
        page: Page,
        values: Mapping[str, str | list[str]],
        *,
        with_field: str = "",
        action: str = "",
        files: Files | None = None,
        status: int = 200,
    ) -> Page:
        """
        Fill a form of the page and send it; return the page that comes after.

        :raises Difference: when the form lacks a field, or the answer has another status
        """
        form = page.form(with_field=with_field, action=action)
        filled = _defaults(form)
        unknown = set(values) - set(form.fields.keys())
        if unknown:
            raise Difference(f"{page.url} has no fields {sorted(unknown)}")
        filled.update(values)
        address = urljoin(page.url, form.action or page.url)
        headers = {"Referer": page.url}
        answer = self._client.post(address, data=filled, files=files, headers=headers)
        return self._page(answer, status)

    def json(self, address: str) -> object:
        """Return the JSON at an address."""
        return self._client.get(address).raise_for_status().json()

    def post_json(self, address: str, body: object) -> object:
        """Send JSON and return the JSON that comes back."""
        return self._client.post(address, json=body).raise_for_status().json()

    def _page(self, answer: httpx.Response, status: int) -> Page:
        media_type = answer.headers.get("content-type", "")
        is_page = "html" in media_type and answer.text
        page = Page(
            url=str(answer.url),
            status=answer.status_code,
            text=answer.text if is_page else "",
            content=answer.content,
            media_type=media_type,
            tree=html.fromstring(answer.text) if is_page else None,
        )
        if page.status != status:
            shown = page.heading or re.sub(r"\s+", " ", answer.text)[:300]
            raise Difference(
                f"{page.url} answered {page.status}, not {status}: {shown} {page.error_codes}"
                f" {page.all_words('//*[@data-error-code]')}"
            )
        return page


def _defaults(form: html.FormElement) -> dict[str, str | list[str]]:
    """Return what a browser would send of an untouched form."""
    filled: dict[str, str | list[str]] = {}
    for node in form.inputs:
        name, kind = node.name, node.get("type", "text")
        if not name or kind in {"submit", "button", "file"}:
            continue
        if kind in {"checkbox", "radio"} and node.get("checked") is None:
            continue
        value = node.get("value", "on") if kind in {"checkbox", "radio"} else node.value
        if name in filled and kind == "checkbox":
            before = filled[name]
            filled[name] = [*(before if isinstance(before, list) else [before]), value]
        else:
            filled[name] = value if value is not None else ""
    return filled
