"""What a citizen does in the portal, page by page, as plain forms."""

import io
import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from daman.command.stories._telling import expect, wait_for
from daman.command.stories._visitor import Page, Visitor
from daman.kernel import iban
from daman.kernel.hijri import HijriDate

PASSWORD = "three quiet palm trees"
_PROFILE_PAGES_MAX = 20


@dataclass(frozen=True)
class Stranger:
    """Somebody in the civil registry who has never been here."""

    national_id: str
    born_on: date
    mobile: str
    iban: str
    name_ar: str

    @classmethod
    def of(cls, person: dict[str, Any]) -> "Stranger":
        """Return the stranger that the simulated registry describes."""
        return cls(
            national_id=person["id"],
            born_on=date.fromisoformat(person["born_on"]),
            mobile=person["mobiles"][0],
            iban=person["iban"],
            name_ar=person["name_ar"],
        )

    @property
    def last_digits(self) -> str:
        """Return what lists show of the national number."""
        return self.national_id[-4:]


def new_widow(visitor: Visitor) -> Stranger:
    """Let a widow with two children come into the simulated registry, and return her."""
    family = visitor.post_json("/simulators/registry/people.json", {"household": "widow"})
    assert isinstance(family, list)
    return Stranger.of(next(person for person in family if person["category"] == "widow"))


def newest_sms(visitor: Visitor, mobile: str) -> str:
    """Return the newest text that arrived at a mobile, empty when none did."""
    messages = visitor.json(f"/simulators/sms.json?to={mobile.replace('+', '%2B')}")
    return str(messages[0]["text"]) if isinstance(messages, list) and messages else ""


def sms_with(visitor: Visitor, mobile: str, words: str) -> str:
    """Return the newest text at a mobile once it holds the words."""

    def look() -> str | None:
        text = newest_sms(visitor, mobile)
        return text if words in text else None

    return wait_for(look, f"a text about {words} at {mobile}")


def code_at(visitor: Visitor, mobile: str, *, other_than: str = "") -> str:
    """Return the code in the newest text at a mobile, waiting until it is another one."""

    def look() -> str | None:
        found = re.search(r"\b\d{6}\b", newest_sms(visitor, mobile))
        return found[0] if found and found[0] != other_than else None

    return wait_for(look, f"a code at {mobile}")


def register(visitor: Visitor, who: Stranger) -> tuple[Page, str]:
    """Register with number, Hijri birth date and mobile; return the board and the SMS."""
    born = HijriDate.of(who.born_on)
    assert born is not None
    page = visitor.open("/register/")
    values = {
        "national_id": who.national_id,
        "born_calendar": "hijri",
        "born_day": str(born.day),
        "born_month": str(born.month),
        "born_year": str(born.year),
        "mobile": "0" + who.mobile.removeprefix("+966"),
        "terms": "on",
    }
    page = visitor.send(page, values, with_field="national_id")
    code = code_at(visitor, who.mobile)
    sms = newest_sms(visitor, who.mobile)
    page = visitor.send(page, {"code": code}, with_field="code")
    page = visitor.send(page, {"password": PASSWORD, "again": PASSWORD}, with_field="again")
    return page, sms


def sign_in(visitor: Visitor, who: Stranger, *, last_code: str = "") -> Page:
    """Sign in with number, password and a code; return the board."""
    page = visitor.open("/sign-in/")
    page = visitor.send(
        page,
        {"national_id": who.national_id, "password": PASSWORD},
        with_field="password",
    )
    code = code_at(visitor, who.mobile, other_than=last_code)
    return visitor.send(page, {"code": code}, with_field="code")


# What a widow without income says of herself, by the names of the questions.
WIDOW_SAYS = {
    "able_to_work": "yes",
    "has_disability": "no",
    "services_suspended": "no",
    "dwelling": "rented",
    "separate_dwelling": "yes",
    "institution": "none",
    "permanent_residence": "yes",
    "longest_consecutive_days_abroad": "0",
    "total_days_abroad_12m": "0",
    "study_abroad": "no",
    "has_income": "no",
    "student": "no",
    "health_education_met": "yes",
    "employed": "no",
    "seeking_work": "yes",
    "training_attended": "yes",
    "commercial_register": "no",
    "professional_licence": "no",
    "main_home_owned": "no",
    "other_real_estate_count": "0",
    "liquid_assets": "0",
    "cars": "0",
    "other_families_of_head": "0",
}


def fill_profile(visitor: Visitor) -> tuple[Page, int]:
    """
    Fill every section of the profile and confirm it.

    Returns the page after the confirmation, and how many answers the registries had filled in.
    """
    page = visitor.open("/profile/")
    page = visitor.open(page.link("/profile/personal/"))
    prefilled_count = 0
    for _ in range(_PROFILE_PAGES_MAX):
        if page.url.endswith("/profile/confirm/"):
            return visitor.send(page, {}), prefilled_count
        form = page.form()
        asked = {name: said for name, said in WIDOW_SAYS.items() if name in form.fields}
        prefilled_count += sum(form.fields[name] not in (None, "") for name in asked)
        page = visitor.send(page, asked)
    raise AssertionError("the profile has no end")


def a_document(words: str) -> bytes:
    """Return a small PDF, as a phone's scanner would make."""
    import pikepdf

    paper = pikepdf.new()
    paper.add_blank_page(page_size=(595, 842))
    with paper.open_metadata() as metadata:
        metadata["dc:title"] = words
    out = io.BytesIO()
    paper.save(out)
    return out.getvalue()


def apply(visitor: Visitor, who: Stranger) -> tuple[Page, str, list[str]]:
    """
    Apply as a widow without income and submit.

    Returns the receipt, the application's reference and the papers that were attached.
    """
    page = visitor.open("/applications/start/")
    if "/applications/start/" in page.url:
        page = visitor.send(page, {})
    found = re.search(r"/applications/(APP-[0-9A-Z]{8})/", page.url)
    expect(found, f"no application was started: {page.url}")
    assert found is not None
    home = f"/applications/{found[1]}/"
    visitor.send(visitor.open(f"{home}category/"), {"category": "widow"})
    visitor.send(visitor.open(f"{home}income/"), {"has_income": "no"}, with_field="has_income")
    visitor.send(visitor.open(f"{home}bank/"), {"iban": iban.grouped(who.iban)}, with_field="iban")
    attached = attach_papers(visitor, home)
    page = visitor.send(visitor.open(f"{home}review/"), {"declared": "on"}, with_field="declared")
    expect(page.url.endswith("/submitted/"), f"the application was not received: {page.heading}")
    return page, found[1], attached


def attach_papers(visitor: Visitor, home: str) -> list[str]:
    """Attach a file for every paper that the application asks for; return their names."""
    page = visitor.open(f"{home}documents/")
    addresses = [] if page.tree is None else page.tree.xpath("//a/@href")
    wanted = sorted(
        {
            found[1]
            for address in addresses
            if (found := re.search(rf"{re.escape(home)}documents/([a-z_]+)/$", address))
        }
    )
    for requirement in wanted:
        visitor.send(
            visitor.open(f"{home}documents/{requirement}/"),
            {},
            files={"document": (f"{requirement}.pdf", a_document(requirement), "application/pdf")},
        )
    return wanted
