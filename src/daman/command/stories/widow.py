"""A widow registers on her phone, applies, is decided on and is paid: the main job, end to end."""

from datetime import date

from daman.command.stories import _citizen as citizen
from daman.command.stories import _office as office
from daman.command.stories import _payroll as payroll
from daman.command.stories._citizen import Stranger
from daman.command.stories._telling import Teller, expect, told
from daman.command.stories._visitor import Page, Visitor
from daman.kernel.month import Month

# What a widow with two children and no income gets under the edition in force (S002-43).
AMOUNT = "1,570"
IN_FILE = "1570.00"
REVIEWERS = ["reviewer1", "reviewer2", "reviewer3"]


def play(base_url: str) -> int:
    """Play the story; return 0 when everything went as told, 1 at the first difference."""
    return told(_play, base_url)


def _play(base_url: str) -> None:
    teller = Teller(f"A widow applies and is paid, at {base_url}")
    with Visitor(base_url) as phone:
        who = citizen.new_widow(phone)
        reference = _applies(teller, phone, who)
        _is_studied(teller, base_url, reference, who)
        letter = _reads_her_letter(teller, phone)
        _is_paid(teller, base_url, phone, who, letter)
    teller.end("She was paid.")


def _applies(teller: Teller, phone: Visitor, who: Stranger) -> str:
    page = phone.open("/")
    teller.step("She opens the home page without an account", page.heading)
    page, sms = citizen.register(phone, who)
    teller.step(
        "She registers with ID, birth date and mobile; the registry matches, a code arrives",
        sms,
        page.heading,
    )
    page, prefilled_count = citizen.fill_profile(phone)
    teller.step(
        "She fills the unified profile and confirms it",
        page.heading,
        f"{prefilled_count} answers came from the registers",
    )
    page, reference, papers = citizen.apply(phone, who)
    expect(reference in page.text, "the receipt does not name the application")
    teller.step(
        "She applies as a widow, names her account, attaches the papers and submits",
        page.heading,
        f"{reference}; attached: {', '.join(papers) or 'nothing was needed'}",
        citizen.sms_with(phone, who.mobile, reference),
    )
    page = phone.open(f"/applications/{reference}/tracker/")
    teller.step("She follows it", page.heading, *page.all_words("//time")[:2])
    return reference


def _is_studied(teller: Teller, base_url: str, reference: str, who: Stranger) -> None:
    findings = {"assessor_findings.high_value_assets": "no"}
    with office.sign_in(base_url, "caseworker1") as desk:
        case = office.study(desk, reference, findings=findings)
        teller.step("A caseworker studies her case and accepts the papers", case.heading)
        office.recommend(desk, case, "ACCEPT", "The conditions hold on the registers' facts.")
        teller.step("The caseworker recommends to accept")
    address = office.vote(base_url, REVIEWERS, who, "ACCEPT")
    teller.step("Three members of the committee vote", ", ".join(REVIEWERS))
    page = office.close(base_url, "chair1", address, "Three members agree.")
    teller.step("The chair closes the sitting and decides", page.heading)


def _reads_her_letter(teller: Teller, phone: Visitor) -> Page:
    board = phone.open("/board/")
    letter = phone.open(board.link("/decisions/DEC-"))
    reference = office.decision_ref_on(letter)
    conditions = letter.all_words("//*[contains(@class,'conditions')]/li")
    expect(AMOUNT in letter.text, f"the letter does not grant {AMOUNT} riyals")
    expect(conditions, "the letter gives no conditions")
    teller.step("She reads the decision letter", letter.heading, reference, *conditions)
    pdf = phone.open(f"/decisions/{reference}/letter.pdf")
    expect(pdf.content.startswith(b"%PDF"), "the letter's PDF is none")
    teller.step("She keeps the letter as a PDF", f"{len(pdf.content):,} bytes")
    return letter


def _is_paid(teller: Teller, base_url: str, phone: Visitor, who: Stranger, letter: Page) -> None:
    with office.sign_in(base_url, payroll.OFFICER) as desk:
        run = payroll.build_and_prepare(desk, _first_month(letter))
        teller.step("A payments officer builds and prepares the month", run.heading)
        run = payroll.approve(base_url, run)
        teller.step("An approver approves it", run.heading)
        run, line = payroll.release(base_url, run, who)
        expect(f"SAR {IN_FILE}" in line, f"the bank's file does not pay her: {line}")
        teller.step("Another approver releases it; the bank's file has her line", line)
        page = payroll.wait_until_paid(phone, desk)
    expect(AMOUNT in page.text, f"{page.url} does not show {AMOUNT}")
    teller.step(
        "The bank confirms; she sees the payment and its arithmetic",
        page.heading,
        *page.all_words("//main//tr"),
        citizen.sms_with(phone, who.mobile, AMOUNT),
    )


def _first_month(letter: Page) -> str:
    """Return the month (YYYY-MM) from which the letter says she is paid: the one after it."""
    days = letter.tree.xpath("//time/@datetime") if letter.tree is not None else []
    expect(days, "the letter has no date")
    return str(Month.of(date.fromisoformat(days[0][:10])).next)
