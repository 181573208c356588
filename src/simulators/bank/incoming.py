"""Reads the payment files (pain.001) that arrive, with a parser of its own."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from xml.etree import ElementTree

from daman.kernel.riyadh import riyadh_date

NAMESPACE = "{urn:iso:std:iso:20022:tech:xsd:pain.001.001.09}"


class Unreadable(Exception):
    """A file that the bank cannot take."""


@dataclass(frozen=True)
class Instruction:
    """One payment that the file asks for."""

    end_to_end_id: str
    amount: str
    currency: str
    iban: str
    name: str


@dataclass(frozen=True)
class PaymentFile:
    """What one file asks for."""

    msg_id: str
    created: str
    pay_on: str
    debtor_iban: str
    control_sum: str
    instructions: list[Instruction]

    def booked_on(self, today: date) -> date:
        """
        Return the day on which the bank books the file: the day asked for once it has come.

        A file for a later day is booked at once, so that nobody who tries the product waits.
        """
        made_on = riyadh_date(datetime.fromisoformat(self.created))
        asked_on = date.fromisoformat(self.pay_on)
        return asked_on if made_on <= asked_on <= today else made_on


def read(content: bytes) -> PaymentFile:
    """
    Return what the file asks for, once its own count and sum hold.

    :raises Unreadable: when it is no pain.001.001.09 or does not add up
    """
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise Unreadable("a document type is not accepted")
    try:
        root = ElementTree.fromstring(content)
    except ElementTree.ParseError as problem:
        raise Unreadable(str(problem)) from None
    if root.tag != f"{NAMESPACE}Document":
        raise Unreadable("pain.001.001.09 is expected")
    found = PaymentFile(
        msg_id=_text(root, "CstmrCdtTrfInitn/GrpHdr/MsgId"),
        created=_text(root, "CstmrCdtTrfInitn/GrpHdr/CreDtTm"),
        pay_on=_text(root, "CstmrCdtTrfInitn/PmtInf/ReqdExctnDt/Dt"),
        debtor_iban=_text(root, "CstmrCdtTrfInitn/PmtInf/DbtrAcct/Id/IBAN"),
        control_sum=_text(root, "CstmrCdtTrfInitn/GrpHdr/CtrlSum"),
        instructions=[_instruction(each) for each in root.iter(f"{NAMESPACE}CdtTrfTxInf")],
    )
    _check(found, count=_text(root, "CstmrCdtTrfInitn/GrpHdr/NbOfTxs"))
    return found


def _instruction(element: ElementTree.Element) -> Instruction:
    amount = element.find(f"{NAMESPACE}Amt/{NAMESPACE}InstdAmt")
    return Instruction(
        end_to_end_id=_text(element, "PmtId/EndToEndId"),
        amount=amount.text or "" if amount is not None else "",
        currency=amount.get("Ccy", "") if amount is not None else "",
        iban=_text(element, "CdtrAcct/Id/IBAN"),
        name=_text(element, "Cdtr/Nm"),
    )


def _check(found: PaymentFile, *, count: str) -> None:
    if not found.msg_id or not found.instructions:
        raise Unreadable("MsgId and payments are expected")
    if count != str(len(found.instructions)):
        raise Unreadable("NbOfTxs does not fit")
    _check_days(found)
    if any(each.currency != "SAR" for each in found.instructions):
        raise Unreadable("only SAR is accepted")
    try:
        total = sum(Decimal(each.amount) for each in found.instructions)
        is_right = total == Decimal(found.control_sum)
    except InvalidOperation:
        raise Unreadable("an amount is no number") from None
    if not is_right:
        raise Unreadable("CtrlSum does not fit")


def _check_days(found: PaymentFile) -> None:
    try:
        moment = datetime.fromisoformat(found.created)
        date.fromisoformat(found.pay_on)
    except ValueError:
        raise Unreadable("CreDtTm and ReqdExctnDt are expected") from None
    if moment.tzinfo is None:
        raise Unreadable("CreDtTm has no time zone")


def _text(element: ElementTree.Element, path: str) -> str:
    found = element.findtext("/".join(NAMESPACE + name for name in path.split("/")))
    return (found or "").strip()
