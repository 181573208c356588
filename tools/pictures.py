"""
Makes the pictures of the README from a running product with demo people.

Usage: PYTHONPATH=src .venv/bin/python tools/pictures.py [name ...]
It starts an instance of its own in a temporary folder, needs a Chromium or Chrome, and writes
docs/pictures/NAME.png with few colours, each at most 250 KB.
"""

import io
import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from daman.command import instance
from daman.command.browser import find_browser
from daman.command.demo.staff import BY_LOGIN, PASSWORD
from daman.command.instance import Instance
from daman.command.stories import _citizen, _office
from daman.command.stories._visitor import Visitor

FOLDER = Path(__file__).resolve().parent.parent / "docs/pictures"
BYTES_MAX = 250_000
COLOURS = 64
HOUSEHOLDS = "52"
PHONE, DESK = (360, 740), (1280, 900)
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
_CITIZEN = """
SELECT a.login, a.mobile FROM accounts_account a
  JOIN applications_application p ON p.opened_by_id = a.id
  LEFT JOIN decisions_decision d ON d.application_id = p.id
  LEFT JOIN decisions_entitlement e ON e.decision_id = d.id
  LEFT JOIN payroll_payment y ON y.entitlement_id = e.id
 WHERE {} ORDER BY a.id LIMIT 1
"""
CITIZENS = {
    "a draft": _CITIZEN.format("p.state = 'DRAFT'"),
    "a paid one": _CITIZEN.format("y.state = 'BOOKED'"),
    "a refused one": _CITIZEN.format("d.outcome = 'REFUSED'"),
}


@dataclass(frozen=True)
class Picture:
    """
    One picture: who looks, at which addresses one after another, in which window.

    An address in braces is that of the first link in the page's main part that holds the words.
    """

    who: str
    way: tuple[str, ...]
    window: tuple[int, int] = DESK


PICTURES = {
    "home": Picture("", ("/",), PHONE),
    "board": Picture("a paid one", ("/board/",)),
    "profile": Picture("a draft", ("/profile/",), PHONE),
    "application": Picture("a draft", ("/applications/start/",), PHONE),
    "letter": Picture("a refused one", ("/board/", "{/decisions/DEC-}")),
    "payment": Picture("a paid one", ("/payments/", "{/payments/PAY-}"), PHONE),
    "case": Picture("caseworker1", ("/staff/cases/?tab=mine", "{/staff/cases/CAS-}")),
    "sitting": Picture("reviewer3", ("/staff/sittings/", "{/staff/sittings/SIT-}")),
    "run": Picture("officer1", ("/staff/runs/", "{/staff/runs/RUN-}")),
    "simulation": Picture("policy1", ("/staff/policy/simulations/", "{/simulations/SIM-}")),
}


def main(names: list[str]) -> int:
    """Make the named pictures, or all; return 0, or 2 when there is no browser."""
    path = find_browser(os.environ, may_install=False)
    if not path:
        print("There is no Chromium or Chrome on this machine.", file=sys.stderr)
        return 2
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (
        instance.running(DAMAN_DEMO_HOUSEHOLDS=HOUSEHOLDS) as product,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        known: dict[str, Visitor] = {}
        for name in names or list(PICTURES):
            picture = PICTURES[name]
            if picture.who and picture.who not in known:
                known[picture.who] = signed_in(product, picture.who)
            with opened(browser, product, picture, known.get(picture.who)) as page:
                write(name, page.screenshot())
        browser.close()
    return 0


def signed_in(product: Instance, who: str) -> Visitor:
    """Return a visitor signed in as a demo member of staff or as one of CITIZENS."""
    if who in BY_LOGIN:
        return _office.sign_in(product.base_url, who)
    note = json.loads((product.data_dir / "running.json").read_text())
    with psycopg.connect(note["database_url"]) as connection:
        found = connection.execute(CITIZENS[who]).fetchone()
    assert found is not None, f"the demo has nobody who is {who}"
    login, mobile = found
    visitor = Visitor(product.base_url)
    page = visitor.open("/sign-in/")
    values = {"national_id": login, "password": PASSWORD}
    page = visitor.send(page, values, with_field="password")
    visitor.send(page, {"code": _citizen.code_at(visitor, mobile)}, with_field="code")
    return visitor


@contextmanager
def opened(
    browser: Browser, product: Instance, picture: Picture, visitor: Visitor | None
) -> Iterator[Page]:
    """Yield the page of a picture, at the end of its way."""
    width, height = picture.window
    context = browser.new_context(
        base_url=product.base_url,
        viewport={"width": width, "height": height},
        device_scale_factor=2 if picture.window == PHONE else 1,
        locale="ar-SA",
    )
    cookies = {**(dict(visitor.cookies) if visitor else {}), "language": "ar"}
    context.add_cookies(
        [
            {"name": name, "value": value, "url": product.base_url}
            for name, value in cookies.items()
        ]
    )
    page = context.new_page()
    for address in picture.way:
        if address.startswith("{"):
            link = page.locator(f'main a[href*="{address[1:-1]}"]').first
            address = str(link.get_attribute("href"))
        page.goto(address)
        assert page.locator("h1").count() == 1, f"{page.url} is not a page of ours"
    page.evaluate("document.fonts.ready")
    yield page
    context.close()


def write(name: str, shot: bytes) -> None:
    """Write a picture with few colours, and say how large it is."""
    image = Image.open(io.BytesIO(shot)).convert("RGB")
    target = FOLDER / f"{name}.png"
    image.quantize(COLOURS, dither=Image.Dither.NONE).save(target, optimize=True)
    size = target.stat().st_size
    print(f"{target.relative_to(FOLDER.parent.parent)}  {size:,} bytes")
    assert size <= BYTES_MAX, f"{target.name} is larger than {BYTES_MAX:,} bytes"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
