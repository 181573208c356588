"""What the payments office does with a month's run, and what the bank and the citizen see."""

from lxml import etree

from daman.command.stories import _office as office
from daman.command.stories._citizen import Stranger
from daman.command.stories._telling import wait_for
from daman.command.stories._visitor import Page, Visitor

OFFICER, APPROVER, RELEASER = "officer1", "approver1", "approver2"


def build_and_prepare(desk: Visitor, month: str) -> Page:
    """Build the month (YYYY-MM) and prepare its run at the officer's desk; the run's page."""
    page = desk.send(desk.open("/staff/runs/"), {"month": month}, with_field="month")
    return desk.send(page, {}, action="/prepare/")


def approve(base_url: str, run: Page) -> Page:
    """Approve the run as an approver."""
    with office.sign_in(base_url, APPROVER) as desk:
        return desk.send(desk.open(run.url), {}, action="/approve/")


def release(base_url: str, run: Page, who: Stranger) -> tuple[Page, str]:
    """Release the run as another approver; return its page and the file's line of a person."""
    with office.sign_in(base_url, RELEASER) as desk:
        page = desk.send(desk.open(run.url), {}, action="/release/")
        return page, _line_of(desk.open(page.link("/file/")).content, who)


def wait_until_paid(phone: Visitor, desk: Visitor) -> Page:
    """Read the bank's answers until her payment's page says that the money arrived; the page."""

    def look() -> Page | None:
        desk.send(desk.open("/staff/runs/reconciliation/"), {}, action="/answers/")
        listed = phone.open("/payments/")
        links = [] if listed.tree is None else listed.tree.xpath("//a/@href")
        mine = [link for link in links if "/payments/PAY-" in link]
        page = phone.open(mine[0]) if mine else None
        return page if page and page.words("//main//*[contains(@class,'tag ok')]") else None

    return wait_for(look, "a payment that arrived")


def _line_of(content: bytes, who: Stranger) -> str:
    """Return the line of a pain.001 file that pays a person, empty when there is none."""
    for line in etree.fromstring(content).iter("{*}CdtTrfTxInf"):
        iban = line.findtext("{*}CdtrAcct/{*}Id/{*}IBAN")
        if iban == who.iban:
            number = line.findtext("{*}PmtId/{*}EndToEndId")
            amount = line.findtext("{*}Amt/{*}InstdAmt")
            return f"EndToEndId {number} · SAR {amount} · {iban}"
    return ""
