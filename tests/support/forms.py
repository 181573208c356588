"""Forms as a browser without JavaScript would send them."""

import re

from django.test import Client


def hidden(html: str) -> dict[str, str]:
    """Return the hidden fields of a page's forms, the first of each name."""
    found: dict[str, str] = {}
    for tag in re.findall(r"<input[^>]*type=\"hidden\"[^>]*>", html):
        name = re.search(r'name="([^"]+)"', tag)
        value = re.search(r'value="([^"]*)"', tag)
        if name:
            found.setdefault(name[1], value[1] if value else "")
    return found


def codes_on(response) -> list[str]:
    """Return the stable codes of the errors a page shows."""
    return sorted(set(re.findall(r'data-error-code="([^"]+)"', response.content.decode())))


def sms_to(simulators: str, mobile: str) -> list[str]:
    """Return the texts that arrived at a mobile, newest first."""
    import httpx

    found = httpx.get(f"{simulators}/simulators/sms.json", params={"to": mobile}).json()
    return [message["text"] for message in found]


def code_sent_to(simulators: str, mobile: str) -> str:
    """Return the digits of the newest code that arrived at a mobile."""
    return next(
        digits[0]
        for digits in (re.findall(r"\b\d{6}\b", text) for text in sms_to(simulators, mobile))
        if digits
    )


def send(client: Client, url: str, values: dict, **extra):
    """Open a page and send its form; return the answer."""
    page = client.get(url)
    return client.post(url, hidden(page.content.decode()) | values, **extra)


def without_what_differs(response) -> str:
    """Return a page without tokens and without what was typed, to be compared with another."""
    html = re.sub(r"<input[^>]*>", "", response.content.decode())
    return re.sub(r"<option[^>]*>[^<]*</option>", "", html)
